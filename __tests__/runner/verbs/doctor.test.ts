// The doctor on the command line: what it prints, and with which exit code it ends.
import { describe, expect, it } from '@jest/globals';
import { bucketIn, JOB_ROLE, program, REPLICATION_ROLE, setup, TRUST, type Setup } from '../fakes/fake-world';

/** The good world, with a replication role and an object. */
function world(): Setup {
  const given = setup();
  given.roles.set(REPLICATION_ROLE, {
    trustPolicy: TRUST.replace('batchoperations.', ''),
    createdMs: given.clock.now() - 3_600_000,
  });
  bucketIn(given, 'src').versions.push({ key: 'folder/a' });
  return given;
}

const doctor = (given: Setup, ...more: readonly string[]) =>
  program(given, 'doctor', '--outputs', 'outputs.json', ...more);

describe('s3-backfill doctor', () => {
  it('ends with 0 where nothing is wrong, and sends nothing', async () => {
    const given = world();
    const { code, stdout, stderr } = await doctor(given);
    expect({ code, stderr: stderr.match(/^wrong.*$/gm) }).toEqual({ code: 0, stderr: null });
    expect(stdout).toMatch(/^nothing is wrong: \d+ answers ok; nothing was sent\n$/);
  });

  it('ends with 2 where something is wrong, and prints what repairs it', async () => {
    const given = world();
    given.roles.set(REPLICATION_ROLE, { trustPolicy: TRUST, createdMs: 0 });
    const { code, stderr } = await doctor(given);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^wrong {2}replication-role: .*does not trust s3\.amazonaws\.com/m);
    expect(stderr).toMatch(/^ {9}\{\n {11}"Version": "2012-10-17",/m);
    expect(stderr).toContain('"Service": "s3.amazonaws.com"');
  });

  it('gives the patch as a field of JSON and as a block of Markdown', async () => {
    const given = world();
    given.roles.set(REPLICATION_ROLE, { trustPolicy: TRUST, createdMs: 0 });
    const { events } = await doctor(given, '--output', 'json');
    const found = events.find(({ check, answer }) => check === 'replication-role' && answer === 'wrong');
    expect(found).toMatchObject({ patch: { language: 'json', text: expect.stringContaining('sts:AssumeRole') } });
    const { stdout } = await doctor(given, '--output', 'markdown');
    expect(stdout).toMatch(/```json\n\{\n {2}"Version": "2012-10-17",[\s\S]*\n```\n/);
  });

  it('says more than a run asks, and stops at credentials of another account', async () => {
    const given = world();
    const run = new Set((await doctor(given, '--output', 'json')).events.map(({ check }) => check));
    expect([...run]).toEqual(
      expect.arrayContaining(['account', 'job-role', 'job-role-permissions', 'caller-permissions']),
    );
    given.identity = { accountId: '444455556666', arn: 'arn:aws:iam::444455556666:user/x' };
    const { code, events } = await doctor(given, '--output', 'json');
    expect(code).toBe(2);
    expect(events.some(({ check }) => check === 'job-role-permissions')).toBe(false);
  });

  it('refuses a run that would write a manifest, and has no place for it', async () => {
    const { code, stderr } = await doctor(world(), '--latest-only');
    expect(code).toBe(2);
    expect(stderr).toContain('there is no place for a manifest');
  });

  it('refuses a canary wait that is none', async () => {
    const { code, stderr } = await doctor(world(), '--canary', '--canary-wait', '0');
    expect(code).toBe(2);
    expect(stderr).toContain('--canary-wait: got 0');
  });

  it('knows the role of a session by its name', async () => {
    const given = world();
    given.identity = { accountId: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/backfill-job/me' };
    const { events } = await doctor(given, '--output', 'json');
    expect(events).toContainEqual(
      expect.objectContaining({ check: 'caller-permissions', answer: 'ok', detail: JOB_ROLE }),
    );
    given.identity = { accountId: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/unknown/me' };
    const again = await doctor(given, '--output', 'json');
    expect(again.events).toContainEqual(
      expect.objectContaining({ check: 'caller-permissions', answer: 'could-not-check' }),
    );
  });
});
