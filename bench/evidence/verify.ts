// Two buckets that hold the same, compared by their listings: `s3-backfill verify`, beside what one would use instead.
//
// What is measured, and how: wall time of each program from its start to its end, and its largest resident memory. Ours compares key, size,
// ETag and class of each pair, makes a digest of both listings, and looks at 10,000 pairs, drawn at random, by HEAD, or (`--sample 0`) at
// none (with --quick at 500, the same share of fewer pairs); `rclone check --size-only` and `aws s3 sync --dryrun --size-only` compare key
// and size, and look at none. The AWS CLI is given a tenth, for it is slow; ours is given a tenth, too, to show how its memory grows.
//
// What would make the figures misleading: the emulator that answers shares the cores with the program that asks, and its share is the larger
// one, so that a ratio here is smaller than that of the programs alone; it answers in a millisecond, where S3 takes 50 and more for a page;
// other load on the machine.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { environmentOf, isInstalled, measureNode, measureProgram, startServer } from '../child-process';
import { rounded, say, type Figures } from '../figures';
import { farListingFigures } from './far-listing';

const FULL = 1_000_000;
const QUICK = 50_000;
const PARTS = 10;
/** What `verify` looks at by HEAD unless told otherwise. */
const SAMPLE = 10_000;
const SOURCE = 'bench-source';
const COPY = 'bench-copy';

interface Ready {
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly [
    { readonly accountId: string; readonly accessKeyId: string; readonly secretAccessKey: string },
  ];
}

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly largestMib: number;
}

export async function verifyFigures(quick: boolean, runner: string, folder: string): Promise<Figures> {
  const pairs = quick ? QUICK : FULL;
  const objects = [...Array(PARTS).keys()].map((part) => ({
    key: `data/part-${part}/object-{n}`,
    count: pairs / PARTS,
  }));
  const buckets = [SOURCE, COPY].map((name) => ({ name, versioning: 'Enabled', objects }));
  const seedFile = path.join(folder, 'pairs.json');
  writeFileSync(seedFile, JSON.stringify({ buckets }));
  const server = await startServer([runner, 'emulator', '--seed', seedFile, '--port', '0']);
  try {
    const ready = JSON.parse(server.firstLine) as Ready;
    const sample = ['--sample', String((SAMPLE * pairs) / FULL)];
    const ours = await byRunner(ready, runner, folder, sample);
    const listed = await byRunner(ready, runner, folder, ['--sample', '0']);
    // A tenth of the pairs: memory that does not grow with what is listed is about the same.
    const tenth = await byRunner(ready, runner, folder, [...sample, '--prefix', 'data/part-0/']);
    const listedTenth = await byRunner(ready, runner, folder, ['--sample', '0', '--prefix', 'data/part-0/']);
    // Everything that was listed is written to files beside it.
    const kept = await byRunner(ready, runner, folder, ['--sample', '0', '--evidence', path.join(folder, 'evidence')]);
    const figures: Figures[] = [
      told('verify', ours, pairs),
      told('verifyListed', listed, pairs),
      told('verifyTenth', tenth, pairs / PARTS),
      told('verifyListedTenth', listedTenth, pairs / PARTS),
      told('verifyKept', kept, pairs),
      { verifyMemoryRatioToTenth: rounded(ours.largestMib / tenth.largestMib) },
      { verifyListedMemoryRatioToTenth: rounded(listed.largestMib / listedTenth.largestMib) },
    ];
    const rclone = await byRclone(ready, folder);
    if (rclone !== undefined) {
      figures.push(told('rclone', rclone, pairs));
      figures.push({ verifyRatioToRclone: rounded(rclone.seconds / ours.seconds) });
      figures.push({ verifyListedRatioToRclone: rounded(rclone.seconds / listed.seconds) });
    }
    const cli = await byCli(ready, folder, `data/part-0/`);
    if (cli !== undefined) {
      figures.push(told('awsCli', cli, pairs / PARTS));
      figures.push({ verifyRatioToAwsCli: rounded((cli.seconds * PARTS) / ours.seconds) });
    }
    const [{ accessKeyId, secretAccessKey }] = ready.accounts;
    const { endpoint, region } = ready;
    const far = { endpoint, region, accessKeyId, secretAccessKey, bucket: SOURCE, pairs };
    const options = { cwd: folder, env: environmentOf(ready.region, ready.accounts[0]) };
    figures.push(await farListingFigures({ ...far, words: wordsOf(ready, runner, ['--sample', '0']), options }));
    return Object.assign({ pairs }, ...figures) as Figures;
  } finally {
    await server.stop();
  }
}

function told(name: string, { seconds, cpuSeconds, largestMib }: Measured, pairs: number): Figures {
  const figures = {
    [`${name}Seconds`]: rounded(seconds),
    [`${name}PairsPerSecond`]: rounded(pairs / seconds),
    [`${name}CpuSeconds`]: rounded(cpuSeconds),
    [`${name}LargestMib`]: rounded(largestMib),
  };
  say(JSON.stringify(figures));
  return figures;
}

function wordsOf(ready: Ready, runner: string, flags: readonly string[] = []): readonly string[] {
  const [{ accountId }] = ready.accounts;
  const places = ['--source-bucket', SOURCE, '--destination-bucket', COPY, '--account-id', accountId];
  return [runner, 'verify', '--method', 'copy', ...places, '--endpoint-url', ready.endpoint, '--quiet', ...flags];
}

/** @throws Error unless all is the same */
function byRunner(ready: Ready, runner: string, folder: string, flags: readonly string[] = []): Promise<Measured> {
  return measureNode(wordsOf(ready, runner, flags), {
    cwd: folder,
    env: environmentOf(ready.region, ready.accounts[0]),
  });
}

async function byRclone(ready: Ready, folder: string): Promise<Measured | undefined> {
  if (!isInstalled('rclone', ['version'])) return undefined;
  const [{ accessKeyId, secretAccessKey }] = ready.accounts;
  const env = {
    ...environmentOf(ready.region, ready.accounts[0]),
    RCLONE_CONFIG_LOCAL_TYPE: 's3',
    // Whose buckets stand in the path.
    RCLONE_CONFIG_LOCAL_PROVIDER: 'Ceph',
    RCLONE_CONFIG_LOCAL_ACCESS_KEY_ID: accessKeyId,
    RCLONE_CONFIG_LOCAL_SECRET_ACCESS_KEY: secretAccessKey,
    RCLONE_CONFIG_LOCAL_REGION: ready.region,
    RCLONE_CONFIG_LOCAL_ENDPOINT: ready.endpoint,
  };
  const words = ['check', `local:${SOURCE}`, `local:${COPY}`, '--size-only'];
  return measureProgram('rclone', words, { cwd: folder, env });
}

async function byCli(ready: Ready, folder: string, prefix: string): Promise<Measured | undefined> {
  if (!isInstalled('aws', ['--version'])) return undefined;
  const places = [`s3://${SOURCE}/${prefix}`, `s3://${COPY}/${prefix}`];
  const words = ['s3', 'sync', ...places, '--dryrun', '--size-only', '--endpoint-url', ready.endpoint];
  return measureProgram('aws', words, { cwd: folder, env: environmentOf(ready.region, ready.accounts[0]) });
}
