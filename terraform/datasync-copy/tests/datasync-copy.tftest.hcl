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
  source_bucket          = "my-bucket"
  prefixes               = ["videos/"]
  destination_bucket_arn = "arn:aws:s3:::my-archive"
  report_bucket          = "my-logs"
}

run "keeps_keys_as_they_are" {
  command = plan

  assert {
    condition     = aws_datasync_location_s3.source.subdirectory == "/videos/" && aws_datasync_location_s3.destination.subdirectory == "/videos/"
    error_message = "Without a folder of their own copies are in that of the source."
  }

  assert {
    condition     = length(aws_datasync_task.this.includes) == 0 && length(aws_datasync_task.this.schedule) == 0
    error_message = "What nobody gives is not written."
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.task) == 0 && length(aws_s3_bucket.reports) == 0
    error_message = "Enhanced mode has no log group of its own, and a report bucket that is there is not made."
  }

  assert {
    condition     = length(output.replication_destination_policies) == 0
    error_message = "Within one account there is nothing to hand out."
  }
}

run "copies_into_another_folder" {
  command = plan

  variables {
    destination_prefix = "old-videos/"
    storage_class      = "GLACIER_IR"
    includes           = ["/2026*", "/2025/a.mp4"]
    report_prefix      = ""
  }

  assert {
    condition     = aws_datasync_location_s3.destination.subdirectory == "/old-videos/"
    error_message = "A folder has one slash at its end, however it is written."
  }

  assert {
    condition     = aws_datasync_location_s3.destination.s3_storage_class == "GLACIER_INSTANT_RETRIEVAL"
    error_message = "DataSync has a word of its own for this class."
  }

  assert {
    condition     = aws_datasync_task.this.includes[0].value == "/2026*|/2025/a.mp4"
    error_message = "Patterns become one text."
  }

  assert {
    condition     = aws_datasync_task.this.task_report_config[0].s3_destination[0].subdirectory == "/"
    error_message = "Without a folder reports are in the bucket itself."
  }
}

run "copies_into_no_folder" {
  command = plan

  variables {
    destination_prefix = ""
  }

  assert {
    condition     = aws_datasync_location_s3.destination.subdirectory == "/"
    error_message = "An empty folder is none."
  }
}

run "makes_a_log_group_in_basic_mode" {
  command = plan

  variables {
    task_mode   = "BASIC"
    verify_mode = "POINT_IN_TIME_CONSISTENT"
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.task) == 1 && length(aws_cloudwatch_log_resource_policy.task) == 1
    error_message = "A task in Basic mode writes to a group that DataSync may write to."
  }
}

run "makes_no_log_group_for_a_log_that_is_off" {
  command = plan

  variables {
    task_mode = "BASIC"
    log_level = "OFF"
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.task) == 0
    error_message = "Nothing is written."
  }
}

run "refuses_no_report_bucket" {
  command = plan

  variables {
    report_bucket = null
  }

  expect_failures = [aws_iam_role.source]
}

run "refuses_reports_in_the_source" {
  command = plan

  variables {
    report_bucket = "my-bucket"
  }

  expect_failures = [aws_iam_role.source]
}

run "refuses_another_region" {
  command = plan

  variables {
    destination_region = "eu-central-1"
  }

  expect_failures = [aws_iam_role.source]
}

run "refuses_a_key_elsewhere" {
  command = plan

  variables {
    destination_kms_arns = ["arn:aws:kms:eu-central-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321"]
  }

  expect_failures = [aws_iam_role.source]
}

run "refuses_a_folder_within_the_other" {
  command = plan

  variables {
    destination_bucket_arn = "arn:aws:s3:::my-bucket"
    destination_prefix     = "videos/old"
  }

  expect_failures = [aws_iam_role.source]
}

run "refuses_callers_of_the_same_account" {
  command = plan

  variables {
    destination_caller_arns = ["arn:aws:iam::111122223333:role/pipeline"]
  }

  expect_failures = [aws_iam_role.source]
}

run "refuses_to_verify_everything_in_enhanced_mode" {
  command = plan

  variables {
    verify_mode = "NONE"
  }

  expect_failures = [aws_iam_role.source]
}

run "refuses_to_verify_what_is_archived" {
  command = plan

  variables {
    task_mode     = "BASIC"
    verify_mode   = "POINT_IN_TIME_CONSISTENT"
    storage_class = "DEEP_ARCHIVE"
  }

  expect_failures = [aws_iam_role.source]
}

run "refuses_what_is_misspelt" {
  command = plan

  variables {
    source_bucket               = "arn:aws:s3:::my-bucket"
    prefixes                    = ["videos"]
    destination_bucket_arn      = "my-archive"
    destination_prefix          = "/old-videos"
    destination_region          = "Frankfurt"
    destination_account_id      = "4444"
    destination_kms_arns        = ["alias/ours"]
    destination_bucket_keys     = "many"
    storage_class               = "GLACIER_INSTANT_RETRIEVAL"
    task_mode                   = "FAST"
    verify_mode                 = "ALL"
    overwrite_mode              = "SOMETIMES"
    bytes_per_second            = 0
    log_level                   = "ALL"
    includes                    = ["2026*"]
    excludes                    = ["*.tmp|*.partial"]
    schedule                    = "daily"
    task_name                   = ""
    replication_source_kms_arns = ["alias/ours"]
    destination_caller_arns     = ["pipeline"]
    report_bucket               = "My_Logs"
    report_prefix               = "/reports"
    manifest_prefix             = "/manifests"
    role_name_prefix            = "a b"
    role_path                   = "storage"
    permissions_boundary_arn    = "boundary"
  }

  expect_failures = [
    var.source_bucket,
    var.prefixes,
    var.destination_bucket_arn,
    var.destination_prefix,
    var.destination_region,
    var.destination_account_id,
    var.destination_kms_arns,
    var.destination_bucket_keys,
    var.storage_class,
    var.task_mode,
    var.verify_mode,
    var.overwrite_mode,
    var.bytes_per_second,
    var.log_level,
    var.includes,
    var.excludes,
    var.schedule,
    var.task_name,
    var.replication_source_kms_arns,
    var.destination_caller_arns,
    var.report_bucket,
    var.report_prefix,
    var.manifest_prefix,
    var.role_name_prefix,
    var.role_path,
    var.permissions_boundary_arn,
  ]
}

run "refuses_two_folders" {
  command = plan

  variables {
    prefixes = ["videos/", "music/"]
  }

  expect_failures = [var.prefixes]
}

run "refuses_a_folder_with_an_empty_part" {
  command = plan

  variables {
    prefixes = ["videos//2026/"]
  }

  expect_failures = [var.prefixes]
}

run "refuses_an_include_with_a_star_inside" {
  command = plan

  variables {
    includes = ["/2026*/a"]
  }

  expect_failures = [var.includes]
}
