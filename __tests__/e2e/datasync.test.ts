/** @group outside */
// Tasks of DataSync, applied by Terraform to the local AWS: to another Region, to another account in a third one, and by the HCL module. What
// copies are tried with is copied and proven by the runner, planned again to no change, and destroyed.
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TerraformStack, Testing } from 'cdktf';
import { type CommandResult, runCommand } from '../../examples/demo/command';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import type { Terraform } from '../../examples/demo/terraform';
import { HOME_REGION, OTHER_REGION, OUR_ACCOUNT, THEIR_ACCOUNT, THEIR_REGION } from '../../examples/topologies/places';
import { DataSyncCopy } from '../../modules';
import { RUN_TASK, TASK } from '../../terraform/generator/datasync-copy/readme';
import { CARRIED, copiesOf, LEFT, putFixture } from '../program/syncing/carried-kinds';
import { buildRunner, describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from './setup';
import { type Root, stackFiles, terraformRoot } from './terraform-root';

/** @param keyArn of some objects of the source */
function tasksStack(keyArn: string): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'tasks');
  new AwsProvider(stack, 'aws', { region: HOME_REGION });
  const far = new AwsProvider(stack, 'far', { alias: 'far', region: OTHER_REGION });
  const near = new AwsProvider(stack, 'near', { alias: 'near', region: THEIR_REGION });
  const theirs = new AwsProvider(stack, 'theirs', { alias: 'theirs', region: THEIR_REGION, profile: 'other-account' });
  new DataSyncCopy(stack, 'region', {
    sourceBucketName: 'sync-source',
    sourceRegion: HOME_REGION,
    prefix: 'all/',
    sourceKmsKeyArns: [keyArn],
    destinationBucketName: 'sync-far',
    destinationPrefix: 'old/',
    destinationRegion: OTHER_REGION,
    destinationProvider: far,
    taskMode: 'BASIC',
    excludes: ['*.tmp'],
    reportBucketName: 'sync-reports',
    reportPrefix: 'region/reports',
    manifestPrefix: 'region/manifests',
    handoffName: 's3_backfill_region',
  });
  new DataSyncCopy(stack, 'account', {
    sourceBucketName: 'sync-source',
    sourceRegion: HOME_REGION,
    sourceAccountId: OUR_ACCOUNT,
    sourceKmsKeyArns: [keyArn],
    destinationBucketName: 'sync-theirs',
    destinationRegion: THEIR_REGION,
    destinationAccountId: THEIR_ACCOUNT,
    destinationProvider: near,
    storageClass: 'STANDARD_IA',
    attachWith: theirs,
    callerArns: [`arn:aws:iam::${OUR_ACCOUNT}:root`],
    reportBucketName: 'sync-reports',
    reportPrefix: 'account/reports',
    manifestPrefix: 'account/manifests',
    handoffName: 's3_backfill_account',
  });
  return stack;
}

/** What the module copies to, made by the same apply: name, ARN and account are known as late as then. */
const MADE_BESIDE = `provider "aws" {
  region = "${HOME_REGION}"
}
resource "aws_s3_bucket" "near" {
  bucket_prefix = "sync-near-"
  force_destroy = true
}
resource "aws_kms_key" "near" {}
output "near" {
  value = aws_s3_bucket.near.id
}
`;

/** With a report bucket that is there: the provider waits a minute for the lifecycle rules of one that is made. */
const TASK_OF_HERE = TASK.replace('./node_modules/s3-backfill/terraform/', '../')
  .replace('"my-bucket"', '"sync-source"')
  .replace('"arn:aws:s3:::my-archive"', 'aws_s3_bucket.near.arn')
  .replace(
    /create_report_bucket .*/,
    'report_bucket          = "sync-reports"\n  destination_kms_arns   = [aws_kms_key.near.arn]\n' +
      '  destination_account_id = split(":", aws_kms_key.near.arn)[4]\n  destination_region     = split(":", aws_kms_key.near.arn)[3]',
  );

const OBJECTS = ['videos/a.mp4', 'videos/b c.mp4', 'videos/x/d.mp4', 'videos/e.tmp', 'music/f.mp3', 'all/g.tmp'];
const ARCHIVED = LEFT.filter(({ key }) => key.startsWith('archived/')).length;
const LARGE = 'music/large.mp3';

describeWith([TERRAFORM], 'tasks of DataSync', () => {
  let folder: string;
  let runner: string;
  let aws: LocalAws;
  let env: Record<string, string>;
  let root: Root;
  let terraform: Terraform;
  const clients: S3Client[] = [];

  const s3 = (region: string, account = 0): S3Client => {
    const { accessKeyId = '', secretAccessKey = '' } = aws.accounts[account] ?? {};
    const credentials = { accessKeyId, secretAccessKey };
    const client = new S3Client({ endpoint: aws.endpoint, region, credentials, forcePathStyle: true });
    clients.push(client);
    return client;
  };
  const run = (verb: string, handoff: string, ...more: string[]): Promise<CommandResult> =>
    runCommand(
      process.execPath,
      [
        runner,
        verb,
        '--method',
        'datasync',
        '--outputs',
        path.join(folder, 'outputs.json'),
        '--stack',
        handoff,
        ...more,
      ],
      { cwd: folder, env: { ...env, AWS_REGION: HOME_REGION } },
    );

  beforeAll(async () => {
    folder = makeFolder();
    runner = buildRunner(folder);
    aws = await startLocalAws(runner, process.env);
    const [ours, theirs] = aws.accounts;
    const profiles = path.join(folder, 'credentials');
    const profile = (name: string, account: typeof ours) =>
      `[${name}]\naws_access_key_id = ${account?.accessKeyId ?? ''}\naws_secret_access_key = ${account?.secretAccessKey ?? ''}\n`;
    writeFileSync(profiles, profile('default', ours) + profile('other-account', theirs));
    env = { ...aws.environment, AWS_SHARED_CREDENTIALS_FILE: profiles };
    const made: readonly (readonly [bucket: string, region: string, account: number])[] = [
      ['sync-source', HOME_REGION, 0],
      ['sync-reports', HOME_REGION, 0],
      ['sync-far', OTHER_REGION, 0],
      ['sync-theirs', THEIR_REGION, 1],
    ];
    for (const [Bucket, region, account] of made)
      await s3(region, account).send(
        new CreateBucketCommand({
          Bucket,
          ...(Bucket === 'sync-source'
            ? { ObjectLockEnabledForBucket: true, ObjectOwnership: 'BucketOwnerPreferred' as const }
            : {}),
          ...(region === 'us-east-1'
            ? {}
            : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } }),
        }),
      );
    const source = s3(HOME_REGION);
    await source.send(new DeletePublicAccessBlockCommand({ Bucket: 'sync-source' }));
    if (ours === undefined) throw new Error('the emulator named no account');
    const kms = new KMSClient({ endpoint: aws.endpoint, region: HOME_REGION, credentials: ours });
    const keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
    kms.destroy();
    await putFixture(source, 'sync-source', 'all/', keyArn);
    for (const Key of OBJECTS)
      await source.send(
        new PutObjectCommand({
          Bucket: 'sync-source',
          Key,
          Body: Key,
          ContentType: 'video/mp4',
          Tagging: 'of=it',
          CacheControl: 'no-cache',
        }),
      );
    await source.send(new PutObjectCommand({ Bucket: 'sync-source', Key: LARGE, Body: 'x'.repeat(200 * 1024) }));
    terraform = terraformIn(folder);
    root = terraformRoot(path.join(folder, 'tasks'), stackFiles(tasksStack(keyArn)), terraform, env);
    await root.init();
    await root.must('apply', '-auto-approve', '-no-color');
    writeFileSync(path.join(folder, 'outputs.json'), (await root.must('output', '-json')).stdout);
  }, 280_000);

  afterAll(async () => {
    try {
      await root.must('destroy', '-auto-approve', '-no-color');
    } finally {
      for (const client of clients) client.destroy();
      await aws.stop();
      removeFolder(folder);
    }
  }, 280_000);

  const place = (client: S3Client, bucket: string, prefix: string) => ({ s3: client, bucket, prefix });
  const named = (said: CommandResult): string => said.stderr + said.stdout;

  it('to another Region, in Basic mode, into another folder: what DataSync keeps is there, what it cannot carry is named', async () => {
    expect(await run('doctor', 's3_backfill_region')).toMatchObject({ exitCode: 0 });
    const plan = named(await run('plan', 's3_backfill_region'));
    expect(plan).toMatch(new RegExp(`${LEFT.length - ARCHIVED} objects that DataSync cannot copy`));
    expect(plan).toMatch(new RegExp(`${ARCHIVED} objects that DataSync skips, and does not count as failed`));
    const said = await run('run', 's3_backfill_region', '--yes', '--poll-seconds', '0.2', '--retries', '0');
    expect(said).toMatchObject({ exitCode: 1 });
    const all = CARRIED.length + LEFT.length;
    expect(said.stdout).toMatch(new RegExp(`${CARRIED.length} of ${all} objects are in 'sync-far/old/'`));
    const [from, to] = [place(s3(HOME_REGION), 'sync-source', 'all/'), place(s3(OTHER_REGION), 'sync-far', 'old/')];
    for (const [key, copy, wanted] of await copiesOf(from, to))
      expect([key, copy]).toEqual([key, expect.objectContaining(wanted)]);
    const verify = await run('verify', 's3_backfill_region');
    expect(verify).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(`\\b${LEFT.length} missing`) });
  }, 180_000);

  it('to another account, whose bucket got its policy from here: small objects stay in STANDARD, as the comparison knows', async () => {
    const pace = ['--yes', '--poll-seconds', '0.2', '--retries', '0'];
    const few = await run('run', 's3_backfill_account', ...pace, '--prefix', 'videos/');
    expect(few).toMatchObject({ exitCode: 0 });
    expect(few.stdout).toContain("all 4 objects are in 'sync-theirs/videos/'");
    const again = await run('run', 's3_backfill_account', ...pace, '--prefix', 'videos/');
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('0 objects copied') });
    const whole = await run('run', 's3_backfill_account', ...pace);
    expect(whole).toMatchObject({ exitCode: 1 });
    const wanted = CARRIED.length + OBJECTS.length + 1;
    expect(whole.stdout).toMatch(new RegExp(`${wanted} of ${wanted + LEFT.length} objects are in 'sync-theirs'`));
    const theirs = s3(THEIR_REGION, 1);
    const [from, to] = [place(s3(HOME_REGION), 'sync-source', 'all/'), place(theirs, 'sync-theirs', 'all/')];
    for (const [key, copy, kept] of await copiesOf(from, to, 'STANDARD_IA'))
      expect([key, copy]).toEqual([key, expect.objectContaining(kept)]);
    const large = await theirs.send(new HeadObjectCommand({ Bucket: 'sync-theirs', Key: LARGE }));
    expect(large.StorageClass).toBe('STANDARD_IA');
  }, 180_000);

  it('plans again to no change', async () => {
    const { exitCode, stdout } = await root.run('plan', '-detailed-exitcode', '-no-color');
    expect([exitCode, stdout.slice(-2_000)]).toEqual([0, expect.any(String)]);
  }, 120_000);

  it('by the HCL module and the command of its README: copied into the other folder, planned again to no change, destroyed', async () => {
    cpSync(path.join(PROJECT, 'terraform', 'datasync-copy'), path.join(folder, 'datasync-copy'), { recursive: true });
    const files = { 'main.tf': MADE_BESIDE, 'task.tf': `${TASK_OF_HERE}\n` };
    const module = terraformRoot(path.join(folder, 'module'), files, terraform, env);
    await module.init();
    expect(await module.run('fmt', '-check', '-diff')).toMatchObject({ exitCode: 0, stdout: '' });
    await module.must('apply', '-auto-approve', '-no-color');
    const { near } = await module.outputs();
    const command = RUN_TASK.replace('terraform', terraform.program).replace('npx --no s3-backfill', '"$0" "$1"');
    const said = await runCommand('sh', ['-c', `${command} --poll-seconds 0.2`, process.execPath, runner], {
      cwd: module.folder,
      env: { ...env, ...terraform.environment, AWS_REGION: HOME_REGION },
    });
    expect(`${said.exitCode} ${said.stdout}${said.stderr}`).toMatch(
      /^0 [^]*all 4 objects are in 'sync-near-\w+\/old-videos\/'/,
    );
    const copy = { Bucket: String(near), Key: 'old-videos/x/d.mp4' };
    expect(await s3(HOME_REGION).send(new HeadObjectCommand(copy))).toMatchObject({ ContentType: 'video/mp4' });
    expect(await module.run('plan', '-detailed-exitcode', '-no-color')).toMatchObject({ exitCode: 0 });
    await module.must('destroy', '-auto-approve', '-no-color');
    expect(await module.outputs()).toEqual({});
  }, 120_000);
});
