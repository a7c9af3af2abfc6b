# A DataSync task from bucket to bucket. Source and destination exist already, in the same account.
# Terraform makes the task and cannot start it: see run.sh.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.83" } # task_mode
  }
}

provider "aws" {
  region = "us-east-1" # where the task runs
}

variable "task_mode" {
  description = "ENHANCED, or BASIC, which can limit the bandwidth and compare everything at the end, and has a quota of objects"
  type        = string
  default     = "ENHANCED"
}

variable "schedule" {
  description = "When the task runs by itself, such as cron(0 3 * * ? *); without it, only when run.sh starts it"
  type        = string
  default     = null
}

data "aws_caller_identity" "current" {}

locals {
  account     = data.aws_caller_identity.current.account_id
  source      = "arn:aws:s3:::example-source"
  destination = "arn:aws:s3:::example-destination"
  prefix      = "folder/"
}

resource "aws_iam_role" "this" {
  for_each = toset(["source", "destination"])
  name     = "example-datasync-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "datasync.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:aws:datasync:us-east-1:${local.account}:*" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "source" {
  role = aws_iam_role.this["source"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Resource = local.source, Action = [
        "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads",
      ] },
      { Effect = "Allow", Resource = "${local.source}/*", Action = [
        "s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging", "s3:ListMultipartUploadParts",
      ] },
    ]
  })
}

resource "aws_iam_role_policy" "destination" {
  role = aws_iam_role.this["destination"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Resource = local.destination, Action = [
        "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads",
      ] },
      # No s3:DeleteObject: preserve_deleted_files is PRESERVE.
      { Effect = "Allow", Resource = "${local.destination}/*", Action = [
        "s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging", "s3:PutObject",
        "s3:PutObjectTagging", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts",
      ] },
    ]
  })
}

resource "aws_datasync_location_s3" "source" {
  s3_bucket_arn = local.source
  subdirectory  = "/${local.prefix}"
  s3_config {
    bucket_access_role_arn = aws_iam_role.this["source"].arn
  }
  depends_on = [aws_iam_role_policy.source]
}

resource "aws_datasync_location_s3" "destination" {
  s3_bucket_arn    = local.destination
  subdirectory     = "/${local.prefix}"
  s3_storage_class = "STANDARD_IA"
  s3_config {
    bucket_access_role_arn = aws_iam_role.this["destination"].arn
  }
  depends_on = [aws_iam_role_policy.destination]
}

resource "aws_datasync_task" "this" {
  name                     = "existing-objects"
  task_mode                = var.task_mode
  source_location_arn      = aws_datasync_location_s3.source.arn
  destination_location_arn = aws_datasync_location_s3.destination.arn
  # Enhanced mode writes to the group /aws/datasync by itself.
  cloudwatch_log_group_arn = var.task_mode == "BASIC" ? aws_cloudwatch_log_group.this.arn : null

  options {
    verify_mode            = "ONLY_FILES_TRANSFERRED"
    transfer_mode          = "CHANGED" # a second execution copies what changed
    overwrite_mode         = "ALWAYS"
    preserve_deleted_files = "PRESERVE"
    object_tags            = "PRESERVE"
    log_level              = "BASIC" # TRANSFER names every object
    posix_permissions      = "NONE"
    uid                    = "NONE"
    gid                    = "NONE"
  }

  excludes {
    filter_type = "SIMPLE_PATTERN"
    value       = "*/tmp/*|*.partial" # matched below the subdirectory
  }

  dynamic "schedule" {
    for_each = var.schedule == null ? [] : [var.schedule]
    content {
      schedule_expression = schedule.value
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/datasync/existing-objects"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_resource_policy" "this" {
  policy_name = "datasync-existing-objects"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "datasync.amazonaws.com" }
      Action    = ["logs:PutLogEvents", "logs:CreateLogStream"]
      Resource  = "${aws_cloudwatch_log_group.this.arn}:*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:aws:datasync:us-east-1:${local.account}:task/*" }
      }
    }]
  })
}

output "task_arn" {
  value = aws_datasync_task.this.arn
}
