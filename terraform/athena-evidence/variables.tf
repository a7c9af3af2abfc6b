# Made by `npm run hcl` from the constructs in modules/: change those instead.

variable "source_inventory" {
  description = "Inventory of all versions of the source, which S3 delivers already: bucket that it is delivered to, prefix, id of its configuration, format, and optional fields in the order of fileSchema in a manifest"
  type = object({
    bucket = string
    prefix = optional(string, "")
    id     = string
    format = optional(string, "CSV")
    fields = optional(list(string), ["Size", "LastModifiedDate", "ETag", "StorageClass", "ReplicationStatus", "EncryptionStatus", "IntelligentTieringAccessTier"])
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.source_inventory.bucket))
    error_message = "source_inventory: bucket is a name of 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN."
  }

  validation {
    condition     = can(regex("^([\\w!.'()-][\\w!.'()/-]*)?$", var.source_inventory.prefix))
    error_message = "source_inventory: prefix has letters, digits and / - _ . ! ' ( ), without a leading slash."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,64}$", var.source_inventory.id))
    error_message = "source_inventory: id has one to 64 letters, digits and . _ -."
  }

  validation {
    condition     = contains(["CSV", "Parquet"], var.source_inventory.format)
    error_message = "source_inventory: format is CSV or Parquet."
  }

  validation {
    condition     = length(setsubtract(var.source_inventory.fields, ["Size", "LastModifiedDate", "ETag", "StorageClass", "IsMultipartUploaded", "ReplicationStatus", "EncryptionStatus", "ObjectLockRetainUntilDate", "ObjectLockMode", "ObjectLockLegalHoldStatus", "IntelligentTieringAccessTier", "BucketKeyStatus", "ChecksumAlgorithm", "ObjectAccessControlList", "ObjectOwner", "LifecycleExpirationDate"])) == 0
    error_message = "source_inventory: fields are of Size, LastModifiedDate, ETag, StorageClass, IsMultipartUploaded, ReplicationStatus, EncryptionStatus, ObjectLockRetainUntilDate, ObjectLockMode, ObjectLockLegalHoldStatus, IntelligentTieringAccessTier, BucketKeyStatus, ChecksumAlgorithm, ObjectAccessControlList, ObjectOwner, LifecycleExpirationDate."
  }

  validation {
    condition     = length(setsubtract(["Size", "LastModifiedDate", "ETag"], var.source_inventory.fields)) == 0
    error_message = "source_inventory: fields need Size, LastModifiedDate, ETag, without which nothing is compared: add them to the inventory, and name them here."
  }

  validation {
    condition     = length(distinct(var.source_inventory.fields)) == length(var.source_inventory.fields)
    error_message = "source_inventory: fields are named once each, in the order of fileSchema in a manifest."
  }
}

variable "destination_inventory" {
  description = "The same of the destination"
  type = object({
    bucket = string
    prefix = optional(string, "")
    id     = string
    format = optional(string, "CSV")
    fields = optional(list(string), ["Size", "LastModifiedDate", "ETag", "StorageClass", "ReplicationStatus", "EncryptionStatus", "IntelligentTieringAccessTier"])
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.destination_inventory.bucket))
    error_message = "destination_inventory: bucket is a name of 3 to 63 lower-case letters, digits, dots and hyphens; it is no ARN."
  }

  validation {
    condition     = can(regex("^([\\w!.'()-][\\w!.'()/-]*)?$", var.destination_inventory.prefix))
    error_message = "destination_inventory: prefix has letters, digits and / - _ . ! ' ( ), without a leading slash."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,64}$", var.destination_inventory.id))
    error_message = "destination_inventory: id has one to 64 letters, digits and . _ -."
  }

  validation {
    condition     = contains(["CSV", "Parquet"], var.destination_inventory.format)
    error_message = "destination_inventory: format is CSV or Parquet."
  }

  validation {
    condition     = length(setsubtract(var.destination_inventory.fields, ["Size", "LastModifiedDate", "ETag", "StorageClass", "IsMultipartUploaded", "ReplicationStatus", "EncryptionStatus", "ObjectLockRetainUntilDate", "ObjectLockMode", "ObjectLockLegalHoldStatus", "IntelligentTieringAccessTier", "BucketKeyStatus", "ChecksumAlgorithm", "ObjectAccessControlList", "ObjectOwner", "LifecycleExpirationDate"])) == 0
    error_message = "destination_inventory: fields are of Size, LastModifiedDate, ETag, StorageClass, IsMultipartUploaded, ReplicationStatus, EncryptionStatus, ObjectLockRetainUntilDate, ObjectLockMode, ObjectLockLegalHoldStatus, IntelligentTieringAccessTier, BucketKeyStatus, ChecksumAlgorithm, ObjectAccessControlList, ObjectOwner, LifecycleExpirationDate."
  }

  validation {
    condition     = length(setsubtract(["Size", "LastModifiedDate", "ETag"], var.destination_inventory.fields)) == 0
    error_message = "destination_inventory: fields need Size, LastModifiedDate, ETag, without which nothing is compared: add them to the inventory, and name them here."
  }

  validation {
    condition     = length(distinct(var.destination_inventory.fields)) == length(var.destination_inventory.fields)
    error_message = "destination_inventory: fields are named once each, in the order of fileSchema in a manifest."
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
    error_message = "s3_backfill: what Athena compares is of replication: an output s3_backfill with roles.batchJobArn is needed, as terraform/backfill has it."
  }
}

variable "destination_bucket_arn" {
  description = "ARN of the bucket that the inventory of the destination is of; needed where rules copy to several, or the replication is adopted; null: the one that s3_backfill names"
  type        = string
  default     = null

  validation {
    condition     = var.destination_bucket_arn == null || can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.destination_bucket_arn))
    error_message = "destination_bucket_arn: the ARN of a bucket is needed, like arn:aws:s3:::my-archive."
  }
}

variable "results_prefix" {
  description = "Where in the report bucket results of queries go"
  type        = string
  default     = "s3-backfill/athena"
  nullable    = false

  validation {
    condition     = can(regex("^([\\w!.'()-][\\w!.'()/-]*)?$", var.results_prefix))
    error_message = "results_prefix: letters, digits and / - _ . ! ' ( ), without a leading slash."
  }
}

variable "results_kms_arn" {
  description = "ARN of a KMS key for results, in the Region of the source; null: SSE-S3"
  type        = string
  default     = null

  validation {
    condition     = var.results_kms_arn == null || can(regex("^arn:[^:]+:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$", var.results_kms_arn))
    error_message = "results_kms_arn: the ARN of a KMS key looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab."
  }
}

variable "scan_limit_gigabytes" {
  description = "Gigabytes that one query may scan before Athena cancels it"
  type        = number
  default     = 1000
  nullable    = false

  validation {
    condition     = var.scan_limit_gigabytes >= 1 && var.scan_limit_gigabytes <= 1000000 && floor(var.scan_limit_gigabytes) == var.scan_limit_gigabytes
    error_message = "scan_limit_gigabytes: a whole number from 1 to 1000000."
  }
}

variable "workgroup" {
  description = "Name of the workgroup, another one for each of several in one account"
  type        = string
  default     = "s3-backfill"
  nullable    = false

  validation {
    condition     = can(regex("^[\\w.-]{1,128}$", var.workgroup))
    error_message = "workgroup: one to 128 letters, digits and . _ -."
  }
}

variable "database" {
  description = "Name of the database, another one for each of several in one account"
  type        = string
  default     = "s3_backfill"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9_]{1,255}$", var.database))
    error_message = "database: lower-case letters, digits and underscores: Athena takes no others."
  }
}

variable "tags" {
  description = "Tags of everything that is made; they win over provider.default_tags"
  type        = map(string)
  default     = {}
  nullable    = false
}
