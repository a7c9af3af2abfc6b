resource "aws_s3_bucket" "source" {
  bucket        = "conformance-source"
  force_destroy = true
  tags          = local.tags
}

resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_public_access_block" "source" {
  bucket                  = aws_s3_bucket.source.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = var.stage == 1
}

resource "aws_s3_bucket_ownership_controls" "source" {
  bucket = aws_s3_bucket.source.id
  rule { object_ownership = "BucketOwnerPreferred" }
}

resource "aws_s3_bucket_acl" "source" {
  bucket     = aws_s3_bucket.source.id
  acl        = "private"
  depends_on = [aws_s3_bucket_ownership_controls.source]
}

data "aws_iam_policy_document" "source" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.source.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.partner.account_id}:root"]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.source.arn, "${aws_s3_bucket.source.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "source" {
  bucket     = aws_s3_bucket.source.id
  policy     = data.aws_iam_policy_document.source.json
  depends_on = [aws_s3_bucket_public_access_block.source]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  rule {
    bucket_key_enabled = var.stage == 2
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  rule {
    id     = "logs"
    status = var.stage == 1 ? "Enabled" : "Disabled"
    filter {
      and {
        prefix                   = "logs/"
        object_size_greater_than = 500
        tags                     = { keep = "no", stage = tostring(var.stage) }
      }
    }
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    transition {
      days          = 90
      storage_class = "GLACIER_IR"
    }
    expiration { days = 365 }
    noncurrent_version_expiration {
      noncurrent_days           = 30
      newer_noncurrent_versions = 3
    }
  }
  rule {
    id     = "uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload { days_after_initiation = 7 }
  }
  depends_on = [aws_s3_bucket_versioning.source]
}

resource "aws_s3_bucket_cors_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  cors_rule {
    id              = "web"
    allowed_methods = ["GET", "HEAD"]
    allowed_origins = ["https://example.com"]
    allowed_headers = ["*"]
    expose_headers  = ["ETag"]
    max_age_seconds = var.stage == 1 ? 60 : 3600
  }
}

resource "aws_s3_bucket_website_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  index_document { suffix = "index.html" }
  error_document { key = "error.html" }
  routing_rule {
    condition { key_prefix_equals = "docs/" }
    redirect { replace_key_prefix_with = var.stage == 1 ? "documents/" : "pages/" }
  }
}

resource "aws_s3_bucket_logging" "source" {
  bucket        = aws_s3_bucket.source.id
  target_bucket = aws_s3_bucket.reports.id
  target_prefix = "log/${var.stage}/"
}

resource "aws_s3_bucket_accelerate_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  status = var.stage == 1 ? "Enabled" : "Suspended"
}

resource "aws_s3_bucket_request_payment_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  payer  = var.stage == 1 ? "BucketOwner" : "Requester"
}

resource "aws_s3_bucket_notification" "source" {
  bucket      = aws_s3_bucket.source.id
  eventbridge = var.stage == 2
  queue {
    id            = "arrived"
    queue_arn     = "arn:aws:sqs:us-east-1:${data.aws_caller_identity.own.account_id}:arrived"
    events        = ["s3:ObjectCreated:*", "s3:Replication:*"]
    filter_prefix = "in/"
    filter_suffix = ".json"
  }
  lambda_function {
    lambda_function_arn = "arn:aws:lambda:us-east-1:${data.aws_caller_identity.own.account_id}:function:gone"
    events              = ["s3:ObjectRemoved:*"]
  }
}

resource "aws_s3_bucket" "reports" {
  bucket = "conformance-reports"
  tags   = local.tags
}

resource "aws_s3_bucket_inventory" "source" {
  bucket                   = aws_s3_bucket.source.id
  name                     = "all"
  included_object_versions = var.stage == 1 ? "All" : "Current"
  optional_fields          = ["ReplicationStatus", "Size", "StorageClass"]
  schedule { frequency = "Daily" }
  filter { prefix = "in/" }
  destination {
    bucket {
      format     = "CSV"
      bucket_arn = aws_s3_bucket.reports.arn
      prefix     = "inventory"
    }
  }
}

resource "aws_s3_bucket_metric" "source" {
  bucket = aws_s3_bucket.source.id
  name   = "folder"
  filter {
    prefix = "in/"
    tags   = { stage = tostring(var.stage) }
  }
}

resource "aws_s3_bucket_analytics_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  name   = "classes"
  filter { prefix = "in/${var.stage}/" }
  storage_class_analysis {
    data_export {
      destination {
        s3_bucket_destination {
          bucket_arn = aws_s3_bucket.reports.arn
          prefix     = "analytics"
        }
      }
    }
  }
}

resource "aws_s3_bucket_intelligent_tiering_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  name   = "archive"
  status = "Enabled"
  filter { prefix = "cold/" }
  tiering {
    access_tier = "DEEP_ARCHIVE_ACCESS"
    days        = var.stage == 1 ? 180 : 200
  }
}

resource "aws_s3_bucket" "locked" {
  bucket              = "conformance-locked"
  object_lock_enabled = true
  force_destroy       = true
}

resource "aws_s3_bucket_object_lock_configuration" "locked" {
  bucket = aws_s3_bucket.locked.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = var.stage
    }
  }
}
