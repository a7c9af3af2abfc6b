# Made by `npm run hcl` from the constructs in modules/: change those instead.

variable "source_bucket" {
  description = "Name of the bucket to copy from; it is there already, in the Region of the provider, and need not be versioned"
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
  description = "Takes the place of the one in prefixes in each key; empty: nothing does; null: keys stay as they are"
  type        = string
  default     = null

  validation {
    condition     = var.destination_prefix == null || !startswith(coalesce(var.destination_prefix, "-"), "/")
    error_message = "destination_prefix: keys do not begin with a slash: leave it out."
  }
}

variable "destination_region" {
  description = "Region of that bucket; null: the runner asks S3"
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
  description = "Storage class of the copies; null: that of the source object"
  type        = string
  default     = null

  validation {
    condition     = contains(["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE", "REDUCED_REDUNDANCY"], coalesce(var.storage_class, "STANDARD"))
    error_message = "storage_class: one of STANDARD, STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER, DEEP_ARCHIVE, REDUCED_REDUNDANCY."
  }
}

variable "overwrite" {
  description = "What happens where another object stands: it is written over, or stays"
  type        = string
  default     = "different"
  nullable    = false

  validation {
    condition     = contains(["different", "never"], var.overwrite)
    error_message = "overwrite: one of different, never."
  }
}

variable "annotations" {
  description = "Whether annotations are copied"
  type        = string
  default     = "copy"
  nullable    = false

  validation {
    condition     = contains(["copy", "exclude"], var.annotations)
    error_message = "annotations: one of copy, exclude."
  }
}

variable "format" {
  description = "Format of inventories; ORC is not read"
  type        = string
  default     = "CSV"
  nullable    = false

  validation {
    condition     = contains(["CSV", "Parquet"], var.format)
    error_message = "format: one of CSV, Parquet."
  }
}

variable "frequency" {
  description = "How often S3 delivers an inventory; each is worked off"
  type        = string
  default     = "Daily"
  nullable    = false

  validation {
    condition     = contains(["Daily", "Weekly"], var.frequency)
    error_message = "frequency: one of Daily, Weekly."
  }
}

variable "inventory_prefix" {
  description = "Where inventories go"
  type        = string
  default     = "s3-backfill/inventory"
  nullable    = false

  validation {
    condition     = can(regex("^([\\w!.'()-][\\w!.'()/-]*)?$", var.inventory_prefix))
    error_message = "inventory_prefix: letters, digits and / - _ . ! ' ( ), without a leading slash."
  }
}

variable "inventory_kms_arn" {
  description = "ARN of a KMS key for inventories, in the Region of the source; null: none; SSE-S3"
  type        = string
  default     = null

  validation {
    condition     = var.inventory_kms_arn == null || can(regex("^arn:[^:]+:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$", var.inventory_kms_arn))
    error_message = "inventory_kms_arn: the ARN of a KMS key looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab."
  }
}

variable "queue_kms_arn" {
  description = "ARN of a KMS key for the queues, in the Region of the source; null: none; SQS has a key of its own"
  type        = string
  default     = null

  validation {
    condition     = var.queue_kms_arn == null || can(regex("^arn:[^:]+:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$", var.queue_kms_arn))
    error_message = "queue_kms_arn: the ARN of a KMS key looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab."
  }
}

variable "enabled" {
  description = "false: inventories are delivered, and messages wait for at most 14 days"
  type        = bool
  default     = true
  nullable    = false
}

variable "maximum_concurrency" {
  description = "Workers at once: the brake"
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000 && floor(var.maximum_concurrency) == var.maximum_concurrency
    error_message = "maximum_concurrency: a whole number from 2 to 1000."
  }
}

variable "worker_memory_megabytes" {
  description = "Memory of a worker in MB"
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = var.worker_memory_megabytes >= 256 && var.worker_memory_megabytes <= 10240 && floor(var.worker_memory_megabytes) == var.worker_memory_megabytes
    error_message = "worker_memory_megabytes: a whole number from 256 to 10240."
  }
}

variable "most_receives" {
  description = "Attempts at a message before it goes to the dead letters"
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.most_receives >= 1 && var.most_receives <= 100 && floor(var.most_receives) == var.most_receives
    error_message = "most_receives: a whole number from 1 to 100."
  }
}

variable "runtime" {
  description = "Runtime of the functions"
  type        = string
  default     = "nodejs22.x"
  nullable    = false

  validation {
    condition     = contains(["nodejs22.x", "nodejs24.x"], var.runtime)
    error_message = "runtime: one of nodejs22.x, nodejs24.x."
  }
}

variable "name" {
  description = "Beginning of the names of queues, functions and roles, another one for each of several in one account"
  type        = string
  default     = "s3-inventory-copy"
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

variable "alarm_action_arns" {
  description = "ARNs of SNS topics for the alarms"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_action_arns : can(regex("^arn:[^:]+:sns:[a-z0-9-]+:\\d{12}:[\\w-]+$", arn))])
    error_message = "alarm_action_arns: the ARN of a topic looks like arn:aws:sns:eu-west-1:111122223333:name."
  }
}

variable "alarm_age_hours" {
  description = "Hours that an object may wait to be copied before an alarm"
  type        = number
  default     = 24
  nullable    = false

  validation {
    condition     = var.alarm_age_hours >= 1 && var.alarm_age_hours <= 336 && floor(var.alarm_age_hours) == var.alarm_age_hours
    error_message = "alarm_age_hours: a whole number from 1 to 336."
  }
}

variable "dashboard" {
  description = "Make a dashboard of CloudWatch: what waits, what was given up, what the functions do"
  type        = bool
  default     = false
  nullable    = false
}

variable "archive_path" {
  description = "Path of the archive of the functions: dist/lambdas/inventory-copy.zip of the package, in the version of this module"
  type        = string
  nullable    = false

  validation {
    condition     = fileexists(var.archive_path)
    error_message = "archive_path: there is no such file: it is dist/lambdas/inventory-copy.zip in the folder of the package, like node_modules/s3-backfill."
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
  description = "Beginning of the keys to copy, like [\"folder/\"]: at most one; empty: every key"
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.prefixes) <= 1
    error_message = "prefixes: an inventory lists one beginning of keys: name one, or take a module for each."
  }

  validation {
    condition     = alltrue([for prefix in var.prefixes : !startswith(prefix, "/")])
    error_message = "prefixes: keys do not begin with a slash, so that nothing would match."
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
  description = "Bucket for inventories and reports that is there already, in the Region of the source; this or create_report_bucket"
  type        = string
  default     = null

  validation {
    condition     = var.report_bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.report_bucket))
    error_message = "report_bucket: a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN."
  }
}

variable "create_report_bucket" {
  description = "Make a bucket for inventories and reports; this or report_bucket"
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
