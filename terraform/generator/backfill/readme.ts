// README.md of terraform/backfill.
import { code, FENCE, inputsTable } from '../readme-text';
import { INPUTS } from './variables';

/** Beside a module called `backfill`; a test plans both of these. */
export const ALARM_ELSEWHERE = `resource "aws_cloudwatch_metric_alarm" "latency" {
  for_each = toset(module.backfill.rule_ids)
  provider = aws.destination

  alarm_name          = "s3-replication-latency-my-bucket-\${each.key}"
  namespace           = "AWS/S3"
  metric_name         = "ReplicationLatency"
  dimensions          = { SourceBucket = "my-bucket", DestinationBucket = "my-replica", RuleId = each.key }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 900
  period              = 60
  evaluation_periods  = 5
  treat_missing_data  = "notBreaching"
}`;

export const IMPORT = `import {
  to = module.backfill.aws_s3_bucket_replication_configuration.this[0]
  id = "my-bucket"
}`;

export function readme(): string {
  return `# backfill

Replication of an S3 bucket, and what [s3-backfill](../../README.md) needs to replicate the objects that were there before: both roles, the
replication configuration, a report bucket, and the output that the runner reads. This module is made from the constructs by ${code('npm run hcl')}.

${FENCE}hcl
module "backfill" {
  source = "./node_modules/s3-backfill/terraform/backfill"

  source_bucket                      = "my-bucket"
  replication_destination_bucket_arn = "arn:aws:s3:::my-replica"
  prefixes                           = ["folder/"]
  create_report_bucket               = { name = "my-bucket-backfill-reports" }
}

output "s3_backfill" {
  value = module.backfill.s3_backfill
}
${FENCE}

${FENCE}sh
terraform apply
terraform output -json > outputs.json
npx --no s3-backfill run --outputs outputs.json
${FENCE}

It works with the provider of the source's account and Region. For a destination in another account, apply what
${code('replication_destination_policies')} says there; attaching them from here needs a second provider, which the settings file of the CDKTF app and the
constructs have.

## Beside resources that are not there yet

Buckets, keys, topics and accounts may come from resources that the same apply makes: how many resources there are never hangs on their ARNs and names, but on
what is written down (${code('true')}, ${code('null')}, the length of a list, an object around an ARN). The exception is ${code('prefixes')} together with ${code('after_care.alarms')}: each alarm
is called after its rule, and the rule after its prefix.

## Alarms and events of jobs

${code('after_care')} makes alarms on what fails and what is late, and tells the states of jobs, to one SNS topic: subscribe to the output ${code('topic_arn')}, or give
a topic of your own: ${code('topic = { arn = aws_sns_topic.storage.arn }')}.

${FENCE}hcl
  replication_metrics = true
  after_care          = { alarms = true, job_events = true }
${FENCE}

S3 publishes latency and pending bytes in the Region of the destination. If that is another one, this module has no provider for it: with
${code('latency_alarms = false')} in ${code('after_care')} it makes the alarms on failures alone, and these belong into your root module, with a provider of that Region (from AWS
provider 6 on, ${code('region')} instead of ${code('provider')} is enough):

${FENCE}hcl
${ALARM_ELSEWHERE}
${FENCE}

## A bucket that replicates already

S3 keeps one replication configuration for each bucket, and this module writes all of it. Either leave it to whoever writes it now, with
${code('adopt_existing_replication')}, which needs no destination (the runner reads rules and destinations from S3); or take it over: Terraform imports only from a root module (before 1.16), so that the block stands beside yours.
Look at the plan before you apply it: rules that ${code('prefixes')} does not name are removed.

${FENCE}hcl
${IMPORT}
${FENCE}

A CDKTF app keeps those rules, and puts its own beside them: ${code('existing_replication')} of the settings file.

## Inputs

${inputsTable(INPUTS)}

## Outputs

name | meaning
--- | ---
${code('s3_backfill')} | what ${code('s3-backfill run')} needs to know; nothing in it is secret
${code('replication_destination_policies')} | what the account of the destination has to allow; empty if it is the source's
${code('replication_role_arn')} | ARN of the role that S3 assumes to copy; null when the replication is adopted
${code('batch_job_role_arn')} | ARN of the role that S3 Batch Operations assumes
${code('rule_ids')} | ids of the replication rules, in the order of ${code('prefixes')}; none when the replication is adopted
${code('topic_arn')} | ARN of the SNS topic that ${code('after_care')} notifies; null if nobody is notified
${code('report_bucket')} | name of the bucket for reports and manifests
`;
}
