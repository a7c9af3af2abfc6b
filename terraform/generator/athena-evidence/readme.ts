// README.md of terraform/athena-evidence.
import { code, FENCE, inputsTable } from '../readme-text';
import { INPUTS } from './variables';

/** Blocks of a root module; a test applies them. */
export const EVIDENCE = `module "backfill" {
  source = "./node_modules/s3-backfill/terraform/backfill"

  source_bucket                      = "my-bucket"
  replication_destination_bucket_arn = "arn:aws:s3:::my-replica"
  prefixes                           = ["folder/"]
  create_report_bucket               = { name = "my-bucket-backfill-reports" }
}

module "athena" {
  source = "./node_modules/s3-backfill/terraform/athena-evidence"

  s3_backfill           = module.backfill.s3_backfill
  source_inventory      = { bucket = "my-inventories", id = "all-versions" }
  destination_inventory = { bucket = "my-inventories-there", prefix = "lists", id = "all-versions", format = "Parquet" }
}

output "s3_backfill" {
  value = merge(module.backfill.s3_backfill, { athena = module.athena.athena })
}`;

export const VERIFY = 'npx --no s3-backfill verify --outputs outputs.json --engine athena --max-cost 1';

export function readme(): string {
  return `# athena-evidence

What ${code('s3-backfill verify --engine athena')} asks: tables over inventories of both sides and over completion reports, and a workgroup that says where results go, under which key, and how much one query
may scan. Applying it queries nothing. This module is made from the construct ${code('AthenaEvidence')} by ${code('npm run hcl')}. **None of it was run on AWS**: it was applied, and asked, on the local AWS.

${FENCE}hcl
${EVIDENCE}
${FENCE}

${FENCE}sh
terraform apply
terraform output -json > outputs.json
${VERIFY}
${FENCE}

${code('s3_backfill')} is the output of [terraform/backfill](../backfill/README.md) or of a stack of the constructs, as a value. The runner reads workgroup and tables in the member ${code('athena')}, which ${code('merge')} puts
beside the others. The provider is that of the account and Region of the source. Where the replication is adopted (${code('adopt_existing_replication')}), or rules copy to several buckets,
${code('destination_bucket_arn')} says which one the inventory is of.

## The inventories

S3 delivers both already, of **all versions**, in CSV or Parquet. In CSV Athena knows columns by their places alone: ${code('fields')} are in the order of ${code('fileSchema')} in a manifest, and ${code('verify')} refuses
a table whose columns are not those of the inventory. Terraform drops a misspelt member of ${code('source_inventory')} or ${code('destination_inventory')} without a word: look at the plan.

## What is not in it

The variables are [the keys of ${code('athena')} in a settings file](../../docs/settings.md) by the same names. Not here are the inventory configurations, and the permissions of whoever asks:
${code('s3-backfill policy caller --for verify --engine athena')} prints them. Two modules in one account and Region need two names in ${code('workgroup')} and ${code('database')}. Results stay in the report bucket until somebody, or
a lifecycle rule, removes them.

## Inputs

${inputsTable(INPUTS)}

## Outputs

name | meaning
--- | ---
${code('athena')} | the member ${code('athena')} of an output ${code('s3_backfill')}: Region, workgroup, database, tables, and where results go
`;
}
