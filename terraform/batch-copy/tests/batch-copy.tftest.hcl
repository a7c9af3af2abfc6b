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
  destination_bucket_arn = "arn:aws:s3:::my-archive"
  report_bucket          = "my-logs"
}

run "copies_into_a_folder" {
  command = plan

  variables {
    destination_prefix = "from-my-bucket/"
  }

  assert {
    condition     = local.destination_bucket == "my-archive" && local.destination_prefix == "from-my-bucket" && local.destination_folder == "from-my-bucket/"
    error_message = "A folder has one slash at its end, or none."
  }

  assert {
    condition     = length(aws_s3_bucket.reports) == 0 && output.report_bucket == "my-logs"
    error_message = "A report bucket that is there is not made."
  }

  assert {
    condition     = length(output.replication_destination_policies) == 0
    error_message = "Within one account there is nothing to hand out."
  }
}

run "copies_in_place" {
  command = plan

  variables {
    destination_bucket_arn = "arn:aws:s3:::my-bucket"
  }

  assert {
    condition     = local.destination_bucket == var.source_bucket && local.destination_folder == ""
    error_message = "The bucket of the source is a destination as well."
  }
}

run "makes_a_report_bucket" {
  command = plan

  variables {
    report_bucket        = null
    create_report_bucket = { name = "my-reports" }
    destination_region   = "eu-west-1"
  }

  assert {
    condition     = aws_s3_bucket.reports[0].bucket == "my-reports"
    error_message = "The Region of the provider, named or not, has room for a report bucket."
  }
}

run "refuses_a_report_bucket_in_the_region_of_the_source_for_copies_elsewhere" {
  command = plan

  variables {
    report_bucket        = null
    create_report_bucket = { name = "my-reports" }
    destination_region   = "eu-central-1"
  }

  expect_failures = [aws_iam_role.batch_copy]
}

run "refuses_no_report_bucket" {
  command = plan

  variables {
    report_bucket = null
  }

  expect_failures = [aws_iam_role.batch_copy]
}

run "refuses_two_report_buckets" {
  command = plan

  variables {
    create_report_bucket = { name = "another" }
  }

  expect_failures = [aws_iam_role.batch_copy]
}

run "refuses_reports_in_the_source" {
  command = plan

  variables {
    report_bucket = "my-bucket"
  }

  expect_failures = [aws_iam_role.batch_copy]
}

run "refuses_a_key_elsewhere" {
  command = plan

  variables {
    destination_region   = "eu-west-1"
    destination_kms_arns = ["arn:aws:kms:eu-central-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321"]
  }

  expect_failures = [aws_iam_role.batch_copy]
}

run "refuses_callers_of_the_same_account" {
  command = plan

  variables {
    destination_caller_arns = ["arn:aws:iam::111122223333:role/pipeline"]
  }

  expect_failures = [aws_iam_role.batch_copy]
}

run "refuses_what_is_misspelt" {
  command = plan

  variables {
    source_bucket               = "arn:aws:s3:::my-bucket"
    destination_bucket_arn      = "my-archive"
    destination_prefix          = "/from-my-bucket"
    destination_region          = "Frankfurt"
    destination_account_id      = "4444"
    destination_kms_arns        = ["alias/ours"]
    destination_bucket_keys     = "many"
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
    var.destination_bucket_arn,
    var.destination_prefix,
    var.destination_region,
    var.destination_account_id,
    var.destination_kms_arns,
    var.destination_bucket_keys,
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

run "refuses_a_leading_slash" {
  command = plan

  variables {
    prefixes = ["/folder/"]
  }

  expect_failures = [var.prefixes]
}

run "refuses_a_prefix_that_another_one_covers" {
  command = plan

  variables {
    prefixes = ["folder/", "folder/inner/"]
  }

  expect_failures = [var.prefixes]
}
