/** @group outside */
// The README's first way, with the programs that people use: cdktf, Terraform with its AWS provider, our runner, the AWS CLI.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mustRun, runCommand } from '../../examples/demo/command';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import { createVersionedBucket, listVersions } from '../../examples/demo/objects';
import type { Terraform } from '../../examples/demo/terraform';
import { buildRunner, describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from './setup';

const CDKTF = path.join(PROJECT, 'node_modules', '.bin', 'cdktf');
const KEYS = ['folder/a b+c%.txt', 'folder/ü.txt', 'folder/twice.txt', 'folder/twice.txt', 'other/x.txt'];

describeWith([TERRAFORM, 'aws'], 'cdktf deploy, then s3-backfill run', () => {
  let folder: string;
  let aws: LocalAws;
  let terraform: Terraform;
  let runner: string;
  let environment: Record<string, string>;

  const outputs = () => path.join(folder, 'outputs.json');
  const run = (program: string, parameters: readonly string[], cwd = folder) =>
    runCommand(program, parameters, { cwd, env: environment, timeoutSeconds: 240 });

  // Older versions of the CLI know no AWS_ENDPOINT_URL.
  const cli = (parameters: readonly string[]) => run('aws', ['--endpoint-url', aws.endpoint, 's3api', ...parameters]);

  beforeAll(async () => {
    folder = makeFolder();
    runner = buildRunner(folder);
    terraform = terraformIn(folder);
    aws = await startLocalAws(runner, process.env);
    for (const bucket of ['src', 'dst']) await createVersionedBucket(aws.s3, bucket + '-bucket');
    for (const [index, Key] of KEYS.entries()) {
      await aws.s3.send(new PutObjectCommand({ Bucket: 'src-bucket', Key, Body: `${index}` }));
    }
    const settings = path.join(folder, 'settings.json');
    const state = path.join(folder, 'terraform.tfstate');
    writeFileSync(
      settings,
      JSON.stringify({
        region: aws.region,
        source_bucket: 'src-bucket',
        replication_destination_bucket_arn: 'arn:aws:s3:::dst-bucket',
        prefixes: ['folder/'],
        create_report_bucket: { name: 'report-bucket' },
        backend: { local: { path: state } },
        provider: { max_retries: 2 },
      }),
    );
    environment = {
      ...aws.environment,
      ...terraform.environment,
      TERRAFORM_BINARY_NAME: terraform.program,
      S3_BACKFILL_SETTINGS: settings,
    };
    const deploy = ['deploy', '--auto-approve', '--skip-provider-lock', '--outputs-file', outputs()];
    await mustRun(CDKTF, [...deploy, '--output', path.join(folder, 'cdktf.out')], {
      cwd: PROJECT,
      env: environment,
      timeoutSeconds: 240,
    });
  }, 300_000);

  afterAll(async () => {
    await aws.stop();
    removeFolder(folder);
  });

  it('replicates every version under the folder and nothing else; the AWS CLI sees the same version ids', async () => {
    const said = await run(process.execPath, [runner, 'run', '--outputs', outputs(), '--poll-seconds', '1']);
    expect(said).toMatchObject({ exitCode: 0 });

    const source = await listVersions(aws.s3, 'src-bucket', 'folder/');
    expect(source).toHaveLength(4);
    const listed = await cli(['list-object-versions', '--bucket', 'dst-bucket', '--output', 'json']);
    const replicas = JSON.parse(listed.stdout) as { Versions: { Key: string; VersionId: string; ETag: string }[] };
    const ids = (versions: readonly { key: string; versionId: string }[]) =>
      versions.map(({ key, versionId }) => `${key} ${versionId}`).sort();
    expect(ids(replicas.Versions.map(({ Key, VersionId }) => ({ key: Key, versionId: VersionId })))).toEqual(
      ids(source),
    );

    for (const { key, versionId } of source) {
      const at = ['--bucket', 'dst-bucket', '--key', key, '--version-id', versionId, '--output', 'json'];
      const head = await cli(['head-object', ...at]);
      expect(JSON.parse(head.stdout)).toMatchObject({ ReplicationStatus: 'REPLICA', VersionId: versionId });
    }
  }, 120_000);

  it('leaves a stack whose next plan is empty', async () => {
    const stack = path.join(folder, 'cdktf.out', 'stacks', 's3-backfill');
    const plan = await run(terraform.program, ['plan', '-detailed-exitcode', '-no-color'], stack);
    expect(plan).toMatchObject({ exitCode: 0 });
  }, 120_000);
});
