# Made by `npm run hcl` from the constructs in modules/: change those instead.

locals {
  destination_bucket = split(":", var.destination_bucket_arn)[5]
  destination_prefix = replace(var.destination_prefix, "/\\/+$/", "")
  destination_folder = local.destination_prefix == "" ? "" : "${local.destination_prefix}/"
  report_bucket      = var.create_report_bucket != null ? aws_s3_bucket.reports[0].bucket : var.report_bucket == null ? "" : var.report_bucket
  report_prefix      = replace(var.report_prefix, "/\\/+$/", "")
  report_folder      = local.report_prefix == "" ? "" : "${local.report_prefix}/"
  manifest_prefix    = replace(var.manifest_prefix, "/\\/+$/", "")
  manifest_folder    = local.manifest_prefix == "" ? "" : "${local.manifest_prefix}/"
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "batch_copy" {
  name_prefix          = var.role_name_prefix == null ? "s3-batch-copy-" : "${var.role_name_prefix}copy-"
  description          = "S3 Batch Operations copies existing objects of ${var.source_bucket} as this role"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.batch_copy_trust.json
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
      condition     = alltrue([for arn in var.destination_kms_arns : split(":", arn)[3] == coalesce(var.destination_region, split(":", arn)[3])])
      error_message = "the keys in destination_kms_arns have to be in destination_region: S3 uses no key of another Region."
    }

    precondition {
      condition     = length(var.destination_caller_arns) == 0 || var.destination_account_id != null
      error_message = "destination_caller_arns needs destination_account_id: within one account a policy of the callers' own is enough."
    }

    precondition {
      condition     = var.create_report_bucket == null || coalesce(var.destination_region, data.aws_region.current.id) == data.aws_region.current.id
      error_message = "create_report_bucket: jobs that copy, and their reports, are in destination_region, and a module has one provider, that of the source: make the bucket beside the module, with a provider of that Region, and name it in report_bucket."
    }
  }
}

data "aws_iam_policy_document" "batch_copy_trust" {
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

resource "aws_iam_role_policy" "batch_copy" {
  name   = "s3-backfill"
  role   = aws_iam_role.batch_copy.name
  policy = data.aws_iam_policy_document.batch_copy.json
}

data "aws_iam_policy_document" "batch_copy" {
  statement {
    sid       = "SourceBucket"
    effect    = "Allow"
    actions   = ["s3:PutInventoryConfiguration", "s3:ListBucket"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"]
  }

  statement {
    sid    = "SourceObjects"
    effect = "Allow"
    actions = [
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:GetObjectTagging",
      "s3:GetObjectVersionTagging",
      "s3:GetObjectAnnotation",
      "s3:GetObjectVersionAnnotation",
    ]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}/*"]
  }

  statement {
    sid     = "DestinationObjects"
    effect  = "Allow"
    actions = ["s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectAnnotation"]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/${local.destination_folder}*",
    ]
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
    for_each = length(var.destination_kms_arns) > 0 ? [1] : []

    content {
      sid       = "DestinationKey"
      effect    = "Allow"
      actions   = ["kms:GenerateDataKey"]
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

  dynamic "statement" {
    for_each = length(var.destination_kms_arns) > 0 && var.destination_bucket_keys != "none" ? [1] : []

    content {
      sid       = "DestinationKeyOfABucketKey"
      effect    = "Allow"
      actions   = ["kms:Decrypt"]
      resources = var.destination_kms_arns

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = distinct([for arn in var.destination_kms_arns : "s3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}"])
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
  statement {
    sid     = "BatchCopyDestinationObjects"
    effect  = "Allow"
    actions = ["s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectAnnotation"]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/${local.destination_folder}*",
    ]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.batch_copy.arn]
    }
  }

  dynamic "statement" {
    for_each = length(var.destination_caller_arns) > 0 ? [1] : []

    content {
      sid       = "ComparedBucket"
      effect    = "Allow"
      actions   = ["s3:ListBucketVersions", "s3:ListBucket", "s3:GetBucketVersioning"]
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
      actions   = ["s3:GetObjectVersion", "s3:GetObjectVersionTagging"]
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
    sid       = "BatchCopyDestinationKey"
    effect    = "Allow"
    actions   = ["kms:GenerateDataKey"]
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
      identifiers = [aws_iam_role.batch_copy.arn]
    }
  }

  dynamic "statement" {
    for_each = var.destination_bucket_keys != "none" ? [1] : []

    content {
      sid       = "BatchCopyDestinationKeyOfABucketKey"
      effect    = "Allow"
      actions   = ["kms:Decrypt"]
      resources = ["*"]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = distinct([for arn in var.destination_kms_arns : "s3.${split(":", arn)[3]}.${data.aws_partition.current.dns_suffix}"])
      }

      condition {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values   = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"]
      }

      principals {
        type        = "AWS"
        identifiers = [aws_iam_role.batch_copy.arn]
      }
    }
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
