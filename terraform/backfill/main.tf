# Made by `npm run hcl` from the constructs in modules/: change those instead.

locals {
  destination_bucket = var.replication_destination_bucket_arn == null ? "" : split(":", var.replication_destination_bucket_arn)[5]
  replica_keys       = compact([var.replication_destination_kms_arn, var.replication_destination_default_kms_arn])
  has_metrics        = coalesce(var.replication_metrics, var.replication_time_control)
  report_bucket      = var.create_report_bucket != null ? aws_s3_bucket.reports[0].bucket : var.report_bucket == null ? "" : var.report_bucket
  report_prefix      = replace(var.report_prefix, "/\\/+$/", "")
  report_folder      = local.report_prefix == "" ? "" : "${local.report_prefix}/"
  manifest_prefix    = replace(var.manifest_prefix, "/\\/+$/", "")
  manifest_folder    = local.manifest_prefix == "" ? "" : "${local.manifest_prefix}/"

  # How many of something there are must not hang on what is known only after another resource was made.
  replicates_kms_objects = length(var.replication_source_kms_arns) > 0
  versions_destination   = var.manage_versioning && var.manage_destination_versioning

  # One rule for each prefix, a single one for every key if there is none; a later rule wins. None of an adopted configuration.
  prefixes = length(var.prefixes) == 0 ? [""] : var.prefixes
  slugs    = [for prefix in local.prefixes : prefix == "" ? "all-objects" : coalesce(substr(trim(replace(prefix, "/[^A-Za-z0-9._-]+/", "-"), "-"), 0, 200), "prefix")]
  rules = [
    for index, prefix in local.prefixes : {
      id       = length([for other in slice(local.slugs, 0, index) : other if other == local.slugs[index]]) == 0 ? local.slugs[index] : "${local.slugs[index]}-${length([for other in slice(local.slugs, 0, index) : other if other == local.slugs[index]]) + 1}"
      prefix   = prefix
      priority = index + 1
    } if !var.adopt_existing_replication
  ]

  # One topic for alarms and events of jobs, unless one is given.
  makes_topic           = (var.after_care.alarms || var.after_care.job_events) && var.after_care.topic == null
  topic_arn             = local.makes_topic ? one(aws_sns_topic.after_care[*].arn) : try(var.after_care.topic.arn, null)
  has_alarms_on_latency = var.after_care.alarms && var.after_care.latency_alarms
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket_replication_configuration" "this" {
  count = !var.adopt_existing_replication ? 1 : 0

  bucket = var.source_bucket
  role   = aws_iam_role.replication[0].arn

  dynamic "rule" {
    for_each = local.rules

    content {
      id       = rule.value.id
      priority = rule.value.priority
      status   = var.enable_replication ? "Enabled" : "Disabled"

      delete_marker_replication {
        status = var.replicate_delete_markers ? "Enabled" : "Disabled"
      }

      destination {
        bucket        = "arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"
        account       = var.replica_owner_override ? var.replication_destination_account_id : null
        storage_class = var.replication_storage_class

        dynamic "access_control_translation" {
          for_each = var.replica_owner_override ? [1] : []

          content {
            owner = "Destination"
          }
        }

        dynamic "encryption_configuration" {
          for_each = local.replicates_kms_objects ? [1] : []

          content {
            replica_kms_key_id = var.replication_destination_kms_arn
          }
        }

        dynamic "metrics" {
          for_each = local.has_metrics ? [1] : []

          content {
            status = "Enabled"

            dynamic "event_threshold" {
              for_each = var.replication_time_control ? [1] : []

              content {
                minutes = 15
              }
            }
          }
        }

        dynamic "replication_time" {
          for_each = var.replication_time_control ? [1] : []

          content {
            status = "Enabled"

            time {
              minutes = 15
            }
          }
        }
      }

      dynamic "existing_object_replication" {
        for_each = var.existing_object_replication != null ? [1] : []

        content {
          status = var.existing_object_replication
        }
      }

      filter {
        prefix = length(var.filter_tags) == 0 ? rule.value.prefix : null

        dynamic "tag" {
          for_each = length(var.filter_tags) == 1 && rule.value.prefix == "" ? var.filter_tags : {}

          content {
            key   = tag.key
            value = tag.value
          }
        }

        dynamic "and" {
          for_each = length(var.filter_tags) == 0 || (length(var.filter_tags) == 1 && rule.value.prefix == "") ? [] : [1]

          content {
            prefix = rule.value.prefix == "" ? null : rule.value.prefix
            tags   = var.filter_tags
          }
        }
      }

      dynamic "source_selection_criteria" {
        for_each = local.replicates_kms_objects || var.replica_modification_sync ? [1] : []

        content {
          dynamic "replica_modifications" {
            for_each = var.replica_modification_sync ? [1] : []

            content {
              status = "Enabled"
            }
          }

          dynamic "sse_kms_encrypted_objects" {
            for_each = local.replicates_kms_objects ? [1] : []

            content {
              status = "Enabled"
            }
          }
        }
      }
    }
  }

  depends_on = [
    aws_iam_role_policy.replication,
    aws_s3_bucket_versioning.source,
    aws_s3_bucket_versioning.destination,
  ]

  lifecycle {
    precondition {
      condition     = var.replication_destination_bucket_arn != null
      error_message = "replication_destination_bucket_arn is needed: name the bucket to copy to, or leave a configuration that is there alone with adopt_existing_replication."
    }

    precondition {
      condition     = var.replication_destination_kms_arn != null || !local.replicates_kms_objects
      error_message = "with replication_source_kms_arns objects under SSE-KMS are copied: name the key of the replicas in replication_destination_kms_arn."
    }
  }
}

resource "aws_s3_bucket_versioning" "source" {
  count = var.manage_versioning ? 1 : 0

  bucket = var.source_bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "destination" {
  count = local.versions_destination ? 1 : 0

  bucket = local.destination_bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "replication" {
  count = !var.adopt_existing_replication ? 1 : 0

  name_prefix          = var.role_name_prefix == null ? "s3-replication-" : "${var.role_name_prefix}replication-"
  description          = "S3 copies objects of ${var.source_bucket} as this role"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.replication_trust[0].json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

data "aws_iam_policy_document" "replication_trust" {
  count = !var.adopt_existing_replication ? 1 : 0

  statement {
    sid     = "AssumedByService"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    dynamic "condition" {
      for_each = var.confused_deputy_conditions ? [1] : []

      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [data.aws_caller_identity.current.account_id]
      }
    }

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "replication" {
  count = !var.adopt_existing_replication ? 1 : 0

  name   = "s3-backfill"
  role   = aws_iam_role.replication[0].name
  policy = data.aws_iam_policy_document.replication[0].json
}

data "aws_iam_policy_document" "replication" {
  count = !var.adopt_existing_replication ? 1 : 0

  statement {
    sid       = "SourceBucket"
    effect    = "Allow"
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"]
  }

  statement {
    sid    = "SourceObjects"
    effect = "Allow"
    actions = [
      "s3:GetObjectVersionForReplication",
      "s3:GetObjectVersionAcl",
      "s3:GetObjectVersionTagging",
      "s3:GetObjectVersionAnnotationForReplication",
    ]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}/*"]
  }

  dynamic "statement" {
    for_each = var.source_object_lock ? [1] : []

    content {
      sid       = "SourceObjectsUnderALock"
      effect    = "Allow"
      actions   = ["s3:GetObjectRetention", "s3:GetObjectLegalHold"]
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}/*"]
    }
  }

  statement {
    sid       = "DestinationObjects"
    effect    = "Allow"
    actions   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/*"]
  }

  dynamic "statement" {
    for_each = var.replica_owner_override ? [1] : []

    content {
      sid       = "DestinationObjectsThatChangeOwner"
      effect    = "Allow"
      actions   = ["s3:ObjectOwnerOverrideToBucketOwner"]
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/*"]
    }
  }

  dynamic "statement" {
    for_each = length(var.replication_source_kms_arns) > 0 ? [1] : []

    content {
      sid       = "SourceKey"
      effect    = "Allow"
      actions   = ["kms:Decrypt"]
      resources = var.replication_source_kms_arns

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = distinct([for arn in var.replication_source_kms_arns : "s3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}"])
      }

      condition {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values = concat(
          var.replication_source_bucket_keys == "none" ? [] : ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"],
          var.replication_source_bucket_keys == "all" ? [] : ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}/*"],
        )
      }
    }
  }

  dynamic "statement" {
    for_each = length(local.replica_keys) > 0 ? [1] : []

    content {
      sid       = "ReplicaKey"
      effect    = "Allow"
      actions   = ["kms:Encrypt", "kms:GenerateDataKey"]
      resources = local.replica_keys

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = distinct([for arn in local.replica_keys : "s3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}"])
      }

      condition {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values = concat(
          var.replication_destination_bucket_keys == "none" ? [] : ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"],
          var.replication_destination_bucket_keys == "all" ? [] : ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/*"],
        )
      }
    }
  }

  dynamic "statement" {
    for_each = length(local.replica_keys) > 0 && var.replication_destination_bucket_keys != "none" ? [1] : []

    content {
      sid       = "ReplicaKeyOfABucketKey"
      effect    = "Allow"
      actions   = ["kms:Decrypt"]
      resources = local.replica_keys

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = distinct([for arn in local.replica_keys : "s3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}"])
      }

      condition {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values   = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"]
      }
    }
  }
}

data "aws_iam_policy_document" "destination_bucket" {
  count = !var.adopt_existing_replication ? 1 : 0

  statement {
    sid       = "DestinationObjects"
    effect    = "Allow"
    actions   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/*"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.replication[0].arn]
    }
  }

  dynamic "statement" {
    for_each = var.replica_owner_override ? [1] : []

    content {
      sid       = "DestinationObjectsThatChangeOwner"
      effect    = "Allow"
      actions   = ["s3:ObjectOwnerOverrideToBucketOwner"]
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/*"]

      principals {
        type        = "AWS"
        identifiers = [aws_iam_role.replication[0].arn]
      }
    }
  }
}

data "aws_iam_policy_document" "destination_key" {
  count = !var.adopt_existing_replication ? 1 : 0

  statement {
    sid       = "ReplicaKey"
    effect    = "Allow"
    actions   = ["kms:Encrypt", "kms:GenerateDataKey"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = distinct([for arn in local.replica_keys : "s3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}"])
    }

    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values = concat(
        var.replication_destination_bucket_keys == "none" ? [] : ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"],
        var.replication_destination_bucket_keys == "all" ? [] : ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/*"],
      )
    }

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.replication[0].arn]
    }
  }

  dynamic "statement" {
    for_each = var.replication_destination_bucket_keys != "none" ? [1] : []

    content {
      sid       = "ReplicaKeyOfABucketKey"
      effect    = "Allow"
      actions   = ["kms:Decrypt"]
      resources = ["*"]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = distinct([for arn in local.replica_keys : "s3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}"])
      }

      condition {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values   = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"]
      }

      principals {
        type        = "AWS"
        identifiers = [aws_iam_role.replication[0].arn]
      }
    }
  }
}

resource "aws_iam_role" "batch_job" {
  name_prefix          = var.role_name_prefix == null ? "s3-backfill-job-" : "${var.role_name_prefix}job-"
  description          = "S3 Batch Operations replicates existing objects of ${var.source_bucket} as this role"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.batch_job_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  lifecycle {
    precondition {
      condition     = (var.report_bucket == null) != (var.create_report_bucket == null)
      error_message = "exactly one of report_bucket and create_report_bucket is needed."
    }

    precondition {
      condition     = local.destination_bucket != var.source_bucket
      error_message = "replication_destination_bucket_arn is source_bucket itself: name another bucket."
    }

    precondition {
      condition     = try(coalesce(var.report_bucket, try(var.create_report_bucket.name, null)), "") != var.source_bucket
      error_message = "reports in source_bucket would become objects of it: name another bucket for them."
    }

    precondition {
      condition     = var.replication_destination_kms_arn == null || local.replicates_kms_objects || var.adopt_existing_replication
      error_message = "with replication_destination_kms_arn objects under SSE-KMS are copied: name the keys that they are encrypted with in replication_source_kms_arns."
    }

    precondition {
      condition     = alltrue([for arn in local.replica_keys : split(":", arn)[3] == coalesce(var.replication_destination_region, split(":", arn)[3])])
      error_message = "the keys of the replicas have to be in replication_destination_region."
    }

    precondition {
      condition     = length(var.filter_tags) == 0 || !var.replicate_delete_markers
      error_message = "S3 copies no delete markers by a rule that asks for tags: leave filter_tags or replicate_delete_markers out."
    }

    precondition {
      condition     = !(var.replication_time_control && var.replication_metrics == false)
      error_message = "S3 gives no Replication Time Control without metrics: leave replication_metrics out."
    }

    precondition {
      condition     = !var.replica_owner_override || var.replication_destination_account_id != null
      error_message = "replica_owner_override needs replication_destination_account_id."
    }

    precondition {
      condition     = !(var.adopt_existing_replication && var.manage_versioning)
      error_message = "with adopt_existing_replication the buckets are left as they are: leave manage_versioning out."
    }

    precondition {
      condition     = !var.adopt_existing_replication || var.enable_replication
      error_message = "with adopt_existing_replication the rules are left as they are: leave enable_replication out."
    }

    precondition {
      condition     = !(var.adopt_existing_replication && var.after_care.alarms)
      error_message = "after_care.alarms look at the metrics of each rule by its id, and with adopt_existing_replication only S3 knows those: leave alarms out."
    }

    precondition {
      condition     = !var.after_care.alarms || local.has_metrics || var.adopt_existing_replication
      error_message = "after_care.alarms look at metrics, and none are published: set replication_metrics."
    }

    precondition {
      condition     = !local.has_alarms_on_latency || var.adopt_existing_replication || coalesce(var.replication_destination_region, data.aws_region.current.id) == data.aws_region.current.id
      error_message = "after_care.alarms: S3 publishes latency in replication_destination_region, and a module has one provider, that of the source: set latency_alarms = false in after_care; ${path.module}/README.md has an alarm for your root module."
    }

    precondition {
      condition     = !local.versions_destination || var.adopt_existing_replication || (var.replication_destination_account_id == null && coalesce(var.replication_destination_region, data.aws_region.current.id) == data.aws_region.current.id)
      error_message = "manage_versioning: a module has one provider, that of the source: with a destination in another account or Region, set manage_destination_versioning = false, and switch its versioning on there."
    }
  }
}

data "aws_iam_policy_document" "batch_job_trust" {
  statement {
    sid     = "AssumedByService"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    dynamic "condition" {
      for_each = var.confused_deputy_conditions ? [1] : []

      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [data.aws_caller_identity.current.account_id]
      }
    }

    principals {
      type        = "Service"
      identifiers = ["batchoperations.s3.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "batch_job" {
  name   = "s3-backfill"
  role   = aws_iam_role.batch_job.name
  policy = data.aws_iam_policy_document.batch_job.json
}

data "aws_iam_policy_document" "batch_job" {
  statement {
    sid       = "SourceObjects"
    effect    = "Allow"
    actions   = ["s3:InitiateReplication"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}/*"]
  }

  statement {
    sid       = "SourceBucket"
    effect    = "Allow"
    actions   = ["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"]
  }

  dynamic "statement" {
    for_each = local.manifest_prefix != "" ? [1] : []

    content {
      sid     = "ManifestObjects"
      effect  = "Allow"
      actions = ["s3:PutObject", "s3:GetObject", "s3:GetObjectVersion"]
      resources = [
        "arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}/${local.manifest_folder}*",
      ]
    }
  }

  statement {
    sid       = "ReportObjects"
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}/${local.report_folder}*"]
  }
}

resource "aws_s3_bucket" "reports" {
  count = var.create_report_bucket != null ? 1 : 0

  bucket        = var.create_report_bucket.name
  force_destroy = var.create_report_bucket.force_destroy
  tags          = var.tags
}

resource "aws_s3_bucket_server_side_encryption_configuration" "reports" {
  count = var.create_report_bucket != null ? 1 : 0

  bucket = aws_s3_bucket.reports[0].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "reports" {
  count = var.create_report_bucket != null ? 1 : 0

  bucket = aws_s3_bucket.reports[0].id

  rule {
    id     = "expire"
    status = "Enabled"

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    expiration {
      days = var.create_report_bucket.expire_days
    }

    filter {
      prefix = ""
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "reports" {
  count = var.create_report_bucket != null ? 1 : 0

  bucket = aws_s3_bucket.reports[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "reports" {
  count = var.create_report_bucket != null ? 1 : 0

  bucket                  = aws_s3_bucket.reports[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "reports" {
  count = var.create_report_bucket != null ? 1 : 0

  bucket     = aws_s3_bucket.reports[0].id
  policy     = data.aws_iam_policy_document.reports[0].json
  depends_on = [aws_s3_bucket_public_access_block.reports]
}

data "aws_iam_policy_document" "reports" {
  count = var.create_report_bucket != null ? 1 : 0

  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.reports[0].arn, "${aws_s3_bucket.reports[0].arn}/*"]

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_sns_topic" "after_care" {
  count = local.makes_topic ? 1 : 0

  name        = var.after_care.topic_name
  name_prefix = var.after_care.topic_name == null ? "s3-backfill-" : null
  tags        = var.tags
}

resource "aws_sns_topic_policy" "after_care" {
  count = local.makes_topic ? 1 : 0

  arn    = aws_sns_topic.after_care[0].arn
  policy = data.aws_iam_policy_document.after_care[0].json
}

data "aws_iam_policy_document" "after_care" {
  count = local.makes_topic ? 1 : 0

  statement {
    sid       = "Alarms"
    effect    = "Allow"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.after_care[0].arn]

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [
        "arn:${data.aws_partition.current.partition}:cloudwatch:*:${data.aws_caller_identity.current.account_id}:alarm:*",
      ]
    }

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
  }

  dynamic "statement" {
    for_each = var.after_care.job_events ? [1] : []

    content {
      sid       = "JobEvents"
      effect    = "Allow"
      actions   = ["sns:Publish"]
      resources = [aws_sns_topic.after_care[0].arn]

      principals {
        type        = "Service"
        identifiers = ["events.amazonaws.com"]
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  for_each = var.after_care.alarms ? { for rule in local.rules : rule.id => rule } : {}

  alarm_name          = "s3-replication-failed-${var.source_bucket}-${each.value.id}"
  alarm_description   = "Operations of replication rule ${each.value.id} of ${var.source_bucket} failed; s3-backfill run copies what live replication did not"
  alarm_actions       = [local.topic_arn]
  comparison_operator = "GreaterThanThreshold"
  dimensions = {
    DestinationBucket = local.destination_bucket
    RuleId            = each.value.id
    SourceBucket      = var.source_bucket
  }
  evaluation_periods = 1
  metric_name        = "OperationsFailedReplication"
  namespace          = "AWS/S3"
  period             = 60
  statistic          = "Sum"
  threshold          = 0
  treat_missing_data = "notBreaching"
  tags               = var.tags
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  for_each = local.has_alarms_on_latency ? { for rule in local.rules : rule.id => rule } : {}

  alarm_name          = "s3-replication-latency-${var.source_bucket}-${each.value.id}"
  alarm_description   = "The destination of replication rule ${each.value.id} of ${var.source_bucket} is more than ${var.after_care.latency_seconds} seconds behind"
  alarm_actions       = [local.topic_arn]
  comparison_operator = "GreaterThanThreshold"
  dimensions = {
    DestinationBucket = local.destination_bucket
    RuleId            = each.value.id
    SourceBucket      = var.source_bucket
  }
  evaluation_periods = 5
  metric_name        = "ReplicationLatency"
  namespace          = "AWS/S3"
  period             = 60
  statistic          = "Maximum"
  threshold          = var.after_care.latency_seconds
  treat_missing_data = "notBreaching"
  tags               = var.tags
}

resource "aws_cloudwatch_metric_alarm" "pending" {
  for_each = local.has_alarms_on_latency && var.after_care.pending_bytes != null ? { for rule in local.rules : rule.id => rule } : {}

  alarm_name          = "s3-replication-pending-${var.source_bucket}-${each.value.id}"
  alarm_description   = "More than ${var.after_care.pending_bytes} bytes wait for replication rule ${each.value.id} of ${var.source_bucket}"
  alarm_actions       = [local.topic_arn]
  comparison_operator = "GreaterThanThreshold"
  dimensions = {
    DestinationBucket = local.destination_bucket
    RuleId            = each.value.id
    SourceBucket      = var.source_bucket
  }
  evaluation_periods = 5
  metric_name        = "BytesPendingReplication"
  namespace          = "AWS/S3"
  period             = 60
  statistic          = "Maximum"
  threshold          = var.after_care.pending_bytes
  treat_missing_data = "notBreaching"
  tags               = var.tags
}

resource "aws_cloudwatch_event_rule" "job_events" {
  count = var.after_care.job_events ? 1 : 0

  name_prefix = "s3-backfill-job-"
  description = "Jobs of S3 Batch Operations that change their state"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["AWS Service Event via CloudTrail"]
    detail = {
      eventSource = ["s3.amazonaws.com"]
      eventName   = ["JobStatusChanged"]
      serviceEventDetails = {
        status = ["Suspended", "Paused", "Complete", "Failed", "Cancelled"]
      }
    }
  })
  tags = var.tags
}

resource "aws_cloudwatch_event_target" "job_events" {
  count = var.after_care.job_events ? 1 : 0

  arn  = local.topic_arn
  rule = aws_cloudwatch_event_rule.job_events[0].name
}
