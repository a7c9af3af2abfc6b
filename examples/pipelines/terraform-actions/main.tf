# Terraform 1.14 starts the run in the account by itself, after the apply that makes a release. Neither Terraform 1.14 nor the AWS provider 6 ran
# this here: the call that the action makes was made on the local AWS, from what stands below.
terraform {
  required_version = ">= 1.14"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 6.15, < 7.0" }
  }
}

variable "release" {
  description = "What makes the run happen once: the id of the commit, not of the attempt"
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,80}$", var.release))
    error_message = "release: at most 80 letters, digits and _ . -, as a name of an execution has them."
  }
}

module "backfill" {
  source = "./node_modules/s3-backfill/terraform/backfill"

  source_bucket                      = "my-bucket"
  replication_destination_bucket_arn = "arn:aws:s3:::my-replica"
  prefixes                           = ["folder/"]
  create_report_bucket               = { name = "my-bucket-backfill-reports" }
}

module "detached_run" {
  source = "./node_modules/s3-backfill/terraform/detached-run"

  archive_path = "${path.root}/node_modules/s3-backfill/dist/lambdas/detached-run.zip"
  s3_backfill  = module.backfill.s3_backfill
}

action "aws_sfn_start_execution" "backfill" {
  config {
    state_machine_arn = module.detached_run.state_machine_arn
    name              = var.release
  }
}

# Changes with each release, and with nothing else.
resource "terraform_data" "release" {
  input = var.release

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.aws_sfn_start_execution.backfill]
    }
  }

  depends_on = [module.backfill, module.detached_run]
}

output "s3_backfill" {
  value = module.backfill.s3_backfill
}
