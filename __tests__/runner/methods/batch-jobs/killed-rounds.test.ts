// A run with two rounds that is killed, or interrupted, at any request, and run again: never two jobs at work for the same object
// versions, and the verdict that it would have had.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../../runner/ports/errors';
import type { JobRequest } from '../../../../runner/ports/batch/job-request';
import {
  bucketIn,
  handoff,
  program,
  REPLICATION_ROLE,
  rule,
  setup,
  type Ran,
  type Setup,
} from '../../fakes/fake-world';
import { endingAt } from '../../fakes/ending-at';
import { fate } from '../../fakes/fake-jobs';

const PREFIXES = ['a/', 'b/'];
/** One fails at first, one for good, under each prefix. */
const KEYS = PREFIXES.flatMap((prefix) => ['fine', 'flaky', 'gone'].map((name) => prefix + name));
const RUN = [
  'run',
  '--outputs',
  'outputs.json',
  '--verify',
  'never',
  '--always-create',
  ...PREFIXES.flatMap((one) => ['--prefix', one]),
];
const RUN_SECONDS = 60;

interface Backfill {
  readonly given: Setup;
  readonly replicated: Set<string>;
  /** Pairs of jobs that were at work for the same object versions at a time. */
  readonly clashes: string[];
}

function keysOf({ Manifest, ManifestGenerator }: JobRequest, { given, replicated }: Backfill): readonly string[] {
  if (Manifest !== undefined) {
    const file = Manifest.Location.ObjectArn.replace('arn:aws:s3:::reports/', '');
    const rows = bucketIn(given, 'reports').files.get(file)?.toString().trimEnd().split('\n') ?? [];
    return rows.map((row) => row.split(',')[1] ?? '');
  }
  const prefix = ManifestGenerator?.S3JobManifestGenerator.Filter.KeyNameConstraint?.MatchAnyPrefix?.[0] ?? '';
  return KEYS.filter((key) => key.startsWith(prefix) && !replicated.has(key));
}

/** AWS with jobs that do what they are asked: a flaky version fails in its first job. */
function backfill(withManifests: boolean): Backfill {
  const given = setup();
  const manifest = withManifests ? { manifest: { bucket: 'reports', prefix: 'm' } } : {};
  given.files.set('/here/outputs.json', JSON.stringify(handoff(manifest)));
  bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: '' })] };
  const world: Backfill = { given, replicated: new Set(), clashes: [] };
  const tried = new Set<string>();
  const atWork: { readonly jobId: string; readonly keys: readonly string[]; readonly endMs: number }[] = [];
  const { jobs, clock } = given;
  const create = jobs.create.bind(jobs);
  jobs.create = async (request, token) => {
    const isNew = !jobs.made.some((job) => job.token === token);
    const keys = keysOf(request, world);
    const rows = keys.map((key) => {
      const isFirst = !tried.has(key);
      if (key.endsWith('gone')) return `${key},v-${key},failed,409,DstObjectHardDeleted,gone`;
      if (key.endsWith('flaky') && isFirst) return `${key},v-${key},failed,500,PermanentFailure,`;
      return `${key},v-${key},succeeded,200,,success`;
    });
    if (isNew) jobs.fates.splice(0, Infinity, fate({ rows, seconds: RUN_SECONDS }));
    const jobId = await create(request, token);
    if (!isNew) return jobId;
    const others = atWork.filter(({ endMs }) => endMs > clock.now());
    const clash = others.filter((other) => other.keys.some((key) => keys.includes(key)));
    world.clashes.push(...clash.map((other) => `${other.jobId} and ${jobId}`));
    atWork.push({ jobId, keys, endMs: clock.now() + RUN_SECONDS * 1000 });
    for (const key of keys) tried.add(key);
    for (const row of rows) if (row.includes(',succeeded,')) world.replicated.add(row.split(',')[0] ?? '');
    return jobId;
  };
  return world;
}

const verdictIn = ({ stdout }: Ran): string => /^.*by the completion reports?.*$/m.exec(stdout)?.[0] ?? stdout;
const elapse = ({ given }: Backfill, seconds: number): Promise<void> =>
  given.clock.sleep(seconds * 1000, new AbortController().signal);

interface Case {
  /** Whether AWS gets the last request. */
  readonly arrives: boolean;
  /** What the next run does not have. */
  readonly without: 'nothing' | 'state' | 'listing';
  readonly pauseSeconds: number;
}

const CASES: readonly Case[] = [true, false].flatMap((arrives) =>
  (['nothing', 'state', 'listing'] as const).flatMap((without) =>
    [0, 3_600].map((pauseSeconds) => ({ arrives, without, pauseSeconds })),
  ),
);

/** Each moment with another case: five is prime to their number. */
function caseOf(request: number): Case {
  return CASES[(request * 5) % CASES.length] as Case;
}

function forget({ given }: Backfill, without: Case['without'], isOver: boolean): void {
  if (without === 'listing')
    given.jobs.listError = new RunnerError('denied', 'S3 Control ListJobs: AccessDenied: Access Denied');
  if (without === 'state' && isOver)
    for (const path of given.files.keys()) if (path.includes('.s3-backfill')) given.files.delete(path);
}

async function uninterrupted(withManifests: boolean): Promise<{ readonly verdict: string; readonly requests: number }> {
  const world = backfill(withManifests);
  const counter = endingAt({ arrives: true });
  const ran = await program({ ...world.given, between: counter.between }, ...RUN);
  expect(ran.code).toBe(1);
  expect(world.given.jobs.made).toHaveLength(4);
  return { verdict: verdictIn(ran), requests: counter.count() };
}

/** All that can be replicated is, by jobs that never were at work for the same versions. */
function expectAllReplicated({ replicated, clashes }: Backfill, at: unknown): void {
  const wanted = KEYS.filter((key) => !key.endsWith('gone'));
  expect({ at, clashes, replicated: [...replicated].sort() }).toEqual({ at, clashes: [], replicated: wanted });
}

describe.each([
  ['by manifest', true],
  ['by prefix', false],
])('a run with two rounds, %s,', (_how, withManifests) => {
  it('tells the numbers of all of its jobs together', async () => {
    const { verdict } = await uninterrupted(withManifests);
    expect(verdict).toBe(
      '2 of 6 object versions under 2 prefixes failed, by the completion reports; 2 failed object versions no new job can mend as things are',
    );
  });

  it('that is killed at any request comes to the same verdict when it is run again', async () => {
    const { verdict, requests } = await uninterrupted(withManifests);
    expect(requests).toBeGreaterThan(30);
    for (let request = 1; request <= requests; request += 1) {
      const { arrives, without, pauseSeconds } = caseOf(request);
      const world = backfill(withManifests);
      forget(world, without, false);
      const { between, reached } = endingAt({ request, arrives });
      await Promise.race([reached, program({ ...world.given, between }, ...RUN, '--on-event', 'listener')]);
      const wasTold = world.given.hooked.some((line) => line.includes('"kind":"verdict"'));
      await elapse(world, pauseSeconds);
      forget(world, without, true);
      const again = await program(world.given, ...RUN);
      const at = { request, ...caseOf(request) };
      expectAllReplicated(world, at);
      if (!wasTold) expect({ at, verdict: verdictIn(again) }).toEqual({ at, verdict });
    }
  }, 60_000);

  it('that is interrupted at any request is gone on with by the command that it printed', async () => {
    const { verdict, requests } = await uninterrupted(withManifests);
    for (let request = 1; request <= requests; request += 1) {
      const { arrives, without, pauseSeconds } = caseOf(request);
      const world = backfill(withManifests);
      forget(world, without, false);
      const abort = new AbortController();
      const { between } = endingAt({ request, arrives, interrupt: () => abort.abort() });
      const stopped = await program({ ...world.given, abort, between }, ...RUN);
      await elapse(world, pauseSeconds);
      forget(world, without, true);
      const printed = /come back with: s3-backfill (.*)/.exec(stopped.stderr)?.[1]?.split(' ') ?? RUN;
      const at = { request, ...caseOf(request), printed };
      const again = await program(world.given, ...printed);
      // Watching tells of a job, and leaves it to a run to make the next one.
      if (printed[0] === 'watch') await program(world.given, ...RUN);
      else if (stopped.code === 130) expect({ at, verdict: verdictIn(again) }).toEqual({ at, verdict });
      expectAllReplicated(world, at);
    }
  }, 60_000);
});
