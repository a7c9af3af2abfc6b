// README.md of terraform/datasync-copy.
import { code, FENCE, inputsTable } from '../readme-text';
import { INPUTS } from './variables';

/** A root module; a test applies it. */
export const TASK = `module "datasync" {
  source = "./node_modules/s3-backfill/terraform/datasync-copy"

  source_bucket          = "my-bucket"
  prefixes               = ["videos/"]
  destination_bucket_arn = "arn:aws:s3:::my-archive"
  destination_prefix     = "old-videos"
  create_report_bucket   = { name = "my-bucket-backfill-reports" }
}

output "s3_backfill" {
  value = module.datasync.s3_backfill
}`;

export const RUN_TASK = 'terraform output -json | npx --no s3-backfill run --method datasync --outputs -';

const DOCUMENTS = 'module.datasync.data.aws_iam_policy_document';
const POLICIES_FIRST = `terraform apply -target=${DOCUMENTS}.destination_bucket -target=${DOCUMENTS}.destination_key`;

export function readme(): string {
  return `# datasync-copy

A task of AWS DataSync that copies a folder of one bucket to another one (${code('s3-backfill run --method datasync')}): both locations, a role for each side and one for reports, the task,
a report bucket, and the output that the runner reads. No rule, no versioning, no replication role: those are in [terraform/backfill](../backfill/README.md).
[What is copied and what is not](../../docs/datasync.md). This module is made from the construct ${code('DataSyncCopy')} by ${code('npm run hcl')}.

${FENCE}hcl
${TASK}
${FENCE}

${FENCE}sh
terraform apply
${RUN_TASK}
${FENCE}

Terraform makes the task and starts no execution of it; with ${code('schedule')} DataSync does, by itself. ${code('videos/a.mp4')} becomes ${code('old-videos/a.mp4')}: ${code('destination_prefix')} takes the place of
the folder in ${code('prefixes')}, and without it keys stay as they are.

Buckets, keys and accounts may come from resources that the same apply makes: how many resources there are never hangs on their ARNs and names, but on what is written down
(${code('null')}, ${code('task_mode')}, ${code('log_level')}, an object around a name).

## The log

In Enhanced mode DataSync writes to ${code('/aws/datasync')}, a group of the account, and nothing is made for it. With ${code('task_mode = "BASIC"')} the module makes a log group and a resource policy that lets
DataSync write there.

## A destination in another account

With ${code('destination_account_id')} the output ${code('replication_destination_policies')} says what that account has to allow; ${code('destination_caller_arns')} adds whoever runs s3-backfill. DataSync looks at the
bucket when the location is made, and Terraform's provider asks again for a while: a policy that the same root module attaches, with a provider of that account, comes in time. Where others attach
it, make it first, then the rest:

${FENCE}sh
${POLICIES_FIRST}
${FENCE}

## A destination in another Region

The location of the source is made in its Region, and the task in that of the destination. The module works with one provider, and refuses another ${code('destination_region')}; the construct
(${code('destinationProvider')}) and a [settings file](../../docs/settings.md) bring a second one.

## What is not in it

The variables are [the keys of a settings file](../../docs/settings.md) by the same names; those of ${code('datasync')} are variables by themselves, because of an object Terraform drops
a misspelt member without a word. Not here are

- ${code('region')}, ${code('provider')}, ${code('backend')} and ${code('stack_name')}: they belong to the root module;
- ${code('runner')}: flags of the program, which reads no variables of Terraform: give them on the command line, or with ${code('--settings')};
- ${code('confused_deputy_conditions')}: DataSync may always assume the roles for this account alone;
- policies attached in another account: they need a second provider, which the construct has (${code('attachWith')});
- what is about rules: [terraform/backfill](../backfill/README.md) has it.

## Inputs

${inputsTable(INPUTS)}

## Outputs

name | meaning
--- | ---
${code('s3_backfill')} | what ${code('s3-backfill run --method datasync')} needs to know; nothing in it is secret
${code('replication_destination_policies')} | what the account of the destination has to allow; empty without ${code('destination_account_id')}
${code('task_arn')} | ARN of the task
${code('source_role_arn')} | ARN of the role that DataSync reads the source as
${code('destination_role_arn')} | ARN of the role that DataSync writes the destination as
${code('report_role_arn')} | ARN of the role that DataSync writes task reports as, and reads lists of keys
${code('report_bucket')} | name of the bucket for reports and lists of keys
`;
}
