# The role of the workflow: GitHub's token of one branch of one repository may assume it, and nobody else. It may do what `run`, `watch` and
# `verify` need for one replication, as `s3-backfill policy caller --for run` prints it. Both roles that S3 assumes are made by the constructs or the modules.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.81" }
  }
}

variable "repository" {
  description = "OWNER/NAME of the repository on GitHub; OWNER@ID/NAME@ID where it was made, renamed or handed over since July 2026, or opted in to ids"
  type        = string
}

variable "s3_backfill" {
  description = "Output of terraform/backfill, or of a stack of the constructs, as a value: module.backfill.s3_backfill"
  type        = any
}

module "pipeline_role" {
  source = "./node_modules/s3-backfill/terraform/pipeline-role"

  s3_backfill = var.s3_backfill
  verbs       = ["run", "watch", "verify"]
  name        = "backfill-pipeline"

  # An OIDC provider is made, once for an account. Where there is one: provider = { arn = data.aws_iam_openid_connect_provider.github.arn }
  github = { repository = var.repository, branches = ["main"] }

  max_session_seconds = 21600 # a watch ends with its credentials
}
