# terraform test: with a mocked provider, so that it needs no account. Terraform 1.7 or newer.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{}"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::111122223333:role/made-up"
    }
  }

  mock_resource "aws_lambda_function" {
    defaults = {
      arn = "arn:aws:lambda:eu-west-1:111122223333:function:made-up"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition  = "aws"
      dns_suffix = "amazonaws.com"
    }
  }

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "111122223333"
    }
  }
}

variables {
  archive_path = "README.md"
  s3_backfill = {
    version      = 1
    source       = { bucket = "my-bucket", region = "eu-west-1", accountId = "111122223333" }
    destinations = [{ bucket = "my-replica", ruleId = "all" }, { bucket = "my-replica", ruleId = "more" }]
    rules        = []
    roles        = { batchJobArn = "arn:aws:iam::111122223333:role/job" }
    report       = { bucket = "my-reports", prefix = "s3-backfill/reports" }
    manifest     = { bucket = "my-reports", prefix = "" }
    prefixes     = ["folder/"]
  }
}

# What policies say is known after an apply alone.
run "is_given_the_handoff_and_starts_nothing" {
  command = apply

  assert {
    condition     = jsondecode(aws_sfn_state_machine.this.definition).States.Step.Parameters.Payload.handoff.prefixes == ["folder/"]
    error_message = "The function is given the handoff as it is."
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.ended) == 0
    error_message = "Without a topic nobody is told."
  }

  assert {
    condition     = length([for one in data.aws_iam_policy_document.step.statement : one if one.sid == "DestinationBucket" && length(one.resources) == 1]) == 1
    error_message = "Each destination is named once."
  }

  assert {
    condition     = length([for one in data.aws_iam_policy_document.step.statement : one if one.sid == "ManifestObjects" && one.resources == toset(["arn:aws:s3:::my-reports/*"])]) == 1
    error_message = "Without a folder manifests are anywhere in their bucket."
  }
}

# What policies say is known after an apply alone.
run "grants_nothing_on_manifests_where_none_is_kept" {
  command = apply

  variables {
    destination_bucket_arns = ["arn:aws:s3:::theirs"]
    s3_backfill = {
      version      = 1
      source       = { bucket = "my-bucket", region = "eu-west-1", accountId = "111122223333" }
      destinations = []
      rules        = []
      roles        = { batchJobArn = "arn:aws:iam::111122223333:role/job" }
      report       = { bucket = "my-reports", prefix = "s3-backfill/reports" }
      prefixes     = []
    }
  }

  assert {
    condition     = length([for one in data.aws_iam_policy_document.step.statement : one if startswith(one.sid, "Manifest")]) == 0
    error_message = "There is no manifest."
  }
}

run "refuses_an_adopted_replication_without_destinations" {
  command = plan

  variables {
    s3_backfill = {
      version      = 1
      source       = { bucket = "my-bucket", region = "eu-west-1", accountId = "111122223333" }
      destinations = []
      rules        = []
      roles        = { batchJobArn = "arn:aws:iam::111122223333:role/job" }
      report       = { bucket = "my-reports", prefix = "s3-backfill/reports" }
      prefixes     = []
    }
  }

  expect_failures = [aws_iam_role.step]
}

run "refuses_more_looks_than_an_execution_has_room_for" {
  command = plan

  variables {
    poll_seconds    = 10
    timeout_seconds = 100000
  }

  expect_failures = [aws_sfn_state_machine.this]
}

run "refuses_a_topic_of_another_region" {
  command = plan

  variables {
    topic = { arn = "arn:aws:sns:us-east-1:111122223333:ops" }
  }

  expect_failures = [aws_sfn_state_machine.this]
}

run "refuses_the_account_of_somebody_else" {
  command = plan

  variables {
    s3_backfill = {
      version      = 1
      source       = { bucket = "my-bucket", region = "eu-west-1", accountId = "444455556666" }
      destinations = [{ bucket = "my-replica", ruleId = "all" }]
      rules        = []
      roles        = { batchJobArn = "arn:aws:iam::444455556666:role/job" }
      report       = { bucket = "my-reports", prefix = "s3-backfill/reports" }
      prefixes     = []
    }
  }

  expect_failures = [aws_iam_role.step]
}

run "refuses_what_is_misspelt" {
  command = plan

  variables {
    archive_path            = "not-there.zip"
    destination_bucket_arns = ["my-replica"]
    topic                   = { arn = "ours" }
    alarm_action_arns       = ["ours"]
    start_after_seconds     = -1
    poll_seconds            = 5
    timeout_seconds         = 10
    memory_megabytes        = 128
    runtime                 = "nodejs18.x"
    name                    = "a b"
    log_retention_days      = 2
  }

  expect_failures = [
    var.archive_path,
    var.destination_bucket_arns,
    var.topic,
    var.alarm_action_arns,
    var.start_after_seconds,
    var.poll_seconds,
    var.timeout_seconds,
    var.memory_megabytes,
    var.runtime,
    var.name,
    var.log_retention_days,
  ]
}
