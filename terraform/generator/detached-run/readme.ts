// README.md of terraform/detached-run.
import { archiveText, code, FENCE, inputsTable } from '../readme-text';
import { INPUTS } from './variables';

/** Blocks of a root module; a test applies them. */
export const RUN = `module "backfill" {
  source = "./node_modules/s3-backfill/terraform/backfill"

  source_bucket                      = "my-bucket"
  replication_destination_bucket_arn = "arn:aws:s3:::my-replica"
  prefixes                           = ["folder/"]
  create_report_bucket               = { name = "my-bucket-backfill-reports" }
}

module "detached_run" {
  source = "./node_modules/s3-backfill/terraform/detached-run"

  archive_path = "\${path.root}/node_modules/s3-backfill/dist/lambdas/detached-run.zip"
  s3_backfill  = module.backfill.s3_backfill
}

output "s3_backfill" {
  value = module.backfill.s3_backfill
}

output "backfill_machine" {
  value = module.detached_run.state_machine_arn
}`;

/** Beside a topic that is made here. */
export const TOPIC = `resource "aws_sns_topic" "ended" {
  name = "backfill-ended"
}

resource "aws_sns_topic_policy" "ended" {
  arn = aws_sns_topic.ended.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.ended.arn
    }]
  })
}`;

export const START =
  'aws stepfunctions start-execution --state-machine-arn "$(terraform output -raw backfill_machine)" --name release-42';

export function readme(): string {
  return `# detached-run

${code('s3-backfill run')} in the account, without a machine of yours: a state machine that one call starts after apply, a function that does one step at a time, a role for each, two alarms, and a topic
that is told how each run ended. Only what is proven succeeds. [What happens, and what it does not do](../../docs/detached.md). This module is made from the construct ${code('DetachedRun')} by
${code('npm run hcl')}.

${FENCE}hcl
${RUN}
${FENCE}

${FENCE}sh
terraform apply
${START}
${FENCE}

The same name again starts nothing a second time. ${code('terraform apply')} makes everything and starts nothing. Report, certificate and events of a run are in the report bucket, below
${code('detached/NAME/')} of the report prefix.

${code('s3_backfill')} is the output of [terraform/backfill](../backfill/README.md) or of a stack of the constructs, as a value, not as text: of another state it is
${code('data.terraform_remote_state.NAME.outputs.s3_backfill')}. The provider is that of the account and Region of the source. Where the replication is adopted
(${code('adopt_existing_replication')}), ${code('destination_bucket_arns')} says which buckets its rules copy to.

## A topic

${code('topic')} is an object, so that the topic may be made by the same apply: ${code('topic = { arn = aws_sns_topic.ended.arn }')}. Its policy has to let EventBridge publish, without conditions:

${FENCE}hcl
${TOPIC}
${FENCE}

## The archive of the function

${archiveText('detached-run.zip', 'the function')}

## What is not in it

The variables are [the keys of ${code('detached_run')} in a settings file](../../docs/settings.md) by the same names. Not here are ${code('topic_arn')}, which is ${code('topic.arn')};
${code('role_name_prefix')}: machine, function and roles have one beginning, ${code('name')}, and two modules in one account and Region need two; and what is about rules, jobs and
reports: [terraform/backfill](../backfill/README.md) has it.

## Inputs

${inputsTable(INPUTS)}

## Outputs

name | meaning
--- | ---
${code('state_machine_arn')} | ARN of the state machine that is started
${code('function_role_arn')} | ARN of the role of the function: destinations in another account have to let it list and look
${code('machine_role_arn')} | ARN of the role of the state machine
${code('log_group')} | name of the log group of the function
`;
}
