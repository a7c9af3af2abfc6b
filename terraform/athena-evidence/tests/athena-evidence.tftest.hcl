# terraform test: with a mocked provider, so that it needs no account. Terraform 1.7 or newer.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = {
      id = "eu-west-1"
    }
  }
}

variables {
  source_inventory      = { bucket = "my-inventories", prefix = "lists/", id = "all-versions", fields = ["ETag", "Size", "LastModifiedDate", "ObjectLockRetainUntilDate"] }
  destination_inventory = { bucket = "my-inventories-there", id = "all-versions", format = "Parquet", fields = ["Size", "LastModifiedDate", "ETag", "ObjectLockRetainUntilDate"] }
  s3_backfill = {
    version      = 1
    source       = { bucket = "my-bucket", region = "eu-west-1", accountId = "111122223333" }
    destinations = [{ bucket = "my-replica", ruleId = "all" }, { bucket = "my-replica", ruleId = "more" }]
    rules        = []
    roles        = { batchJobArn = "arn:aws:iam::111122223333:role/job" }
    report       = { bucket = "my-reports", prefix = "s3-backfill/reports/" }
    prefixes     = ["folder/"]
  }
}

run "has_columns_in_the_order_of_the_inventory" {
  command = plan

  assert {
    condition     = aws_glue_catalog_table.source_inventory.storage_descriptor[0].columns[*].name == tolist(["bucket", "key", "version_id", "is_latest", "is_delete_marker", "e_tag", "size", "last_modified_date", "object_lock_retain_until_date"])
    error_message = "Of CSV Athena knows columns by their places alone."
  }

  assert {
    condition     = toset(aws_glue_catalog_table.source_inventory.storage_descriptor[0].columns[*].type) == toset(["string"])
    error_message = "Of CSV everything is text."
  }

  assert {
    condition     = aws_glue_catalog_table.destination_inventory.storage_descriptor[0].columns[*].type == tolist(["string", "string", "string", "boolean", "boolean", "bigint", "timestamp", "string"])
    error_message = "Of Parquet columns have types, and one that AWS gives two types is left out."
  }

  assert {
    condition     = aws_glue_catalog_table.source_inventory.storage_descriptor[0].location == "s3://my-inventories/lists/my-bucket/all-versions/hive/" && aws_glue_catalog_table.destination_inventory.storage_descriptor[0].location == "s3://my-inventories-there/my-replica/all-versions/hive/"
    error_message = "An inventory lies below its prefix, its bucket and its id."
  }

  assert {
    condition     = aws_glue_catalog_table.completion_reports.parameters["storage.location.template"] == "s3://my-reports/s3-backfill/reports/job-$${job}/results/"
    error_message = "Reports of a job lie in its folder."
  }
}

run "says_what_the_runner_reads" {
  command = plan

  variables {
    results_prefix = ""
  }

  assert {
    condition     = output.athena == { region = "eu-west-1", workgroup = "s3-backfill", database = "s3_backfill", sourceTable = "source_inventory", destinationTable = "destination_inventory", reportTable = "completion_reports", resultsLocation = "s3://my-reports/" }
    error_message = "It is the member athena of the handoff."
  }
}

run "puts_results_where_it_says_under_the_key" {
  command = plan

  variables {
    results_kms_arn      = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    scan_limit_gigabytes = 5
  }

  assert {
    condition     = aws_athena_workgroup.this.configuration[0].result_configuration[0].encryption_configuration[0].encryption_option == "SSE_KMS" && aws_athena_workgroup.this.configuration[0].enforce_workgroup_configuration
    error_message = "Results are under the key, and queries have no say in it."
  }

  assert {
    condition     = aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 5000000000 && aws_athena_workgroup.this.configuration[0].result_configuration[0].expected_bucket_owner == "111122223333"
    error_message = "The limit is in gigabytes, and results stay in the account of the source."
  }
}

run "refuses_several_destinations" {
  command = plan

  variables {
    s3_backfill = {
      version      = 1
      source       = { bucket = "my-bucket", region = "eu-west-1", accountId = "111122223333" }
      destinations = [{ bucket = "my-replica", ruleId = "all" }, { bucket = "my-archive", ruleId = "more" }]
      roles        = { batchJobArn = "arn:aws:iam::111122223333:role/job" }
      report       = { bucket = "my-reports", prefix = "" }
    }
  }

  expect_failures = [aws_athena_workgroup.this]
}

run "takes_the_one_that_is_named" {
  command = plan

  variables {
    destination_bucket_arn = "arn:aws:s3:::my-archive"
    s3_backfill = {
      version = 1
      source  = { bucket = "my-bucket", region = "eu-west-1", accountId = "111122223333" }
      roles   = { batchJobArn = "arn:aws:iam::111122223333:role/job" }
      report  = { bucket = "my-reports", prefix = "" }
    }
  }

  assert {
    condition     = aws_glue_catalog_table.destination_inventory.storage_descriptor[0].location == "s3://my-inventories-there/my-archive/all-versions/hive/" && aws_glue_catalog_table.completion_reports.storage_descriptor[0].location == "s3://my-reports/"
    error_message = "An adopted replication names no destination."
  }
}

run "refuses_another_region" {
  command = plan

  variables {
    results_kms_arn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    s3_backfill = {
      version      = 1
      source       = { bucket = "my-bucket", region = "us-east-1", accountId = "111122223333" }
      destinations = [{ bucket = "my-replica", ruleId = "all" }]
      roles        = { batchJobArn = "arn:aws:iam::111122223333:role/job" }
      report       = { bucket = "my-reports", prefix = "" }
    }
  }

  expect_failures = [aws_athena_workgroup.this]
}

run "refuses_what_athena_would_not_take" {
  command = plan

  variables {
    source_inventory       = { bucket = "arn:aws:s3:::my-inventories", id = "a b", format = "ORC" }
    destination_inventory  = { bucket = "my-inventories-there", prefix = "/lists", id = "all", fields = ["Size", "Size", "Owner"] }
    s3_backfill            = { version = 1 }
    destination_bucket_arn = "my-replica"
    results_prefix         = "/athena"
    results_kms_arn        = "alias/mine"
    scan_limit_gigabytes   = 0
    workgroup              = "a b"
    database               = "Evidence"
  }

  expect_failures = [
    var.source_inventory,
    var.destination_inventory,
    var.s3_backfill,
    var.destination_bucket_arn,
    var.results_prefix,
    var.results_kms_arn,
    var.scan_limit_gigabytes,
    var.workgroup,
    var.database,
  ]
}
