# terraform test: with a mocked provider, so that it needs no account. Terraform 1.7 or newer.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{}"
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

  mock_data "aws_region" {
    defaults = {
      id = "eu-west-1"
    }
  }
}

variables {
  archive_path           = "README.md"
  source_bucket          = "my-bucket"
  prefixes               = ["folder/"]
  destination_bucket_arn = "arn:aws:s3:::my-archive"
  report_bucket          = "my-logs"
}

run "keeps_keys_and_classes_as_they_are" {
  command = plan

  assert {
    condition     = aws_lambda_function.worker.environment[0].variables["DESTINATION_PREFIX"] == "folder/" && aws_lambda_function.worker.environment[0].variables["STORAGE_CLASS"] == ""
    error_message = "What nobody gives is that of the source."
  }

  assert {
    condition     = length(aws_cloudwatch_dashboard.this) == 0 && length(aws_s3_bucket.reports) == 0
    error_message = "A dashboard is made on request, and a report bucket that is there is not made."
  }

  assert {
    condition     = length(output.replication_destination_policies) == 0 && output.inventory_policies.bucket == "my-logs"
    error_message = "Within one account only the report bucket has to allow something."
  }
}

run "refuses_no_report_bucket" {
  command = plan

  variables {
    report_bucket = null
  }

  expect_failures = [aws_iam_role.reader]
}

run "refuses_copies_among_what_is_copied" {
  command = plan

  variables {
    destination_bucket_arn = "arn:aws:s3:::my-bucket"
    destination_prefix     = "folder/old/"
  }

  expect_failures = [aws_iam_role.reader]
}

run "refuses_a_key_elsewhere" {
  command = plan

  variables {
    queue_kms_arn = "arn:aws:kms:eu-central-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321"
  }

  expect_failures = [aws_iam_role.reader]
}

run "refuses_what_is_misspelt" {
  command = plan

  variables {
    archive_path            = "not-there.zip"
    prefixes                = ["a/", "b/"]
    destination_prefix      = "/old"
    destination_kms_arns    = ["alias/ours"]
    storage_class           = "COLD"
    overwrite               = "always"
    format                  = "ORC"
    frequency               = "Hourly"
    inventory_prefix        = "/inventory"
    inventory_kms_arn       = "alias/ours"
    queue_kms_arn           = "alias/ours"
    maximum_concurrency     = 1
    worker_memory_megabytes = 128
    most_receives           = 0
    runtime                 = "nodejs18.x"
    name                    = "a b"
    log_retention_days      = 2
    alarm_action_arns       = ["ours"]
    alarm_age_hours         = 1000
  }

  expect_failures = [
    var.archive_path,
    var.prefixes,
    var.destination_prefix,
    var.destination_kms_arns,
    var.storage_class,
    var.overwrite,
    var.format,
    var.frequency,
    var.inventory_prefix,
    var.inventory_kms_arn,
    var.queue_kms_arn,
    var.maximum_concurrency,
    var.worker_memory_megabytes,
    var.most_receives,
    var.runtime,
    var.name,
    var.log_retention_days,
    var.alarm_action_arns,
    var.alarm_age_hours,
  ]
}
