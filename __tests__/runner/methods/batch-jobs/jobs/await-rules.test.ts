// Young rules are waited for before a job is paid for that may find nothing.
import { describe, expect, it } from '@jest/globals';
import { NO_KEYS } from '../../../fakes/fake-jobs';
import { bucketIn, handoff, holding, REPLICATION_ROLE, runProgram, type Setup } from '../../../fakes/fake-world';

function withRole(ageSeconds: number): Setup {
  const given = holding({ key: 'folder/a', latest: true });
  const { trustPolicy = '' } = given.roles.get(REPLICATION_ROLE) ?? {};
  given.roles.set(REPLICATION_ROLE, { trustPolicy, createdMs: given.clock.now() - ageSeconds * 1000 });
  return given;
}

/** Milliseconds that the first job was created after the start. */
async function createdAfter(given: Setup, ...flags: readonly string[]): Promise<number | undefined> {
  const startMs = given.clock.now();
  await runProgram(given, '--verify', 'never', ...flags);
  const [first] = given.jobs.made;
  return first === undefined ? undefined : first.createdMs - startMs;
}

describe('a run', () => {
  it('waits for young rules before the first job, and says so again and again', async () => {
    const given = withRole(60);
    const startMs = given.clock.now();
    const { code, stderr } = await runProgram(given, '--verify', 'never');
    expect(code).toBe(0);
    expect(given.jobs.made.map(({ createdMs }) => createdMs - startMs)).toEqual([240_000]);
    expect(stderr).toContain(
      'waiting 240 seconds: the replication rules are at most 1 min old: that is the age of their role, and S3 may not act on them yet; the first job is created when they are 5 min old',
    );
    expect(stderr.match(/^waiting \d+ seconds: the replication rules/gm)).toHaveLength(10);
  });

  it('waits for nothing where the rules are old, or nobody knows how old they are', async () => {
    expect(await createdAfter(withRole(300))).toBe(0);
    const unknown = withRole(0);
    unknown.roles.delete(REPLICATION_ROLE);
    expect(await createdAfter(unknown, '--checks', 'basic')).toBe(0);
    const hidden = withRole(0);
    bucketIn(hidden, 'src').denied.add('replication');
    expect(await createdAfter(hidden)).toBe(0);
  });

  it('takes the role of the handoff where the rules may not be read', async () => {
    const given = withRole(100);
    bucketIn(given, 'src').denied.add('replication');
    const roles = { ...handoff().roles, replicationArn: REPLICATION_ROLE };
    given.files.set('/here/outputs.json', JSON.stringify(handoff({ roles })));
    expect(await createdAfter(given)).toBe(200_000);
  });

  it('waits once, for several jobs', async () => {
    const given = withRole(0);
    bucketIn(given, 'src').versions.push({ key: 'folder/b/1' });
    const startMs = given.clock.now();
    await runProgram(given, '--verify', 'never', '--prefix', 'folder/a', '--prefix', 'folder/b/');
    expect(given.jobs.made.map(({ createdMs }) => createdMs - startMs)).toEqual([300_000, 300_000]);
  });

  it('waits as long as it is told, and not beyond the deadline', async () => {
    expect(await createdAfter(withRole(0), '--rule-wait-seconds', '0')).toBe(0);
    expect(await createdAfter(withRole(600), '--rule-wait-seconds', '900')).toBe(300_000);
    expect(await createdAfter(withRole(0), '--timeout', '60')).toBe(60_000);
  });

  it('is interrupted at once, and fears no job', async () => {
    const given = withRole(0);
    given.clock.afterSleep = () => given.abort.abort();
    const { code, stderr, stdout } = await runProgram(given);
    expect(code).toBe(130);
    expect(stdout + stderr).not.toContain('may have been created');
    expect(given.jobs.sent).toEqual([]);
  });

  it('goes on with a job that is there without a wait', async () => {
    const given = withRole(0);
    await runProgram(given, '--detach', '--rule-wait-seconds', '0');
    const before = given.clock.now();
    const { stderr } = await runProgram(given, '--detach');
    expect([given.clock.now() - before, given.jobs.made.length]).toEqual([0, 1]);
    expect(stderr).not.toContain('waiting');
  });

  it('pays for no second job after a wait, and for one where nobody could see the age', async () => {
    const waited = withRole(0);
    waited.jobs.fates.push(NO_KEYS);
    expect((await runProgram(waited, '--verify', 'never')).code).toBe(1);
    expect(waited.jobs.made).toHaveLength(1);
    const unseen = withRole(3600);
    unseen.jobs.fates.push(NO_KEYS);
    expect((await runProgram(unseen, '--verify', 'never')).code).toBe(0);
    expect(unseen.jobs.made).toHaveLength(2);
  });
});
