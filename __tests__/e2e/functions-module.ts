// terraform/inventory-copy as its README has it, in a root module: from a bucket here into one of another account in another Region, with a report
// bucket that is there already, and what the module hands out attached by the root. The archive lies where the package has it.
import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Terraform } from '../../examples/demo/terraform';
import { ATTACHED, FUNCTIONS, RUN_FUNCTIONS, THERE_ALREADY } from '../../terraform/generator/inventory-copy/readme';
import { PROJECT } from './setup';
import { type Root, terraformRoot } from './terraform-root';

export interface Place {
  readonly folder: string;
  readonly home: string;
  readonly there: string;
  readonly ourAccount: string;
  readonly theirAccount: string;
  readonly archive: string;
}

/** Both accounts, and the bucket of the other one, which the same apply makes: its ARN is known as late as then. */
const around = ({ home, there }: Place): string => `provider "aws" {
  region = "${home}"
}

provider "aws" {
  alias   = "theirs"
  region  = "${there}"
  profile = "other-account"
}

resource "aws_s3_bucket" "theirs" {
  provider = aws.theirs

  bucket_prefix = "their-archive-"
  force_destroy = true
}

resource "aws_s3_bucket" "logs" {
  bucket        = "my-logs"
  force_destroy = true
}

output "archive" {
  value = aws_s3_bucket.theirs.id
}
`;

const moduleBlock = ({ there, theirAccount, ourAccount }: Place): string =>
  FUNCTIONS.replace('./node_modules/s3-backfill/terraform/', '../')
    .replace('"arn:aws:s3:::my-archive"', 'aws_s3_bucket.theirs.arn')
    .replace(
      /create_report_bucket .*/,
      [
        'report_bucket          = aws_s3_bucket.logs.bucket',
        `  destination_region      = "${there}"`,
        `  destination_account_id  = "${theirAccount}"`,
        `  destination_caller_arns = ["arn:aws:iam::${ourAccount}:root"]`,
        '  name                    = "by-module"',
        '  dashboard               = true',
      ].join('\n'),
    );

export const KEYS = ['folder/a.txt', 'folder/b c+d.txt', 'folder/x/ü.txt', 'other/left-out.txt'];

export function functionsModule(place: Place, terraform: Terraform, env: Readonly<Record<string, string>>): Root {
  cpSync(path.join(PROJECT, 'terraform', 'inventory-copy'), path.join(place.folder, 'inventory-copy'), {
    recursive: true,
  });
  const files = {
    'main.tf': around(place),
    'copies.tf': `${moduleBlock(place)}\n`,
    'attached.tf': `${THERE_ALREADY}\n\n${ATTACHED}\n`,
  };
  // As it is written, for `terraform fmt`.
  terraformRoot(path.join(place.folder, 'written'), { 'main.tf': `${FUNCTIONS}\n` }, terraform, env);
  const root = terraformRoot(path.join(place.folder, 'by-module'), files, terraform, env);
  const archives = path.join(root.folder, 'node_modules', 's3-backfill', 'dist', 'lambdas');
  mkdirSync(archives, { recursive: true });
  copyFileSync(place.archive, path.join(archives, 'inventory-copy.zip'));
  return root;
}

/** The command of the README, or another verb in its place; `$0` is Node, `$1` the program. */
export const commandOf = (terraform: Terraform, verb: 'run' | 'doctor'): string =>
  RUN_FUNCTIONS.replace('terraform', terraform.program).replace('npx --no s3-backfill run', `"$0" "$1" ${verb}`);
