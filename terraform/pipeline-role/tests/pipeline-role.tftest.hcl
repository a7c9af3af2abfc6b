# terraform test: with a mocked provider, so that it needs no account. Terraform 1.7 or newer.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{}"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "111122223333"
    }
  }
}

variables {
  verbs  = ["watch", "report"]
  github = { repository = "acme/storage", branches = ["main"], environments = ["production"] }
  s3_backfill = {
    version      = 1
    source       = { bucket = "my-bucket", region = "eu-west-1", accountId = "111122223333" }
    destinations = [{ bucket = "my-replica", ruleId = "all" }]
    rules        = []
    roles        = { batchJobArn = "arn:aws:iam::111122223333:role/job" }
    report       = { bucket = "my-reports", prefix = "s3-backfill/reports" }
    prefixes     = ["folder/"]
  }
}

# What policies say is known after an apply alone.
run "grants_what_its_verbs_need" {
  command = apply

  assert {
    condition     = length([for one in data.aws_iam_policy_document.pipeline.statement : one if one.sid == "Jobs" && toset(one.actions) == toset(["s3:DescribeJob", "s3:GetJobTagging"])]) == 1
    error_message = "Who watches looks at jobs and reads their marks."
  }

  assert {
    condition     = length([for one in data.aws_iam_policy_document.pipeline.statement : one if contains(["JobRole", "EveryJobOfTheAccount", "DestinationObjects", "Keys"], one.sid)]) == 0
    error_message = "Who watches creates nothing, and compares nothing."
  }

  assert {
    condition     = toset(local.github_subjects) == toset(["repo:acme/storage:ref:refs/heads/main", "repo:acme/storage:environment:production"])
    error_message = "Tokens of one branch and of one environment are let in."
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 1 && length(aws_iam_openid_connect_provider.gitlab) == 0
    error_message = "A provider is made of whose tokens are let in."
  }
}

run "takes_a_provider_that_is_there" {
  command = apply

  variables {
    github = { repository = "acme/storage", branches = ["main"], provider = { arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" } }
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0
    error_message = "An account has one of them."
  }
}

run "refuses_a_role_for_nobody" {
  command = plan

  variables {
    github = null
  }

  expect_failures = [aws_iam_role.pipeline]
}

run "refuses_every_branch" {
  command = plan

  variables {
    github = { repository = "acme/storage" }
    gitlab = { project = "acme/storage" }
  }

  expect_failures = [var.github, var.gitlab]
}

run "takes_ids_beside_names" {
  command = apply

  variables {
    github = { repository = "acme@123456/storage@456789", branches = ["main"], environments = ["live eu"] }
  }

  assert {
    condition     = toset(local.github_subjects) == toset(["repo:acme@123456/storage@456789:ref:refs/heads/main", "repo:acme@123456/storage@456789:environment:live eu"])
    error_message = "Tokens of newer repositories have ids."
  }
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
      prefixes     = ["folder/"]
    }
  }

  expect_failures = [aws_iam_role.pipeline]
}

run "refuses_what_no_token_says" {
  command = plan

  variables {
    github         = { repository = "acme@12/storage", branches = ["main"] }
    gitlab         = { project = "acme/storage", branches = ["refs/heads/main"] }
    principal_arns = ["arn:aws:iam::111122223333:role/*"]
  }

  expect_failures = [var.github, var.gitlab, var.principal_arns]
}

run "refuses_the_provider_of_another_host" {
  command = plan

  variables {
    github = { repository = "acme/storage", environments = ["eu:live"], provider = { arn = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" } }
    gitlab = { project = "acme/storage", branches = ["main"], host = "gitlab.example.com:8443", audience = "" }
  }

  expect_failures = [var.github, var.gitlab]
}

run "refuses_what_is_no_provider" {
  command = plan

  variables {
    github = { repository = "acme/storage", branches = ["main"], provider = { arn = "mine:oidc-provider/token.actions.githubusercontent.com" } }
    gitlab = { project = "acme/storage", branches = ["main"], provider = { arn = ":oidc-provider/gitlab.com" } }
  }

  expect_failures = [var.github, var.gitlab]
}

run "refuses_an_audience_with_a_space" {
  command = plan

  variables {
    github = { repository = "acme/storage", branches = ["main"], audience = "a b" }
  }

  expect_failures = [var.github]
}

run "refuses_patterns" {
  command = plan

  variables {
    verbs                   = ["cancel"]
    github                  = { repository = "acme/*", branches = ["*"] }
    gitlab                  = { project = "acme/storage", branches = ["release-*"] }
    principal_arns          = ["*"]
    destination_bucket_arns = ["my-replica"]
    max_session_seconds     = 60
    name                    = "a b"
  }

  expect_failures = [
    var.verbs,
    var.github,
    var.gitlab,
    var.principal_arns,
    var.destination_bucket_arns,
    var.max_session_seconds,
    var.name,
  ]
}
