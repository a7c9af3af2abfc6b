resource "aws_s3_object" "text" {
  bucket        = aws_s3_bucket.source.id
  key           = "in/ä b+c%.txt"
  content       = "stage ${var.stage}"
  content_type  = "text/plain"
  metadata      = { stage = tostring(var.stage) }
  storage_class = "STANDARD_IA"
  tags          = local.tags
  depends_on    = [aws_s3_bucket_versioning.source]
}

resource "aws_s3_object" "locked" {
  bucket                        = aws_s3_bucket.locked.id
  key                           = "held.txt"
  content                       = "held"
  object_lock_legal_hold_status = var.stage == 1 ? "ON" : "OFF"
  object_lock_mode              = "GOVERNANCE"
  object_lock_retain_until_date = "2099-01-01T00:00:00Z"
  force_destroy                 = true
  depends_on                    = [aws_s3_bucket_object_lock_configuration.locked]
}

resource "aws_s3_object_copy" "copy" {
  bucket     = aws_s3_bucket.reports.id
  key        = "copied.txt"
  tags       = local.tags
  source     = "${aws_s3_object.text.bucket}/${aws_s3_object.text.key}"
  depends_on = [aws_s3_object.text]

  tagging_directive = "REPLACE"
}

data "aws_s3_object" "text" {
  bucket = aws_s3_object.text.bucket
  key    = aws_s3_object.text.key
}

data "aws_s3_objects" "in" {
  bucket     = aws_s3_bucket.source.id
  prefix     = "in/"
  depends_on = [aws_s3_object.text]
}

data "aws_s3_bucket" "ireland" {
  provider = aws.ireland
  bucket   = aws_s3_bucket.replica.bucket
}

output "found" {
  value = {
    body    = data.aws_s3_object.text.body
    keys    = data.aws_s3_objects.in.keys
    region  = data.aws_s3_bucket.ireland.region
    account = data.aws_caller_identity.own.account_id
    partner = data.aws_caller_identity.partner.account_id
    owner   = data.aws_canonical_user_id.own.id
  }
}
