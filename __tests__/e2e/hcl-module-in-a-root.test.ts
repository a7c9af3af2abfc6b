/** @group outside */
// The blocks of the READMEs of the HCL modules that stand in a root module: Terraform plans and applies them, and jobs copy what they say.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import { runCommand, type CommandResult } from '../../examples/demo/command';
import type { Terraform } from '../../examples/demo/terraform';
import { ALARM_ELSEWHERE, IMPORT } from '../../terraform/generator/backfill/readme';
import { COPIES, OUTPUT, OUTPUTS_OF_BOTH, RUN_BESIDE, RUN_COPIES } from '../../terraform/generator/batch-copy/readme';
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

/** What copies go from and to, made by the same apply: names, ARNs, Region and account are known as late as then. */
const BUCKETS_OF_COPIES = `${PROVIDER}
resource "aws_s3_bucket" "all" {
  for_each      = toset(["my-bucket", "my-archive", "reports"])
  bucket_prefix = "\${each.key}-"
  force_destroy = true
}
resource "aws_kms_key" "archive" {}
locals {
  archive_key = aws_kms_key.archive.arn
}
resource "aws_s3_bucket_server_side_encryption_configuration" "archive" {
  bucket = aws_s3_bucket.all["my-archive"].id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.archive.arn
    }
  }
}
output "buckets" {
  value = { for key, bucket in aws_s3_bucket.all : key => bucket.id }
}
output "policies" {
  value = module.copies.replication_destination_policies
}
`;

/** With a report bucket that is not made by the module: the provider waits a minute for the lifecycle rules of one that is. */
const COPIES_OF_THOSE = COPIES.replace('./node_modules/s3-backfill/terraform/', '../')
  .replace('"my-bucket"', 'aws_s3_bucket.all["my-bucket"].id')
  .replace('"arn:aws:s3:::my-archive"', 'aws_s3_bucket.all["my-archive"].arn')
  .replace(
    /create_report_bucket .*/,
    'report_bucket          = aws_s3_bucket.all["reports"].id\n  destination_kms_arns   = [local.archive_key]\n' +
      '  destination_account_id = split(":", local.archive_key)[4]\n  destination_region     = split(":", local.archive_key)[3]',
  );

const ADOPTED = {
  source_bucket: '${aws_s3_bucket.all["my-bucket"].id}',
  adopt_existing_replication: true,
  report_bucket: '${module.copies.report_bucket}',
};

const moduleOf = (settings: object): string =>
  JSON.stringify({ module: { backfill: { source: '../backfill', ...settings } } });

describeWith([TERRAFORM], 'a root module around the HCL module', () => {
  let folder: string;
  let terraform: Terraform;
  let runner: string;
  let aws: LocalAws | undefined;

  beforeAll(async () => {
    folder = makeFolder();
    terraform = terraformIn(folder);
    runner = buildRunner(folder);
    aws = await startLocalAws(runner, process.env);
    for (const one of ['backfill', 'batch-copy'])
      cpSync(path.join(PROJECT, 'terraform', one), path.join(folder, one), { recursive: true });
  }, 60_000);

  afterAll(async () => {
    await aws?.stop();
    removeFolder(folder);
  });

  const environment = () => ({ ...aws?.environment, AWS_REGION: REGION });

  /** A command of the README, in a shell, with the program that was built here. */
  function pasted(command: string, cwd: string): Promise<CommandResult> {
    const here = command.replace('terraform', terraform.program).replace('npx --no s3-backfill', '"$0" "$1"');
    const env = { ...environment(), ...terraform.environment };
    return runCommand('sh', ['-c', `${here} --poll-seconds 0.2`, process.execPath, runner], { cwd, env });
  }

  async function root(name: string, files: Readonly<Record<string, string>>): Promise<Root> {
    const made = terraformRoot(path.join(folder, name), files, terraform, environment());
    await made.init();
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

  it('copies by the module of copies and the command of its README, alone and beside a replication', async () => {
    const files = { 'main.tf': BUCKETS_OF_COPIES, 'copies.tf': `${COPIES_OF_THOSE}\n`, 'outputs.tf': OUTPUT };
    const alone = await root('copies', files);
    await alone.must('apply', '-auto-approve', '-no-color');
    expect(await alone.run('plan', '-detailed-exitcode', '-no-color')).toMatchObject({ exitCode: 0 });
    const { buckets, policies, s3_backfill: handoff } = await alone.outputs();
    const { 'my-bucket': from, 'my-archive': to, reports } = buckets as Readonly<Record<string, string>>;
    expect(handoff).toMatchObject({
      rules: [],
      destinations: [],
      roles: { batchCopyArn: expect.stringContaining(':role/s3-batch-copy-') },
      copy: { bucket: to, prefix: 'from-my-bucket', region: REGION, accountId: aws?.accountId },
      report: { bucket: reports, prefix: 's3-backfill/reports' },
      prefixes: ['videos/'],
    });
    expect(policies).toMatchObject([{ bucket: to, account_id: aws?.accountId, key_policies: [{}] }]);
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = aws?.environment ?? {};
    const credentials = { accessKeyId, secretAccessKey };
    const s3 = new S3Client({ endpoint: aws?.endpoint ?? '', region: REGION, credentials, forcePathStyle: true });
    for (const Key of ['videos/a b', 'videos/ü', 'others/c'])
      await s3.send(new PutObjectCommand({ Bucket: from, Key, Body: Key }));
    const copied = await pasted(RUN_COPIES, alone.folder);
    expect(`${copied.exitCode} ${copied.stdout}${copied.stderr}`).toMatch(
      /^0 [^]*2 objects copied [^\n]*; all 2 objects are in/,
    );
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: to }));
    s3.destroy();
    expect(Contents.map(({ Key }) => Key)).toEqual(['from-my-bucket/videos/a b', 'from-my-bucket/videos/ü']);
    const both = await root('copies', { 'outputs.tf': OUTPUTS_OF_BOTH, 'module.tf.json': moduleOf(ADOPTED) });
    await both.must('apply', '-auto-approve', '-no-color');
    const again = await pasted(RUN_BESIDE, both.folder);
    expect(`${again.exitCode} ${again.stdout}${again.stderr}`).toMatch(/^0 [^]*nothing is left to copy/);
    await both.must('destroy', '-auto-approve', '-no-color');
    expect(await both.outputs()).toEqual({});
  }, 100_000);

  it('has blocks that are formatted', async () => {
    const made = { 'alarm.tf': ALARM_ELSEWHERE, 'import.tf': IMPORT, 'outputs.tf': OUTPUTS_OF_BOTH };
    const texts = Object.entries(made).map(([name, text]) => [name, `${text}\n`] as const);
    const blocks = await root('blocks', Object.fromEntries(texts));
    expect(await blocks.run('fmt', '-check', '-diff')).toMatchObject({ exitCode: 0, stdout: '' });
  }, 60_000);
});
