# Made by `npm run hcl` from the constructs in modules/: change those instead.

variable "archive_path" {
  description = "Path of the archive of the function: dist/lambdas/detached-run.zip of the package, in the version of this module"
  type        = string
  nullable    = false

  validation {
    condition     = fileexists(var.archive_path)
    error_message = "archive_path: there is no such file: it is dist/lambdas/detached-run.zip in the folder of the package, like node_modules/s3-backfill."
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
    error_message = "s3_backfill: a run in the account is of replication: an output s3_backfill with roles.batchJobArn is needed, as terraform/backfill has it."
  }
}

variable "destination_bucket_arns" {
  description = "ARNs of the buckets that are copied to, which the function may list; needed where the replication is adopted, which names none; empty: those of s3_backfill"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.destination_bucket_arns : can(regex("^arn:[^:]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", arn))])
    error_message = "destination_bucket_arns: ARNs of buckets are needed, like arn:aws:s3:::my-replica."
  }
}

variable "topic" {
  description = "SNS topic, in the Region of the source, that is told how each run ended; its policy has to let EventBridge publish; null: nobody is told"
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.topic == null || can(regex("^arn:[^:]+:sns:[a-z0-9-]+:\\d{12}:[\\w-]+$", var.topic.arn))
    error_message = "topic: the ARN of a topic looks like arn:aws:sns:eu-west-1:111122223333:name."
  }
}

variable "alarm_action_arns" {
  description = "ARNs of SNS topics for the alarms on runs that did not succeed"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_action_arns : can(regex("^arn:[^:]+:sns:[a-z0-9-]+:\\d{12}:[\\w-]+$", arn))])
    error_message = "alarm_action_arns: the ARN of a topic looks like arn:aws:sns:eu-west-1:111122223333:name."
  }
}

variable "start_after_seconds" {
  description = "Seconds before the first step: S3 acts on replication rules some minutes after they were applied"
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.start_after_seconds >= 0 && var.start_after_seconds <= 86400 && floor(var.start_after_seconds) == var.start_after_seconds
    error_message = "start_after_seconds: a whole number from 0 to 86400."
  }
}

variable "poll_seconds" {
  description = "Seconds between two looks at the job"
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.poll_seconds >= 10 && var.poll_seconds <= 86400 && floor(var.poll_seconds) == var.poll_seconds
    error_message = "poll_seconds: a whole number from 10 to 86400."
  }
}

variable "timeout_seconds" {
  description = "Seconds after which a run ends as TIMED_OUT, while its job goes on; at most 2,500 times poll_seconds"
  type        = number
  default     = 604800
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 60 && var.timeout_seconds <= 31536000 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds: a whole number from 60 to 31536000."
  }
}

variable "memory_megabytes" {
  description = "Memory of the function in MB; its share of a processor grows with it, and 1769 is one"
  type        = number
  default     = 1769
  nullable    = false

  validation {
    condition     = var.memory_megabytes >= 512 && var.memory_megabytes <= 10240 && floor(var.memory_megabytes) == var.memory_megabytes
    error_message = "memory_megabytes: a whole number from 512 to 10240."
  }
}

variable "runtime" {
  description = "Runtime of the function"
  type        = string
  default     = "nodejs22.x"
  nullable    = false

  validation {
    condition     = contains(["nodejs22.x", "nodejs24.x"], var.runtime)
    error_message = "runtime: one of nodejs22.x, nodejs24.x."
  }
}

variable "name" {
  description = "Name of state machine and function, and beginning of those of their roles, another one for each of several in one account"
  type        = string
  default     = "s3-backfill-run"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,30}$", var.name))
    error_message = "name: it has to match ^[A-Za-z0-9_-]{1,30}$."
  }
}

variable "log_retention_days" {
  description = "Days for which logs are kept"
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days: CloudWatch Logs takes 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "role_path" {
  description = "Path of the roles; null: /"
  type        = string
  default     = null

  validation {
    condition     = var.role_path == null || can(regex("^\\/([!-~]+\\/)?$", var.role_path))
    error_message = "role_path: a path begins and ends with a slash, like /replication/."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds what the roles can ever do; null: none"
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
