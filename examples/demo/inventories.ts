// The steps of `npm run demo -- inventory`: Terraform makes an inventory, queues and functions; one command has them copy at once what it
// lists itself, and then what a delivered inventory lists.
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

const SOURCE = 'demo-invoices';
const DESTINATION = 'demo-ledger';
const REPORTS = 'demo-inventories';
const COPIES = { bucket: DESTINATION, prefix: 'kept/' };
const OBJECTS = 200;
const AT_ONCE = 16;
const SINCE = ['invoices/0/00000.pdf', 'invoices/new.pdf'];
const METHOD = ['--method', 'inventory'];
const RUN = ['run', ...METHOD, '--yes', '--poll-seconds', '0.5', '--certificate', CERTIFICATE];

export const INVENTORY_STEPS: readonly Step[] = [
  { title: 'two buckets, and objects with metadata and tags in one of them', run: fillBuckets },
  { title: 'synthesize the CDKTF app: an inventory, two queues, two functions', run: synthesizeFunctions },
  { title: 'terraform init', run: initialize },
  {
    title: 'terraform apply (its provider waits for queues, a minute and more): nothing is copied yet',
    run: applyFunctions,
  },
  { title: 's3-backfill plan --method inventory --from-listing: how much, what it costs', run: plan },
  { title: 's3-backfill run --method inventory --from-listing: at once, without waiting for S3', run: copy },
  {
    title: 'one object is new, one has changed, and S3 delivers an inventory: s3-backfill run --method inventory',
    run: copySince,
  },
  { title: 's3-backfill verify --method inventory: both sides, once more', run: verify },
  { title: 'terraform plan: no change', run: planAgain },
  { title: 'terraform destroy (it waits for queues again)', run: destroy },
];

async function fillBuckets({ aws }: Demo): Promise<string> {
  for (const Bucket of [SOURCE, DESTINATION]) await aws.s3.send(new CreateBucketCommand({ Bucket }));
  const numbers = [...Array(OBJECTS).keys()].values();
  const worker = async (): Promise<void> => {
    for (const number of numbers)
      await put(aws, `invoices/${number % 8}/${String(number).padStart(5, '0')}.pdf`, `invoice ${number}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await put(aws, 'letters/a.pdf', 'a letter');
  return `${OBJECTS} objects under invoices/, and one under letters/`;
}

async function put({ s3 }: Demo['aws'], Key: string, Body: string): Promise<void> {
  const own = { ContentType: 'application/pdf', Metadata: { year: '2026' }, Tagging: 'kept=yes' };
  await s3.send(new PutObjectCommand({ Bucket: SOURCE, Key, Body, ...own }));
}

function synthesizeFunctions(demo: Demo): Promise<string> {
  return synthesize(demo, {
    source_bucket: SOURCE,
    prefixes: ['invoices/'],
    inventory: {
      destination_bucket_arn: `arn:aws:s3:::${DESTINATION}`,
      destination_prefix: COPIES.prefix,
      maximum_concurrency: 2,
    },
    create_report_bucket: { name: REPORTS, force_destroy: true },
  });
}

async function applyFunctions(demo: Demo): Promise<string> {
  const applied = await applyWithOutputs(demo);
  await mustHold(demo, COPIES, 0);
  return applied;
}

async function plan(demo: Demo): Promise<string> {
  await runWithOutputs(demo, ['plan', ...METHOD, '--from-listing']);
  await mustHold(demo, COPIES, 0);
  return 'nothing was sent, and nothing is at the destination';
}

async function copy(demo: Demo): Promise<string> {
  await runWithOutputs(demo, [...RUN, '--from-listing']);
  await mustHold(demo, COPIES, OBJECTS);
  mustBeComplete(demo);
  return `the functions copied all ${OBJECTS} objects, and nothing else`;
}

async function copySince(demo: Demo): Promise<string> {
  for (const key of SINCE) await put(demo.aws, key, 'an invoice of today');
  await deliver(demo);
  const said = await runWithOutputs(demo, RUN);
  if (!said.includes(`${SINCE.length} objects copied`)) throw new Error('they copied something else');
  await mustHold(demo, COPIES, OBJECTS + 1);
  mustBeComplete(demo);
  return `${SINCE.length} objects copied, and the certificate says that all ${OBJECTS + 1} are there`;
}

/** S3 takes up to 48 hours for a first one; the local AWS is told. */
async function deliver({ aws, signal }: Demo): Promise<void> {
  const answer = await fetch(`${aws.endpoint}/_emulator/inventories`, {
    method: 'POST',
    headers: { 'x-s3-backfill-emulator': '1' },
    body: JSON.stringify({ bucket: SOURCE }),
    signal,
  });
  if (!answer.ok) throw new Error(`no inventory was delivered: ${answer.status} ${await answer.text()}`);
}

async function verify(demo: Demo): Promise<string> {
  const said = await runWithOutputs(demo, ['verify', ...METHOD]);
  const found = `all ${OBJECTS + 1} objects are in '${DESTINATION}/${COPIES.prefix}'`;
  if (!said.includes(found)) throw new Error(`it did not say '${found}'`);
  return found;
}

async function destroy(demo: Demo): Promise<string> {
  const destroyed = await destroyAll(demo);
  for (const bucket of [SOURCE, DESTINATION]) await deleteBucketWithContent(demo.aws.s3, bucket);
  return destroyed;
}
