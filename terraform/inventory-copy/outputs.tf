# Made by `npm run hcl` from the constructs in modules/: change those instead.

output "s3_backfill" {
  description = "What s3-backfill run needs to know; nothing in it is secret"
  value = {
    for name, value in {
      destinations = []
      inventory = {
        for name, value in {
          accountId        = var.destination_account_id
          bucket           = local.destination_bucket
          copyDeadQueueArn = aws_sqs_queue.copies_dead.arn
          copyDeadQueueUrl = aws_sqs_queue.copies_dead.url
          copyQueueUrl     = aws_sqs_queue.copies.url
          inventories = {
            bucket = local.report_bucket
            prefix = local.inventory_prefix
          }
          inventoryId      = var.name
          listDeadQueueArn = aws_sqs_queue.lists_dead.arn
          listDeadQueueUrl = aws_sqs_queue.lists_dead.url
          listQueueUrl     = aws_sqs_queue.lists.url
          outcomes = {
            bucket = local.report_bucket
            prefix = local.report_prefix
          }
          overwrite    = var.overwrite
          prefix       = var.destination_prefix
          readerName   = aws_lambda_function.reader.function_name
          region       = var.destination_region
          ruleName     = aws_cloudwatch_event_rule.delivered.name
          storageClass = var.storage_class
          workerName   = aws_lambda_function.worker.function_name
        } : name => value if value != null
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

output "inventory_policies" {
  description = "What report bucket and keys have to allow S3 and EventBridge: to be merged into the policies that they have"
  value = {
    bucket        = var.create_report_bucket == null ? local.report_bucket : null
    bucket_policy = var.create_report_bucket == null ? data.aws_iam_policy_document.inventory_bucket.json : null
    key_policies = [
      for one in [
        { key_arn = var.inventory_kms_arn, policy = data.aws_iam_policy_document.inventory_key.json },
        { key_arn = var.queue_kms_arn, policy = data.aws_iam_policy_document.queue_key.json },
      ] : one if one.key_arn != null
    ]
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

output "worker_role_arn" {
  description = "ARN of the role that workers copy as"
  value       = aws_iam_role.worker.arn
}

output "reader_role_arn" {
  description = "ARN of the role that inventories are read as"
  value       = aws_iam_role.reader.arn
}

output "list_queue_url" {
  description = "URL of the queue of inventories and their files"
  value       = aws_sqs_queue.lists.url
}

output "copy_queue_url" {
  description = "URL of the queue of objects to copy"
  value       = aws_sqs_queue.copies.url
}

output "dead_letters_arn" {
  description = "ARN of the queue of objects that were given up"
  value       = aws_sqs_queue.copies_dead.arn
}

output "report_bucket" {
  description = "Name of the bucket for inventories and reports"
  value       = local.report_bucket
}
