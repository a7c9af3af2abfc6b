// Why a job has found nothing, by the statuses and filters that it had; and whether a further job is made for it.
import { describe, expect, it } from '@jest/globals';
import type { FakeVersion } from '../fakes/fake-buckets';
import { NO_KEYS } from '../fakes/fake-jobs';
import {
  bucketIn,
  program,
  REPLICATION_ROLE,
  rule,
  runProgram,
  setup,
  type Ran,
  type Setup,
} from '../fakes/fake-world';

function world(...versions: readonly Omit<FakeVersion, 'key'>[]): Setup {
  const given = setup();
  bucketIn(given, 'src').versions.push(
    ...versions.map((version, index) => ({ ...version, key: `folder/${index}.txt` })),
  );
  // What is COMPLETED is there: otherwise it would be missing.
  const replicas = bucketIn(given, 'src').versions.filter(({ replicationStatus }) => replicationStatus === 'COMPLETED');
  bucketIn(given, 'dst').versions.push(...replicas.map((one) => ({ ...one, replicationStatus: 'REPLICA' })));
  given.jobs.fates.push(NO_KEYS, NO_KEYS, NO_KEYS);
  return given;
}

const FAILED = { replicationStatus: 'FAILED' };
const COMPLETED = { replicationStatus: 'COMPLETED' };
const REPLICA = { replicationStatus: 'REPLICA' };
const KMS = { encryption: 'aws:kms' };
const BIG = { sizeBytes: 1_000_000 };

function explained({ events }: Ran): Readonly<Record<string, unknown>> {
  return events.find(({ kind }) => kind === 'nothing-matched') ?? {};
}

describe('a job that matched nothing', () => {
  it.each<
    readonly [
      title: string,
      versions: readonly Omit<FakeVersion, 'key'>[],
      flags: readonly string[],
      reason: string,
      explanation: RegExp,
      hint: RegExp,
    ]
  >([
    [
      'by a status that no version has',
      [FAILED, FAILED, {}],
      ['--replication-status', 'COMPLETED'],
      'not-selected',
      /^none of 3 object versions looked at has the status COMPLETED: 2 are FAILED and 1 is NONE$/,
      /^use --replication-status FAILED --replication-status NONE, or leave --replication-status out$/,
    ],
    [
      'by NONE where some are COMPLETED and some FAILED',
      [COMPLETED, FAILED],
      ['--replication-status', 'NONE'],
      'not-selected',
      /has the status NONE: 1 is COMPLETED and 1 is FAILED$/,
      /or leave --replication-status out$/,
    ],
    [
      'by REPLICA where all are COMPLETED',
      [COMPLETED],
      ['--replication-status', 'REPLICA'],
      'already-replicated',
      /(are|is) COMPLETED$/,
      /--replication-status COMPLETED/,
    ],
    [
      'where all are replicas',
      [REPLICA],
      ['--replication-status', 'FAILED', '--replication-status', 'COMPLETED'],
      'replicas',
      /this job selects the status FAILED or COMPLETED$/,
      /selects the status REPLICA$/,
    ],
    [
      'by size and suffix',
      [{}, BIG],
      ['--larger-than', '2MB', '--suffix', '.txt'],
      'not-selected',
      /^none of 2 object versions under 'folder\/' passes the filters of the job \(--larger-than and --suffix\)$/,
      /^leave --larger-than or --suffix out/,
    ],
    [
      'by encryption',
      [{}, {}],
      ['--encryption', 'SSE-C'],
      'not-selected',
      /passes the filters of the job \(--encryption\)$/,
      /^leave --encryption out/,
    ],
    [
      'by age',
      [{ lastModifiedMs: 5 }],
      ['--created-after', '2026-01-01'],
      'not-selected',
      /\(--created-after\)$/,
      /^leave --created-after out/,
    ],
    [
      'since a rule leaves SSE-KMS out, whatever is COMPLETED',
      [KMS, { ...KMS, ...COMPLETED }],
      [],
      'kms-not-opted-in',
      /^1 of 2 object versions looked at are not replicated, and are encrypted with SSE-KMS/,
      /sse_kms_encrypted_objects/,
    ],
  ])('%s says so, and no further job is made', async (_title, versions, flags, reason, explanation, hint) => {
    const given = world(...versions);
    const ran = await runProgram(given, ...flags, '--verify', 'never', '--output', 'json');
    expect(ran.code).toBe(0);
    const event = explained(ran);
    expect(event['reason']).toBe(reason);
    expect(event['explanation']).toMatch(explanation);
    expect(event['hint'] ?? '').toMatch(hint);
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('since its versions lack the tags of the rule makes no further job', async () => {
    const given = world({}, { tags: { team: 'b' } });
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ tags: { team: 'a' } })] };
    const ran = await runProgram(given, '--output', 'json');
    expect(explained(ran)['reason']).toBe('rule-does-not-select');
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('is not put down to rules that may not be read', async () => {
    const given = world({});
    bucketIn(given, 'src').denied.add('replication');
    const event = explained(await runProgram(given, '--output', 'json'));
    expect(event).toMatchObject({ reason: 'unknown', hint: 'looking needs s3:GetReplicationConfiguration' });
    expect(event['explanation']).toMatch(/are what the job takes; whether an enabled rule selects them is not known$/);
  });

  it('by a rule whose filter is not understood says that this is not known', async () => {
    const given = world({});
    const excluded = { prefixes: [], tags: [], notUnderstood: true } as const;
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ excluded })] };
    const event = explained(await runProgram(given, '--output', 'json'));
    expect(event['reason']).toBe('unknown');
    expect(event['explanation']).toMatch(
      /leaves out objects by a filter that this version of s3-backfill does not know$/,
    );
  });

  it('is explained by its own filters when it is watched, or asked about, by its id', async () => {
    const given = world(FAILED);
    await runProgram(given, '--replication-status', 'COMPLETED', '--detach');
    const where = ['--account-id', '111122223333', '--region', 'eu-west-1', '--output', 'json'];
    for (const verb of ['watch', 'report'])
      expect(explained(await program(given, verb, 'job-1', ...where))['explanation']).toContain(
        'has the status COMPLETED: 1 is FAILED',
      );
  });

  it('in an earlier run is no answer where there is something for it now: a new job takes it, at once', async () => {
    const given = world(FAILED);
    given.jobs.fates.length = 1;
    const flags = ['--replication-status', 'COMPLETED', '--verify', 'never', '--output', 'json'];
    await runProgram(given, ...flags, '--timeout', '0');
    await given.clock.sleep(600_000, AbortSignal.timeout(9_999));
    bucketIn(given, 'src').versions[0] = { key: 'folder/0.txt', ...COMPLETED };
    const began = given.clock.now();
    const ran = await runProgram(given, ...flags);
    expect(ran.events.find(({ kind }) => kind === 'retry')).toMatchObject({ waitSeconds: 0 });
    expect(ran.events.at(-1)).toMatchObject({ outcome: 'done', exitCode: 0 });
    expect(given.jobs.made).toHaveLength(2);
    expect(given.clock.now() - began).toBeLessThan(120_000);
  });
});
