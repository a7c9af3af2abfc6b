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

  mock_data "aws_region" {
    defaults = {
      id = "eu-west-1"
    }
  }
}

variables {
  source_bucket                      = "my-bucket"
  replication_destination_bucket_arn = "arn:aws:s3:::my-replica"
  prefixes                           = ["folder/", "other folder/"]
  report_bucket                      = "my-logs"
}

run "rules" {
  command = plan

  assert {
    condition     = [for rule in local.rules : rule.id] == ["folder", "other-folder"]
    error_message = "Rules are called after their prefixes."
  }

  assert {
    condition     = [for rule in aws_s3_bucket_replication_configuration.this[0].rule : rule.priority] == [1, 2]
    error_message = "Every rule has a priority of its own."
  }

  assert {
    condition     = alltrue([for rule in aws_s3_bucket_replication_configuration.this[0].rule : rule.delete_marker_replication[0].status == "Disabled"])
    error_message = "S3 demands that every rule says what happens to delete markers."
  }

  assert {
    condition     = length(aws_s3_bucket.reports) == 0 && output.report_bucket == "my-logs"
    error_message = "A report bucket that is there is not made."
  }
}

run "whole_bucket_with_tags" {
  command = plan

  variables {
    prefixes    = []
    filter_tags = { keep = "yes" }
  }

  assert {
    condition     = aws_s3_bucket_replication_configuration.this[0].rule[0].filter[0].tag[0].key == "keep"
    error_message = "One tag and no prefix is a tag filter."
  }
}

run "kms" {
  command = plan

  variables {
    replication_source_kms_arns     = ["arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"]
    replication_destination_kms_arn = "arn:aws:kms:eu-central-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321"
  }

  assert {
    condition     = aws_s3_bucket_replication_configuration.this[0].rule[0].source_selection_criteria[0].sse_kms_encrypted_objects[0].status == "Enabled"
    error_message = "A key of the replicas selects objects under SSE-KMS."
  }
}

run "nobody_is_told" {
  command = plan

  assert {
    condition     = length(aws_sns_topic.after_care) + length(aws_cloudwatch_metric_alarm.failed) + length(aws_cloudwatch_event_rule.job_events) == 0 && output.topic_arn == null
    error_message = "Without after_care there is neither a topic nor an alarm."
  }
}

run "after_care" {
  command = plan

  variables {
    replication_metrics = true
    after_care          = { alarms = true, pending_bytes = 1000, job_events = true, topic_name = "news" }
  }

  assert {
    condition     = aws_sns_topic.after_care[0].name == "news"
    error_message = "A topic is made."
  }

  assert {
    condition     = keys(aws_cloudwatch_metric_alarm.failed) == ["folder", "other-folder"] && aws_cloudwatch_metric_alarm.failed["folder"].dimensions.RuleId == "folder"
    error_message = "Each rule has an alarm on failures."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.latency["folder"].threshold == 900 && aws_cloudwatch_metric_alarm.pending["folder"].threshold == 1000
    error_message = "Latency is too much after 15 minutes unless something else is said."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.job_events[0].event_pattern).detail.eventName == ["JobStatusChanged"]
    error_message = "Jobs that change their state are told."
  }
}

run "after_care_with_a_topic_and_a_destination_elsewhere" {
  command = plan

  variables {
    replication_time_control       = true
    replication_destination_region = "eu-central-1"
    after_care                     = { alarms = true, latency_alarms = false, pending_bytes = 1000, topic = { arn = "arn:aws:sns:eu-west-1:111122223333:ours" } }
  }

  assert {
    condition     = length(aws_sns_topic.after_care) == 0 && aws_cloudwatch_metric_alarm.failed["folder"].alarm_actions == toset([output.topic_arn])
    error_message = "A topic that is there is told."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.latency) + length(aws_cloudwatch_metric_alarm.pending) == 0
    error_message = "An alarm in the Region of the source would never see the latency of a destination elsewhere."
  }
}

run "refuses_alarms_without_metrics" {
  command = plan

  variables {
    after_care = { alarms = true }
  }

  expect_failures = [aws_iam_role.batch_job]
}

run "latency_in_the_region_of_the_source_when_it_is_named" {
  command = plan

  variables {
    replication_metrics            = true
    replication_destination_region = "eu-west-1"
    after_care                     = { alarms = true }
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.latency) == 2
    error_message = "A destination in the Region of the source has alarms on latency, whether the Region is named or not."
  }
}

run "refuses_a_topic_that_is_none" {
  command = plan

  variables {
    after_care = { topic = { arn = "ours" } }
  }

  expect_failures = [var.after_care]
}

run "adopted" {
  command = plan

  variables {
    adopt_existing_replication         = true
    replication_destination_bucket_arn = null
  }

  assert {
    condition     = length(aws_s3_bucket_replication_configuration.this) == 0 && length(aws_iam_role.replication) == 0
    error_message = "An adopted configuration is left alone."
  }

  assert {
    condition     = length(local.rules) == 0 && length(output.rule_ids) == 0
    error_message = "Rules of an adopted configuration are not made up."
  }
}

run "refuses_alarms_on_rules_that_only_s3_knows" {
  command = plan

  variables {
    adopt_existing_replication = true
    replication_metrics        = true
    after_care                 = { alarms = true }
  }

  expect_failures = [aws_iam_role.batch_job]
}

run "refuses_to_disable_rules_of_others" {
  command = plan

  variables {
    adopt_existing_replication = true
    enable_replication         = false
  }

  expect_failures = [aws_iam_role.batch_job]
}

run "refuses_no_destination" {
  command = plan

  variables {
    replication_destination_bucket_arn = null
  }

  expect_failures = [aws_s3_bucket_replication_configuration.this]
}

run "refuses_no_report_bucket" {
  command = plan

  variables {
    report_bucket = null
  }

  expect_failures = [aws_iam_role.batch_job]
}

run "refuses_a_leading_slash" {
  command = plan

  variables {
    prefixes = ["/folder/"]
  }

  expect_failures = [var.prefixes]
}

run "refuses_a_replica_key_alone" {
  command = plan

  variables {
    replication_destination_kms_arn = "arn:aws:kms:eu-central-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321"
  }

  expect_failures = [aws_iam_role.batch_job]
}

run "refuses_two_report_buckets" {
  command = plan

  variables {
    create_report_bucket = { name = "another" }
  }

  expect_failures = [aws_iam_role.batch_job]
}

run "refuses_a_topic_as_a_settings_file_names_it" {
  command = plan

  variables {
    after_care = { topic_arn = "arn:aws:sns:eu-west-1:111122223333:ours" }
  }

  expect_failures = [var.after_care]
}

run "refuses_versioning_of_a_destination_elsewhere" {
  command = plan

  variables {
    manage_versioning                  = true
    replication_destination_account_id = "444455556666"
  }

  expect_failures = [aws_iam_role.batch_job]
}

run "refuses_latency_of_a_destination_elsewhere" {
  command = plan

  variables {
    replication_metrics            = true
    replication_destination_region = "eu-central-1"
    after_care                     = { alarms = true }
  }

  expect_failures = [aws_iam_role.batch_job]
}

run "refuses_source_keys_without_a_key_of_the_replicas" {
  command = plan

  variables {
    replication_source_kms_arns = ["arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"]
  }

  expect_failures = [aws_s3_bucket_replication_configuration.this]
}
