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
  description = "ARN of the bucket that is copied to; it is there already"
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.destination_bucket_arn))
    error_message = "destination_bucket_arn: the ARN of a bucket is needed, like arn:aws:s3:::my-archive."
  }
}

variable "destination_prefix" {
  description = "Folder that takes the place of the one in prefixes; empty: none; null: keys stay as they are"
  type        = string
  default     = null

  validation {
    condition     = var.destination_prefix == null || can(regex("^([\\w!.'()-][\\w!.'()/-]*)?$", var.destination_prefix))
    error_message = "destination_prefix: letters, digits and / - _ . ! ' ( ), without a leading slash."
  }
}

variable "destination_region" {
  description = "Region of that bucket, which has to be that of the provider: the task is in it; null: that of the source"
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
  description = "ARNs of the KMS keys by which that bucket encrypts, in its Region; those of source objects are replication_source_kms_arns"
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

variable "storage_class" {
  description = "Storage class of the copies; DataSync keeps none of the source; null: STANDARD"
  type        = string
  default     = null

  validation {
    condition     = contains(["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], coalesce(var.storage_class, "STANDARD"))
    error_message = "storage_class: one of STANDARD, STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER, DEEP_ARCHIVE."
  }
}

variable "task_mode" {
  description = "Mode of the task, for good; BASIC lists at most 25 million objects"
  type        = string
  default     = "ENHANCED"
  nullable    = false

  validation {
    condition     = contains(["ENHANCED", "BASIC"], var.task_mode)
    error_message = "task_mode: one of ENHANCED, BASIC."
  }
}

variable "verify_mode" {
  description = "What DataSync itself compares after it has copied; the last two are to be had with BASIC alone"
  type        = string
  default     = "ONLY_FILES_TRANSFERRED"
  nullable    = false

  validation {
    condition     = contains(["ONLY_FILES_TRANSFERRED", "POINT_IN_TIME_CONSISTENT", "NONE"], var.verify_mode)
    error_message = "verify_mode: one of ONLY_FILES_TRANSFERRED, POINT_IN_TIME_CONSISTENT, NONE."
  }
}

variable "overwrite_mode" {
  description = "Whether objects of the destination that differ are written anew"
  type        = string
  default     = "ALWAYS"
  nullable    = false

  validation {
    condition     = contains(["ALWAYS", "NEVER"], var.overwrite_mode)
    error_message = "overwrite_mode: one of ALWAYS, NEVER."
  }
}

variable "bytes_per_second" {
  description = "Bytes a second at most; null: as fast as it goes"
  type        = number
  default     = null

  validation {
    condition     = var.bytes_per_second == null || try(var.bytes_per_second >= 1, false)
    error_message = "bytes_per_second: at least 1."
  }
}

variable "log_level" {
  description = "What DataSync writes to CloudWatch Logs; TRANSFER names every object"
  type        = string
  default     = "BASIC"
  nullable    = false

  validation {
    condition     = contains(["OFF", "BASIC", "TRANSFER"], var.log_level)
    error_message = "log_level: one of OFF, BASIC, TRANSFER."
  }
}

variable "includes" {
  description = "Paths below the folder that are copied, like /2026*; * only at their end"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for pattern in var.includes : can(regex("^/[^*|]*[*]?$", pattern))])
    error_message = "includes: a path begins with a slash, which is the folder of the source, has * only as its last character, and no |: write paths one by one."
  }
}

variable "excludes" {
  description = "Paths below the folder that are not copied, like *.partial"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for pattern in var.excludes : can(regex("^[^|]+$", pattern))])
    error_message = "excludes: a pattern is no empty text and holds no |: write patterns one by one."
  }
}

variable "schedule" {
  description = "When the task runs by itself, like cron(0 3 * * ? *), in UTC; null: only when s3-backfill run starts it"
  type        = string
  default     = null

  validation {
    condition     = var.schedule == null || can(regex("^(cron|rate)\\(.+\\)$", var.schedule))
    error_message = "schedule: a schedule looks like cron(0 3 * * ? *) or rate(12 hours)."
  }
}

variable "task_name" {
  description = "Name of the task"
  type        = string
  default     = "s3-backfill"
  nullable    = false

  validation {
    condition     = length(var.task_name) >= 1 && length(var.task_name) <= 256
    error_message = "task_name: 1 to 256 characters."
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
  description = "The folder to copy, like [\"videos/\"]: at most one; empty: the whole bucket"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.prefixes) <= 1
    error_message = "prefixes: a task of DataSync copies one folder: name one, and choose what is below it by includes."
  }

  validation {
    condition     = alltrue([for prefix in var.prefixes : prefix == "" || (endswith(prefix, "/") && !can(regex("(^|/)[.]{0,2}/", prefix)))])
    error_message = "prefixes: a location of DataSync is a folder, like videos/: a slash at its end, none at its beginning, and no empty part, . or .. between two."
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
  description = "Bucket for task reports and lists of keys that is there already; this or create_report_bucket"
  type        = string
  default     = null

  validation {
    condition     = var.report_bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.report_bucket))
    error_message = "report_bucket: a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN."
  }
}

variable "create_report_bucket" {
  description = "Make a bucket for task reports and lists of keys; this or report_bucket"
  type = object({
    name          = string
    expire_days   = optional(number, 365)
    force_destroy = optional(bool, false)
  })
  default = null
}

variable "report_prefix" {
  description = "Where task reports go"
  type        = string
  default     = "s3-backfill/reports"
  nullable    = false

  validation {
    condition     = can(regex("^([\\w!.'()-][\\w!.'()/-]*)?$", var.report_prefix))
    error_message = "report_prefix: letters, digits and / - _ . ! ' ( ), without a leading slash."
  }
}

variable "manifest_prefix" {
  description = "Where lists of keys are, for filters and retry; empty: none is kept"
  type        = string
  default     = "s3-backfill/manifests"
  nullable    = false

  validation {
    condition     = can(regex("^([\\w!.'()-][\\w!.'()/-]*)?$", var.manifest_prefix))
    error_message = "manifest_prefix: letters, digits and / - _ . ! ' ( ), without a leading slash."
  }
}

variable "role_name_prefix" {
  description = "Beginning of the names of the roles; null: none"
  type        = string
  default     = null

  validation {
    condition     = var.role_name_prefix == null || can(regex("^[\\w+=,.@-]{1,20}$", var.role_name_prefix))
    error_message = "role_name_prefix: at most 20 letters, digits and + = , . @ _ -."
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
