# Every resource of S3, IAM, DataSync, SQS, Lambda, CloudWatch, SNS and EventBridge that the emulator answers for, in two Regions and two
# accounts.
# `stage` 2 changes what can be changed in place.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "stage" {
  type = number
}

variable "partner" {
  description = "Keys of the second account."
  type        = object({ access_key = string, secret_key = string })
}

locals {
  tags = var.stage == 1 ? { stage = "1", first = "a + b" } : { stage = "2", second = "ü" }
}

provider "aws" {
  region                  = "us-east-1"
  s3_use_path_style       = true
  skip_metadata_api_check = true
  max_retries             = 2
  default_tags {
    tags = { managed = "terraform" }
  }
}

provider "aws" {
  alias                   = "ireland"
  region                  = "eu-west-1"
  s3_use_path_style       = true
  skip_metadata_api_check = true
  max_retries             = 2
}

provider "aws" {
  alias                   = "partner"
  region                  = "eu-west-1"
  access_key              = var.partner.access_key
  secret_key              = var.partner.secret_key
  s3_use_path_style       = true
  skip_metadata_api_check = true
  max_retries             = 2
}

data "aws_caller_identity" "own" {}
data "aws_caller_identity" "partner" { provider = aws.partner }
data "aws_canonical_user_id" "own" {}
