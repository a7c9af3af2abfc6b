// The steps of `npm run demo -- datasync`: Terraform makes a task of DataSync, and one command runs it, follows it and compares both sides.
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  applyWithOutputs,
  type Demo,
  destroyAll,
  initialize,
  planAgain,
  runWithOutputs,
  type Step,
  synthesize,
} from './applying';
import { CERTIFICATE, mustBeComplete, mustHold } from './held';
import { deleteBucketWithContent } from './objects';

const SOURCE = 'demo-films';
const DESTINATION = 'demo-archive';
const REPORTS = 'demo-sync-reports';
const OBJECTS = 200;
const AT_ONCE = 16;
const SINCE = ['videos/0/00000.mp4', 'videos/new.mp4'];
const COPIES = { bucket: DESTINATION, prefix: '2026/' };
const RUN = ['run', '--method', 'datasync', '--yes', '--poll-seconds', '0.5'];

export const DATASYNC_STEPS: readonly Step[] = [
  { title: 'three buckets, and objects with metadata and tags in one of them', run: fillBuckets },
  { title: 'synthesize the CDKTF app: a task of DataSync, and a role for each side', run: synthesizeTask },
  { title: 'terraform init', run: initialize },
  { title: 'terraform apply: the task is there, and has copied nothing', run: applyTask },
  { title: 's3-backfill plan --method datasync: how much, what it costs, what is lost', run: plan },
  { title: 's3-backfill run --method datasync: started, followed, reported, compared', run: copy },
  { title: 'one object is new and one has changed: the same command copies these, and certifies all', run: copySince },
  { title: 'terraform plan: no change', run: planAgain },
  { title: 'terraform destroy', run: destroy },
];

async function fillBuckets({ aws }: Demo): Promise<string> {
  for (const Bucket of [SOURCE, DESTINATION, REPORTS]) await aws.s3.send(new CreateBucketCommand({ Bucket }));
  const numbers = [...Array(OBJECTS).keys()].values();
  const worker = async (): Promise<void> => {
    for (const number of numbers)
      await put(aws, `videos/${number % 8}/${String(number).padStart(5, '0')}.mp4`, `film ${number}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await put(aws, 'music/a.mp3', 'a song');
  return `${OBJECTS} objects under videos/, and one under music/`;
}

async function put({ s3 }: Demo['aws'], Key: string, Body: string): Promise<void> {
  const own = { ContentType: 'video/mp4', Metadata: { camera: 'a' }, Tagging: 'kept=yes' };
  await s3.send(new PutObjectCommand({ Bucket: SOURCE, Key, Body, ...own }));
}

function synthesizeTask(demo: Demo): Promise<string> {
  return synthesize(demo, {
    source_bucket: SOURCE,
    prefixes: ['videos/'],
    datasync: { destination_bucket_arn: `arn:aws:s3:::${DESTINATION}`, destination_prefix: '2026' },
    report_bucket: REPORTS,
  });
}

async function applyTask(demo: Demo): Promise<string> {
  const applied = await applyWithOutputs(demo);
  await mustHold(demo, COPIES, 0);
  return applied;
}

async function plan(demo: Demo): Promise<string> {
  await runWithOutputs(demo, ['plan', '--method', 'datasync']);
  await mustHold(demo, COPIES, 0);
  return 'nothing was started, and nothing is at the destination';
}

async function copy(demo: Demo): Promise<string> {
  await runWithOutputs(demo, RUN);
  await mustHold(demo, COPIES, OBJECTS);
  return `all ${OBJECTS} objects are there, and nothing else`;
}

async function copySince(demo: Demo): Promise<string> {
  for (const key of SINCE) await put(demo.aws, key, 'a film of today');
  const said = await runWithOutputs(demo, [...RUN, '--certificate', CERTIFICATE]);
  if (!said.includes(`${SINCE.length} objects copied`)) throw new Error('it copied something else');
  await mustHold(demo, COPIES, OBJECTS + 1);
  mustBeComplete(demo);
  return `${SINCE.length} objects copied, and the certificate says that all ${OBJECTS + 1} are there`;
}

async function destroy(demo: Demo): Promise<string> {
  const destroyed = await destroyAll(demo);
  for (const bucket of [SOURCE, DESTINATION, REPORTS]) await deleteBucketWithContent(demo.aws.s3, bucket);
  return destroyed;
}
