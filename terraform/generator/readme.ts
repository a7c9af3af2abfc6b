// README.md of the module.
import { variables } from './variables';

const CODE = '`';
const code = (text: string): string => CODE + text.replace(/\s*\n\s*/g, ' ') + CODE;
const cell = (text: string): string => text.replaceAll('|', '\\|');

export function readme(): string {
  const inputs = variables().map(({ name, type, description, defaultsTo }) =>
    [
      code(name),
      cell(code(type)),
      defaultsTo === undefined ? '**required**' : code(defaultsTo),
      cell(description),
    ].join(' | '),
  );
  return `# backfill

Replication of an S3 bucket, and what [s3-backfill](../../README.md) needs to replicate the objects that were there before: both roles, the
replication configuration, a report bucket, and the output that the runner reads. This module is made from the constructs by ${code('npm run hcl')}.

${CODE}${CODE}${CODE}hcl
module "backfill" {
  source = "./terraform/backfill"

  source_bucket                      = "my-bucket"
  replication_destination_bucket_arn = "arn:aws:s3:::my-replica"
  prefixes                           = ["folder/"]
  create_report_bucket               = { name = "my-bucket-backfill-reports" }
}

output "s3_backfill" {
  value = module.backfill.s3_backfill
}
${CODE}${CODE}${CODE}

${CODE}${CODE}${CODE}sh
terraform apply
terraform output -json > outputs.json
npx s3-backfill run --outputs outputs.json
${CODE}${CODE}${CODE}

It works with the provider of the source's account and Region. For a destination in another account, apply what
${code('replication_destination_policies')} says there. Alarms, attached policies and taking over an existing configuration need more than one provider or an
${code('import')} block: the settings file of the CDKTF app has them.

## Inputs

name | type | default | meaning
--- | --- | --- | ---
${inputs.join('\n')}

## Outputs

name | meaning
--- | ---
${code('s3_backfill')} | what ${code('s3-backfill run')} needs to know; nothing in it is secret
${code('replication_destination_policies')} | what the account of the destination has to allow; empty if it is the source's
${code('replication_role_arn')} | ARN of the role that S3 assumes to copy; null when the replication is adopted
${code('batch_job_role_arn')} | ARN of the role that S3 Batch Operations assumes
${code('report_bucket')} | name of the bucket for reports and manifests
`;
}
