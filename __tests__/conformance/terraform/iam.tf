data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = var.stage == 1 ? ["s3.amazonaws.com"] : ["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "replication" {
  name                 = "conformance-replication"
  path                 = "/conformance/"
  description          = "stage ${var.stage}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = var.stage == 1 ? 3600 : 7200
  permissions_boundary = aws_iam_policy.boundary.arn
  tags                 = local.tags
}

resource "aws_iam_role_policy" "replication" {
  name = "replicate"
  role = aws_iam_role.replication.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = var.stage == 1 ? ["s3:GetReplicationConfiguration"] : ["s3:GetReplicationConfiguration", "s3:ListBucket"]
      Resource = aws_s3_bucket.source.arn
    }]
  })
}

resource "aws_iam_policy" "boundary" {
  name   = "conformance-boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}

resource "aws_iam_policy" "objects" {
  name        = "conformance-objects"
  description = "objects of the source"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = var.stage == 1 ? "s3:GetObjectVersionForReplication" : "s3:GetObjectVersion*"
      Resource = "${aws_s3_bucket.source.arn}/*"
    }]
  })
  tags = local.tags
}

resource "aws_iam_role_policy_attachment" "objects" {
  role       = aws_iam_role.replication.name
  policy_arn = aws_iam_policy.objects.arn
}

resource "aws_iam_role_policies_exclusive" "replication" {
  role_name    = aws_iam_role.replication.name
  policy_names = [aws_iam_role_policy.replication.name]
}

resource "aws_iam_role_policy_attachments_exclusive" "replication" {
  role_name   = aws_iam_role.replication.name
  policy_arns = [aws_iam_role_policy_attachment.objects.policy_arn]
}

resource "aws_iam_user" "pipeline" {
  name          = "conformance-pipeline"
  force_destroy = true
  tags          = local.tags
}

resource "aws_iam_user_policy" "pipeline" {
  name   = "run"
  user   = aws_iam_user.pipeline.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:CreateJob", Resource = "*" }] })
}

resource "aws_iam_user_policy_attachment" "pipeline" {
  user       = aws_iam_user.pipeline.name
  policy_arn = aws_iam_policy.objects.arn
}

resource "aws_iam_access_key" "pipeline" {
  user   = aws_iam_user.pipeline.name
  status = var.stage == 1 ? "Active" : "Inactive"
}

data "aws_iam_role" "found" {
  name = aws_iam_role.replication.name
}
