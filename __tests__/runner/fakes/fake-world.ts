// A whole world for the program: a good setup that a test then breaks in one place.
import { fakeJournal } from './fake-journal';
import type { Handoff } from '../../../modules/handoff';
import { cli } from '../../../runner/cli/cli';
import type { Engine } from '../../../runner/ports/engine';
import { RunnerError } from '../../../runner/ports/errors';
import type { Aws } from '../../../runner/ports/aws';
import type { Output, World } from '../../../runner/ports/world';
import type { ReplicationRule } from '../../../runner/ports/s3/replication';
import type { LifecycleRule } from '../../../runner/ports/s3/lifecycle-rule';
import type { RoleView } from '../../../runner/ports/roles';
import { fakeAccess } from './fake-access';
import { fakeBucket, fakeBuckets, type FakeBucket, type FakeVersion } from './fake-buckets';
import { fakeClock, START_MS, type FakeClock } from './fake-clock';
import { fakeCopying } from './fake-copying';
import { fakeJobs, type FakeJobs } from './fake-jobs';
import { fakeObjects } from './fake-objects';
import { fakeDataSync } from './fake-datasync';
import { fakeFunctions, fakeQueries, fakeQueues } from './fake-serverless';
import { fakePrograms } from './fake-programs';
import { fakeWorkshop } from './fake-workshop';

export const ACCOUNT = '111122223333';
const KEYS = { accessKeyId: 'AKIAFAKE', secretAccessKey: 'fake-secret' };
export const JOB_ROLE = `arn:aws:iam::${ACCOUNT}:role/backfill-job`;
function trustOf(service: string): string {
  const Statement = [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

export const TRUST = trustOf('batchoperations.s3.amazonaws.com');

export const REPLICATION_ROLE = `arn:aws:iam::${ACCOUNT}:role/replication`;

export function rule(changes: Partial<ReplicationRule> = {}): ReplicationRule {
  return {
    id: 'folder',
    enabled: true,
    priority: 1,
    prefix: 'folder/',
    tags: {},
    destinationBucket: 'dst',
    kmsObjects: false,
    deleteMarkers: false,
    ...changes,
  };
}

export function handoff(changes: Partial<Handoff> = {}): Handoff {
  return {
    version: 1,
    source: { bucket: 'src', region: 'eu-west-1', accountId: ACCOUNT },
    destinations: [{ bucket: 'dst', ruleId: 'folder' }],
    rules: [{ id: 'folder', prefix: 'folder/', priority: 1, status: 'Enabled', deleteMarkers: false }],
    roles: { batchJobArn: JOB_ROLE },
    report: { bucket: 'reports', prefix: 'backfill' },
    prefixes: ['folder/'],
    ...changes,
  };
}

/** What the world holds; a test changes it before it runs the program. */
export interface Setup {
  readonly clock: FakeClock;
  readonly buckets: Map<string, FakeBucket>;
  readonly roles: Map<string, RoleView>;
  readonly jobs: FakeJobs;
  identity: { accountId: string; arn: string } | RunnerError;
  rolesError: RunnerError | undefined;
  readonly files: Map<string, string>;
  filesAreReadOnly: boolean;
  /** Writing fails, although it seemed possible. */
  filesFailLate: boolean;
  stdin: string;
  terminal: boolean;
  /** Of the terminal. */
  columns: number;
  readonly environment: Record<string, string>;
  readonly abort: AbortController;
  /** Somebody at the terminal. */
  ask?: (question: string) => Promise<boolean>;
  answer?: (question: string) => Promise<string>;
  /** What was sent to a hook: its target and the line. */
  readonly hooked: string[];
  hookFault?: string;
  /** Lifecycle rules of buckets, or why they may not be read. */
  readonly lifecycles: Map<string, readonly LifecycleRule[] | RunnerError>;
  /** Stands between the program and AWS. @default - nothing does */
  between?: (aws: Aws) => Aws;
}

export function setup(): Setup {
  const clock = fakeClock();
  const buckets = new Map([
    ['src', fakeBucket({ replication: { roleArn: REPLICATION_ROLE, rules: [rule()] } })],
    ['dst', fakeBucket()],
    ['reports', fakeBucket()],
  ]);
  return {
    clock,
    buckets,
    roles: new Map([
      [JOB_ROLE, { trustPolicy: TRUST, createdMs: START_MS - 3_600_000 }],
      [REPLICATION_ROLE, { trustPolicy: trustOf('s3.amazonaws.com'), createdMs: START_MS - 3_600_000 }],
    ]),
    jobs: fakeJobs(clock, buckets),
    identity: { accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/somebody` },
    rolesError: undefined,
    files: new Map([
      ['/here/outputs.json', JSON.stringify({ s3_backfill: { sensitive: false, type: 'object', value: handoff() } })],
    ]),
    filesAreReadOnly: false,
    filesFailLate: false,
    stdin: '',
    terminal: false,
    columns: 100,
    environment: {},
    abort: new AbortController(),
    hooked: [],
    lifecycles: new Map(),
  };
}

/** A source with these versions, and nothing at the destination. */
export function holding(...versions: readonly FakeVersion[]): Setup {
  const given = setup();
  bucketIn(given, 'src').versions.push(...versions);
  return given;
}

/** The bucket that a test changes. */
export function bucketIn({ buckets }: Setup, name: string): FakeBucket {
  const bucket = buckets.get(name);
  if (bucket === undefined) throw new Error(`the setup has no bucket '${name}'`);
  return bucket;
}

function fakeAws(given: Setup, region = 'eu-west-1'): Aws {
  const access = fakeAccess();
  return {
    region,
    identity: {
      async whoAmI() {
        await Promise.resolve();
        if (given.identity instanceof RunnerError) throw given.identity;
        return given.identity;
      },
    },
    buckets: fakeBuckets(given.buckets),
    objects: fakeObjects(given.buckets),
    copying: fakeCopying({}),
    access: { pathStyle: false, credentials: () => Promise.resolve(KEYS) },
    ...access,
    bucketSettings: {
      ...access.bucketSettings,
      async lifecycle(bucket) {
        await Promise.resolve();
        const rules = given.lifecycles.get(bucket) ?? [];
        if (rules instanceof RunnerError) throw rules;
        return rules;
      },
    },
    roles: {
      async find(arn) {
        await Promise.resolve();
        if (given.rolesError !== undefined) throw given.rolesError;
        return given.roles.get(arn);
      },
      arnOf: (name) => Promise.resolve([...given.roles.keys()].find((arn) => arn.endsWith(`/${name}`))),
    },
    batchOperations: given.jobs,
    dataSync: fakeDataSync(),
    queues: fakeQueues(),
    functions: fakeFunctions(),
    queries: fakeQueries(),
    close: () => undefined,
  };
}

export function fakeEngine(given: Setup): Engine {
  return {
    aws: fakeAws(given),
    journal: fakeJournal(),
    programs: fakePrograms(),
    clock: given.clock,
    random: () => 0.5,
    signal: given.abort.signal,
    accountId: ACCOUNT,
    comeBack: (jobId, verb = 'watch') => `s3-backfill ${verb} ${jobId}`,
    command: (verb, words = []) => ['s3-backfill', verb, ...words].join(' '),
  };
}

interface Recorder extends Output {
  readonly text: () => string;
}

function recorder(isTerminal: boolean, columns: number): Recorder {
  const written: string[] = [];
  return { write: (text) => void written.push(text), text: () => written.join(''), isTerminal, columns };
}

function fakeFiles(given: Setup): World['files'] {
  return {
    read: (path) => Promise.resolve(given.files.get(path)),
    raw: (path) => {
      const text = given.files.get(path);
      return Promise.resolve(text === undefined ? undefined : { bytes: Buffer.from(text), isOpenToOthers: false });
    },
    list: (directory) => {
      const inside = [...given.files.keys()].filter((path) => path.startsWith(`${directory}/`));
      return Promise.resolve(
        [...new Set(inside.map((path) => path.slice(directory.length + 1).split('/')[0] ?? ''))].sort(),
      );
    },
    place: (path) => Promise.resolve(path),
    fault: () => Promise.resolve(given.filesAreReadOnly ? 'EROFS' : undefined),
    write: (path, text) => {
      if (given.filesAreReadOnly) return Promise.reject(new Error('EROFS'));
      if (given.filesFailLate) return Promise.reject(new Error('ENOSPC'));
      given.files.set(path, typeof text === 'string' ? text : Buffer.from(text).toString('latin1'));
      return Promise.resolve();
    },
    append: (path, text) => {
      if (given.filesAreReadOnly) return Promise.reject(new Error('EROFS'));
      given.files.set(path, (given.files.get(path) ?? '') + text);
      return Promise.resolve();
    },
  };
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Of --output json. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

export function fakeWorld(given: Setup, stdout: Output, stderr: Output): World {
  return {
    clock: given.clock,
    random: () => 0.5,
    stdout,
    stderr,
    stdin: () => Promise.resolve(given.stdin),
    files: fakeFiles(given),
    workingDirectory: '/here',
    environment: given.environment,
    interrupted: given.abort.signal,
    connect: ({ region = 'eu-west-1' }) => {
      const aws = fakeAws(given, region);
      return Promise.resolve(given.between?.(aws) ?? aws);
    },
    programs: fakePrograms(),
    workshop: fakeWorkshop,
    openHook: (target) => ({
      send: (line) => void given.hooked.push(`${target.kind === 'webhook' ? target.url : target.command} ${line}`),
      end: () => Promise.resolve(given.hookFault),
    }),
    ...(given.ask === undefined ? {} : { ask: given.ask }),
    ...(given.answer === undefined ? {} : { answer: given.answer }),
  };
}

/** Runs the program in this world. */
export async function program(given: Setup, ...argv: readonly string[]): Promise<Ran> {
  const stdout = recorder(given.terminal, given.columns);
  const stderr = recorder(given.terminal, given.columns);
  const code = await cli(argv, fakeWorld(given, stdout, stderr));
  const lines = stdout.text().split('\n');
  const events = argv.includes('json')
    ? lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    : [];
  return { code, stdout: stdout.text(), stderr: stderr.text(), events };
}

/** The program on the good outputs file. It creates its jobs whatever the source holds: the fates of the fake jobs know nothing of that. */
export function runProgram(given: Setup, ...argv: readonly string[]): Promise<Ran> {
  return program(given, 'run', '--outputs', 'outputs.json', '--always-create', ...argv);
}
