# DataSync across Regions: a location of each bucket in its Region, tasks of both modes in the Region of the destination, a role for each side.

locals {
  # DataSync takes fewer characters in tags than others do.
  sync_tags = { stage = tostring(var.stage) }
  sync_here = "arn:aws:datasync:*:${data.aws_caller_identity.own.account_id}:*"
}

resource "aws_s3_bucket" "sync_from" {
  provider      = aws.ireland
  bucket_prefix = "conformance-sync-from-"
}

resource "aws_s3_bucket" "sync_to" {
  bucket_prefix = "conformance-sync-to-"
}

resource "aws_iam_role" "sync" {
  for_each = toset(["from", "to", "report"])
  name     = "conformance-sync-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "datasync.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.own.account_id }
        ArnLike      = { "aws:SourceArn" = local.sync_here }
      }
    }]
  })
}

resource "aws_iam_role_policy" "sync" {
  for_each = { from = aws_s3_bucket.sync_from.arn, to = aws_s3_bucket.sync_to.arn, report = aws_s3_bucket.sync_to.arn }
  role     = aws_iam_role.sync[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Resource = each.value, Action = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"] },
      { Effect = "Allow", Resource = "${each.value}/*", Action = ["s3:GetObject*", "s3:PutObject*", "s3:DeleteObject"] },
    ]
  })
}

resource "aws_datasync_location_s3" "from" {
  provider      = aws.ireland
  s3_bucket_arn = aws_s3_bucket.sync_from.arn
  subdirectory  = "/in/deep"
  tags          = local.sync_tags
  s3_config {
    bucket_access_role_arn = aws_iam_role.sync["from"].arn
  }
  depends_on = [aws_iam_role_policy.sync]
}

resource "aws_datasync_location_s3" "to" {
  s3_bucket_arn    = aws_s3_bucket.sync_to.arn
  subdirectory     = "/copies/"
  s3_storage_class = "STANDARD_IA"
  s3_config {
    bucket_access_role_arn = aws_iam_role.sync["to"].arn
  }
  depends_on = [aws_iam_role_policy.sync]
}

resource "aws_datasync_task" "enhanced" {
  name                     = "stage ${var.stage}"
  task_mode                = "ENHANCED"
  source_location_arn      = aws_datasync_location_s3.from.arn
  destination_location_arn = aws_datasync_location_s3.to.arn
  tags                     = local.sync_tags

  options {
    verify_mode       = "ONLY_FILES_TRANSFERRED"
    transfer_mode     = "CHANGED"
    log_level         = var.stage == 1 ? "BASIC" : "TRANSFER"
    bytes_per_second  = var.stage == 1 ? -1 : 1048576
    posix_permissions = "NONE"
    uid               = "NONE"
    gid               = "NONE"
  }

  excludes {
    filter_type = "SIMPLE_PATTERN"
    value       = var.stage == 1 ? "*/tmp|*.partial" : "*/tmp"
  }

  task_report_config {
    output_type          = "STANDARD"
    report_level         = "SUCCESSES_AND_ERRORS"
    s3_object_versioning = "INCLUDE"
    s3_destination {
      bucket_access_role_arn = aws_iam_role.sync["report"].arn
      s3_bucket_arn          = aws_s3_bucket.sync_to.arn
      subdirectory           = "reports/"
    }
    report_overrides {
      skipped_override = "ERRORS_ONLY"
    }
  }

  schedule {
    schedule_expression = var.stage == 1 ? "cron(0 3 * * ? *)" : "rate(12 hours)"
  }
}

resource "aws_datasync_task" "basic" {
  source_location_arn      = aws_datasync_location_s3.from.arn
  destination_location_arn = aws_datasync_location_s3.to.arn
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.sync.arn

  options {
    log_level         = "BASIC"
    posix_permissions = "NONE"
    uid               = "NONE"
    gid               = "NONE"
  }

  includes {
    filter_type = "SIMPLE_PATTERN"
    value       = "/folder*"
  }
}

resource "aws_cloudwatch_log_group" "sync" {
  name              = "/aws/datasync/conformance"
  retention_in_days = var.stage == 1 ? 30 : 60
  tags              = local.tags
}

resource "aws_cloudwatch_log_resource_policy" "sync" {
  policy_name = "conformance-sync"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "datasync.amazonaws.com" }
      Action    = var.stage == 1 ? ["logs:PutLogEvents", "logs:CreateLogStream"] : ["logs:*"]
      Resource  = "${aws_cloudwatch_log_group.sync.arn}:*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.own.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:aws:datasync:us-east-1:${data.aws_caller_identity.own.account_id}:task/*" }
      }
    }]
  })
}
