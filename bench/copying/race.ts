// Clients take turns at copying the same objects of one RGW, each to an empty bucket of its own, which is taken away before the next one's
// turn: memory that the server has never used before costs it more, and everyone is to find the same.
import { CreateBucketCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Rgw } from '../../__tests__/conformance/rgw/rgw';
import { measureProgram, type ProgramRun } from '../child-process';
import { median, say } from '../figures';
import { putObject, requestsPerSecond, signer } from '../signed-client';
import type { Client, Copy } from './clients';

export const PREFIX = 'data/';
const CONNECTIONS = 16;
/** Of bodies that wait to be put. */
const BYTES_READY = 64 * 1024 ** 2;

/** What is copied, how often, and by whom. */
export interface Race {
  /** The bucket of the objects. */
  readonly from: string;
  readonly objects: number;
  readonly folders: number;
  readonly bytes: number;
  /** Larger objects are copied in parts of this size. @default - none is */
  readonly partBytes?: number;
  readonly rounds: number;
  /** Whether each copies once more, when there is nothing to do. */
  readonly again: boolean;
  /** By name. */
  readonly clients: readonly string[];
}

/** A client's runs of one kind: the medians, and the largest memory of all. */
interface Result {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly largestMib: number;
}

export interface Results {
  readonly copy: Result;
  /** @default - nobody has copied again */
  readonly rerun?: Result;
}

/** What every client meets. */
interface Track extends Race {
  readonly s3: S3Client;
  /** Where clients run, and may keep files. */
  readonly folder: string;
}

/** @returns by the name of the client; one that fails is left out, and why is told */
export async function race(
  rgw: Rgw,
  all: readonly Client[],
  run: Race,
  folder: string,
): Promise<ReadonlyMap<string, Results>> {
  const { endpoint, region, accessKeyId, secretAccessKey } = rgw;
  const s3 = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: run.from }));
  await fill(rgw, run);
  const track: Track = { ...run, s3, folder };
  const clients = all.filter(({ name }) => run.clients.includes(name));
  const runs = new Map(clients.map(({ name }) => [name, { copies: [] as ProgramRun[], reruns: [] as ProgramRun[] }]));
  await warmUp(rgw, track, clients);
  for (let round = 0; round < run.rounds; round++) {
    const first = round % clients.length;
    for (const client of [...clients.slice(first), ...clients.slice(0, first)]) {
      const own = runs.get(client.name);
      if (own === undefined) continue;
      const { from, partBytes } = run;
      const copy = { from, to: `${from}-${client.name}-${round}`, prefix: PREFIX, ...(partBytes && { partBytes }) };
      try {
        await s3.send(new CreateBucketCommand({ Bucket: copy.to }));
        own.copies.push(await once(track, client, copy));
        if (run.again) own.reruns.push(await once(track, client, copy));
      } catch (error) {
        say(`${client.name} is left out: ${error instanceof Error ? error.message : String(error)}`);
        runs.delete(client.name);
      } finally {
        await rgw.remove(copy.to);
      }
    }
  }
  s3.destroy();
  return new Map(
    [...runs].map(([name, { copies, reruns }]) => [
      name,
      { copy: resultOf(copies), ...(run.again && { rerun: resultOf(reruns) }) },
    ]),
  );
}

/** A copy that does not count: the server takes the memory that all the others find. */
async function warmUp(rgw: Rgw, track: Track, [first]: readonly Client[]): Promise<void> {
  if (first === undefined || track.rounds === 1) return;
  const { from, partBytes } = track;
  const to = `${from}-before`;
  await track.s3.send(new CreateBucketCommand({ Bucket: to }));
  say('before the first round:');
  await once(track, first, { from, to, prefix: PREFIX, ...(partBytes && { partBytes }) }).catch(() => undefined);
  await rgw.remove(to);
}

async function fill(rgw: Rgw, { from, objects, folders, bytes }: Race): Promise<void> {
  const { hostname, port } = new URL(rgw.endpoint);
  const target = { ...rgw, host: hostname, port: Number(port) };
  const sign = signer(target);
  const keyOf = (number: number): string =>
    `${PREFIX}folder-${number % folders}/object-${String(number).padStart(6, '0')}`;
  const atOnce = Math.max(1, Math.floor(BYTES_READY / bytes));
  for (let begin = 0; begin < objects; begin += atOnce) {
    const puts = Array.from({ length: Math.min(atOnce, objects - begin) }, (_, index) =>
      sign(putObject(from, keyOf(begin + index), Buffer.alloc(bytes, `${begin + index} `))),
    );
    await requestsPerSecond(target, puts, Math.min(CONNECTIONS, puts.length));
  }
  say(`${objects} objects of ${bytes} bytes put`);
}

/** @throws Error unless all objects are there afterwards */
async function once(
  { s3, folder, objects, bytes }: Track,
  { name, command, env }: Client,
  copy: Copy,
): Promise<ProgramRun> {
  const [program, ...parameters] = command(copy);
  const run = await measureProgram(program, parameters, { cwd: folder, env });
  let there = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: copy.to }))
    there += Contents.filter(({ Size }) => Size === bytes).length;
  if (there !== objects) throw new Error(`${there} of ${objects} objects are there:\n${run.stderr}${run.stdout}`);
  say(
    `${name}: ${run.seconds.toFixed(2)} s, ${run.cpuSeconds.toFixed(2)} s of processor, ${Math.round(run.largestMib)} MiB`,
  );
  return run;
}

function resultOf(runs: readonly ProgramRun[]): Result {
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    cpuSeconds: median(runs.map(({ cpuSeconds }) => cpuSeconds)),
    largestMib: Math.max(...runs.map(({ largestMib }) => largestMib)),
  };
}
