// Copying on S3's side: our program, and what it replaces, on one server that is none of ours.
//
// What is measured, and how:
// - copying: objects of 1 KiB in ten folders of one bucket of a Ceph RGW, which the bench starts for itself in memory (one monitor, one
//   store, one gateway). Every client copies all of them to an empty bucket of its own, then runs once more, when there is nothing to do;
//   after each the bucket is listed, and must hold every object. Clients take turns, each round begins with another one, and the median
//   of the rounds counts;
// - of each client: wall time from its start to its end, processor seconds (user and system, of all its threads and children) and the
//   largest resident memory of one of its processes, as the operating system counts them;
// - the clients: ours; a bare loop that signs and sends and does nothing else, which is as fast as a client in Node can be; what one
//   writes with the AWS SDK for JavaScript and with boto3; rclone, told to leave out all that it can; `aws s3 sync`.
// - memory: ours copies 20,000 and 1,000,000 objects on the emulator, which lists and copies faster than RGW does; what is held may not
//   grow with what is copied.
//
// What would make the figures misleading: the server shares the cores with its clients, so that a client that computes much slows the
// server, too; against S3 each request takes tens of milliseconds and a client that sends more at once gains more than here; other load
// on the machine (the load average is told).
import { loadavg } from 'node:os';
import { CreateBucketCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { startRgw, whyNoRgw, type Rgw } from '../__tests__/conformance/rgw/rgw';
import { buildRunner, inTemporaryFolder, measureProgram, type ProgramRun } from './child-process';
import { copyClients, type Client, type Copy } from './copying/clients';
import { median, rounded, say, type Figures } from './figures';
import { environment, REPORTS, SOURCE, startLocalAws } from './local-aws';
import { putObject, requestsPerSecond, signer } from './signed-client';

const PREFIX = 'data/';
const FOLDERS = 10;
const BODY_BYTES = 1024;
const CONNECTIONS = 16;

interface Size {
  readonly objects: number;
  readonly rounds: number;
  /** By name. */
  readonly clients: readonly string[];
}

const FULL: Size = { objects: 5_000, rounds: 3, clients: ['ours', 'bare', 'rclone', 'sdk', 'boto3', 'aws'] };
const QUICK: Size = { objects: 600, rounds: 1, clients: ['ours', 'bare', 'rclone'] };

/** A client's runs of one kind: the medians, and the largest memory of all. */
interface Result {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly largestMib: number;
}

interface Results {
  readonly copy: Result;
  readonly rerun: Result;
}

export async function copyBench(quick: boolean): Promise<Figures> {
  const size = quick ? QUICK : FULL;
  const missing = whyNoRgw();
  if (missing !== undefined) {
    say(`skipped: ${missing}`);
    return { skipped: missing };
  }
  const loadBefore = rounded(loadavg()[0] ?? 0);
  return inTemporaryFolder(async (folder) => {
    const runner = buildRunner(folder);
    const memory = quick
      ? {}
      : { ...(await copyOnEmulator(runner, 20_000)), ...(await copyOnEmulator(runner, 1_000_000)) };
    const rgw = await startRgw();
    try {
      const clients = (await copyClients(rgw, folder, runner)).filter(({ name }) => size.clients.includes(name));
      const results = await race(rgw, clients, size, folder);
      return {
        loadAverageBefore: loadBefore,
        objects: size.objects,
        rounds: size.rounds,
        ...told(results, size),
        ...ratios(results),
        ...memory,
        rgwVersion: rgw.version,
        ...Object.fromEntries(clients.map(({ name, version }) => [`${name}Version`, version])),
      };
    } finally {
      await rgw.end();
    }
  });
}

async function copyOnEmulator(runner: string, objects: number): Promise<Figures> {
  return inTemporaryFolder(async (folder) => {
    const aws = await startLocalAws(runner, folder, [{ key: `${PREFIX}folder/{n}`, count: objects }]);
    try {
      const places = [`s3://${SOURCE}/${PREFIX}`, `s3://${REPORTS}/${PREFIX}`];
      const flags = ['--endpoint-url', aws.endpoint, '--yes', '--verify', 'never', '--quiet'];
      const { seconds, largestMib } = await measureProgram(process.execPath, [runner, 'copy', ...places, ...flags], {
        cwd: folder,
        env: environment(aws),
      });
      say(`ours, ${objects} objects on the emulator: ${Math.round(seconds)} s, ${Math.round(largestMib)} MiB`);
      const name = `emulator${objects}`;
      return { [`${name}Seconds`]: rounded(seconds), [`${name}LargestMib`]: Math.round(largestMib) };
    } finally {
      await aws.stop();
    }
  });
}

/** What every client meets. */
interface Track {
  readonly s3: S3Client;
  readonly objects: number;
  /** Where clients run, and may keep files. */
  readonly folder: string;
}

/** @returns by the name of the client; one that fails is left out, and why is told */
async function race(
  rgw: Rgw,
  clients: readonly Client[],
  { objects, rounds }: Size,
  folder: string,
): Promise<ReadonlyMap<string, Results>> {
  const { endpoint, region, accessKeyId, secretAccessKey } = rgw;
  const s3 = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: SOURCE }));
  await fill(rgw, objects);
  const track: Track = { s3, folder, objects };
  const runs = new Map(clients.map(({ name }) => [name, { copies: [] as ProgramRun[], reruns: [] as ProgramRun[] }]));
  for (let round = 0; round < rounds; round++) {
    for (const client of [...clients.slice(round), ...clients.slice(0, round)]) {
      const own = runs.get(client.name);
      if (own === undefined) continue;
      const copy = { from: SOURCE, to: `bench-${client.name}-${round}`, prefix: PREFIX };
      try {
        await s3.send(new CreateBucketCommand({ Bucket: copy.to }));
        own.copies.push(await once(track, client, copy));
        own.reruns.push(await once(track, client, copy));
      } catch (error) {
        say(`${client.name} is left out: ${error instanceof Error ? error.message : String(error)}`);
        runs.delete(client.name);
      }
    }
  }
  s3.destroy();
  return new Map(
    [...runs].map(([name, { copies, reruns }]) => [name, { copy: resultOf(copies), rerun: resultOf(reruns) }]),
  );
}

async function fill(rgw: Rgw, objects: number): Promise<void> {
  const { hostname, port } = new URL(rgw.endpoint);
  const target = { ...rgw, host: hostname, port: Number(port) };
  const sign = signer(target);
  const keyOf = (number: number): string =>
    `${PREFIX}folder-${number % FOLDERS}/object-${String(number).padStart(6, '0')}`;
  const puts = Array.from({ length: objects }, (_, number) =>
    sign(putObject(SOURCE, keyOf(number), Buffer.alloc(BODY_BYTES, `${number} `))),
  );
  say(`${objects} objects put, ${Math.round(await requestsPerSecond(target, puts, CONNECTIONS))} a second`);
}

/** @throws Error unless all objects are there afterwards */
async function once({ s3, folder, objects }: Track, { name, command, env }: Client, copy: Copy): Promise<ProgramRun> {
  const [program, ...parameters] = command(copy);
  const run = await measureProgram(program, parameters, { cwd: folder, env });
  let there = 0;
  for await (const { KeyCount = 0 } of paginateListObjectsV2({ client: s3 }, { Bucket: copy.to })) there += KeyCount;
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

function told(results: ReadonlyMap<string, Results>, { objects }: Size): Figures {
  const figures = [...results].flatMap(([name, { copy, rerun }]) => [
    [`${name}Seconds`, rounded(copy.seconds)],
    [`${name}ObjectsPerSecond`, rounded(objects / copy.seconds)],
    [`${name}CpuSeconds`, rounded(copy.cpuSeconds)],
    [`${name}LargestMib`, Math.round(copy.largestMib)],
    [`${name}RerunSeconds`, rounded(rerun.seconds)],
    [`${name}RerunCpuSeconds`, rounded(rerun.cpuSeconds)],
  ]);
  return Object.fromEntries(figures) as Figures;
}

/** How many times as fast ours is, and how many times as much the others compute. */
function ratios(results: ReadonlyMap<string, Results>): Figures {
  const ours = results.get('ours');
  if (ours === undefined) return {};
  const figures = [...results].flatMap(([name, { copy, rerun }]) =>
    name === 'ours'
      ? []
      : [
          [`speedRatioTo${capital(name)}`, rounded(copy.seconds / ours.copy.seconds)],
          [`cpuRatioOf${capital(name)}`, rounded(copy.cpuSeconds / ours.copy.cpuSeconds)],
          [`rerunSpeedRatioTo${capital(name)}`, rounded(rerun.seconds / ours.rerun.seconds)],
        ],
  );
  return Object.fromEntries(figures) as Figures;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
