/** @group outside */
// terraform/athena-evidence, as its README has it, applied by Terraform to the local AWS beside terraform/backfill: the merged output is what
// verify --engine athena reads, which compares what a run has copied; it plans to no change, and is destroyed.
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type CommandResult, runCommand } from '../../examples/demo/command';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import { USUAL_FIELDS } from '../../modules/athena-evidence/columns';
import { EVIDENCE, VERIFY } from '../../terraform/generator/athena-evidence/readme';
import { buildRunner, describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from './setup';
import { type Root, terraformRoot } from './terraform-root';

const OBJECTS = 3;
const ID = 'all-versions';
const REPORTS = 'my-bucket-backfill-reports';

describeWith([TERRAFORM], 'evidence by Athena', () => {
  let folder: string;
  let aws: LocalAws;
  let runner: string;
  let root: Root;

  beforeAll(async () => {
    folder = makeFolder();
    runner = buildRunner(folder);
    // Queries of the local AWS run on DuckDB, which is installed beside it.
    symlinkSync(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'));
    aws = await startLocalAws(runner, process.env);
    for (const Bucket of ['my-bucket', 'my-replica', 'my-inventories', 'my-inventories-there', REPORTS]) {
      await aws.s3.send(new S3.CreateBucketCommand({ Bucket }));
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await aws.s3.send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
    for (let index = 0; index < OBJECTS; index += 1)
      await aws.s3.send(
        new S3.PutObjectCommand({ Bucket: 'my-bucket', Key: `folder/${index} b`, Body: String(index) }),
      );
    // Terraform's provider waits almost a minute for the lifecycle rules of a bucket that it makes.
    const blocks = EVIDENCE.replace(/create_report_bucket .*/, `report_bucket = "${REPORTS}"`);
    root = terraformRoot(path.join(folder, 'root'), { 'main.tf': `${blocks}\n` }, terraformIn(folder), aws.environment);
    for (const one of ['backfill', 'athena-evidence'])
      cpSync(
        path.join(PROJECT, 'terraform', one),
        path.join(root.folder, 'node_modules', 's3-backfill', 'terraform', one),
        { recursive: true },
      );
    await root.init();
    await root.must('apply', '-auto-approve', '-no-color');
    writeFileSync(path.join(root.folder, 'outputs.json'), (await root.must('output', '-json')).stdout);
  }, 240_000);
  afterAll(async () => {
    await aws.stop();
    removeFolder(folder);
  });

  const s3Backfill = (...words: readonly string[]): Promise<CommandResult> =>
    runCommand(process.execPath, [runner, ...words], { cwd: root.folder, env: aws.environment });

  /** S3 Inventory of a bucket, of which one is delivered at once. */
  async function deliver(bucket: string, to: string, place: Omit<S3.InventoryS3BucketDestination, 'Bucket'>) {
    const Resource = `arn:aws:s3:::${to}/*`;
    const Statement = { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 's3:PutObject', Resource };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await aws.s3.send(new S3.PutBucketPolicyCommand({ Bucket: to, Policy }));
    await aws.s3.send(
      new S3.PutBucketInventoryConfigurationCommand({
        Bucket: bucket,
        Id: ID,
        InventoryConfiguration: {
          Id: ID,
          IsEnabled: true,
          IncludedObjectVersions: 'All',
          Schedule: { Frequency: 'Daily' },
          OptionalFields: [...USUAL_FIELDS],
          Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${to}`, ...place } },
        },
      }),
    );
    const answer = await fetch(`${aws.endpoint}/_emulator/inventories`, {
      method: 'POST',
      headers: { 'x-s3-backfill-emulator': '1' },
      body: JSON.stringify({ bucket, id: ID }),
    });
    expect(answer.status).toBe(200);
  }

  it('compares by its tables what was copied, says how it ended, plans to no change, and is destroyed', async () => {
    const { s3_backfill: handoff } = await root.outputs();
    expect(handoff).toMatchObject({
      source: { bucket: 'my-bucket' },
      athena: {
        region: aws.region,
        workgroup: 's3-backfill',
        database: 's3_backfill',
        resultsLocation: `s3://${REPORTS}/s3-backfill/athena/`,
      },
    });
    const ran = await s3Backfill('run', '--outputs', 'outputs.json', '--poll-seconds', '1');
    expect(ran).toMatchObject({ exitCode: 0 });
    await deliver('my-bucket', 'my-inventories', { Format: 'CSV' });
    await deliver('my-replica', 'my-inventories-there', { Format: 'Parquet', Prefix: 'lists' });
    const [, words = ''] = /s3-backfill (.*)$/.exec(VERIFY) ?? [];
    const said = await s3Backfill(...words.split(' '));
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain(`all ${OBJECTS} object versions are in 'my-replica'`);
    expect(said.stdout + said.stderr).toMatch(/Athena's query \S+ has scanned/);
    const { resource_changes: changes = [] } = await root.plan();
    expect(changes.filter(({ change }) => change.actions.join() !== 'no-op')).toEqual([]);
    await root.must('destroy', '-auto-approve', '-no-color');
  }, 240_000);
});
