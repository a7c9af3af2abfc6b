// The steps of the demo. Each does one thing, returns what it found as one line, and throws when that is not as it should be.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type CommandResult, mustRun, runCommand } from './command';
import type { LocalAws } from './local-aws';
import {
  createVersionedBucket,
  deleteBucketWithContent,
  differences,
  FOLDER_OBJECTS,
  listVersions,
  OTHER_OBJECTS,
  putObjects,
} from './objects';
import type { Terraform } from './terraform';

export interface Demo {
  /** Root of the project. */
  readonly project: string;
  /** A temporary folder; everything that is written goes here. */
  readonly work: string;
  /** The built runner. */
  readonly runner: string;
  readonly terraform: Terraform;
  readonly aws: LocalAws;
  readonly signal: AbortSignal;
  /** Shows what a program said, as it is. */
  show(text: string): void;
}

export interface Step {
  readonly title: string;
  run(demo: Demo): Promise<string>;
}

const SOURCE = 'demo-source';
const DESTINATION = 'demo-destination';
const REPORTS = 'demo-reports';
const STACK = 's3-backfill';
const NEW_KEY = 'folder/written after the rule.txt';

export const STEPS: readonly Step[] = [
  { title: 'two buckets, with objects from before replication', run: fillBuckets },
  { title: 'synthesize the CDKTF app', run: synthesize },
  { title: 'terraform init', run: initialize },
  { title: 'terraform apply', run: apply },
  { title: 'one new object: the live rule replicates it, and leaves the others', run: showLiveRule },
  { title: 's3-backfill run', run: backfill },
  { title: 'every version under folder/ has its replica, none under other/', run: compare },
  { title: 's3-backfill run, a second time: nothing to do', run: backfillAgain },
  { title: 'terraform plan: no change', run: planAgain },
  { title: 'terraform destroy', run: destroy },
];

async function fillBuckets({ aws }: Demo): Promise<string> {
  await createVersionedBucket(aws.s3, SOURCE);
  await createVersionedBucket(aws.s3, DESTINATION);
  const versions = await putObjects(aws.s3, SOURCE);
  return (
    `${FOLDER_OBJECTS} objects (${versions.folder} versions) under folder/, ` +
    `${OTHER_OBJECTS} (${versions.other} versions) under other/`
  );
}

async function synthesize(demo: Demo): Promise<string> {
  const settings = {
    region: demo.aws.region,
    source_bucket: SOURCE,
    replication_destination_bucket_arn: `arn:aws:s3:::${DESTINATION}`,
    prefixes: ['folder/'],
    create_report_bucket: { name: REPORTS, force_destroy: true },
    stack_name: STACK,
    provider: { max_retries: 2 },
  };
  const file = path.join(demo.work, 's3-backfill.json');
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
  await mustRun(process.execPath, ['--import', 'tsx', 'main.ts'], {
    cwd: demo.project,
    env: { ...demo.aws.environment, S3_BACKFILL_SETTINGS: file, CDKTF_OUTDIR: path.join(demo.work, 'cdktf.out') },
    signal: demo.signal,
  });
  return `stack '${STACK}'`;
}

async function initialize(demo: Demo): Promise<string> {
  await mustTerraform(demo, ['init', '-no-color']);
  return `${demo.terraform.program} ${demo.terraform.version}, AWS provider from ${demo.terraform.providerFrom}`;
}

async function apply(demo: Demo): Promise<string> {
  const { stdout } = await mustTerraform(demo, ['apply', '-auto-approve', '-no-color']);
  return lineWith(stdout, 'Apply complete!');
}

async function showLiveRule({ aws, signal }: Demo): Promise<string> {
  await aws.s3.send(new PutObjectCommand({ Bucket: SOURCE, Key: NEW_KEY, Body: 'new' }));
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(15_000)]);
  for (;;) {
    const { ReplicationStatus: status } = await aws.s3.send(new HeadObjectCommand({ Bucket: SOURCE, Key: NEW_KEY }));
    if (status === 'COMPLETED') break;
    if (deadline.aborted) throw new Error(`the new object's replication status is still ${status ?? 'absent'}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await aws.s3.send(new GetObjectCommand({ Bucket: DESTINATION, Key: NEW_KEY }));
  const replicated = await listVersions(aws.s3, DESTINATION, '');
  if (replicated.length !== 1) throw new Error(`the destination holds ${replicated.length} versions instead of 1`);
  return `1 version in the destination, the ${FOLDER_OBJECTS} from before are not there`;
}

async function backfill(demo: Demo): Promise<string> {
  const outputs = await mustTerraform(demo, ['output', '-json']);
  writeFileSync(path.join(demo.work, 'outputs.json'), outputs.stdout);
  const said = await runRunner(demo);
  return `exit code ${said.exitCode}`;
}

async function compare({ aws }: Demo): Promise<string> {
  const source = await listVersions(aws.s3, SOURCE, 'folder/');
  if (source.length <= FOLDER_OBJECTS) throw new Error(`the source lists only ${source.length} versions under folder/`);
  const found = await differences(aws.s3, SOURCE, DESTINATION, source);
  if (found.length > 0) throw new Error(`${found.length} differences, for example:\n${found.slice(0, 5).join('\n')}`);
  const all = await listVersions(aws.s3, DESTINATION, '');
  const beyond = all.filter((version) => !version.key.startsWith('folder/'));
  if (beyond.length > 0) throw new Error(`${beyond.length} versions that no rule covers are in the destination`);
  if (all.length !== source.length) throw new Error(`${all.length} replicas for ${source.length} versions`);
  return `${all.length} of ${source.length} versions: same version id, ETag, size, creation time, type, metadata and tags`;
}

async function backfillAgain(demo: Demo): Promise<string> {
  const before = await listVersions(demo.aws.s3, DESTINATION, '');
  const said = await runRunner(demo);
  if (!/nothing to do/i.test(said.stdout)) throw new Error("the runner did not say that there is 'nothing to do'");
  const after = await listVersions(demo.aws.s3, DESTINATION, '');
  if (after.length !== before.length) throw new Error(`the destination grew from ${before.length} to ${after.length}`);
  return 'the runner says so, and the destination did not change';
}

async function planAgain(demo: Demo): Promise<string> {
  const { exitCode, stdout, stderr } = await terraform(demo, ['plan', '-detailed-exitcode', '-no-color']);
  if (exitCode !== 0)
    throw new Error(`terraform plan ended with exit code ${exitCode}:\n${stdout.slice(-2_000)}${stderr}`);
  return lineWith(stdout, 'No changes');
}

async function destroy(demo: Demo): Promise<string> {
  const { stdout } = await mustTerraform(demo, ['destroy', '-auto-approve', '-no-color']);
  for (const bucket of [SOURCE, DESTINATION]) await deleteBucketWithContent(demo.aws.s3, bucket);
  return lineWith(stdout, 'Destroy complete!');
}

async function runRunner(demo: Demo): Promise<CommandResult> {
  const said = await runCommand(
    process.execPath,
    [demo.runner, 'run', '--outputs', path.join(demo.work, 'outputs.json'), '--poll-seconds', '1', '--timeout', '120'],
    { cwd: demo.work, env: demo.aws.environment, signal: demo.signal, timeoutSeconds: 150 },
  );
  demo.show(said.stderr);
  demo.show(said.stdout);
  if (said.exitCode !== 0) throw new Error(`s3-backfill run ended with exit code ${said.exitCode}`);
  return said;
}

function terraformCall(demo: Demo, parameters: readonly string[]) {
  const cwd = path.join(demo.work, 'cdktf.out', 'stacks', STACK);
  const env = { ...demo.aws.environment, ...demo.terraform.environment };
  return [demo.terraform.program, parameters, { cwd, env, signal: demo.signal, timeoutSeconds: 300 }] as const;
}

const terraform = (demo: Demo, parameters: readonly string[]) => runCommand(...terraformCall(demo, parameters));
const mustTerraform = (demo: Demo, parameters: readonly string[]) => mustRun(...terraformCall(demo, parameters));

function lineWith(text: string, words: string): string {
  const line = text.split('\n').find((candidate) => candidate.includes(words));
  if (line === undefined) throw new Error(`terraform did not say '${words}'`);
  return line.trim();
}
