# Made by `npm run hcl` from the constructs in modules/: change those instead.

locals {
  destination_buckets          = var.destination_bucket_arn == null ? distinct([for one in try(var.s3_backfill.destinations, []) : one.bucket]) : [split(":", var.destination_bucket_arn)[5]]
  destination_bucket           = length(local.destination_buckets) == 1 ? local.destination_buckets[0] : ""
  source_inventory_prefix      = replace(var.source_inventory.prefix, "/\\/+$/", "")
  source_inventory_folder      = local.source_inventory_prefix == "" ? "" : "${local.source_inventory_prefix}/"
  destination_inventory_prefix = replace(var.destination_inventory.prefix, "/\\/+$/", "")
  destination_inventory_folder = local.destination_inventory_prefix == "" ? "" : "${local.destination_inventory_prefix}/"
  report_prefix                = replace(var.s3_backfill.report.prefix, "/\\/+$/", "")
  report_folder                = local.report_prefix == "" ? "" : "${local.report_prefix}/"
  results_prefix               = replace(var.results_prefix, "/\\/+$/", "")
  results_folder               = local.results_prefix == "" ? "" : "${local.results_prefix}/"
  columns_of_versions          = ["bucket", "key", "version_id", "is_latest", "is_delete_marker"]
  column_of = {
    Size                         = "size"
    LastModifiedDate             = "last_modified_date"
    ETag                         = "e_tag"
    StorageClass                 = "storage_class"
    IsMultipartUploaded          = "is_multipart_uploaded"
    ReplicationStatus            = "replication_status"
    EncryptionStatus             = "encryption_status"
    ObjectLockRetainUntilDate    = "object_lock_retain_until_date"
    ObjectLockMode               = "object_lock_mode"
    ObjectLockLegalHoldStatus    = "object_lock_legal_hold_status"
    IntelligentTieringAccessTier = "intelligent_tiering_access_tier"
    BucketKeyStatus              = "bucket_key_status"
    ChecksumAlgorithm            = "checksum_algorithm"
    ObjectAccessControlList      = "object_access_control_list"
    ObjectOwner                  = "object_owner"
    LifecycleExpirationDate      = "lifecycle_expiration_date"
  }
  parquet_types = {
    bucket                          = "string"
    key                             = "string"
    version_id                      = "string"
    is_latest                       = "boolean"
    is_delete_marker                = "boolean"
    size                            = "bigint"
    last_modified_date              = "timestamp"
    e_tag                           = "string"
    storage_class                   = "string"
    is_multipart_uploaded           = "boolean"
    replication_status              = "string"
    encryption_status               = "string"
    object_lock_mode                = "string"
    object_lock_legal_hold_status   = "string"
    intelligent_tiering_access_tier = "string"
    bucket_key_status               = "string"
    checksum_algorithm              = "string"
    object_access_control_list      = "string"
    object_owner                    = "string"
  }
  columns = {
    for side, inventory in { source = var.source_inventory, destination = var.destination_inventory } : side => [
      for name in concat(local.columns_of_versions, [for field in inventory.fields : local.column_of[field]]) : {
        name = name
        type = inventory.format == "CSV" ? "string" : local.parquet_types[name]
      } if inventory.format == "CSV" || contains(keys(local.parquet_types), name)
    ]
  }
}

data "aws_region" "current" {}

resource "aws_athena_workgroup" "this" {
  name          = var.workgroup
  description   = "Compares ${var.s3_backfill.source.bucket} with ${local.destination_bucket}"
  force_destroy = true
  tags          = var.tags

  configuration {
    bytes_scanned_cutoff_per_query     = var.scan_limit_gigabytes * 1000000000
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true

    engine_version {
      selected_engine_version = "Athena engine version 3"
    }

    result_configuration {
      expected_bucket_owner = var.s3_backfill.source.accountId
      output_location       = "s3://${var.s3_backfill.report.bucket}/${local.results_folder}"

      encryption_configuration {
        encryption_option = var.results_kms_arn == null ? "SSE_S3" : "SSE_KMS"
        kms_key_arn       = var.results_kms_arn
      }
    }
  }

  lifecycle {
    precondition {
      condition     = length(local.destination_buckets) == 1
      error_message = "destination_bucket_arn is needed: s3_backfill names several destinations, or none where the replication is adopted; give the one that the inventory is of."
    }

    precondition {
      condition     = data.aws_region.current.id == var.s3_backfill.source.region
      error_message = "the provider is in ${data.aws_region.current.id}, and one in ${var.s3_backfill.source.region} is needed, the Region of the source and of the report bucket."
    }

    precondition {
      condition     = var.results_kms_arn == null ? true : split(":", var.results_kms_arn)[3] == var.s3_backfill.source.region
      error_message = "results_kms_arn: a key in ${var.s3_backfill.source.region} is needed, the Region of the source, where results are."
    }
  }
}

resource "aws_glue_catalog_database" "this" {
  name        = var.database
  description = "Inventories of ${var.s3_backfill.source.bucket} and ${local.destination_bucket}, and completion reports"
  tags        = var.tags
}

resource "aws_glue_catalog_table" "source_inventory" {
  name          = "source_inventory"
  description   = "Inventories of ${var.s3_backfill.source.bucket}, one for each dt"
  database_name = aws_glue_catalog_database.this.name
  parameters = {
    EXTERNAL             = "TRUE"
    "projection.dt.type" = "injected"
    "projection.enabled" = "true"
  }
  table_type = "EXTERNAL_TABLE"

  partition_keys {
    type = "string"
    name = "dt"
  }

  storage_descriptor {
    input_format  = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat"
    location      = "s3://${var.source_inventory.bucket}/${local.source_inventory_folder}${var.s3_backfill.source.bucket}/${var.source_inventory.id}/hive/"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    dynamic "columns" {
      for_each = local.columns.source

      content {
        name = columns.value.name
        type = columns.value.type
      }
    }

    ser_de_info {
      serialization_library = var.source_inventory.format == "CSV" ? "org.apache.hadoop.hive.serde2.OpenCSVSerde" : "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
    }
  }
}

resource "aws_glue_catalog_table" "destination_inventory" {
  name          = "destination_inventory"
  description   = "Inventories of ${local.destination_bucket}, one for each dt"
  database_name = aws_glue_catalog_database.this.name
  parameters = {
    EXTERNAL             = "TRUE"
    "projection.dt.type" = "injected"
    "projection.enabled" = "true"
  }
  table_type = "EXTERNAL_TABLE"

  partition_keys {
    type = "string"
    name = "dt"
  }

  storage_descriptor {
    input_format  = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat"
    location      = "s3://${var.destination_inventory.bucket}/${local.destination_inventory_folder}${local.destination_bucket}/${var.destination_inventory.id}/hive/"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    dynamic "columns" {
      for_each = local.columns.destination

      content {
        name = columns.value.name
        type = columns.value.type
      }
    }

    ser_de_info {
      serialization_library = var.destination_inventory.format == "CSV" ? "org.apache.hadoop.hive.serde2.OpenCSVSerde" : "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
    }
  }
}

resource "aws_glue_catalog_table" "completion_reports" {
  name          = "completion_reports"
  description   = "Completion reports of S3 Batch Operations, those of one job for each job"
  database_name = aws_glue_catalog_database.this.name
  parameters = {
    EXTERNAL                    = "TRUE"
    "projection.enabled"        = "true"
    "projection.job.type"       = "injected"
    "storage.location.template" = "s3://${var.s3_backfill.report.bucket}/${local.report_folder}job-$${job}/results/"
  }
  table_type = "EXTERNAL_TABLE"

  partition_keys {
    type = "string"
    name = "job"
  }

  storage_descriptor {
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    location      = "s3://${var.s3_backfill.report.bucket}/${local.report_folder}"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    columns {
      type = "string"
      name = "bucket"
    }

    columns {
      type = "string"
      name = "key"
    }

    columns {
      type = "string"
      name = "version_id"
    }

    columns {
      type = "string"
      name = "task_status"
    }

    columns {
      type = "string"
      name = "error_code"
    }

    columns {
      type = "string"
      name = "http_status_code"
    }

    columns {
      type = "string"
      name = "result_message"
    }

    ser_de_info {
      serialization_library = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
    }
  }
}
