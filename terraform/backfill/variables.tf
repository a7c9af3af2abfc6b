# Made by `npm run hcl` from the constructs in modules/: change those instead.

variable "source_bucket" {
  description = "Name of the bucket to copy from; it is there already, and versioned"
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.source_bucket))
    error_message = "source_bucket: a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN."
  }
}

variable "enable_replication" {
  description = "false: the rules are there, and disabled"
  type        = bool
  default     = true
  nullable    = false
}

variable "replication_destination_bucket_arn" {
  description = "ARN of the bucket to copy to; it is there already, and versioned; null: required, unless adopt_existing_replication is true: the runner asks S3"
  type        = string
  default     = null

  validation {
    condition     = var.replication_destination_bucket_arn == null || can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.replication_destination_bucket_arn))
    error_message = "replication_destination_bucket_arn: the ARN of a bucket is needed, like arn:aws:s3:::my-replica."
  }
}

variable "replication_destination_region" {
  description = "Region of the destination; null: the runner asks S3"
  type        = string
  default     = null

  validation {
    condition     = var.replication_destination_region == null || can(regex("^[a-z]{2,}(-[a-z]+)+-\\d+$", var.replication_destination_region))
    error_message = "replication_destination_region: a Region's name looks like eu-west-1."
  }
}

variable "replication_destination_account_id" {
  description = "Account of the destination; null: the source's"
  type        = string
  default     = null

  validation {
    condition     = var.replication_destination_account_id == null || can(regex("^\\d{12}$", var.replication_destination_account_id))
    error_message = "replication_destination_account_id: an account id has twelve digits, in double quotes."
  }
}

variable "replication_storage_class" {
  description = "Storage class of the replicas; null: that of the source object"
  type        = string
  default     = null

  validation {
    condition     = contains(["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE", "REDUCED_REDUNDANCY"], coalesce(var.replication_storage_class, "STANDARD"))
    error_message = "replication_storage_class: one of STANDARD, STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER, DEEP_ARCHIVE, REDUCED_REDUNDANCY."
  }
}

variable "replication_destination_kms_arn" {
  description = "ARN of the KMS key of the replicas, in the destination's Region; needs replication_source_kms_arns; null: objects under SSE-KMS are not copied"
  type        = string
  default     = null

  validation {
    condition     = var.replication_destination_kms_arn == null || can(regex("^arn:[^:]+:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$", var.replication_destination_kms_arn))
    error_message = "replication_destination_kms_arn: the ARN of a KMS key looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab."
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

variable "replication_destination_default_kms_arn" {
  description = "ARN of the KMS key by which the destination bucket encrypts what arrives unencrypted; null: its default is no KMS key"
  type        = string
  default     = null

  validation {
    condition     = var.replication_destination_default_kms_arn == null || can(regex("^arn:[^:]+:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$", var.replication_destination_default_kms_arn))
    error_message = "replication_destination_default_kms_arn: the ARN of a KMS key looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab."
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

variable "replication_destination_bucket_keys" {
  description = "Whether replicas under SSE-KMS use S3 Bucket Keys"
  type        = string
  default     = "some"
  nullable    = false

  validation {
    condition     = contains(["none", "some", "all"], var.replication_destination_bucket_keys)
    error_message = "replication_destination_bucket_keys: one of none, some, all."
  }
}

variable "replication_time_control" {
  description = "S3 Replication Time Control, with metrics: for new objects, at extra cost; not for jobs"
  type        = bool
  default     = false
  nullable    = false
}

variable "replication_metrics" {
  description = "Publish metrics of the rules to CloudWatch; null: that of replication_time_control"
  type        = bool
  default     = null
}

variable "replica_modification_sync" {
  description = "Copy changes of tags, ACLs and locks of replicas too: for two buckets that replicate to each other"
  type        = bool
  default     = false
  nullable    = false
}

variable "replica_owner_override" {
  description = "Make replication_destination_account_id the owner of the replicas"
  type        = bool
  default     = false
  nullable    = false
}

variable "source_object_lock" {
  description = "The source bucket has S3 Object Lock: retention and legal holds are copied"
  type        = bool
  default     = false
  nullable    = false
}

variable "replicate_delete_markers" {
  description = "Copy delete markers too"
  type        = bool
  default     = false
  nullable    = false
}

variable "prefixes" {
  description = "Beginnings of keys, like folder/; one rule and one job for each; empty: every key"
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
    error_message = "prefixes: a prefix that another one covers already would make two rules for one object: leave one of them out."
  }
}

variable "filter_tags" {
  description = "Tags that objects must have, all of them; not together with replicate_delete_markers"
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "existing_object_replication" {
  description = "Written as given, and S3 refuses it at apply: leave it out, s3-backfill run does what it promises; null: not written"
  type        = string
  default     = null

  validation {
    condition     = contains(["Enabled", "Disabled"], coalesce(var.existing_object_replication, "Enabled"))
    error_message = "existing_object_replication: one of Enabled, Disabled."
  }
}

variable "adopt_existing_replication" {
  description = "Leave the bucket's replication configuration alone: only job role, report bucket and handoff are made; the runner reads rules and destinations from S3"
  type        = bool
  default     = false
  nullable    = false
}

variable "manage_versioning" {
  description = "Switch on versioning of the source, and of the destination unless manage_destination_versioning is false"
  type        = bool
  default     = false
  nullable    = false
}

variable "manage_destination_versioning" {
  description = "With manage_versioning, that of the destination too; false for a destination in another account or another Region"
  type        = bool
  default     = true
  nullable    = false
}

variable "report_bucket" {
  description = "Bucket for reports and manifests that is there already, in the Region of the source; this or create_report_bucket"
  type        = string
  default     = null

  validation {
    condition     = var.report_bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.report_bucket))
    error_message = "report_bucket: a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN."
  }
}

variable "create_report_bucket" {
  description = "Make a bucket for reports and manifests, in the Region of the source; this or report_bucket"
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

variable "confused_deputy_conditions" {
  description = "Let S3 assume the roles only for this account (aws:SourceAccount); AWS does not document that it works, try it first"
  type        = bool
  default     = false
  nullable    = false
}

variable "after_care" {
  description = "Who is notified when replication or a job needs somebody"
  type = object({
    alarms          = optional(bool, false)
    latency_alarms  = optional(bool, true)
    latency_seconds = optional(number, 900)
    pending_bytes   = optional(number)
    job_events      = optional(bool, false)
    topic           = optional(object({ arn = string }))
    topic_arn       = optional(string)
    topic_name      = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.after_care.latency_seconds >= 1
    error_message = "after_care: latency_seconds is at least 1."
  }

  validation {
    condition     = coalesce(var.after_care.pending_bytes, 0) >= 0
    error_message = "after_care: pending_bytes is at least 0."
  }

  validation {
    condition     = var.after_care.topic_name == null || can(regex("^[\\w-]{1,256}$", var.after_care.topic_name))
    error_message = "after_care: topic_name has at most 256 letters, digits, hyphens and underscores."
  }

  validation {
    condition     = var.after_care.topic_arn == null
    error_message = "after_care: a module is given the topic as topic = { arn = … }."
  }

  validation {
    condition     = var.after_care.topic == null || can(regex("^arn:[^:]+:sns:[a-z0-9-]+:\\d{12}:[\\w-]+$", var.after_care.topic.arn))
    error_message = "after_care: topic.arn is the ARN of an SNS topic, like arn:aws:sns:eu-west-1:111122223333:storage."
  }
}

variable "tags" {
  description = "Tags of everything that is made; they win over provider.default_tags"
  type        = map(string)
  default     = {}
  nullable    = false
}
