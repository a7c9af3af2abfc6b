# Made by `npm run hcl` from the constructs in modules/: change those instead.

locals {
  prefix             = length(var.prefixes) == 0 ? "" : var.prefixes[0]
  destination_bucket = split(":", var.destination_bucket_arn)[5]
  destination_prefix = var.destination_prefix == null ? local.prefix : var.destination_prefix
  storage_class      = var.storage_class == null ? "" : var.storage_class
  report_bucket      = var.create_report_bucket != null ? aws_s3_bucket.reports[0].bucket : var.report_bucket == null ? "none" : var.report_bucket
  report_prefix      = replace(var.report_prefix, "/\\/+$/", "")
  report_folder      = local.report_prefix == "" ? "" : "${local.report_prefix}/"
  inventory_prefix   = replace(var.inventory_prefix, "/\\/+$/", "")
  inventory_folder   = local.inventory_prefix == "" ? "" : "${local.inventory_prefix}/"
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "reader" {
  name                 = "${var.name}-reader"
  description          = "Reads inventories of ${var.source_bucket}"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.reader_trust.json
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
      condition     = local.destination_bucket != var.source_bucket || !startswith(local.destination_prefix, local.prefix)
      error_message = "destination_prefix: the copies would be among the keys that are copied: take another bucket, or a folder outside of the one in prefixes."
    }

    precondition {
      condition     = alltrue([for arn in var.destination_kms_arns : split(":", arn)[3] == coalesce(var.destination_region, split(":", arn)[3])])
      error_message = "the keys in destination_kms_arns have to be in destination_region: S3 uses no key of another Region."
    }

    precondition {
      condition     = alltrue([for arn in [var.inventory_kms_arn, var.queue_kms_arn] : arn == null || try(split(":", arn)[3], "") == data.aws_region.current.id])
      error_message = "inventory_kms_arn and queue_kms_arn have to be in the Region of the source, which is that of the provider."
    }

    precondition {
      condition     = length(var.destination_caller_arns) == 0 || var.destination_account_id != null
      error_message = "destination_caller_arns needs destination_account_id: within one account a policy of the callers' own is enough."
    }
  }
}

data "aws_iam_policy_document" "reader_trust" {
  statement {
    sid     = "AssumedByService"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "reader" {
  name   = "s3-backfill"
  role   = aws_iam_role.reader.name
  policy = data.aws_iam_policy_document.reader.json
}

data "aws_iam_policy_document" "reader" {
  statement {
    sid    = "ListQueue"
    effect = "Allow"
    actions = [
      "sqs:ReceiveMessage",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:SendMessage",
      "sqs:ChangeMessageVisibility",
    ]
    resources = [aws_sqs_queue.lists.arn]
  }

  statement {
    sid       = "CopyQueue"
    effect    = "Allow"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.copies.arn]
  }

  dynamic "statement" {
    for_each = var.queue_kms_arn != null ? [1] : []

    content {
      sid       = "QueueKey"
      effect    = "Allow"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.queue_kms_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["sqs.${split(":", var.queue_kms_arn)[3]}.${data.aws_partition.current.dns_suffix}"]
      }
    }
  }

  statement {
    sid     = "InventoryObjects"
    effect  = "Allow"
    actions = ["s3:GetObject"]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}/${local.inventory_folder}*",
    ]
  }

  dynamic "statement" {
    for_each = var.inventory_kms_arn != null ? [1] : []

    content {
      sid       = "InventoryKey"
      effect    = "Allow"
      actions   = ["kms:Decrypt"]
      resources = [var.inventory_kms_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${split(":", var.inventory_kms_arn)[3]}.${data.aws_partition.current.dns_suffix}"]
      }

      condition {
        test     = "StringLike"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values   = ["arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}", "arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}/*"]
      }
    }
  }

  statement {
    sid       = "ReportBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}"]
  }

  statement {
    sid       = "ReportObjects"
    effect    = "Allow"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}/${local.report_folder}*"]
  }

  statement {
    sid       = "FunctionLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.reader.arn}:*"]
  }
}

resource "aws_cloudwatch_log_group" "reader" {
  name              = "/aws/lambda/${var.name}-reader"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_lambda_function" "reader" {
  description      = "Reads inventories of ${var.source_bucket}"
  role             = aws_iam_role.reader.arn
  filename         = var.archive_path
  function_name    = "${var.name}-reader"
  handler          = "reader.handler"
  memory_size      = 2048
  runtime          = var.runtime
  source_code_hash = filebase64sha256(var.archive_path)
  timeout          = 900
  tags             = var.tags

  environment {
    variables = {
      COPY_QUEUE_URL   = aws_sqs_queue.copies.url
      INVENTORY_BUCKET = local.report_bucket
      LIST_QUEUE_URL   = aws_sqs_queue.lists.url
      MOST_RECEIVES    = var.most_receives
      NODE_OPTIONS     = "--enable-source-maps"
      REPORT_BUCKET    = local.report_bucket
      REPORT_PREFIX    = local.report_prefix
      SOURCE_BUCKET    = var.source_bucket
      SOURCE_PREFIX    = local.prefix
    }
  }

  depends_on = [aws_iam_role_policy.reader, aws_cloudwatch_log_group.reader]
}

resource "aws_lambda_event_source_mapping" "reader" {
  batch_size              = 1
  enabled                 = var.enabled
  event_source_arn        = aws_sqs_queue.lists.arn
  function_name           = aws_lambda_function.reader.arn
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 2
  }

  depends_on = [aws_iam_role_policy.reader]
}

resource "aws_iam_role" "worker" {
  name                 = "${var.name}-worker"
  description          = "Copies objects of ${var.source_bucket} to ${local.destination_bucket}"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.worker_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

data "aws_iam_policy_document" "worker_trust" {
  statement {
    sid     = "AssumedByService"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "worker" {
  name   = "s3-backfill"
  role   = aws_iam_role.worker.name
  policy = data.aws_iam_policy_document.worker.json
}

data "aws_iam_policy_document" "worker" {
  statement {
    sid       = "CopyQueue"
    effect    = "Allow"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"]
    resources = [aws_sqs_queue.copies.arn]
  }

  dynamic "statement" {
    for_each = var.queue_kms_arn != null ? [1] : []

    content {
      sid       = "QueueKey"
      effect    = "Allow"
      actions   = ["kms:Decrypt"]
      resources = [var.queue_kms_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["sqs.${split(":", var.queue_kms_arn)[3]}.${data.aws_partition.current.dns_suffix}"]
      }
    }
  }

  statement {
    sid       = "SourceBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"]
  }

  statement {
    sid       = "SourceObjects"
    effect    = "Allow"
    actions   = ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectAnnotation", "s3:ListObjectAnnotations"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}/${local.prefix}*"]
  }

  statement {
    sid       = "DestinationBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"]
  }

  statement {
    sid    = "DestinationObjects"
    effect = "Allow"
    actions = [
      "s3:PutObject",
      "s3:PutObjectTagging",
      "s3:PutObjectAnnotation",
      "s3:GetObject",
      "s3:AbortMultipartUpload",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/${local.destination_prefix}*",
    ]
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
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
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

  statement {
    sid       = "FunctionLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.worker.arn}:*"]
  }
}

resource "aws_cloudwatch_log_group" "worker" {
  name              = "/aws/lambda/${var.name}-worker"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_lambda_function" "worker" {
  description      = "Copies objects of ${var.source_bucket} to ${local.destination_bucket}"
  role             = aws_iam_role.worker.arn
  filename         = var.archive_path
  function_name    = "${var.name}-worker"
  handler          = "worker.handler"
  memory_size      = var.worker_memory_megabytes
  runtime          = var.runtime
  source_code_hash = filebase64sha256(var.archive_path)
  timeout          = 900
  tags             = var.tags

  environment {
    variables = {
      ANNOTATIONS        = var.annotations
      COPY_QUEUE_URL     = aws_sqs_queue.copies.url
      DESTINATION_BUCKET = local.destination_bucket
      DESTINATION_PREFIX = local.destination_prefix
      MOST_RECEIVES      = var.most_receives
      NODE_OPTIONS       = "--enable-source-maps"
      OVERWRITE          = var.overwrite
      REPORT_BUCKET      = local.report_bucket
      REPORT_PREFIX      = local.report_prefix
      SOURCE_BUCKET      = var.source_bucket
      SOURCE_PREFIX      = local.prefix
      STORAGE_CLASS      = local.storage_class
    }
  }

  depends_on = [aws_iam_role_policy.worker, aws_cloudwatch_log_group.worker]
}

resource "aws_lambda_event_source_mapping" "worker" {
  batch_size              = 10
  enabled                 = var.enabled
  event_source_arn        = aws_sqs_queue.copies.arn
  function_name           = aws_lambda_function.worker.arn
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.maximum_concurrency
  }

  depends_on = [aws_iam_role_policy.worker]
}

resource "aws_sqs_queue" "lists" {
  name                      = "${var.name}-lists"
  kms_master_key_id         = var.queue_kms_arn
  message_retention_seconds = 1209600
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.lists_dead.arn
    maxReceiveCount     = var.most_receives
  })
  visibility_timeout_seconds = 5400
  sqs_managed_sse_enabled    = var.queue_kms_arn == null ? true : null
  tags                       = var.tags
}

resource "aws_sqs_queue" "lists_dead" {
  name                      = "${var.name}-lists-dead"
  kms_master_key_id         = var.queue_kms_arn
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = var.queue_kms_arn == null ? true : null
  tags                      = var.tags
}

resource "aws_sqs_queue_redrive_allow_policy" "lists" {
  queue_url = aws_sqs_queue.lists_dead.id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.lists.arn]
  })
}

data "aws_iam_policy_document" "lists_queue" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.lists.arn]

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

  statement {
    sid       = "InventoriesByEventBridge"
    effect    = "Allow"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.lists.arn]

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.delivered.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }
}

resource "aws_sqs_queue_policy" "lists" {
  queue_url = aws_sqs_queue.lists.id
  policy    = data.aws_iam_policy_document.lists_queue.json
}

resource "aws_sqs_queue" "copies" {
  name                      = "${var.name}-copies"
  kms_master_key_id         = var.queue_kms_arn
  message_retention_seconds = 1209600
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.copies_dead.arn
    maxReceiveCount     = var.most_receives
  })
  visibility_timeout_seconds = 5400
  sqs_managed_sse_enabled    = var.queue_kms_arn == null ? true : null
  tags                       = var.tags
}

resource "aws_sqs_queue" "copies_dead" {
  name                      = "${var.name}-copies-dead"
  kms_master_key_id         = var.queue_kms_arn
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = var.queue_kms_arn == null ? true : null
  tags                      = var.tags
}

resource "aws_sqs_queue_redrive_allow_policy" "copies" {
  queue_url = aws_sqs_queue.copies_dead.id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.copies.arn]
  })
}

data "aws_iam_policy_document" "copies_queue" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.copies.arn]

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

resource "aws_sqs_queue_policy" "copies" {
  queue_url = aws_sqs_queue.copies.id
  policy    = data.aws_iam_policy_document.copies_queue.json
}

resource "aws_s3_bucket_inventory" "this" {
  bucket                   = var.source_bucket
  name                     = var.name
  included_object_versions = "Current"
  optional_fields          = ["Size", "LastModifiedDate", "ETag", "StorageClass"]

  destination {
    bucket {
      account_id = data.aws_caller_identity.current.account_id
      bucket_arn = "arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}"
      format     = var.format
      prefix     = local.inventory_prefix

      encryption {
        dynamic "sse_kms" {
          for_each = var.inventory_kms_arn != null ? [1] : []

          content {
            key_id = var.inventory_kms_arn
          }
        }

        dynamic "sse_s3" {
          for_each = var.inventory_kms_arn == null ? [1] : []

          content {}
        }
      }
    }
  }

  dynamic "filter" {
    for_each = local.prefix != "" ? [1] : []

    content {
      prefix = local.prefix
    }
  }

  schedule {
    frequency = var.frequency
  }
}

resource "aws_cloudwatch_event_rule" "delivered" {
  name        = "${var.name}-delivered"
  description = "Inventories that S3 has delivered to ${local.report_bucket}"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail = {
      bucket = {
        name = [local.report_bucket]
      }
      object = {
        key = [
          {
            wildcard = "${local.inventory_folder}${var.source_bucket}/${var.name}/*/manifest.checksum"
          },
        ]
      }
    }
  })
  tags = var.tags
}

resource "aws_cloudwatch_event_target" "delivered" {
  arn  = aws_sqs_queue.lists.arn
  rule = aws_cloudwatch_event_rule.delivered.name
}

data "aws_iam_policy_document" "inventory_bucket" {
  statement {
    sid       = "InventoriesByS3"
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.report_bucket}/${local.inventory_folder}*"]

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "inventory_key" {
  statement {
    sid       = "InventoriesByS3"
    effect    = "Allow"
    actions   = ["kms:GenerateDataKey"]
    resources = ["*"]

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "queue_key" {
  statement {
    sid       = "InventoriesByEventBridge"
    effect    = "Allow"
    actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
    resources = ["*"]

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.delivered.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "destination_bucket" {
  statement {
    sid       = "DestinationBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.worker.arn]
    }
  }

  statement {
    sid    = "DestinationObjects"
    effect = "Allow"
    actions = [
      "s3:PutObject",
      "s3:PutObjectTagging",
      "s3:PutObjectAnnotation",
      "s3:GetObject",
      "s3:AbortMultipartUpload",
    ]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:::${local.destination_bucket}/${local.destination_prefix}*",
    ]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.worker.arn]
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
    actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
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
      identifiers = [aws_iam_role.worker.arn]
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "lists_dead" {
  alarm_name          = "${var.name}-lists-dead"
  alarm_description   = "Messages of ${aws_sqs_queue.lists.name} were given up: look into the reports, mend the cause, redrive them"
  alarm_actions       = var.alarm_action_arns
  comparison_operator = "GreaterThanThreshold"
  dimensions = {
    QueueName = aws_sqs_queue.lists_dead.name
  }
  evaluation_periods = 1
  metric_name        = "ApproximateNumberOfMessagesVisible"
  namespace          = "AWS/SQS"
  period             = 300
  statistic          = "Maximum"
  threshold          = 0
  treat_missing_data = "notBreaching"
  tags               = var.tags
}

resource "aws_cloudwatch_metric_alarm" "copies_dead" {
  alarm_name          = "${var.name}-copies-dead"
  alarm_description   = "Messages of ${aws_sqs_queue.copies.name} were given up: look into the reports, mend the cause, redrive them"
  alarm_actions       = var.alarm_action_arns
  comparison_operator = "GreaterThanThreshold"
  dimensions = {
    QueueName = aws_sqs_queue.copies_dead.name
  }
  evaluation_periods = 1
  metric_name        = "ApproximateNumberOfMessagesVisible"
  namespace          = "AWS/SQS"
  period             = 300
  statistic          = "Maximum"
  threshold          = 0
  treat_missing_data = "notBreaching"
  tags               = var.tags
}

resource "aws_cloudwatch_metric_alarm" "reader_errors" {
  alarm_name          = "${var.name}-reader-errors"
  alarm_description   = "The function ${aws_lambda_function.reader.function_name} has failed: its log says why; its messages come back"
  alarm_actions       = var.alarm_action_arns
  comparison_operator = "GreaterThanThreshold"
  dimensions = {
    FunctionName = aws_lambda_function.reader.function_name
  }
  evaluation_periods = 1
  metric_name        = "Errors"
  namespace          = "AWS/Lambda"
  period             = 300
  statistic          = "Sum"
  threshold          = 0
  treat_missing_data = "notBreaching"
  tags               = var.tags
}

resource "aws_cloudwatch_metric_alarm" "worker_errors" {
  alarm_name          = "${var.name}-worker-errors"
  alarm_description   = "The function ${aws_lambda_function.worker.function_name} has failed: its log says why; its messages come back"
  alarm_actions       = var.alarm_action_arns
  comparison_operator = "GreaterThanThreshold"
  dimensions = {
    FunctionName = aws_lambda_function.worker.function_name
  }
  evaluation_periods = 1
  metric_name        = "Errors"
  namespace          = "AWS/Lambda"
  period             = 300
  statistic          = "Sum"
  threshold          = 0
  treat_missing_data = "notBreaching"
  tags               = var.tags
}

resource "aws_cloudwatch_metric_alarm" "copies_age" {
  alarm_name          = "${var.name}-copies-age"
  alarm_description   = "Objects wait longer than that to be copied: raise maximumConcurrency while S3 does not ask to slow down"
  alarm_actions       = var.alarm_action_arns
  comparison_operator = "GreaterThanThreshold"
  dimensions = {
    QueueName = aws_sqs_queue.copies.name
  }
  evaluation_periods = 1
  metric_name        = "ApproximateAgeOfOldestMessage"
  namespace          = "AWS/SQS"
  period             = 300
  statistic          = "Maximum"
  threshold          = var.alarm_age_hours * 3600
  treat_missing_data = "notBreaching"
  tags               = var.tags
}

resource "aws_cloudwatch_dashboard" "this" {
  count = var.dashboard ? 1 : 0

  dashboard_body = jsonencode({
    widgets = [
      {
        type   = "metric"
        x      = 0
        y      = 0
        width  = 12
        height = 6
        properties = {
          title  = "Left to copy: messages of up to 50 objects"
          region = data.aws_region.current.id
          period = 60
          view   = "timeSeries"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.copies.name,
              {
                stat  = "Maximum"
                label = "waiting"
              },
            ],
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesNotVisible",
              "QueueName",
              aws_sqs_queue.copies.name,
              {
                stat  = "Maximum"
                label = "with a worker"
              },
            ],
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.lists.name,
              {
                stat  = "Maximum"
                label = "files of inventories to read"
              },
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 12
        y      = 0
        width  = 12
        height = 6
        properties = {
          title  = "Seconds that the oldest waits"
          region = data.aws_region.current.id
          period = 60
          view   = "timeSeries"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.copies.name,
              {
                stat  = "Maximum"
                label = "objects"
              },
            ],
            [
              "AWS/SQS",
              "ApproximateAgeOfOldestMessage",
              "QueueName",
              aws_sqs_queue.lists.name,
              {
                stat  = "Maximum"
                label = "inventories"
              },
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 6
        width  = 12
        height = 6
        properties = {
          title  = "Given up"
          region = data.aws_region.current.id
          period = 60
          view   = "timeSeries"
          metrics = [
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.copies_dead.name,
              {
                stat  = "Maximum"
                label = "objects"
              },
            ],
            [
              "AWS/SQS",
              "ApproximateNumberOfMessagesVisible",
              "QueueName",
              aws_sqs_queue.lists_dead.name,
              {
                stat  = "Maximum"
                label = "inventories"
              },
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 12
        y      = 6
        width  = 12
        height = 6
        properties = {
          title  = "Workers"
          region = data.aws_region.current.id
          period = 60
          view   = "timeSeries"
          metrics = [
            [
              "AWS/Lambda",
              "ConcurrentExecutions",
              "FunctionName",
              aws_lambda_function.worker.function_name,
              {
                stat  = "Maximum"
                label = "at once"
              },
            ],
            [
              "AWS/Lambda",
              "Errors",
              "FunctionName",
              aws_lambda_function.worker.function_name,
              {
                stat  = "Sum"
                label = "errors"
              },
            ],
            [
              "AWS/Lambda",
              "Throttles",
              "FunctionName",
              aws_lambda_function.worker.function_name,
              {
                stat  = "Sum"
                label = "throttled"
              },
            ],
            [
              "AWS/Lambda",
              "Errors",
              "FunctionName",
              aws_lambda_function.reader.function_name,
              {
                stat  = "Sum"
                label = "errors of the reader"
              },
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 12
        width  = 12
        height = 6
        properties = {
          title  = "Milliseconds of a call"
          region = data.aws_region.current.id
          period = 60
          view   = "timeSeries"
          metrics = [
            [
              "AWS/Lambda",
              "Duration",
              "FunctionName",
              aws_lambda_function.worker.function_name,
              {
                stat  = "p50"
                label = "worker, median"
              },
            ],
            [
              "AWS/Lambda",
              "Duration",
              "FunctionName",
              aws_lambda_function.worker.function_name,
              {
                stat  = "Maximum"
                label = "worker, longest"
              },
            ],
            [
              "AWS/Lambda",
              "Duration",
              "FunctionName",
              aws_lambda_function.reader.function_name,
              {
                stat  = "Maximum"
                label = "reader, longest"
              },
            ],
          ]
        }
      },
    ]
  })
  dashboard_name = var.name
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

  source_policy_documents = [data.aws_iam_policy_document.inventory_bucket.json]

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

resource "aws_s3_bucket_notification" "reports" {
  count = var.create_report_bucket != null ? 1 : 0

  bucket      = local.report_bucket
  eventbridge = true
}
