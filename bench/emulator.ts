// The emulator as users start it, with a million object versions in one bucket.
//
// What is measured, and how:
// - memory: what the operating system counts as resident for the emulator's process, after it has read a seed file with
//   the versions (one version a key; bodies of about 14 bytes, no two alike; no tags, no metadata) and served some pages;
// - listing: ListObjectsV2 of 1,000 keys, page after page, from the request's first byte to the answer's last;
// - PutObject and CopyObject of 1 KiB, answered a second over 8 connections that are kept alive; requests are signed
//   before the clock starts (signed-client.ts), and the emulator checks every signature and checksum. Puts are told for
//   an emulator that holds nothing and for one that holds the million; the bucket they go to replicates nothing;
// - a Batch Replication job over all versions, from CreateJob to Complete, with manifest and report, every task with its
//   role's policies evaluated; and the longest that another request waited meanwhile.
// Compared in the same run, with the same client: s3rver, the S3 server of npm, and a bare Node server that answers 200 to
// everything (nobody can be faster with Node's own HTTP). s3rver has no versions and no jobs; what people do there
// instead of a job is copying object by object, so the job is compared with s3rver's copies.
//
// What would make the figures misleading: other load on the machine (client and server share its cores; the load average
// is told); large bodies (a version takes its body's size more); clients as SDKs are, which are slower than the emulator.
import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateJobCommand, DescribeJobCommand } from '@aws-sdk/client-s3-control';
import { buildRunner, inTemporaryFolder, MemoryWatch, residentMib, startServer } from './child-process';
import { median, quantile, rounded, say, type Figures } from './figures';
import { REPORTS, SOURCE, startLocalAws, type LocalAws } from './local-aws';
import { startS3rver } from './s3rver';
import { Connection, copyObject, expectOk, putObject, requestsPerSecond, signer, type Target } from './signed-client';

const PLAIN = 'bench-plain';
const CONNECTIONS = 8;
const BODY = Buffer.alloc(1024, 'x');

interface Size {
  readonly versions: number;
  readonly requests: number;
  readonly pages: number;
}

const FULL: Size = { versions: 1_000_000, requests: 30_000, pages: 300 };
const QUICK: Size = { versions: 50_000, requests: 4_000, pages: 50 };

export async function emulatorBench(quick: boolean): Promise<Figures> {
  const size = quick ? QUICK : FULL;
  const loadBefore = loadavg()[0] ?? 0;
  return inTemporaryFolder(async (folder) => {
    const runner = buildRunner(folder);
    const ceiling = await ofBareServer(size);
    const other = await ofS3rver(folder, size);
    const empty = await ofEmptyEmulator(runner, folder, size);
    const held = await ofLargeEmulator(runner, folder, size);
    const ratio = (value: number, rival: number | undefined): number | null =>
      rival === undefined ? null : rounded(value / rival);
    return {
      versions: size.versions,
      loadAverageBefore: rounded(loadBefore),
      ...empty,
      ...held,
      bareServerRequestsPerSecond: rounded(ceiling),
      s3rverPutsPerSecond: other?.putsPerSecond ?? null,
      s3rverCopiesPerSecond: other?.copiesPerSecond ?? null,
      s3rverListPageMs: other?.listPageMs ?? null,
      putsRatioToS3rver: ratio(empty.putsPerSecond, other?.putsPerSecond),
      copiesRatioToS3rver: ratio(empty.copiesPerSecond, other?.copiesPerSecond),
      listSpeedRatioToS3rver: ratio(1 / empty.listPageMs, other && 1 / other.listPageMs),
      jobTasksRatioToS3rverCopies: ratio(held.jobTasksPerSecond, other?.copiesPerSecond),
      putsRatioToBareServer: ratio(empty.putsPerSecond, ceiling),
    };
  });
}

interface Throughput {
  readonly putsPerSecond: number;
  readonly copiesPerSecond: number;
  /** Of a bucket that holds no more than what the puts and copies wrote. */
  readonly listPageMs: number;
}

const keyOf = (number: number): string => `folder/${String(number).padStart(7, '0')}`;

async function throughput(target: Target, { requests, pages }: Size): Promise<Throughput> {
  const numbers = [...Array(requests).keys()];
  const sign = signer(target);
  const puts = numbers.map((number) => sign(putObject(PLAIN, keyOf(number), BODY)));
  const putsPerSecond = rounded(await requestsPerSecond(target, puts, CONNECTIONS));
  const copies = numbers.map((number) => sign(copyObject(PLAIN, `copy/${keyOf(number)}`, keyOf(number))));
  const copiesPerSecond = rounded(await requestsPerSecond(target, copies, CONNECTIONS));
  // A server that walks a folder for each listing would keep us for minutes: a few pages are enough.
  const listPageMs = rounded(median(await listPages(target, PLAIN, Math.min(10, pages))));
  return { putsPerSecond, copiesPerSecond, listPageMs };
}

/** @returns how long each page took, in milliseconds */
async function listPages(target: Target, bucket: string, pages: number): Promise<number[]> {
  const sign = signer(target);
  const connection = await Connection.open(target);
  const times: number[] = [];
  let token: string | undefined;
  for (let page = 0; page < pages; page++) {
    const from = token === undefined ? '' : `continuation-token=${encodeURIComponent(token)}&`;
    const request = sign({ method: 'GET', target: `/${bucket}?${from}list-type=2&max-keys=1000` });
    const begin = performance.now();
    const body = expectOk(await connection.send(request));
    times.push(performance.now() - begin);
    token = /<NextContinuationToken>([^<]+)</.exec(body)?.[1];
    if (token === undefined) break;
  }
  connection.close();
  return times;
}

async function ofEmptyEmulator(runner: string, folder: string, size: Size): Promise<Throughput> {
  const aws = await startLocalAws(runner, folder, []);
  await aws.s3.send(new CreateBucketCommand({ Bucket: PLAIN }));
  // A process that just started has not been compiled to machine code yet.
  await throughput(aws.target, { ...size, requests: Math.ceil(size.requests / 10) });
  const figures = await throughput(aws.target, size);
  say(`emulator, empty: ${JSON.stringify(figures)}`);
  await aws.stop();
  return figures;
}

async function ofS3rver(folder: string, size: Size): Promise<Throughput | undefined> {
  const data = path.join(folder, 's3rver');
  mkdirSync(path.join(data, PLAIN), { recursive: true });
  const running = await startS3rver(data);
  if (running === undefined) return undefined;
  // It is slow enough for fewer requests to tell.
  const requests = Math.ceil(size.requests / 10);
  await throughput(running.target, { ...size, requests: Math.ceil(requests / 10) });
  const figures = await throughput(running.target, { ...size, requests });
  say(`s3rver: ${JSON.stringify(figures)}`);
  await running.server.stop();
  return figures;
}

const BARE_SERVER = `
const server = require('node:http').createServer((incoming, outgoing) => {
  incoming.resume().on('end', () => outgoing.writeHead(200, { 'content-length': 0 }).end());
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

async function ofBareServer({ requests }: Size): Promise<number> {
  const server = await startServer(['-e', BARE_SERVER]);
  const port = Number(server.firstLine);
  const target = { host: '127.0.0.1', port, region: 'us-east-1', accessKeyId: 'x', secretAccessKey: 'x' };
  const sign = signer(target);
  const puts = Array.from({ length: requests }, (_, number) => sign(putObject(PLAIN, keyOf(number), BODY)));
  const perSecond = await requestsPerSecond(target, puts, CONNECTIONS);
  say(`bare server: ${rounded(perSecond)} requests a second`);
  await server.stop();
  return perSecond;
}

async function ofLargeEmulator(
  runner: string,
  folder: string,
  size: Size,
): Promise<Readonly<Record<string, number>> & { readonly jobTasksPerSecond: number }> {
  const begin = performance.now();
  const aws = await startLocalAws(runner, folder, [{ key: 'folder/{n}', count: size.versions, body: 'object {n}' }]);
  const seedSeconds = rounded((performance.now() - begin) / 1000);
  const pages = await listPages(aws.target, SOURCE, size.pages);
  const heldMib = Math.round(residentMib(aws.server.pid));
  say(`emulator with ${size.versions} versions: started in ${seedSeconds} s, ${heldMib} MiB`);
  await aws.s3.send(new CreateBucketCommand({ Bucket: PLAIN }));
  const busy = await throughput(aws.target, size);
  const job = await runJob(aws, size.versions);
  await aws.stop();
  return {
    seedSeconds,
    heldMib,
    heldBytesPerVersion: Math.round((heldMib * 1024 ** 2) / size.versions),
    heldListPageMedianMs: rounded(median(pages)),
    heldListPageP99Ms: rounded(quantile(pages, 0.99)),
    heldPutsPerSecond: busy.putsPerSecond,
    heldCopiesPerSecond: busy.copiesPerSecond,
    ...job,
  };
}

interface JobFigures {
  readonly jobSeconds: number;
  readonly jobTasksPerSecond: number;
  readonly jobLargestMib: number;
  /** What another client waits at most for its answer while the job is under way. */
  readonly jobLongestWaitMs: number;
}

async function runJob(
  { server, control, accountId, jobRoleArn, target }: LocalAws,
  tasks: number,
): Promise<JobFigures> {
  const memory = new MemoryWatch(server.pid);
  const begin = performance.now();
  const { JobId } = await control.send(
    new CreateJobCommand({
      AccountId: accountId,
      ClientRequestToken: 'bench',
      ConfirmationRequired: false,
      Priority: 10,
      RoleArn: jobRoleArn,
      Operation: { S3ReplicateObject: {} },
      Report: {
        Enabled: true,
        Bucket: `arn:aws:s3:::${REPORTS}`,
        Format: 'Report_CSV_20180820',
        ReportScope: 'AllTasks',
      },
      ManifestGenerator: {
        S3JobManifestGenerator: {
          SourceBucket: `arn:aws:s3:::${SOURCE}`,
          EnableManifestOutput: true,
          ManifestOutputLocation: {
            Bucket: `arn:aws:s3:::${REPORTS}`,
            ManifestFormat: 'S3InventoryReport_CSV_20211130',
          },
          Filter: { EligibleForReplication: true, ObjectReplicationStatuses: ['NONE', 'FAILED'] },
        },
      },
    }),
  );
  const probe = signer(target)({ method: 'GET', target: `/${REPORTS}?location=` });
  const connection = await Connection.open(target);
  const waits: number[] = [];
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const asked = performance.now();
    expectOk(await connection.send(probe));
    waits.push(performance.now() - asked);
    const { Job } = await control.send(new DescribeJobCommand({ AccountId: accountId, JobId }));
    if (Job?.Status === 'Failed') throw new Error(`the job failed: ${JSON.stringify(Job.FailureReasons)}`);
    if (Job?.Status !== 'Complete') continue;
    const { NumberOfTasksSucceeded: succeeded } = Job.ProgressSummary ?? {};
    if (succeeded !== tasks) throw new Error(`${tasks} tasks were expected, ${String(succeeded)} succeeded`);
    break;
  }
  const seconds = (performance.now() - begin) / 1000;
  connection.close();
  const figures = {
    jobSeconds: rounded(seconds),
    jobTasksPerSecond: rounded(tasks / seconds),
    jobLargestMib: Math.round(memory.end()),
    jobLongestWaitMs: Math.round(Math.max(...waits)),
  };
  say(`job: ${JSON.stringify(figures)}`);
  return figures;
}
