# An inventory whose manifest a rule of EventBridge tells to a function and to a queue, and a queue that a function reads.

resource "aws_s3_bucket_inventory" "parquet" {
  bucket                   = aws_s3_bucket.source.id
  name                     = "parquet"
  included_object_versions = var.stage == 1 ? "Current" : "All"
  optional_fields          = ["Size", "StorageClass"]
  schedule {
    frequency = "Daily"
  }
  filter {
    prefix = "in/"
  }
  destination {
    bucket {
      format     = "Parquet"
      bucket_arn = aws_s3_bucket.source.arn
      account_id = data.aws_caller_identity.own.account_id
      prefix     = "inventories"
    }
  }
}

# The provider watches attributes of a queue that it has changed for 25 seconds, each time: little hangs on another
# here, and stage 2 changes no attribute.
resource "aws_sqs_queue" "dead" {
  name_prefix               = "conformance-dead-"
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue" "keys" {
  name_prefix                = "conformance-"
  visibility_timeout_seconds = 360
  tags                       = local.tags
}

resource "aws_sqs_queue_redrive_policy" "keys" {
  queue_url = aws_sqs_queue.keys.id
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}

data "aws_iam_policy_document" "keys" {
  statement {
    sid       = "Events"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.keys.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.manifests.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "keys" {
  queue_url = aws_sqs_queue.keys.id
  policy    = data.aws_iam_policy_document.keys.json
}

resource "aws_iam_role" "worker" {
  name = "conformance-worker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "worker" {
  name = "queue"
  role = aws_iam_role.worker.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
      Resource = aws_sqs_queue.keys.arn
    }]
  })
}

resource "aws_lambda_function" "worker" {
  function_name    = "conformance-worker"
  role             = aws_iam_role.worker.arn
  filename         = "${path.module}/worker.zip"
  source_code_hash = filebase64sha256("${path.module}/worker.zip")
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  timeout          = 60 * var.stage
  memory_size      = 512
  environment {
    variables = { QUEUE = aws_sqs_queue.keys.url, STAGE = tostring(var.stage) }
  }
  tags = local.tags
}

resource "aws_lambda_event_source_mapping" "keys" {
  event_source_arn        = aws_sqs_queue.keys.arn
  function_name           = aws_lambda_function.worker.arn
  batch_size              = 5 * var.stage
  function_response_types = ["ReportBatchItemFailures"]
  scaling_config {
    maximum_concurrency = 5
  }
  depends_on = [aws_iam_role_policy.worker]
}

resource "aws_cloudwatch_event_rule" "manifests" {
  name_prefix = "conformance-"
  event_pattern = jsonencode({
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    detail        = { object = { key = [{ suffix = "manifest.checksum" }] } }
  })
}

resource "aws_cloudwatch_event_target" "function" {
  rule = aws_cloudwatch_event_rule.manifests.name
  arn  = aws_lambda_function.worker.arn
  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = var.stage
  }
  dead_letter_config {
    arn = aws_sqs_queue.dead.arn
  }
}

resource "aws_cloudwatch_event_target" "queue" {
  rule = aws_cloudwatch_event_rule.manifests.name
  arn  = aws_sqs_queue.keys.arn
}

resource "aws_lambda_permission" "manifests" {
  function_name = aws_lambda_function.worker.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.manifests.arn
}
