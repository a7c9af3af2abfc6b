# Made by `npm run hcl` from the constructs in modules/: change those instead.

locals {
  destination_buckets = length(var.destination_bucket_arns) > 0 ? distinct([for arn in var.destination_bucket_arns : split(":", arn)[5]]) : distinct([for one in var.s3_backfill.destinations : one.bucket])
  report_prefix       = replace(var.s3_backfill.report.prefix, "/\\/+$/", "")
  report_folder       = local.report_prefix == "" ? "" : "${local.report_prefix}/"
  manifest_bucket     = try(var.s3_backfill.manifest.bucket, "")
  manifest_prefix     = replace(try(var.s3_backfill.manifest.prefix, ""), "/\\/+$/", "")
  manifest_folder     = local.manifest_prefix == "" ? "" : "${local.manifest_prefix}/"
  github_subjects = var.github == null ? [] : concat(
    [for branch in var.github.branches : "repo:${var.github.repository}:ref:refs/heads/${branch}"],
    [for name in var.github.environments : "repo:${var.github.repository}:environment:${name}"],
  )
  gitlab_subjects = var.gitlab == null ? [] : [for branch in var.gitlab.branches : "project_path:${var.gitlab.project}:ref_type:branch:ref:${branch}"]
  verbs_of = {
    EveryJobOfTheAccount = {
      "s3:CreateJob" = ["run", "retry"]
      "s3:ListJobs"  = ["plan", "run", "retry"]
    }
    JobRole = {
      "iam:PassRole" = ["run", "retry"]
      "iam:GetRole"  = ["plan", "run", "retry"]
    }
    Jobs = {
      "s3:PutJobTagging" = ["run", "retry"]
      "s3:GetJobTagging" = ["run", "retry", "watch"]
      "s3:DescribeJob"   = ["run", "retry", "watch", "report", "plan"]
    }
    SourceBucket = {
      "s3:GetReplicationConfiguration"      = ["plan", "run", "retry", "watch", "report", "verify"]
      "s3:GetBucketVersioning"              = ["plan", "run", "retry"]
      "s3:ListBucket"                       = ["plan", "run", "retry", "watch", "report", "verify"]
      "s3:ListBucketVersions"               = ["plan", "run", "retry", "watch", "report", "verify"]
      "s3:GetLifecycleConfiguration"        = ["plan", "run", "retry"]
      "s3:GetBucketPolicy"                  = ["plan", "run", "retry"]
      "s3:GetEncryptionConfiguration"       = ["plan", "run", "retry"]
      "s3:GetBucketObjectLockConfiguration" = ["plan", "run", "retry"]
    }
    SourceObjects = {
      "s3:GetObjectVersion"        = ["plan", "run", "retry", "watch", "report", "verify"]
      "s3:GetObject"               = ["plan", "run"]
      "s3:GetObjectVersionTagging" = ["plan", "run", "retry", "watch", "report", "verify"]
    }
    DestinationBucket = {
      "s3:GetLifecycleConfiguration"        = ["plan", "run", "retry"]
      "s3:ListBucket"                       = ["plan", "run", "retry", "verify"]
      "s3:GetBucketVersioning"              = ["plan", "run", "retry"]
      "s3:ListBucketVersions"               = ["run", "retry", "verify"]
      "s3:GetBucketPolicy"                  = ["plan", "run", "retry"]
      "s3:GetEncryptionConfiguration"       = ["plan", "run", "retry"]
      "s3:GetBucketObjectLockConfiguration" = ["plan", "run", "retry"]
      "s3:GetBucketRequestPayment"          = ["plan", "run", "retry"]
    }
    DestinationObjects = {
      "s3:GetObjectVersion"        = ["run", "retry", "verify"]
      "s3:GetObjectVersionTagging" = ["run", "retry", "verify"]
    }
    ReportBucket = {
      "s3:ListBucket"                       = ["plan", "run", "retry", "watch", "report"]
      "s3:GetBucketPolicy"                  = ["plan", "run", "retry"]
      "s3:GetBucketObjectLockConfiguration" = ["plan", "run", "retry"]
    }
    ReportObjects = {
      "s3:GetObject" = ["run", "retry", "watch", "report"]
    }
    ManifestBucket = {
      "s3:ListBucket"                 = ["plan", "run", "retry"]
      "s3:GetBucketPolicy"            = ["plan", "run", "retry"]
      "s3:GetEncryptionConfiguration" = ["plan", "run", "retry"]
    }
    ManifestObjects = {
      "s3:GetObject" = ["run", "retry"]
      "s3:PutObject" = ["run", "retry"]
    }
    BothRoles = {
      "iam:SimulatePrincipalPolicy"  = ["plan", "run", "retry"]
      "iam:GetRole"                  = ["plan", "run", "retry"]
      "iam:ListRolePolicies"         = ["plan", "run", "retry"]
      "iam:GetRolePolicy"            = ["plan", "run", "retry"]
      "iam:ListAttachedRolePolicies" = ["plan", "run", "retry"]
    }
    PipelineRole = {
      "iam:SimulatePrincipalPolicy" = ["run", "retry"]
      "iam:GetRole"                 = ["run", "retry"]
    }
    ManagedPolicies = {
      "iam:GetPolicy"        = ["plan", "run", "retry"]
      "iam:GetPolicyVersion" = ["plan", "run", "retry"]
    }
    Keys = {
      "kms:DescribeKey"  = ["plan", "run", "retry"]
      "kms:GetKeyPolicy" = ["plan", "run", "retry"]
      "kms:ListGrants"   = ["plan", "run", "retry"]
    }
  }
  granted = {
    for place, actions in local.verbs_of : place => [
      for action, verbs in actions : action if length(setintersection(verbs, var.verbs)) > 0
    ]
  }
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "pipeline" {
  name                 = var.name
  name_prefix          = var.name == null ? "s3-backfill-pipeline-" : null
  description          = "A pipeline backfills ${var.s3_backfill.source.bucket} as this role"
  path                 = var.role_path
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = var.max_session_seconds
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  lifecycle {
    precondition {
      condition     = var.github != null || var.gitlab != null || length(var.principal_arns) > 0
      error_message = "nobody could assume the role: give github, gitlab or principal_arns."
    }

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

data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = var.github != null ? [1] : []

    content {
      sid     = "AssumedByGitHub"
      effect  = "Allow"
      actions = ["sts:AssumeRoleWithWebIdentity"]

      condition {
        test     = "StringEquals"
        variable = "token.actions.githubusercontent.com:aud"
        values   = [var.github.audience]
      }

      condition {
        test     = "StringEquals"
        variable = "token.actions.githubusercontent.com:sub"
        values   = local.github_subjects
      }

      principals {
        type        = "Federated"
        identifiers = [var.github.provider == null ? aws_iam_openid_connect_provider.github[0].arn : var.github.provider.arn]
      }
    }
  }

  dynamic "statement" {
    for_each = var.gitlab != null ? [1] : []

    content {
      sid     = "AssumedByGitLab"
      effect  = "Allow"
      actions = ["sts:AssumeRoleWithWebIdentity"]

      condition {
        test     = "StringEquals"
        variable = "${var.gitlab.host}:aud"
        values   = [var.gitlab.audience]
      }

      condition {
        test     = "StringEquals"
        variable = "${var.gitlab.host}:sub"
        values   = local.gitlab_subjects
      }

      principals {
        type        = "Federated"
        identifiers = [var.gitlab.provider == null ? aws_iam_openid_connect_provider.gitlab[0].arn : var.gitlab.provider.arn]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.principal_arns) > 0 ? [1] : []

    content {
      sid     = "AssumedByPrincipals"
      effect  = "Allow"
      actions = ["sts:AssumeRole"]

      principals {
        type        = "AWS"
        identifiers = var.principal_arns
      }
    }
  }
}

resource "aws_iam_role_policy" "pipeline" {
  name   = "s3-backfill"
  role   = aws_iam_role.pipeline.name
  policy = data.aws_iam_policy_document.pipeline.json
}

data "aws_iam_policy_document" "pipeline" {
  dynamic "statement" {
    for_each = length(local.granted.EveryJobOfTheAccount) > 0 ? [1] : []

    content {
      sid       = "EveryJobOfTheAccount"
      effect    = "Allow"
      actions   = local.granted.EveryJobOfTheAccount
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.JobRole) > 0 ? [1] : []

    content {
      sid       = "JobRole"
      effect    = "Allow"
      actions   = local.granted.JobRole
      resources = [var.s3_backfill.roles.batchJobArn]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.Jobs) > 0 ? [1] : []

    content {
      sid     = "Jobs"
      effect  = "Allow"
      actions = local.granted.Jobs
      resources = [
        "arn:${data.aws_partition.current.partition}:s3:${var.s3_backfill.source.region}:${data.aws_caller_identity.current.account_id}:job/*",
      ]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.SourceBucket) > 0 ? [1] : []

    content {
      sid       = "SourceBucket"
      effect    = "Allow"
      actions   = local.granted.SourceBucket
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.s3_backfill.source.bucket}"]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.SourceObjects) > 0 ? [1] : []

    content {
      sid       = "SourceObjects"
      effect    = "Allow"
      actions   = local.granted.SourceObjects
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.s3_backfill.source.bucket}/*"]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.DestinationBucket) > 0 ? [1] : []

    content {
      sid       = "DestinationBucket"
      effect    = "Allow"
      actions   = local.granted.DestinationBucket
      resources = [for bucket in local.destination_buckets : "arn:${data.aws_partition.current.partition}:s3:::${bucket}"]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.DestinationObjects) > 0 ? [1] : []

    content {
      sid       = "DestinationObjects"
      effect    = "Allow"
      actions   = local.granted.DestinationObjects
      resources = [for bucket in local.destination_buckets : "arn:${data.aws_partition.current.partition}:s3:::${bucket}/*"]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.ReportBucket) > 0 ? [1] : []

    content {
      sid       = "ReportBucket"
      effect    = "Allow"
      actions   = local.granted.ReportBucket
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.s3_backfill.report.bucket}"]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.ReportObjects) > 0 ? [1] : []

    content {
      sid     = "ReportObjects"
      effect  = "Allow"
      actions = local.granted.ReportObjects
      resources = [
        "arn:${data.aws_partition.current.partition}:s3:::${var.s3_backfill.report.bucket}/${local.report_folder}*",
      ]
    }
  }

  dynamic "statement" {
    for_each = can(var.s3_backfill.manifest.bucket) && length(local.granted.ManifestBucket) > 0 ? [1] : []

    content {
      sid       = "ManifestBucket"
      effect    = "Allow"
      actions   = local.granted.ManifestBucket
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${local.manifest_bucket}"]
    }
  }

  dynamic "statement" {
    for_each = can(var.s3_backfill.manifest.bucket) && length(local.granted.ManifestObjects) > 0 ? [1] : []

    content {
      sid     = "ManifestObjects"
      effect  = "Allow"
      actions = local.granted.ManifestObjects
      resources = [
        "arn:${data.aws_partition.current.partition}:s3:::${local.manifest_bucket}/${local.manifest_folder}*",
      ]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.BothRoles) > 0 ? [1] : []

    content {
      sid       = "BothRoles"
      effect    = "Allow"
      actions   = local.granted.BothRoles
      resources = compact([try(var.s3_backfill.roles.replicationArn, ""), var.s3_backfill.roles.batchJobArn])
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.PipelineRole) > 0 ? [1] : []

    content {
      sid       = "PipelineRole"
      effect    = "Allow"
      actions   = local.granted.PipelineRole
      resources = [aws_iam_role.pipeline.arn]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.ManagedPolicies) > 0 ? [1] : []

    content {
      sid     = "ManagedPolicies"
      effect  = "Allow"
      actions = local.granted.ManagedPolicies
      resources = [
        "arn:${data.aws_partition.current.partition}:iam::aws:policy/*",
        "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:policy/*",
      ]
    }
  }

  dynamic "statement" {
    for_each = length(local.granted.Keys) > 0 ? [1] : []

    content {
      sid       = "Keys"
      effect    = "Allow"
      actions   = local.granted.Keys
      resources = ["arn:${data.aws_partition.current.partition}:kms:*:*:key/*"]
    }
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  count = (var.github == null ? false : var.github.provider == null) ? 1 : 0

  client_id_list = [var.github.audience]
  url            = "https://token.actions.githubusercontent.com"
  tags           = var.tags
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  count = (var.gitlab == null ? false : var.gitlab.provider == null) ? 1 : 0

  client_id_list = [var.gitlab.audience]
  url            = "https://${var.gitlab.host}"
  tags           = var.tags
}
