// README.md of terraform/inventory-copy.
import { archiveText, code, FENCE, inputsTable } from '../readme-text';
import { INPUTS } from './variables';

/** Blocks of a root module; a test applies them. */
export const FUNCTIONS = `module "inventory" {
  source = "./node_modules/s3-backfill/terraform/inventory-copy"

  archive_path           = "\${path.root}/node_modules/s3-backfill/dist/lambdas/inventory-copy.zip"
  source_bucket          = "my-bucket"
  prefixes               = ["folder/"]
  destination_bucket_arn = "arn:aws:s3:::my-archive"
  destination_prefix     = "old-folder/"
  create_report_bucket   = { name = "my-bucket-backfill-reports" }
}

output "s3_backfill" {
  value = module.inventory.s3_backfill
}`;

/** Beside a report bucket that is there already. */
export const THERE_ALREADY = `resource "aws_s3_bucket_notification" "reports" {
  bucket      = module.inventory.report_bucket
  eventbridge = true
}

resource "aws_s3_bucket_policy" "reports" {
  bucket = module.inventory.report_bucket
  policy = module.inventory.inventory_policies.bucket_policy
}`;

/** By a provider of the account of the destination. */
export const ATTACHED = `resource "aws_s3_bucket_policy" "destination" {
  provider = aws.theirs

  bucket = module.inventory.replication_destination_policies[0].bucket
  policy = module.inventory.replication_destination_policies[0].bucket_policy
}`;

export const RUN_FUNCTIONS = 'terraform output -json | npx --no s3-backfill run --method inventory --outputs -';

export function readme(): string {
  return `# inventory-copy

Functions that copy what an S3 Inventory lists (${code('s3-backfill run --method inventory')}): the inventory, the rule that hears of it, queues with dead letters, a function that reads and one that
copies with a role each, alarms, a report bucket, and the output that the runner reads. No rule of replication, no versioning: those are in [terraform/backfill](../backfill/README.md).
[How it works, and what is copied](../../docs/inventory.md). This module is made from the construct ${code('InventoryCopy')} by ${code('npm run hcl')}.

${FENCE}hcl
${FUNCTIONS}
${FENCE}

${FENCE}sh
terraform apply
${RUN_FUNCTIONS}
${FENCE}

Each inventory that S3 delivers is worked off, until the module is removed; the first one takes up to 48 hours. The program begins at once with ${code('--from-listing')}. ${code('folder/a.txt')} becomes
${code('old-folder/a.txt')}: ${code('destination_prefix')} takes the place of the beginning in ${code('prefixes')}, and without it keys stay as they are.

## The archive of the functions

${archiveText('inventory-copy.zip', 'both functions')}

## A report bucket that is there, and keys

Of a report bucket that is there already neither policy nor notifications are touched: switch EventBridge on, beside the notifications that it has, and add what ${code('inventory_policies')}
says to the policy that it has. Where it has neither:

${FENCE}hcl
${THERE_ALREADY}
${FENCE}

The same output says what the policies of ${code('inventory_kms_arn')} and ${code('queue_kms_arn')} have to allow S3 and EventBridge.

## A destination in another account or Region

Everything is in the account and Region of the source, and the destination may be in another Region. With ${code('destination_account_id')} the output ${code('replication_destination_policies')} says what
that account has to allow. The module attaches nothing there: that needs a second provider, here ${code('aws.theirs')}, and a bucket that has no policy yet, into which it would have to be merged.

${FENCE}hcl
${ATTACHED}
${FENCE}

## What is not in it

The variables are [the keys of a settings file](../../docs/settings.md) by the same names; those of ${code('inventory')} are variables by themselves, because of an object Terraform drops
a misspelt member without a word. Not here are

- ${code('region')}, ${code('provider')}, ${code('backend')} and ${code('stack_name')}: they belong to the root module;
- ${code('runner')}: flags of the program, which reads no variables of Terraform: give them on the command line, or with ${code('--settings')};
- ${code('role_name_prefix')}: roles, functions and queues have one beginning, ${code('name')}; two modules in one account and Region need two;
- ${code('manifest_prefix')}: inventories are the lists, and are in ${code('inventory_prefix')};
- ${code('confused_deputy_conditions')}: Lambda fills none of them in;
- what is about rules: [terraform/backfill](../backfill/README.md) has it.

## Inputs

${inputsTable(INPUTS)}

## Outputs

name | meaning
--- | ---
${code('s3_backfill')} | what ${code('s3-backfill run --method inventory')} needs to know; nothing in it is secret
${code('inventory_policies')} | what a report bucket that is there, and keys, have to allow S3 and EventBridge
${code('replication_destination_policies')} | what the account of the destination has to allow; empty without ${code('destination_account_id')}
${code('worker_role_arn')} | ARN of the role that workers copy as
${code('reader_role_arn')} | ARN of the role that inventories are read as
${code('list_queue_url')} | URL of the queue of inventories and their files
${code('copy_queue_url')} | URL of the queue of objects to copy
${code('dead_letters_arn')} | ARN of the queue of objects that were given up
${code('report_bucket')} | name of the bucket for inventories and reports
`;
}
