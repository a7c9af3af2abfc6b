# Made by `npm run hcl` from the constructs in modules/: change those instead.

output "s3_backfill" {
  description = "What s3-backfill run needs to know; nothing in it is secret"
  value = {
    for name, value in {
      dataSync = {
        for name, value in {
          accountId     = var.destination_account_id
          bucket        = local.destination_bucket
          prefix        = var.destination_prefix == null ? null : local.destination_folder
          region        = var.destination_region
          reportRoleArn = aws_iam_role.report.arn
          taskArn       = aws_datasync_task.this.arn
        } : name => value if value != null
      }
      destinations = []
      manifest = local.manifest_prefix == "" ? null : {
        bucket = local.report_bucket
        prefix = local.manifest_prefix
      }
      prefixes = local.prefix == "" ? [] : [local.prefix]
      report = {
        bucket = local.report_bucket
        prefix = local.report_prefix
      }
      roles = {}
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

output "task_arn" {
  description = "ARN of the task"
  value       = aws_datasync_task.this.arn
}

output "source_role_arn" {
  description = "ARN of the role that DataSync reads the source as"
  value       = aws_iam_role.source.arn
}

output "destination_role_arn" {
  description = "ARN of the role that DataSync writes the destination as"
  value       = aws_iam_role.destination.arn
}

output "report_role_arn" {
  description = "ARN of the role that DataSync writes task reports, and reads lists of keys, as"
  value       = aws_iam_role.report.arn
}

output "report_bucket" {
  description = "Name of the bucket for reports and lists of keys"
  value       = local.report_bucket
}
