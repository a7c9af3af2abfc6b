resource "aws_s3_bucket" "replica" {
  provider = aws.ireland
  bucket   = "conformance-replica"
  tags     = local.tags
}

resource "aws_s3_bucket_versioning" "replica" {
  provider = aws.ireland
  bucket   = aws_s3_bucket.replica.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket" "partner" {
  provider      = aws.partner
  bucket        = "conformance-partner"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "partner" {
  provider = aws.partner
  bucket   = aws_s3_bucket.partner.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_policy" "partner" {
  provider = aws.partner
  bucket   = aws_s3_bucket.partner.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.replication.arn }
      Action    = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner"]
      Resource  = "${aws_s3_bucket.partner.arn}/*"
    }]
  })
}

resource "aws_s3_bucket_replication_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  role   = aws_iam_role.replication.arn

  rule {
    id       = "tagged"
    priority = 3
    status   = "Enabled"
    filter {
      and {
        prefix = "in/"
        tags   = { copy = "yes", stage = tostring(var.stage) }
      }
    }
    delete_marker_replication { status = "Disabled" }
    destination {
      bucket        = aws_s3_bucket.replica.arn
      storage_class = var.stage == 1 ? "STANDARD_IA" : "GLACIER_IR"
      replication_time {
        status = "Enabled"
        time { minutes = 15 }
      }
      metrics {
        status = "Enabled"
        event_threshold { minutes = 15 }
      }
    }
  }

  rule {
    id       = "partner"
    priority = 2
    status   = var.stage == 1 ? "Disabled" : "Enabled"
    filter { prefix = "partner/" }
    delete_marker_replication { status = "Enabled" }
    destination {
      bucket  = aws_s3_bucket.partner.arn
      account = data.aws_caller_identity.partner.account_id
      access_control_translation { owner = "Destination" }
      metrics { status = "Enabled" }
    }
  }

  dynamic "rule" {
    for_each = var.stage == 1 ? [] : ["everything"]
    content {
      id       = rule.value
      priority = 1
      status   = "Enabled"
      filter {}
      delete_marker_replication { status = "Enabled" }
      source_selection_criteria {
        replica_modifications { status = "Enabled" }
      }
      destination { bucket = aws_s3_bucket.replica.arn }
    }
  }

  depends_on = [
    aws_s3_bucket_versioning.source,
    aws_s3_bucket_versioning.replica,
    aws_s3_bucket_versioning.partner,
  ]
}
