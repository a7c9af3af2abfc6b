# Made by `npm run hcl` from the constructs in modules/: change those instead.

output "s3_backfill" {
  description = "What s3-backfill run needs to know; nothing in it is secret"
  value = {
    for name, value in {
      destinations = [
        for rule in local.rules : {
          for name, value in {
            accountId        = var.replication_destination_account_id
            bucket           = local.destination_bucket
            region           = var.replication_destination_region
            replicaKmsKeyArn = var.replication_destination_kms_arn
            ruleId           = rule.id
            storageClass     = var.replication_storage_class
          } : name => value if value != null
        }
      ]
      manifest = local.manifest_prefix == "" ? null : {
        bucket = local.report_bucket
        prefix = local.manifest_prefix
      }
      prefixes = var.enable_replication && !contains(var.prefixes, "") ? var.prefixes : []
      report = {
        bucket = local.report_bucket
        prefix = local.report_prefix
      }
      roles = {
        for name, value in {
          batchJobArn    = aws_iam_role.batch_job.arn
          replicationArn = one(aws_iam_role.replication[*].arn)
        } : name => value if name == "batchJobArn" || !var.adopt_existing_replication
      }
      rules = [
        for rule in local.rules : {
          for name, value in {
            deleteMarkers = var.replicate_delete_markers
            id            = rule.id
            prefix        = rule.prefix == "" ? null : rule.prefix
            priority      = rule.priority
            status        = var.enable_replication ? "Enabled" : "Disabled"
            tags          = length(var.filter_tags) == 0 ? null : var.filter_tags
          } : name => value if value != null
        }
      ]
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
  value = [
    for policy in data.aws_iam_policy_document.destination_bucket : {
      account_id    = var.replication_destination_account_id
      bucket        = local.destination_bucket
      bucket_policy = policy.json
      key_policies = [
        for key in data.aws_iam_policy_document.destination_key : {
          key_arns = local.replica_keys
          policy   = key.json
        } if length(local.replica_keys) > 0
      ]
    } if var.replication_destination_account_id != null
  ]
}

output "replication_role_arn" {
  description = "ARN of the role that S3 assumes to copy; null when the replication is adopted"
  value       = one(aws_iam_role.replication[*].arn)
}

output "batch_job_role_arn" {
  description = "ARN of the role that S3 Batch Operations assumes"
  value       = aws_iam_role.batch_job.arn
}

output "rule_ids" {
  description = "Ids of the replication rules, in the order of prefixes; none when the replication is adopted"
  value       = local.rules[*].id
}

output "topic_arn" {
  description = "ARN of the SNS topic that after_care notifies, to subscribe to; null if nobody is notified"
  value       = local.topic_arn
}

output "report_bucket" {
  description = "Name of the bucket for reports and manifests"
  value       = local.report_bucket
}
