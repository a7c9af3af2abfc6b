# Made by `npm run hcl` from the constructs in modules/: change those instead.

variable "source_bucket" {
  description = "Name of the bucket to copy from; it is there already, and need not be versioned"
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.source_bucket))
    error_message = "source_bucket: a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN."
  }
}

variable "destination_bucket_arn" {
  description = "ARN of the bucket that copies go to; it is there already. That of source_bucket copies in place"
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.destination_bucket_arn))
    error_message = "destination_bucket_arn: the ARN of a bucket is needed, like arn:aws:s3:::my-archive."
  }
}

variable "destination_prefix" {
  description = "Folder that copies go into, below which their keys stay as they are; empty: none"
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([\\w!.'()-][\\w!.'()/-]*)?$", var.destination_prefix))
    error_message = "destination_prefix: letters, digits and / - _ . ! ' ( ), without a leading slash."
  }
}

variable "destination_region" {
  description = "Region of that bucket, in which jobs that copy are created; null: the runner asks S3"
  type        = string
  default     = null

  validation {
    condition     = var.destination_region == null || can(regex("^[a-z]{2,}(-[a-z]+)+-\\d+$", var.destination_region))
    error_message = "destination_region: a Region's name looks like eu-west-1."
  }
}

variable "destination_account_id" {
  description = "Account of that bucket; null: the source's"
  type        = string
  default     = null

  validation {
    condition     = var.destination_account_id == null || can(regex("^\\d{12}$", var.destination_account_id))
    error_message = "destination_account_id: an account id has twelve digits, in double quotes."
  }
}

variable "destination_kms_arns" {
  description = "ARNs of the KMS keys that copies are encrypted with, in the destination's Region; those of source objects are replication_source_kms_arns"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.destination_kms_arns : can(regex("^arn:[^:]+:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$", arn))])
    error_message = "destination_kms_arns: the ARN of a KMS key looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab."
  }
}

variable "destination_bucket_keys" {
  description = "Whether copies under SSE-KMS use S3 Bucket Keys"
  type        = string
  default     = "some"
  nullable    = false

  validation {
    condition     = contains(["none", "some", "all"], var.destination_bucket_keys)
    error_message = "destination_bucket_keys: one of none, some, all."
  }
}

variable "replication_source_kms_arns" {
  description = "ARNs of the KMS keys that source objects are encrypted with"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.replication_source_kms_arns : can(regex("^arn:[^:]+:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$", arn))])
    error_message = "replication_source_kms_arns: the ARN of a KMS key looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab."
  }
}

variable "replication_source_bucket_keys" {
  description = "Whether source objects under SSE-KMS use S3 Bucket Keys"
  type        = string
  default     = "some"
  nullable    = false

  validation {
    condition     = contains(["none", "some", "all"], var.replication_source_bucket_keys)
    error_message = "replication_source_bucket_keys: one of none, some, all."
  }
}

variable "prefixes" {
  description = "Beginnings of keys, like folder/; one job or more for each; empty: every key"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for prefix in var.prefixes : !startswith(prefix, "/")])
    error_message = "prefixes: keys do not begin with a slash, so that nothing would match."
  }

  validation {
    condition     = length(var.prefixes) == length(distinct(var.prefixes))
    error_message = "prefixes: each prefix is named once."
  }

  validation {
    condition     = alltrue([for one in var.prefixes : length([for other in var.prefixes : other if startswith(one, other)]) == 1])
    error_message = "prefixes: a prefix that another one covers already would be copied twice: leave one of them out."
  }
}

variable "destination_caller_arns" {
  description = "ARNs of the users and roles that run s3-backfill: what is handed out lets them list and read the destination bucket, so that verify works with one identity; needs destination_account_id"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.destination_caller_arns : can(regex("^arn:[^:]+:iam::\\d{12}:(root|(role|user)\\/[^\\s*?]+)$", arn))])
    error_message = "destination_caller_arns: the ARN of a user or a role looks like arn:aws:iam::111122223333:role/name, without * and ?; that of an account ends with :root."
  }
}

variable "report_bucket" {
  description = "Bucket for reports and manifests that is there already, in the Region of the destination; this or create_report_bucket"
  type        = string
  default     = null

  validation {
    condition     = var.report_bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.report_bucket))
    error_message = "report_bucket: a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN."
  }
}

variable "create_report_bucket" {
  description = "Make a bucket for reports and manifests, where the destination is in the Region of the provider; this or report_bucket"
  type = object({
    name          = string
    expire_days   = optional(number, 365)
    force_destroy = optional(bool, false)
  })
  default = null
}

variable "report_prefix" {
  description = "Where reports go"
  type        = string
  default     = "s3-backfill/reports"
  nullable    = false

  validation {
    condition     = can(regex("^([\\w!.'()-][\\w!.'()/-]*)?$", var.report_prefix))
    error_message = "report_prefix: letters, digits and / - _ . ! ' ( ), without a leading slash."
  }
}

variable "manifest_prefix" {
  description = "Where manifests go; empty: none is kept"
  type        = string
  default     = "s3-backfill/manifests"
  nullable    = false

  validation {
    condition     = can(regex("^([\\w!.'()-][\\w!.'()/-]*)?$", var.manifest_prefix))
    error_message = "manifest_prefix: letters, digits and / - _ . ! ' ( ), without a leading slash."
  }
}

variable "role_name_prefix" {
  description = "Beginning of the name of the role; null: none"
  type        = string
  default     = null

  validation {
    condition     = var.role_name_prefix == null || can(regex("^[\\w+=,.@-]{1,20}$", var.role_name_prefix))
    error_message = "role_name_prefix: at most 20 letters, digits and + = , . @ _ -."
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

variable "confused_deputy_conditions" {
  description = "Let S3 assume the role only for this account (aws:SourceAccount); AWS does not document that it works, try it first"
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of everything that is made; they win over provider.default_tags"
  type        = map(string)
  default     = {}
  nullable    = false
}
