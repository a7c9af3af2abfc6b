// The steps of the demo. Each does one thing, returns what it found as one line, and throws when that is not as it should be.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { apply, type Demo, destroyAll, initialize, mustTerraform, planAgain, type Step, synthesize } from './applying';
import { type CommandResult, runCommand } from './command';
import {
  createVersionedBucket,
  deleteBucketWithContent,
  differences,
  FOLDER_OBJECTS,
  listVersions,
  OTHER_OBJECTS,
  putObjects,
} from './objects';

const SOURCE = 'demo-source';
const DESTINATION = 'demo-destination';
const REPORTS = 'demo-reports';
const NEW_KEY = 'folder/written after the rule.txt';

export const STEPS: readonly Step[] = [
  { title: 'two buckets, with objects from before replication', run: fillBuckets },
  { title: 'synthesize the CDKTF app', run: synthesizeRule },
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

function synthesizeRule(demo: Demo): Promise<string> {
  return synthesize(demo, {
    source_bucket: SOURCE,
    replication_destination_bucket_arn: `arn:aws:s3:::${DESTINATION}`,
    prefixes: ['folder/'],
    create_report_bucket: { name: REPORTS, force_destroy: true },
  });
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

async function destroy(demo: Demo): Promise<string> {
  const destroyed = await destroyAll(demo);
  for (const bucket of [SOURCE, DESTINATION]) await deleteBucketWithContent(demo.aws.s3, bucket);
  return destroyed;
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
