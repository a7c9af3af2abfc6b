/** @group outside */
// The HCL module beside everything that it is given: buckets, keys, topics and accounts that the same apply makes. Terraform knows
// their ARNs and names only after it has made them, and how many resources there are has to be known before.
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import type { Terraform } from '../../examples/demo/terraform';
import { buildRunner, describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from './setup';
import { type Root, terraformRoot } from './terraform-root';

const REGION = 'eu-west-1';
const MODULE = path.join(PROJECT, 'terraform', 'backfill');

/** `later` holds texts that Terraform does not know before the apply. */
const around = (name: string): string => `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = "${REGION}"
}
data "aws_caller_identity" "current" {}
resource "terraform_data" "later" {
  input = {
    account = data.aws_caller_identity.current.account_id
    region  = "${REGION}"
    prefix  = "made/"
    class   = "STANDARD_IA"
    name    = "acme-"
    path    = "/storage/"
    folder  = "reports"
    value   = "yes"
  }
}
locals {
  later = terraform_data.later.output
}
resource "aws_s3_bucket" "all" {
  for_each      = toset(["source", "replica", "reports"])
  bucket_prefix = "${name}-\${each.key}-"
}
resource "aws_s3_bucket_versioning" "all" {
  for_each = aws_s3_bucket.all
  bucket   = each.value.bucket
  versioning_configuration {
    status = "Enabled"
  }
}
resource "aws_kms_key" "all" {
  for_each = toset(["source", "replica", "default"])
}
resource "aws_sns_topic" "ours" {
  name_prefix = "ours-"
}
resource "aws_iam_policy" "boundary" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}
output "s3_backfill" {
  value = module.backfill.s3_backfill
}
output "policies" {
  value = module.backfill.replication_destination_policies
}
output "topic_arn" {
  value = module.backfill.topic_arn
}
`;

const COMMON = {
  source: '../backfill',
  source_bucket: '${aws_s3_bucket.all["source"].id}',
  replication_destination_bucket_arn: '${aws_s3_bucket.all["replica"].arn}',
  replication_destination_region: '${local.later.region}',
  replication_destination_account_id: '${local.later.account}',
  replication_storage_class: '${local.later.class}',
  filter_tags: { keep: '${local.later.value}' },
  report_prefix: '${local.later.folder}',
  manifest_prefix: '${local.later.folder}',
  role_name_prefix: '${local.later.name}',
  role_path: '${local.later.path}',
  permissions_boundary_arn: '${aws_iam_policy.boundary.arn}',
  replication_metrics: true,
  tags: { made: '${local.later.value}' },
};
const KEYS = {
  replication_source_kms_arns: ['${aws_kms_key.all["source"].arn}'],
  replication_destination_kms_arn: '${aws_kms_key.all["replica"].arn}',
  replication_destination_default_kms_arn: '${aws_kms_key.all["default"].arn}',
};
const VERSIONED = ['aws_s3_bucket_versioning.all'];

/** By name; inputs that exclude one another are of different ones. With alarms, prefixes are written down. */
const ROOTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'keys-and-prefixes': {
    ...COMMON,
    ...KEYS,
    prefixes: ['${local.later.prefix}', 'written/'],
    report_bucket: '${aws_s3_bucket.all["reports"].id}',
    after_care: { job_events: true, topic: { arn: '${aws_sns_topic.ours.arn}' } },
    depends: VERSIONED,
  },
  alarms: {
    ...COMMON,
    ...KEYS,
    replication_destination_account_id: null,
    prefixes: ['written/'],
    manage_versioning: true,
    create_report_bucket: { name: '${local.later.name}reports', force_destroy: true },
    after_care: { alarms: true, job_events: true, pending_bytes: 1000, topic: { arn: '${aws_sns_topic.ours.arn}' } },
  },
  'own-topic': {
    ...COMMON,
    replica_owner_override: true,
    manage_versioning: true,
    manage_destination_versioning: false,
    report_bucket: '${aws_s3_bucket.all["reports"].id}',
    after_care: { alarms: true, topic_name: '${local.later.name}news' },
    depends: VERSIONED,
  },
  adopted: {
    ...COMMON,
    ...KEYS,
    adopt_existing_replication: true,
    report_bucket: '${aws_s3_bucket.all["reports"].id}',
    after_care: { job_events: true, topic: { arn: '${aws_sns_topic.ours.arn}' } },
  },
  'adopted-alone': {
    source: COMMON.source,
    source_bucket: COMMON.source_bucket,
    adopt_existing_replication: true,
    prefixes: ['${local.later.prefix}'],
    create_report_bucket: { name: '${local.later.name}adopted-reports', force_destroy: true },
    after_care: { job_events: true, topic_name: '${local.later.name}jobs' },
  },
};

/** What is written down, and no attribute of a resource: switches and words of a closed list. */
const WRITTEN =
  /^(enable_|replicate_|manage_|adopt_|existing_object|confused_|replication_time_control|replication_metrics|replica_|source_object_lock|.*_bucket_keys$)/;

describe('the roots of this file', () => {
  it('give the module every input that can be an attribute of a resource as one', () => {
    const inputs = [...readFileSync(path.join(MODULE, 'variables.tf'), 'utf8').matchAll(/^variable "(\w+)"/gm)];
    const written = Object.values(ROOTS).flatMap((root) =>
      Object.entries(root).filter(([, value]) => JSON.stringify(value).includes('${')),
    );
    const given = new Set(written.map(([name]) => name));
    expect(inputs.length).toBeGreaterThan(30);
    expect(inputs.map(([, name = '']) => name).filter((name) => !WRITTEN.test(name) && !given.has(name))).toEqual([]);
  });
});

describeWith([TERRAFORM], 'the HCL module beside resources that are not there yet', () => {
  let folder: string;
  let terraform: Terraform;
  let aws: LocalAws | undefined;

  beforeAll(async () => {
    folder = makeFolder();
    terraform = terraformIn(folder);
    aws = await startLocalAws(buildRunner(folder), process.env);
    cpSync(MODULE, path.join(folder, 'backfill'), { recursive: true });
  }, 60_000);

  afterAll(async () => {
    await aws?.stop();
    removeFolder(folder);
  });

  async function applied(name: string, { depends, ...given }: Readonly<Record<string, unknown>>): Promise<Root> {
    const backfill = depends === undefined ? given : { ...given, depends_on: depends };
    const files = { 'main.tf': around(name), 'module.tf.json': JSON.stringify({ module: { backfill } }) };
    const root = terraformRoot(path.join(folder, name), files, terraform, { ...aws?.environment, AWS_REGION: REGION });
    await root.init();
    await root.must('apply', '-auto-approve', '-no-color');
    return root;
  }

  it.each(Object.entries(ROOTS))(
    '%s: applies at once, and needs no change afterwards',
    async (name, given) => {
      const root = await applied(name, given);
      expect(await root.run('plan', '-detailed-exitcode', '-no-color')).toMatchObject({ exitCode: 0 });
      const { s3_backfill: handoff, policies, topic_arn: topic } = await root.outputs();
      expect(handoff).toMatchObject({ version: 1, source: { region: REGION, bucket: expect.stringContaining(name) } });
      const isAdopted = given['adopt_existing_replication'] === true;
      const isForeign = given['replication_destination_account_id'] !== null && !isAdopted;
      if (isAdopted) expect(handoff).toMatchObject({ destinations: [], rules: [] });
      expect(policies).toHaveLength(isForeign ? 1 : 0);
      expect(typeof topic).toBe(given['after_care'] === undefined ? 'undefined' : 'string');
    },
    200_000,
  );
});
