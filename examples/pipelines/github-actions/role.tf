# The role of the workflow: GitHub's token of one branch of one repository may assume it, and nobody else. Both roles that S3 assumes are
# made by the constructs or the module; this one may start and watch their jobs, and pass the job role. caller-policy.json: ./role.sh
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

variable "repository" {
  description = "OWNER/NAME of the repository on GitHub"
  type        = string
}

# Once for an account: where there is one already, use data "aws_iam_openid_connect_provider".
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:${var.repository}:ref:refs/heads/main"]
    }
  }
}

resource "aws_iam_role" "pipeline" {
  name                 = "backfill-pipeline"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = 21600 # seconds; a watch ends with its credentials
}

resource "aws_iam_policy" "caller" {
  name   = "backfill-pipeline"
  policy = file("${path.module}/caller-policy.json")
}

resource "aws_iam_role_policy_attachment" "caller" {
  role       = aws_iam_role.pipeline.name
  policy_arn = aws_iam_policy.caller.arn
}
