# Alarms on a replication rule, the topic that they tell, and the states of jobs that EventBridge tells to it.

resource "aws_sns_topic" "told" {
  name_prefix  = "conformance-"
  display_name = "stage ${var.stage}"
  tags         = local.tags
}

data "aws_iam_policy_document" "told" {
  statement {
    sid       = "Alarms${var.stage}"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.told.arn]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
    }
  }
}

resource "aws_sns_topic_policy" "told" {
  arn    = aws_sns_topic.told.arn
  policy = data.aws_iam_policy_document.told.json
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  alarm_name          = "conformance failed"
  alarm_description   = "a & b"
  namespace           = "AWS/S3"
  metric_name         = "OperationsFailedReplication"
  dimensions          = { SourceBucket = aws_s3_bucket.source.id, RuleId = "all" }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.5
  period              = 60
  evaluation_periods  = var.stage
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.told.arn]
  tags                = local.tags
}

resource "aws_cloudwatch_event_rule" "jobs" {
  name_prefix   = "conformance-"
  description   = "stage ${var.stage}"
  event_pattern = jsonencode({ source = ["aws.s3"], detail = { eventName = ["JobStatusChanged"] } })
  tags          = local.tags
}

resource "aws_cloudwatch_event_target" "jobs" {
  rule       = aws_cloudwatch_event_rule.jobs.name
  arn        = aws_sns_topic.told.arn
  input_path = var.stage == 1 ? "$.detail" : "$.source"
}
