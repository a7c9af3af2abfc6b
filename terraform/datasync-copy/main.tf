# Made by `npm run hcl` from the constructs in modules/: change those instead.

locals {
  prefix             = length(var.prefixes) == 0 ? "" : var.prefixes[0]
  destination_bucket = split(":", var.destination_bucket_arn)[5]
  destination_prefix = var.destination_prefix == null ? local.prefix : replace(var.destination_prefix, "/\\/+$/", "")
  destination_folder = var.destination_prefix == null || local.destination_prefix == "" ? local.destination_prefix : "${local.destination_prefix}/"
  report_bucket      = var.create_report_bucket != null ? aws_s3_bucket.reports[0].bucket : var.report_bucket == null ? "" : var.report_bucket
  report_prefix      = replace(var.report_prefix, "/\\/+$/", "")
  report_folder      = local.report_prefix == "" ? "" : "${local.report_prefix}/"
  manifest_prefix    = replace(var.manifest_prefix, "/\\/+$/", "")
  manifest_folder    = local.manifest_prefix == "" ? "" : "${local.manifest_prefix}/"
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "source" {
  name_prefix          = var.role_name_prefix == null ? "s3-datasync-source-" : "${var.role_name_prefix}datasync-"
  description          = "DataSync reads ${var.source_bucket} as this role"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.source_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  lifecycle {
    precondition {
      condition     = (var.report_bucket == null) != (var.create_report_bucket == null)
      error_message = "exactly one of report_bucket and create_report_bucket is needed."
    }

    precondition {
      condition     = try(coalesce(var.report_bucket, try(var.create_report_bucket.name, null)), "") != var.source_bucket
      error_message = "reports in source_bucket would become objects of it: name another bucket for them."
    }

    precondition {
      condition     = coalesce(var.destination_region, data.aws_region.current.id) == data.aws_region.current.id
      error_message = "destination_region: the task and the location of the destination are made in that Region, and a module has one provider, that of the source: take the construct DataSyncCopy, or a settings file, which bring a second one."
    }

    precondition {
      condition     = local.destination_bucket != var.source_bucket || !(startswith(local.prefix, local.destination_folder) || startswith(local.destination_folder, local.prefix))
      error_message = "destination_prefix: in one bucket neither folder may lie in the other, or copies would be copied: name another one."
    }

    precondition {
      condition     = alltrue([for arn in var.destination_kms_arns : split(":", arn)[3] == data.aws_region.current.id])
      error_message = "the keys in destination_kms_arns have to be in the Region of the destination: S3 uses no key of another Region."
    }

    precondition {
      condition     = length(var.destination_caller_arns) == 0 || var.destination_account_id != null
      error_message = "destination_caller_arns needs destination_account_id: within one account a policy of the callers' own is enough."
    }

    precondition {
      condition     = var.task_mode == "BASIC" || var.verify_mode == "ONLY_FILES_TRANSFERRED"
      error_message = "verify_mode: ENHANCED verifies what it has transferred (ONLY_FILES_TRANSFERRED) and nothing else: leave it out, or take task_mode BASIC."
    }

    precondition {
      condition     = var.verify_mode != "POINT_IN_TIME_CONSISTENT" || !contains(["GLACIER", "DEEP_ARCHIVE"], coalesce(var.storage_class, "STANDARD"))
      error_message = "verify_mode: what is in GLACIER or DEEP_ARCHIVE cannot be read to be compared: take ONLY_FILES_TRANSFERRED or NONE."
    }
  }
}

data "aws_iam_policy_document" "source_trust" {
  statement {
    sid     = "AssumedByService"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [
        "arn:${data.aws_partition.current.partition}:datasync:*:${data.aws_caller_identity.current.account_id}:*",
      ]
    }

    principals {
      type        = "Service"
      identifiers = ["datasync.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "source" {
  name   = "s3-backfill"
  role   = aws_iam_role.source.name
  policy = data.aws_iam_policy_document.source.json
}

data "aws_iam_policy_document" "source" {
  statement {
    sid       = "SourceBucket"
    effect    = "Allow"
    actions   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"]
  }

  statement {
    sid    = "SourceObjects"
    effect = "Allow"
    actions = [
      "s3:GetObject",
      "s3:GetObjectTagging",
      "s3:GetObjectVersion",
      "s3:GetObjectVersionTagging",
      "s3:ListMultipartUploadParts",
    ]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}/${local.prefix}*"]
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
}

resource "aws_iam_role" "destination" {
  name_prefix          = var.role_name_prefix == null ? "s3-datasync-destination-" : "${var.role_name_prefix}datasync-"
  description          = "DataSync writes to ${local.destination_bucket} as this role"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.destination_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

data "aws_iam_policy_document" "destination_trust" {
  statement {
    sid     = "AssumedByService"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [
        "arn:${data.aws_partition.current.partition}:datasync:*:${data.aws_caller_identity.current.account_id}:*",
      ]
    }

    principals {
      type        = "Service"
      identifiers = ["datasync.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "destination" {
  name   = "s3-backfill"
  role   = aws_iam_role.destination.name
  policy = data.aws_iam_policy_document.destination.json
}

data "aws_iam_policy_document" "destination" {
  statement {
    sid       = "DestinationBucket"
    effect    = "Allow"
    actions   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"]
  }

  statement {
    sid    = "DestinationObjects"
    effect = "Allow"
    actions = [
      "s3:AbortMultipartUpload",
      "s3:GetObject",
      "s3:GetObjectTagging",
      "s3:GetObjectVersion",
      "s3:GetObjectVersionTagging",
      "s3:ListMultipartUploadParts",
      "s3:PutObject",
      "s3:PutObjectTagging",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/${local.destination_folder}*",
    ]
  }

  dynamic "statement" {
    for_each = length(var.destination_kms_arns) > 0 ? [1] : []

    content {
      sid       = "DestinationKey"
      effect    = "Allow"
      actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"]
      resources = var.destination_kms_arns

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = distinct([for arn in var.destination_kms_arns : "s3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}"])
      }

      condition {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values = concat(
          var.destination_bucket_keys == "none" ? [] : ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"],
          var.destination_bucket_keys == "all" ? [] : ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/*"],
        )
      }
    }
  }
}

resource "aws_iam_role" "report" {
  name_prefix          = var.role_name_prefix == null ? "s3-datasync-report-" : "${var.role_name_prefix}datasync-"
  description          = "DataSync writes task reports and reads lists of keys as this role"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.report_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

data "aws_iam_policy_document" "report_trust" {
  statement {
    sid     = "AssumedByService"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [
        "arn:${data.aws_partition.current.partition}:datasync:*:${data.aws_caller_identity.current.account_id}:*",
      ]
    }

    principals {
      type        = "Service"
      identifiers = ["datasync.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "report" {
  name   = "s3-backfill"
  role   = aws_iam_role.report.name
  policy = data.aws_iam_policy_document.report.json
}

data "aws_iam_policy_document" "report" {
  statement {
    sid       = "ReportObjects"
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}/${local.report_folder}*"]
  }

  dynamic "statement" {
    for_each = local.manifest_prefix != "" ? [1] : []

    content {
      sid     = "ManifestObjects"
      effect  = "Allow"
      actions = ["s3:GetObject", "s3:GetObjectVersion"]
      resources = [
        "arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}/${local.manifest_folder}*",
      ]
    }
  }
}

data "aws_iam_policy_document" "destination_bucket" {
  statement {
    sid       = "DestinationBucket"
    effect    = "Allow"
    actions   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.destination.arn]
    }
  }

  statement {
    sid    = "DestinationObjects"
    effect = "Allow"
    actions = [
      "s3:AbortMultipartUpload",
      "s3:GetObject",
      "s3:GetObjectTagging",
      "s3:GetObjectVersion",
      "s3:GetObjectVersionTagging",
      "s3:ListMultipartUploadParts",
      "s3:PutObject",
      "s3:PutObjectTagging",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/${local.destination_folder}*",
    ]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.destination.arn]
    }
  }

  dynamic "statement" {
    for_each = length(var.destination_caller_arns) > 0 ? [1] : []

    content {
      sid       = "ComparedBucket"
      effect    = "Allow"
      actions   = ["s3:ListBucket", "s3:GetBucketVersioning"]
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"]

      principals {
        type        = "AWS"
        identifiers = var.destination_caller_arns
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.destination_caller_arns) > 0 ? [1] : []

    content {
      sid       = "ComparedObjects"
      effect    = "Allow"
      actions   = ["s3:GetObject", "s3:GetObjectTagging"]
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/*"]

      principals {
        type        = "AWS"
        identifiers = var.destination_caller_arns
      }
    }
  }
}

data "aws_iam_policy_document" "destination_key" {
  statement {
    sid       = "DestinationKey"
    effect    = "Allow"
    actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = distinct([for arn in var.destination_kms_arns : "s3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}"])
    }

    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values = concat(
        var.destination_bucket_keys == "none" ? [] : ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"],
        var.destination_bucket_keys == "all" ? [] : ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/*"],
      )
    }

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.destination.arn]
    }
  }
}

resource "aws_datasync_location_s3" "source" {
  s3_bucket_arn = "arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"
  subdirectory  = "/${local.prefix}"
  tags          = var.tags

  s3_config {
    bucket_access_role_arn = aws_iam_role.source.arn
  }

  depends_on = [aws_iam_role_policy.source]
}

resource "aws_datasync_location_s3" "destination" {
  s3_bucket_arn    = "arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"
  s3_storage_class = var.storage_class == "GLACIER_IR" ? "GLACIER_INSTANT_RETRIEVAL" : var.storage_class
  subdirectory     = "/${local.destination_folder}"
  tags             = var.tags

  s3_config {
    bucket_access_role_arn = aws_iam_role.destination.arn
  }

  depends_on = [aws_iam_role_policy.destination]
}

resource "aws_cloudwatch_log_group" "task" {
  count = var.task_mode == "BASIC" && var.log_level != "OFF" ? 1 : 0

  name_prefix       = "/aws/datasync/${var.task_name}-"
  retention_in_days = 30
  tags              = var.tags
}

data "aws_iam_policy_document" "log" {
  count = var.task_mode == "BASIC" && var.log_level != "OFF" ? 1 : 0

  statement {
    sid       = "LogsOfDataSync"
    effect    = "Allow"
    actions   = ["logs:PutLogEvents", "logs:CreateLogStream"]
    resources = ["${aws_cloudwatch_log_group.task[0].arn}:*"]

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [
        "arn:${data.aws_partition.current.partition}:datasync:*:${data.aws_caller_identity.current.account_id}:task/*",
      ]
    }

    principals {
      type        = "Service"
      identifiers = ["datasync.amazonaws.com"]
    }
  }
}

resource "aws_cloudwatch_log_resource_policy" "task" {
  count = var.task_mode == "BASIC" && var.log_level != "OFF" ? 1 : 0

  policy_document = data.aws_iam_policy_document.log[0].json
  policy_name     = aws_cloudwatch_log_group.task[0].name
}

resource "aws_datasync_task" "this" {
  name                     = var.task_name
  cloudwatch_log_group_arn = var.task_mode == "BASIC" && var.log_level != "OFF" ? aws_cloudwatch_log_group.task[0].arn : null
  destination_location_arn = aws_datasync_location_s3.destination.arn
  source_location_arn      = aws_datasync_location_s3.source.arn
  task_mode                = var.task_mode
  tags                     = var.tags

  dynamic "excludes" {
    for_each = length(var.excludes) > 0 ? [1] : []

    content {
      filter_type = "SIMPLE_PATTERN"
      value       = join("|", var.excludes)
    }
  }

  dynamic "includes" {
    for_each = length(var.includes) > 0 ? [1] : []

    content {
      filter_type = "SIMPLE_PATTERN"
      value       = join("|", var.includes)
    }
  }

  options {
    bytes_per_second       = var.bytes_per_second == null ? -1 : var.bytes_per_second
    gid                    = "NONE"
    log_level              = var.log_level
    object_tags            = "PRESERVE"
    overwrite_mode         = var.overwrite_mode
    posix_permissions      = "NONE"
    preserve_deleted_files = "PRESERVE"
    transfer_mode          = "CHANGED"
    uid                    = "NONE"
    verify_mode            = var.verify_mode
  }

  dynamic "schedule" {
    for_each = var.schedule != null ? [1] : []

    content {
      schedule_expression = var.schedule
    }
  }

  task_report_config {
    output_type          = "STANDARD"
    report_level         = "ERRORS_ONLY"
    s3_object_versioning = "INCLUDE"

    report_overrides {
      skipped_override = "SUCCESSES_AND_ERRORS"
    }

    s3_destination {
      bucket_access_role_arn = aws_iam_role.report.arn
      s3_bucket_arn          = "arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}"
      subdirectory           = "/${local.report_folder}"
    }
  }

  depends_on = [aws_iam_role_policy.report, aws_cloudwatch_log_resource_policy.task]
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
