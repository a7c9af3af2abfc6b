# Made by `npm run hcl` from the constructs in modules/: change those instead.

output "s3_backfill" {
  description = "What s3-backfill run needs to know; nothing in it is secret"
  value = {
    for name, value in {
      copy = {
        for name, value in {
          accountId = var.destination_account_id
          bucket    = local.destination_bucket
          prefix    = local.destination_prefix == "" ? null : local.destination_prefix
          region    = var.destination_region
        } : name => value if value != null
      }
      destinations = []
      manifest = local.manifest_prefix == "" ? null : {
        bucket = local.report_bucket
        prefix = local.manifest_prefix
      }
      prefixes = contains(var.prefixes, "") ? [] : var.prefixes
      report = {
        bucket = local.report_bucket
        prefix = local.report_prefix
      }
      roles = {
        batchCopyArn = aws_iam_role.batch_copy.arn
      }
      rules = []
      source = {
        accountId = data.aws_caller_identity.current.account_id
        bucket    = var.source_bucket
        region    = data.aws_region.current.id
      }
      version = 1
    } : name => value if value != null
  }
}

output "replication_destination_policies" {
  description = "What the account of each destination has to allow: to be merged into the policies of its bucket and its keys"
  value = var.destination_account_id == null ? [] : [
    {
      account_id    = var.destination_account_id
      bucket        = local.destination_bucket
      bucket_policy = data.aws_iam_policy_document.destination_bucket.json
      key_policies = [
        for policy in [data.aws_iam_policy_document.destination_key.json] : {
          key_arns = var.destination_kms_arns
          policy   = policy
        } if length(var.destination_kms_arns) > 0
      ]
    }
  ]
}

output "batch_copy_role_arn" {
  description = "ARN of the role that S3 Batch Operations assumes to copy"
  value       = aws_iam_role.batch_copy.arn
}

output "report_bucket" {
  description = "Name of the bucket for reports and manifests"
  value       = local.report_bucket
}
