/** @group outside */
// The blocks of the HCL module's README that stand beside it in a root module: Terraform plans and applies them.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import type { Terraform } from '../../examples/demo/terraform';
import { ALARM_ELSEWHERE, IMPORT } from '../../terraform/generator/backfill/readme';
import { alarmsOf } from './alarms-of';
import { buildRunner, describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from './setup';
import { type Root, terraformRoot } from './terraform-root';

const REGION = 'eu-west-1';
const PROVIDER = `provider "aws" {
  region = "${REGION}"
}
`;

const WATCHED_ELSEWHERE = {
  source_bucket: 'my-bucket',
  replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
  replication_destination_region: 'eu-central-1',
  prefixes: ['a/', 'b/'],
  replication_metrics: true,
  report_bucket: 'my-logs',
  after_care: { alarms: true, latency_alarms: false },
};

const TAKEN = 'module.backfill.aws_s3_bucket_replication_configuration.this[0]';

/** What another configuration has made already. */
const THEIRS = `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
${PROVIDER}
resource "aws_s3_bucket" "all" {
  for_each = toset(["taken", "taken-replica"])
  bucket   = each.key
}
resource "aws_s3_bucket_versioning" "all" {
  for_each = aws_s3_bucket.all
  bucket   = each.value.bucket
  versioning_configuration {
    status = "Enabled"
  }
}
resource "aws_iam_role" "theirs" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}
resource "aws_s3_bucket_replication_configuration" "theirs" {
  depends_on = [aws_s3_bucket_versioning.all]
  bucket     = "taken"
  role       = aws_iam_role.theirs.arn
  rule {
    id       = "theirs"
    priority = 7
    status   = "Enabled"
    filter {
      prefix = "theirs/"
    }
    delete_marker_replication {
      status = "Disabled"
    }
    destination {
      bucket = "arn:aws:s3:::taken-replica"
    }
  }
}
`;

const TAKEN_OVER = {
  source_bucket: 'taken',
  replication_destination_bucket_arn: 'arn:aws:s3:::taken-replica',
  report_bucket: 'my-logs',
  replication_metrics: true,
  after_care: { alarms: true, job_events: true },
};

const moduleOf = (settings: object): string =>
  JSON.stringify({ module: { backfill: { source: '../backfill', ...settings } } });

describeWith([TERRAFORM], 'a root module around the HCL module', () => {
  let folder: string;
  let terraform: Terraform;
  let aws: LocalAws | undefined;

  beforeAll(async () => {
    folder = makeFolder();
    terraform = terraformIn(folder);
    aws = await startLocalAws(buildRunner(folder), process.env);
    cpSync(path.join(PROJECT, 'terraform', 'backfill'), path.join(folder, 'backfill'), { recursive: true });
  }, 60_000);

  afterAll(async () => {
    await aws?.stop();
    removeFolder(folder);
  });

  async function root(name: string, files: Readonly<Record<string, string>>): Promise<Root> {
    const made = terraformRoot(path.join(folder, name), files, terraform, { ...aws?.environment, AWS_REGION: REGION });
    await made.must('init', '-no-color');
    return made;
  }

  it('watches the latency of a destination elsewhere with the alarm of the README', async () => {
    const planned = await root('watched', {
      'main.tf': `${PROVIDER}${PROVIDER.replace('region', 'alias = "destination"\n  region')}${ALARM_ELSEWHERE}\n`,
      'module.tf.json': moduleOf(WATCHED_ELSEWHERE),
    });
    const { resource_changes: changes = [] } = await planned.plan();
    const alarms = changes.map(({ address }) => address).filter((address) => address.includes('metric_alarm'));
    expect(alarms.sort()).toEqual([
      'aws_cloudwatch_metric_alarm.latency["a"]',
      'aws_cloudwatch_metric_alarm.latency["b"]',
      'module.backfill.aws_cloudwatch_metric_alarm.failed["a"]',
      'module.backfill.aws_cloudwatch_metric_alarm.failed["b"]',
    ]);
  }, 100_000);

  it('takes a configuration over with the import block of the README, and applies after-care with it', async () => {
    const theirs = await root('theirs', { 'main.tf': THEIRS });
    await theirs.must('apply', '-auto-approve', '-no-color');
    const ours = await root('ours', {
      'main.tf': PROVIDER,
      'module.tf.json': moduleOf(TAKEN_OVER),
      'import.tf': `${IMPORT.replace('my-bucket', 'taken')}\n`,
    });
    const { resource_changes: changes = [] } = await ours.plan();
    expect(changes.find(({ address }) => address === TAKEN)?.change).toMatchObject({
      actions: ['update'],
      importing: { id: 'taken' },
    });
    await ours.must('apply', '-no-color', 'plan');
    const alarms = aws === undefined ? [] : await alarmsOf(aws, REGION);
    expect(alarms.map(({ MetricName }) => MetricName).sort()).toEqual([
      'OperationsFailedReplication',
      'ReplicationLatency',
    ]);
    expect(await ours.run('plan', '-detailed-exitcode', '-no-color')).toMatchObject({ exitCode: 0 });
  }, 200_000);

  it('has blocks that are formatted', async () => {
    const blocks = await root('blocks', { 'alarm.tf': `${ALARM_ELSEWHERE}\n`, 'import.tf': `${IMPORT}\n` });
    expect(await blocks.run('fmt', '-check', '-diff')).toMatchObject({ exitCode: 0, stdout: '' });
  }, 60_000);
});
