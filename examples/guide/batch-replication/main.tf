# Live replication of one folder, and what a Batch Replication job needs. Source and destination exist already, with versioning.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

provider "aws" {
  region = "us-east-1" # of the source bucket
}

locals {
  source      = "arn:aws:s3:::example-source"
  destination = "arn:aws:s3:::example-destination"
  prefix      = "folder/"
}

# S3 assumes this role to copy objects.
resource "aws_iam_role" "replication" {
  name = "example-replication"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "replication" {
  role = aws_iam_role.replication.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Resource = local.source, Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"] },
      { Effect = "Allow", Resource = "${local.source}/*", Action = [
        "s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging",
        "s3:GetObjectVersionAnnotationForReplication",
      ] },
      { Effect = "Allow", Resource = "${local.destination}/*", Action = [
        "s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags",
      ] },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = "example-source"
  role   = aws_iam_role.replication.arn

  rule {
    id       = "folder"
    status   = "Enabled"
    priority = 1
    filter {
      prefix = local.prefix
    }
    delete_marker_replication { # S3 refuses a rule with a filter and without this
      status = "Disabled"
    }
    destination {
      bucket        = local.destination
      storage_class = "STANDARD_IA"
    }
  }

  depends_on = [aws_iam_role_policy.replication]
}

# S3 Batch Operations assumes this role to run the job. It reads and writes no object of either bucket.
resource "aws_iam_role" "batch_job" {
  name = "example-batch-job"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "batchoperations.s3.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "batch_job" {
  role = aws_iam_role.batch_job.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # On objects: with the bucket's ARN every task of the job is denied.
      { Effect = "Allow", Resource = "${local.source}/*", Action = "s3:InitiateReplication" },
      { Effect = "Allow", Resource = local.source, Action = [
        "s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration",
      ] },
      { Effect = "Allow", Resource = "${aws_s3_bucket.reports.arn}/*", Action = [
        "s3:PutObject", "s3:GetObject", "s3:GetObjectVersion",
      ] },
    ]
  })
}

resource "aws_s3_bucket" "reports" {
  bucket = "example-reports" # in the Region of the source
}

resource "aws_s3_bucket_public_access_block" "reports" {
  bucket                  = aws_s3_bucket.reports.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

output "batch_job_role_arn" {
  value = aws_iam_role.batch_job.arn
}
