# S3 Inventory -> reader -> SQS -> worker. The source and the destination exist already.
# Make lambda.zip first: ./package.sh
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

provider "aws" {
  region = "us-east-1" # of the source bucket, and of everything here
}

data "aws_caller_identity" "current" {}

locals {
  source             = "example-source"
  destination        = "example-destination"
  destination_region = "us-west-2"
  prefix             = "folder/"
  storage_class      = "STANDARD_IA"
  timeout            = 900 # seconds; Lambda's longest
}

# --- inventory ---

resource "aws_s3_bucket" "inventory" {
  bucket = "example-inventory"
}

resource "aws_s3_bucket_policy" "inventory" {
  bucket = aws_s3_bucket.inventory.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.inventory.arn}/*"
      Condition = {
        ArnLike      = { "aws:SourceArn" = "arn:aws:s3:::${local.source}" }
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_s3_bucket_inventory" "this" {
  bucket                   = local.source
  name                     = "existing-objects"
  included_object_versions = "Current"
  optional_fields          = ["Size", "StorageClass"]
  schedule {
    frequency = "Daily" # the first one takes up to 48 hours
  }
  filter {
    prefix = local.prefix
  }
  destination {
    bucket {
      format     = "CSV"
      bucket_arn = aws_s3_bucket.inventory.arn
      prefix     = "inventory"
    }
  }
  depends_on = [aws_s3_bucket_policy.inventory, aws_s3_bucket_notification.inventory]
}

# S3 writes manifest.json after the files that it names.
resource "aws_s3_bucket_notification" "inventory" {
  bucket = aws_s3_bucket.inventory.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.this["reader"].arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "inventory/"
    filter_suffix       = "manifest.json"
  }
  depends_on = [aws_lambda_permission.inventory]
}

resource "aws_lambda_permission" "inventory" {
  function_name  = aws_lambda_function.this["reader"].function_name
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.inventory.arn
  source_account = data.aws_caller_identity.current.account_id
}

# --- queues: files of the inventory, and keys to copy; each with a dead-letter queue ---

resource "aws_sqs_queue" "dead" {
  for_each                  = toset(["files", "copies"])
  name                      = "existing-objects-${each.key}-dead"
  message_retention_seconds = 1209600 # 14 days, SQS's longest
}

resource "aws_sqs_queue" "this" {
  for_each                   = toset(["files", "copies"])
  name                       = "existing-objects-${each.key}"
  message_retention_seconds  = 604800
  visibility_timeout_seconds = 6 * local.timeout # AWS's advice: six times the function's timeout
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead[each.key].arn
    maxReceiveCount     = 5
  })
}

resource "aws_cloudwatch_metric_alarm" "dead" {
  for_each            = aws_sqs_queue.dead
  alarm_name          = "${each.value.name}-not-empty"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = each.value.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
}

# --- functions ---

resource "aws_lambda_function" "this" {
  for_each         = toset(["reader", "worker"])
  function_name    = "existing-objects-${each.key}"
  role             = aws_iam_role.this[each.key].arn
  filename         = "${path.module}/lambda.zip"
  source_code_hash = fileexists("${path.module}/lambda.zip") ? filebase64sha256("${path.module}/lambda.zip") : null
  runtime          = "python3.13"
  handler          = "${each.key}.handler"
  timeout          = local.timeout
  memory_size      = 512
  environment {
    variables = {
      FILES_QUEUE        = aws_sqs_queue.this["files"].url
      COPIES_QUEUE       = aws_sqs_queue.this["copies"].url
      SOURCE_BUCKET      = local.source
      SOURCE_REGION      = "us-east-1"
      DESTINATION_BUCKET = local.destination
      DESTINATION_REGION = local.destination_region
      STORAGE_CLASS      = local.storage_class
    }
  }
}

resource "aws_lambda_event_source_mapping" "files" {
  event_source_arn = aws_sqs_queue.this["files"].arn
  function_name    = aws_lambda_function.this["reader"].arn
  batch_size       = 1 # one file of the inventory at a time
  scaling_config {
    maximum_concurrency = 5
  }
  depends_on = [aws_iam_role_policy.this]
}

resource "aws_lambda_event_source_mapping" "copies" {
  event_source_arn        = aws_sqs_queue.this["copies"].arn
  function_name           = aws_lambda_function.this["worker"].arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
  scaling_config {
    maximum_concurrency = 50 # the brake: raise it while S3 does not answer 503
  }
  depends_on = [aws_iam_role_policy.this]
}

# --- roles ---

locals {
  logs = { Effect = "Allow", Resource = "*", Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"] }
  take = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
  statements = {
    reader = [
      local.logs,
      { Effect = "Allow", Resource = aws_sqs_queue.this["files"].arn, Action = local.take },
      { Effect = "Allow", Resource = [for queue in aws_sqs_queue.this : queue.arn], Action = "sqs:SendMessage" },
      { Effect = "Allow", Resource = "${aws_s3_bucket.inventory.arn}/*", Action = "s3:GetObject" },
    ]
    worker = [
      local.logs,
      { Effect = "Allow", Resource = aws_sqs_queue.this["copies"].arn, Action = local.take },
      # Without s3:ListBucket a missing object is 403 instead of 404.
      { Effect = "Allow", Resource = ["arn:aws:s3:::${local.source}", "arn:aws:s3:::${local.destination}"], Action = "s3:ListBucket" },
      { Effect = "Allow", Resource = "arn:aws:s3:::${local.source}/${local.prefix}*", Action = ["s3:GetObject", "s3:GetObjectTagging"] },
      { Effect = "Allow", Resource = "arn:aws:s3:::${local.destination}/${local.prefix}*", Action = [
        "s3:PutObject", "s3:PutObjectTagging", "s3:GetObject", "s3:AbortMultipartUpload",
      ] },
    ]
  }
}

resource "aws_iam_role" "this" {
  for_each = toset(["reader", "worker"])
  name     = "existing-objects-${each.key}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "this" {
  for_each = aws_iam_role.this
  role     = each.value.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = local.statements[each.key] })
}
