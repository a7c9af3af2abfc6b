# Made by `npm run hcl` from the constructs in modules/: change those instead.

locals {
  destination_buckets = length(var.destination_bucket_arns) > 0 ? distinct([for arn in var.destination_bucket_arns : split(":", arn)[5]]) : distinct([for one in var.s3_backfill.destinations : one.bucket])
  report_prefix       = replace(var.s3_backfill.report.prefix, "/\\/+$/", "")
  report_folder       = local.report_prefix == "" ? "" : "${local.report_prefix}/"
  manifest_bucket     = try(var.s3_backfill.manifest.bucket, "")
  manifest_prefix     = replace(try(var.s3_backfill.manifest.prefix, ""), "/\\/+$/", "")
  manifest_folder     = local.manifest_prefix == "" ? "" : "${local.manifest_prefix}/"
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_sfn_state_machine" "this" {
  name = var.name
  definition = jsonencode({
    Comment        = "What was in a bucket before its replication rule: s3-backfill run, step by step"
    StartAt        = "Let rules settle"
    TimeoutSeconds = var.timeout_seconds
    States = {
      "Let rules settle" = {
        Type    = "Wait"
        Seconds = var.start_after_seconds
        Next    = "Step"
      }
      Step = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.current.partition}:states:::lambda:invoke"
        Parameters = {
          FunctionName = aws_lambda_function.step.arn
          Payload = {
            "execution.$" = "$$.Execution.Name"
            handoff       = var.s3_backfill
            flags         = ["--checks", "basic"]
          }
        }
        OutputPath = "$.Payload"
        Retry = [
          {
            ErrorEquals = [
              "Lambda.ClientExecutionTimeoutException",
              "Lambda.ServiceException",
              "Lambda.AWSLambdaException",
              "Lambda.SdkClientException",
              "Lambda.TooManyRequestsException",
              "AwsTrouble",
            ]
            IntervalSeconds = 30
            MaxAttempts     = 5
            BackoffRate     = 2
          },
        ]
        Catch = [
          {
            ErrorEquals = ["States.ALL"]
            Next        = "Broken off"
          },
        ]
        Next = "How is it?"
      }
      "How is it?" = {
        Type = "Choice"
        Choices = [
          {
            Variable     = "$.state"
            StringEquals = "proven"
            Next         = "Proven"
          },
          {
            Variable     = "$.state"
            StringEquals = "running"
            Next         = "Wait"
          },
        ]
        Default = "Failed"
      }
      Wait = {
        Type    = "Wait"
        Seconds = var.poll_seconds
        Next    = "Step"
      }
      Proven = {
        Type = "Succeed"
      }
      Failed = {
        Type      = "Fail"
        ErrorPath = "$.outcome"
        CausePath = "$.summary"
      }
      "Broken off" = {
        Type      = "Fail"
        ErrorPath = "$.Error"
        CausePath = "$.Cause"
      }
    }
  })
  role_arn   = aws_iam_role.machine.arn
  tags       = var.tags
  depends_on = [aws_iam_role_policy.machine]

  lifecycle {
    precondition {
      condition     = var.timeout_seconds <= var.poll_seconds * 2500
      error_message = "timeout_seconds is at most 2500 times poll_seconds: an execution of Step Functions has room for no more looks."
    }

    precondition {
      condition     = alltrue([for arn in concat(var.topic == null ? [] : [var.topic.arn], var.alarm_action_arns) : split(":", arn)[3] == var.s3_backfill.source.region])
      error_message = "topic and alarm_action_arns are of the Region of the source: neither EventBridge nor an alarm tells a topic of another one."
    }
  }
}

resource "aws_iam_role" "machine" {
  name                 = "${var.name}-machine"
  description          = "Step Functions goes from step to step of ${var.name} as this role"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.machine_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

data "aws_iam_policy_document" "machine_trust" {
  statement {
    sid     = "AssumedByService"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "machine" {
  name   = "s3-backfill"
  role   = aws_iam_role.machine.name
  policy = data.aws_iam_policy_document.machine.json
}

data "aws_iam_policy_document" "machine" {
  statement {
    sid       = "Function"
    effect    = "Allow"
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_function.step.arn]
  }
}

resource "aws_lambda_function" "step" {
  description      = "One step of s3-backfill run for ${var.s3_backfill.source.bucket}"
  role             = aws_iam_role.step.arn
  filename         = var.archive_path
  function_name    = var.name
  handler          = "run-detached.handler"
  memory_size      = var.memory_megabytes
  runtime          = var.runtime
  source_code_hash = filebase64sha256(var.archive_path)
  timeout          = 900
  tags             = var.tags
  depends_on       = [aws_iam_role_policy.step, aws_cloudwatch_log_group.step]
}

resource "aws_iam_role" "step" {
  name                 = "${var.name}-step"
  description          = "Backfills ${var.s3_backfill.source.bucket}, as s3-backfill run does"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.step_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  lifecycle {
    precondition {
      condition     = length(local.destination_buckets) > 0
      error_message = "destination_bucket_arns is needed: the replication is adopted and names no destination; give those that its rules copy to."
    }

    precondition {
      condition     = try(var.s3_backfill.source.accountId, data.aws_caller_identity.current.account_id) == data.aws_caller_identity.current.account_id
      error_message = "the account of this provider is not that of the source (s3_backfill.source.accountId), in which jobs and their role are: give this module the provider of that account."
    }
  }
}

data "aws_iam_policy_document" "step_trust" {
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

resource "aws_iam_role_policy" "step" {
  name   = "s3-backfill"
  role   = aws_iam_role.step.name
  policy = data.aws_iam_policy_document.step.json
}

data "aws_iam_policy_document" "step" {
  statement {
    sid       = "EveryJobOfTheAccount"
    effect    = "Allow"
    actions   = ["s3:CreateJob", "s3:ListJobs"]
    resources = ["*"]
  }

  statement {
    sid       = "JobRole"
    effect    = "Allow"
    actions   = ["iam:PassRole", "iam:GetRole"]
    resources = [var.s3_backfill.roles.batchJobArn]
  }

  statement {
    sid     = "Jobs"
    effect  = "Allow"
    actions = ["s3:PutJobTagging", "s3:GetJobTagging", "s3:DescribeJob"]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:${var.s3_backfill.source.region}:${data.aws_caller_identity.current.account_id}:job/*",
    ]
  }

  statement {
    sid    = "SourceBucket"
    effect = "Allow"
    actions = [
      "s3:GetReplicationConfiguration",
      "s3:GetBucketVersioning",
      "s3:ListBucket",
      "s3:ListBucketVersions",
      "s3:GetLifecycleConfiguration",
    ]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.s3_backfill.source.bucket}"]
  }

  statement {
    sid       = "SourceObjects"
    effect    = "Allow"
    actions   = ["s3:GetObjectVersion", "s3:GetObjectVersionTagging"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.s3_backfill.source.bucket}/*"]
  }

  statement {
    sid       = "DestinationBucket"
    effect    = "Allow"
    actions   = ["s3:GetBucketVersioning", "s3:ListBucket", "s3:ListBucketVersions", "s3:GetLifecycleConfiguration"]
    resources = [for bucket in local.destination_buckets : "arn:${data.aws_partition.current.partition}:s3:::${bucket}"]
  }

  statement {
    sid       = "DestinationObjects"
    effect    = "Allow"
    actions   = ["s3:GetObjectVersion", "s3:GetObjectVersionTagging"]
    resources = [for bucket in local.destination_buckets : "arn:${data.aws_partition.current.partition}:s3:::${bucket}/*"]
  }

  statement {
    sid       = "ReportBucket"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.s3_backfill.report.bucket}"]
  }

  statement {
    sid     = "ReportObjects"
    effect  = "Allow"
    actions = ["s3:GetObject", "s3:PutObject"]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:::${var.s3_backfill.report.bucket}/${local.report_folder}*",
    ]
  }

  dynamic "statement" {
    for_each = can(var.s3_backfill.manifest.bucket) ? [1] : []

    content {
      sid       = "ManifestBucket"
      effect    = "Allow"
      actions   = ["s3:ListBucket"]
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.manifest_bucket}"]
    }
  }

  dynamic "statement" {
    for_each = can(var.s3_backfill.manifest.bucket) ? [1] : []

    content {
      sid     = "ManifestObjects"
      effect  = "Allow"
      actions = ["s3:GetObject", "s3:PutObject"]
      resources = [
        "arn:${data.aws_partition.current.partition}:s3:::${local.manifest_bucket}/${local.manifest_folder}*",
      ]
    }
  }

  statement {
    sid       = "FunctionLogs"
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.step.arn}:*"]
  }
}

resource "aws_cloudwatch_log_group" "step" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_cloudwatch_event_rule" "ended" {
  count = var.topic != null ? 1 : 0

  name        = "${var.name}-ended"
  description = "Runs of ${var.name} that are over"
  event_pattern = jsonencode({
    source      = ["aws.states"]
    detail-type = ["Step Functions Execution Status Change"]
    detail = {
      stateMachineArn = [aws_sfn_state_machine.this.arn]
      status          = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
    }
  })
  tags = var.tags
}

resource "aws_cloudwatch_event_target" "ended" {
  count = var.topic != null ? 1 : 0

  arn  = var.topic.arn
  rule = aws_cloudwatch_event_rule.ended[0].name
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  alarm_name          = "${var.name}-failed"
  alarm_description   = "A run of ${var.name} did not succeed: its execution in Step Functions says why, and what to do"
  alarm_actions       = var.alarm_action_arns
  comparison_operator = "GreaterThanThreshold"
  dimensions = {
    StateMachineArn = aws_sfn_state_machine.this.arn
  }
  evaluation_periods = 1
  metric_name        = "ExecutionsFailed"
  namespace          = "AWS/States"
  period             = 300
  statistic          = "Sum"
  threshold          = 0
  treat_missing_data = "notBreaching"
  tags               = var.tags
}

resource "aws_cloudwatch_metric_alarm" "timed_out" {
  alarm_name          = "${var.name}-timed-out"
  alarm_description   = "A run of ${var.name} did not succeed: its execution in Step Functions says why, and what to do"
  alarm_actions       = var.alarm_action_arns
  comparison_operator = "GreaterThanThreshold"
  dimensions = {
    StateMachineArn = aws_sfn_state_machine.this.arn
  }
  evaluation_periods = 1
  metric_name        = "ExecutionsTimedOut"
  namespace          = "AWS/States"
  period             = 300
  statistic          = "Sum"
  threshold          = 0
  treat_missing_data = "notBreaching"
  tags               = var.tags
}
