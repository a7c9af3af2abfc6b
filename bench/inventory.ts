// Copying by functions behind an inventory, beside `s3-backfill copy` of the same objects, on the emulator.
//
// What is measured, and how:
// - inventory: `s3-backfill run --method inventory --from-listing` of objects of a few bytes in ten folders, from the start of the program
//   to its end: it lists both sides, writes an inventory of its own, and looks until every object is accounted for. A reader and two
//   workers, the built functions in processes of Node that the emulator starts, do the rest, with the permissions of the construct;
// - copy: `s3-backfill copy` of the same objects to another bucket, afterwards, on the same emulator;
// - neither compares both sides at its end. The bench lists both destinations, and ends with an error unless every object is at both,
//   and unless no message was given up.
//
// What would make the figures misleading: the emulator answers in milliseconds and computes for each request; it, the program and the
// functions share the cores, so that more workers copy no faster here. On AWS a function waits for S3, and there are ten at once and more;
// a machine's own `copy` waits for its network. It tells that nothing is lost, and what the way through queues costs; not how fast AWS is.
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { IAMClient } from '@aws-sdk/client-iam';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { addFunctions, type InventorySetup } from '../__tests__/program/inventory-setup';
import {
  buildFunctions,
  buildRunner,
  inTemporaryFolder,
  measureNode,
  startServer,
  type NodeRun,
  environmentOf,
} from './child-process';
import { rounded, say, type Figures } from './figures';

const FULL = 200_000;
const QUICK = 5_000;
const FOLDERS = 10;
const SOURCE = 'plain';
/** Of the functions, as the setup has it; and of `copy`. */
const DESTINATION = 'copies';
const DIRECT = 'direct';
const COMMON = ['--yes', '--verify', 'never'];

interface Ready {
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly [{ readonly accessKeyId: string; readonly secretAccessKey: string }];
}

export async function inventoryBench(quick: boolean): Promise<Figures> {
  const objects = quick ? QUICK : FULL;
  const loadBefore = rounded(loadavg()[0] ?? 0);
  return inTemporaryFolder(async (folder) => {
    const runner = buildRunner(folder);
    const archive = buildFunctions(folder);
    const server = await startServer([
      runner,
      'emulator',
      ...seeded(folder, objects),
      '--port',
      '0',
      '--run-functions',
    ]);
    const { endpoint, region, accounts } = JSON.parse(server.firstLine) as Ready;
    const [credentials] = accounts;
    const connection = { endpoint, region, credentials };
    const s3 = new S3Client({ ...connection, forcePathStyle: true });
    const iam = new IAMClient(connection);
    const running = { emulator: { endpoint, region }, credentials: () => credentials };
    const there = await addFunctions({ s3, iam, folder, running }, archive, { mostReceives: 5 });
    const env = { ...environmentOf(region, credentials), AWS_ENDPOINT_URL: endpoint };
    const run = (words: readonly string[]) => measureNode([runner, ...words, ...COMMON], { cwd: folder, env });
    try {
      const way = ['--method', 'inventory', '--from-listing', '--outputs', 'outputs.json', '--poll-seconds', '0.5'];
      const functions = await run(['run', ...way]);
      const inventory = told('inventory', functions, objects);
      const inventoryFound = await mustHold(s3, DESTINATION, objects);
      await mustHaveNoDeadLetters(there);
      const copying = await run(['copy', `s3://${SOURCE}/in/`, `s3://${DIRECT}/out/`]);
      const copy = told('copy', copying, objects);
      const copyFound = await mustHold(s3, DIRECT, objects);
      const timesOfCopy = rounded(functions.seconds / copying.seconds);
      const figures = { ...inventory, inventoryFound, ...copy, copyFound, timesOfCopy };
      return { loadAverageBefore: loadBefore, objects, ...figures };
    } finally {
      there.close();
      s3.destroy();
      iam.destroy();
      await server.stop();
    }
  });
}

/** @returns the flags that name the seed file */
function seeded(folder: string, count: number): readonly string[] {
  const file = path.join(folder, 'seed.json');
  const objects = [...Array(FOLDERS).keys()].map((part) => ({ key: `in/part-${part}/{n}`, count: count / FOLDERS }));
  const empty = [DESTINATION, DIRECT, 'reports'].map((name) => ({ name }));
  writeFileSync(file, JSON.stringify({ buckets: [{ name: SOURCE, objects }, ...empty] }));
  return ['--seed', file];
}

function told(name: string, { seconds, largestMib }: NodeRun, objects: number): Figures {
  const figures = {
    [`${name}Seconds`]: rounded(seconds),
    [`${name}ObjectsPerSecond`]: rounded(objects / seconds),
    [`${name}LargestMib`]: Math.round(largestMib),
  };
  say(JSON.stringify(figures));
  return figures;
}

/** @returns how many objects are there. @throws Error unless there are that many */
async function mustHold(s3: S3Client, Bucket: string, objects: number): Promise<number> {
  let found = 0;
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: 'out/',
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    found += page.KeyCount ?? 0;
    token = page.NextContinuationToken;
  } while (token !== undefined);
  if (found !== objects) throw new Error(`${found} of ${objects} objects are in '${Bucket}'`);
  return found;
}

async function mustHaveNoDeadLetters({ sqs, urls }: InventorySetup): Promise<void> {
  for (const name of ['lists-dead', 'copies-dead'] as const) {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: urls[name], AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    const { ApproximateNumberOfMessages: letters } = Attributes;
    if (letters !== '0') throw new Error(`${String(letters)} messages are in '${name}'`);
  }
}
