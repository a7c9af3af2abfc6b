// What is compared, and certified, is what was chosen: nothing that merely begins alike, and nothing that lies beside it.
import { describe, expect, it } from '@jest/globals';
import type { FakeVersion } from '../fakes/fake-buckets';
import { fate } from '../fakes/fake-jobs';
import { bucketIn, handoff, program, REPLICATION_ROLE, rule, runProgram, setup, type Setup } from '../fakes/fake-world';

const MANIFESTS = { bucket: 'reports', prefix: 'manifests' };

/** `folder/1` was replicated, and what begins as it does was not. */
function world(...there: readonly FakeVersion[]): Setup {
  const given = setup();
  given.files.set('/here/outputs.json', JSON.stringify(handoff({ manifest: MANIFESTS })));
  bucketIn(given, 'src').versions.push({ key: 'folder/1' }, { key: 'folder/10' }, { key: 'folder/1/x' });
  bucketIn(given, 'dst').versions.push(...there);
  given.jobs.fates.push(fate({ rows: ['folder/1,v1,succeeded,200,,'] }));
  return given;
}

const REPLICA = { key: 'folder/1', replicationStatus: 'REPLICA' };

describe('a run for one key', () => {
  it('compares that key, and none that begins as it does', async () => {
    const { code, stdout } = await runProgram(world(REPLICA), '--key', 'folder/1');
    expect([code, stdout]).toEqual([0, expect.stringContaining("the one object version is in 'dst'")]);
    expect(stdout).toContain('1 object version chosen one by one, and no other');
  });

  it('is not green where that key is missing, whatever lies beside it', async () => {
    const { code, stdout } = await runProgram(world({ ...REPLICA, key: 'folder/10' }), '--key', 'folder/1');
    expect([code, stdout]).toEqual([1, expect.stringContaining('1 missing')]);
  });

  it.each(['json', 'html', 'md'])('certifies in %s that it is about the chosen version alone', async (ending) => {
    const given = world(REPLICA);
    await runProgram(given, '--key', 'folder/1', '--certificate', `c.${ending}`);
    const certificate = given.files.get(`/here/c.${ending}`);
    if (ending === 'json') expect(JSON.parse(certificate ?? '')).toMatchObject({ chosen: 1, prefixes: [] });
    else expect(certificate).toContain('1 object version chosen one by one, and no other');
    expect(certificate).not.toContain('every key that the enabled rules cover');
  });

  it('is refused where the rules are for longer keys only', async () => {
    const given = world(REPLICA);
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: 'folder/10' })] };
    const { code, stderr } = await runProgram(given, '--key', 'folder/1');
    expect([code, given.jobs.sent]).toEqual([2, []]);
    expect(stderr).toContain("key 'folder/1': no rule covers it");
  });
});

describe('a run for a manifest', () => {
  it.each<[string, readonly FakeVersion[], number, string]>([
    ['is there', [REPLICA], 0, "the one object version is in 'dst'"],
    ['is missing', [], 1, '1 missing'],
  ])('compares what it lists, which %s', async (_title, there, expected, words) => {
    const given = world(...there);
    given.files.set('/here/list.csv', 'src,folder/1,v1\n');
    const { code, stdout } = await runProgram(given, '--manifest', 'list.csv');
    expect([code, stdout]).toEqual([expected, expect.stringContaining(words)]);
  });

  it('says that nothing was compared where it lists more keys than are listed one by one', async () => {
    const given = world();
    const keys = Array.from({ length: 1_001 }, (_, index) => `folder/many/${index}`);
    bucketIn(given, 'src').versions.push(...keys.map((key) => ({ key })));
    given.files.set('/here/list.csv', keys.map((key) => `src,${key},v1\n`).join(''));
    given.jobs.fates.splice(0, 1, fate({ rows: keys.map((key) => `${key},v1,succeeded,200,,`) }));
    const { code, stderr } = await runProgram(given, '--manifest', 'list.csv');
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('nothing was compared: 1,001 keys were chosen one by one'),
    ]);
  });
});

describe('a run by filters of its own', () => {
  it('compares what it has found, and nothing else', async () => {
    const { code, stdout } = await runProgram(world(REPLICA), '--match', '^folder/1$');
    expect([code, stdout]).toEqual([0, expect.stringContaining("the one object version is in 'dst'")]);
  });

  it('is not green where what it has found did not arrive', async () => {
    const { code, stdout } = await runProgram(world(), '--match', '^folder/1$');
    expect([code, stdout]).toEqual([1, expect.stringContaining('1 missing')]);
  });

  it('says that nothing was compared where S3 has filtered', async () => {
    const { stderr } = await runProgram(world(REPLICA), '--substring', '1');
    expect(stderr).toContain('nothing was compared: not every version was selected');
  });
});

describe('several destinations', () => {
  const two = (...there: readonly FakeVersion[]): Setup => {
    const given = setup();
    given.buckets.set('dst2', { ...bucketIn(given, 'dst'), versions: [], files: new Map(), denied: new Set() });
    const rules = [rule(), rule({ id: 'later', priority: 2, prefix: 'later/', destinationBucket: 'dst2' })];
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules };
    bucketIn(given, 'src').versions.push({ key: 'folder/1' });
    bucketIn(given, 'dst').versions.push(...there);
    return given;
  };
  const verify = (given: Setup, ...flags: readonly string[]) =>
    program(given, 'verify', '--source-bucket', 'src', '--account-id', '111122223333', ...flags);

  it('are complete where all is there that a rule selects, and of which nothing is for one of them is said', async () => {
    const { code, events } = await verify(two(REPLICA), '--output', 'json');
    expect([code, events.find(({ kind }) => kind === 'certificate')?.['answer']]).toEqual([0, 'complete']);
    expect(events.at(-1)?.['summary']).toContain("there is no object version to compare with 'dst2'");
  });

  it('are not compared where one of them may not be listed', async () => {
    const given = two(REPLICA);
    bucketIn(given, 'dst2').denied.add('listVersions');
    expect((await verify(given)).code).toBe(5);
  });

  it('are not green where no rule has anything', async () => {
    const given = two();
    bucketIn(given, 'src').versions.splice(0, 1, { key: 'other/1' });
    const { code, stdout } = await verify(given);
    expect([code, stdout]).toEqual([
      6,
      expect.stringContaining("there is no object under 'folder/', which a rule is for"),
    ]);
    expect((await verify(given, '--allow-empty')).code).toBe(0);
  });
});
