// README.md of terraform/batch-copy.
import { code, FENCE, inputsTable } from '../readme-text';
import { INPUTS } from './variables';

/** A root module; a test applies it, and what stands beside it below. */
export const COPIES = `module "copies" {
  source = "./node_modules/s3-backfill/terraform/batch-copy"

  source_bucket          = "my-bucket"
  prefixes               = ["videos/"]
  destination_bucket_arn = "arn:aws:s3:::my-archive"
  destination_prefix     = "from-my-bucket"
  create_report_bucket   = { name = "my-bucket-backfill-reports" }
}`;

export const OUTPUT = `output "s3_backfill" {
  value = module.copies.s3_backfill
}`;

export const OUTPUTS_OF_BOTH = `output "s3_backfill" {
  value = module.backfill.s3_backfill
}

output "s3_backfill_copies" {
  value = module.copies.s3_backfill
}`;

const RUN = 'npx --no s3-backfill run --method batch-copy --outputs -';
export const RUN_COPIES = `terraform output -json | ${RUN}`;
export const RUN_BESIDE = `terraform output -json s3_backfill_copies | ${RUN}`;

export function readme(): string {
  return `# batch-copy

What jobs of S3 Batch Operations need that copy existing objects of one bucket into another one, or into the same, without any replication rule
(${code('s3-backfill run --method batch-copy')}): the role that copies, a report bucket, and the output that the runner reads. No rule, no versioning, no replication role: those are in
[terraform/backfill](../backfill/README.md). [What is copied and what is not](../../docs/batch-copy.md). This module is made from the construct ${code('BatchCopy')} by ${code('npm run hcl')}.

${FENCE}hcl
${COPIES}

${OUTPUT}
${FENCE}

${FENCE}sh
terraform apply
${RUN_COPIES}
${FENCE}

Buckets, keys and accounts may come from resources that the same apply makes: how many resources there are never hangs on their ARNs and names, but on what is written down
(${code('null')}, the length of a list, an object around a name).

## A destination in another Region

The module works with the provider of the source's account and Region. Jobs that copy, and their reports, are in the Region of the destination: with another ${code('destination_region')} make the
report bucket beside the module, with a provider of that Region, and name it in ${code('report_bucket')}; ${code('create_report_bucket')} is refused then.

## A destination in another account

With ${code('destination_account_id')} the output ${code('replication_destination_policies')} says what that account has to allow: apply it there. ${code('destination_caller_arns')} adds whoever runs s3-backfill.

## Beside a replication

Both modules fit into one root module, each with an output of its own:

${FENCE}hcl
${OUTPUTS_OF_BOTH}
${FENCE}

${FENCE}sh
${RUN_BESIDE}
${FENCE}

## What is not in it

The variables are [the keys of a settings file](../../docs/settings.md) by the same names; those of ${code('batch_copy')} are variables by themselves, because of an object Terraform drops
a misspelt member without a word. Not here are

- ${code('region')}, ${code('provider')}, ${code('backend')} and ${code('stack_name')}: they belong to the root module;
- ${code('runner')}: flags of the program, which reads no variables of Terraform: give them on the command line, or with ${code('--settings')};
- a report bucket made in another Region, and policies attached in another account: both need a second provider, which the settings file has for the bucket
  and the construct for both (${code('reportBucket.create.provider')}, ${code('attachWith')});
- what is about rules: [terraform/backfill](../backfill/README.md) has it.

## Inputs

${inputsTable(INPUTS)}

## Outputs

name | meaning
--- | ---
${code('s3_backfill')} | what ${code('s3-backfill run --method batch-copy')} needs to know; nothing in it is secret
${code('replication_destination_policies')} | what the account of the destination has to allow; empty without ${code('destination_account_id')}
${code('batch_copy_role_arn')} | ARN of the role that S3 Batch Operations assumes to copy
${code('report_bucket')} | name of the bucket for reports and manifests
`;
}
