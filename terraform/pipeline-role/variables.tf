# Made by `npm run hcl` from the constructs in modules/: change those instead.

variable "verbs" {
  description = "What the pipeline does: the role may do what these need"
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.verbs) > 0 && alltrue([for verb in var.verbs : contains(["plan", "run", "retry", "watch", "report", "verify"], verb)])
    error_message = "verbs: one or more of plan, run, retry, watch, report, verify."
  }
}

variable "s3_backfill" {
  description = "What is backfilled: the output s3_backfill of terraform/backfill, or of a stack of the constructs, as a value"
  type        = any
  nullable    = false

  validation {
    condition     = try(var.s3_backfill.version, 0) == 1
    error_message = "s3_backfill: the output s3_backfill as a value is needed, like module.backfill.s3_backfill."
  }

  validation {
    condition     = can(var.s3_backfill.roles.batchJobArn)
    error_message = "s3_backfill: the role of a pipeline is of replication: an output s3_backfill with roles.batchJobArn is needed, as terraform/backfill has it."
  }
}

variable "github" {
  description = "Workflows of GitHub Actions that may assume it: repository, and branches or environments; provider = { arn = … } where the account has one for GitHub already; null: none"
  type = object({
    repository   = string
    branches     = optional(list(string), [])
    environments = optional(list(string), [])
    audience     = optional(string, "sts.amazonaws.com")
    provider     = optional(object({ arn = string }))
  })
  default = null

  validation {
    condition     = var.github == null || try(can(regex("^([\\w.-]+\\/[\\w.-]+|[\\w.-]+@\\d+\\/[\\w.-]+@\\d+)$", var.github.repository)), false)
    error_message = "github: repository is OWNER/NAME of one repository, or OWNER@ID/NAME@ID as the tokens of repositories since July 2026 have it: a pattern would let in repositories that nobody looked at."
  }

  validation {
    condition     = var.github == null || try(alltrue([for name in var.github.branches : can(regex("^[^\\s*?:]+$", name))]), false)
    error_message = "github: branches: the name of one, without * and ?: whoever may push would choose a name that a pattern takes."
  }

  validation {
    condition     = var.github == null || try(alltrue([for name in var.github.branches : !startswith(name, "refs/")]), false)
    error_message = "github: branches: the name alone, like main: the subject says refs/heads/ before it."
  }

  validation {
    condition     = var.github == null || try(var.github.provider == null ? true : can(regex("^arn:[^:]+:iam::\\d{12}:oidc-provider\\/.+$", var.github.provider.arn)), false)
    error_message = "github: provider: the ARN of an OIDC provider looks like arn:aws:iam::111122223333:oidc-provider/gitlab.com."
  }

  validation {
    condition     = var.github == null || try(var.github.provider == null ? true : endswith(var.github.provider.arn, ":oidc-provider/token.actions.githubusercontent.com"), false)
    error_message = "github: provider: it is the provider of another host, whose tokens would never have these conditions."
  }

  validation {
    condition     = var.github == null || try(can(regex("^[^\\s]{1,255}$", var.github.audience)), false)
    error_message = "github: audience: one to 255 characters without a space."
  }

  validation {
    condition     = var.github == null || try(length(var.github.branches) + length(var.github.environments) > 0, false)
    error_message = "github: name a branch or an environment: any workflow of the repository, also of a pull request, would be let in (repo:OWNER/NAME:*)."
  }

  validation {
    condition     = var.github == null || try(alltrue([for name in var.github.environments : can(regex("^[^\\s*?:]+( [^\\s*?:]+)*$", name))]), false)
    error_message = "github: environments: the name of one, without * and ?, and with %3A for a colon, as it stands in a token."
  }
}

variable "gitlab" {
  description = "Pipelines of GitLab CI that may assume it: project and branches; provider = { arn = … } where the account has one for that host already; null: none"
  type = object({
    project  = string
    branches = optional(list(string), [])
    host     = optional(string, "gitlab.com")
    audience = optional(string, "sts.amazonaws.com")
    provider = optional(object({ arn = string }))
  })
  default = null

  validation {
    condition     = var.gitlab == null || try(can(regex("^[\\w.-]+(\\/[\\w.-]+)+$", var.gitlab.project)), false)
    error_message = "gitlab: project is GROUP/PROJECT of one project: a pattern would let in projects that nobody looked at."
  }

  validation {
    condition     = var.gitlab == null || try(alltrue([for name in var.gitlab.branches : can(regex("^[^\\s*?:]+$", name))]), false)
    error_message = "gitlab: branches: the name of one, without * and ?: whoever may push would choose a name that a pattern takes."
  }

  validation {
    condition     = var.gitlab == null || try(alltrue([for name in var.gitlab.branches : !startswith(name, "refs/")]), false)
    error_message = "gitlab: branches: the name alone, like main: the subject says refs/heads/ before it."
  }

  validation {
    condition     = var.gitlab == null || try(var.gitlab.provider == null ? true : can(regex("^arn:[^:]+:iam::\\d{12}:oidc-provider\\/.+$", var.gitlab.provider.arn)), false)
    error_message = "gitlab: provider: the ARN of an OIDC provider looks like arn:aws:iam::111122223333:oidc-provider/gitlab.com."
  }

  validation {
    condition     = var.gitlab == null || try(var.gitlab.provider == null ? true : endswith(var.gitlab.provider.arn, ":oidc-provider/${var.gitlab.host}"), false)
    error_message = "gitlab: provider: it is the provider of another host, whose tokens would never have these conditions."
  }

  validation {
    condition     = var.gitlab == null || try(can(regex("^[^\\s]{1,255}$", var.gitlab.audience)), false)
    error_message = "gitlab: audience: one to 255 characters without a space."
  }

  validation {
    condition     = var.gitlab == null || try(length(var.gitlab.branches) > 0, false)
    error_message = "gitlab: name a branch: a pipeline of any branch would be let in (project_path:GROUP/PROJECT:*)."
  }

  validation {
    condition     = var.gitlab == null || try(can(regex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", var.gitlab.host)), false)
    error_message = "gitlab: host: the name of a host is needed, like gitlab.com, without a port: IAM takes none."
  }
}

variable "principal_arns" {
  description = "ARNs of roles and users that may assume it"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.principal_arns : can(regex("^arn:[^:]+:iam::\\d{12}:(root|(role|user)\\/[^\\s*?]+)$", arn))])
    error_message = "principal_arns: the ARN of a user or a role looks like arn:aws:iam::111122223333:role/name, without * and ?; that of an account ends with :root."
  }
}

variable "destination_bucket_arns" {
  description = "ARNs of the buckets that are copied to; needed where the replication is adopted, which names none; empty: those of s3_backfill"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.destination_bucket_arns : can(regex("^arn:[^:]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", arn))])
    error_message = "destination_bucket_arns: ARNs of buckets are needed, like arn:aws:s3:::my-replica."
  }
}

variable "max_session_seconds" {
  description = "Seconds that a session lasts at most; a watch ends with it"
  type        = number
  default     = 21600
  nullable    = false

  validation {
    condition     = var.max_session_seconds >= 3600 && var.max_session_seconds <= 43200 && floor(var.max_session_seconds) == var.max_session_seconds
    error_message = "max_session_seconds: a whole number from 3600 to 43200."
  }
}

variable "name" {
  description = "Name of the role; null: Terraform makes one up that begins with s3-backfill-pipeline-"
  type        = string
  default     = null

  validation {
    condition     = var.name == null || can(regex("^[\\w+=,.@-]{1,64}$", var.name))
    error_message = "name: it has to match ^[\\w+=,.@-]{1,64}$."
  }
}

variable "role_path" {
  description = "Path of the role; null: /"
  type        = string
  default     = null

  validation {
    condition     = var.role_path == null || can(regex("^\\/([!-~]+\\/)?$", var.role_path))
    error_message = "role_path: a path begins and ends with a slash, like /replication/."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds what the role can ever do; null: none"
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[^:]+:iam::(\\d{12}|aws):policy\\/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn: the ARN of a policy looks like arn:aws:iam::111122223333:policy/name."
  }
}

variable "tags" {
  description = "Tags of everything that is made; they win over provider.default_tags"
  type        = map(string)
  default     = {}
  nullable    = false
}
