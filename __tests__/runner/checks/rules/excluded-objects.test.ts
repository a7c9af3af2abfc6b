// Rules that leave objects out by Not: what is left out is never called covered.
import { describe, expect, it } from '@jest/globals';
import type { Exclusion } from '../../../../runner/ports/s3/replication';
import { bucketIn, program, REPLICATION_ROLE, rule, setup, TRUST, type Setup } from '../../fakes/fake-world';

const NOTHING: Exclusion = { prefixes: [], tags: [] };

function world(excluded: Exclusion, ...keys: readonly string[]): Setup {
  const given = setup();
  bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: '', excluded })] };
  bucketIn(given, 'src').versions.push(...keys.map((key) => ({ key })));
  return given;
}

async function said(given: Setup, check: string, ...flags: readonly string[]): Promise<readonly string[]> {
  const { events } = await program(given, 'doctor', '--outputs', 'outputs.json', '--output', 'json', ...flags);
  return events
    .filter((event) => event['kind'] === 'check' && event['check'] === check)
    .map(({ answer, detail }) => `${String(answer)}: ${String(detail)}`);
}

describe('the doctor, of a rule that excludes objects', () => {
  it.each<[string, Exclusion, string, RegExp]>([
    [
      'the prefix that is asked for',
      { ...NOTHING, prefixes: ['folder/'] },
      'folder/a/',
      /^wrong: prefix 'folder\/a\/': no rule covers it/,
    ],
    [
      'a part of it',
      { ...NOTHING, prefixes: ['folder/tmp/'] },
      'folder/',
      /^ok: prefix 'folder\/': covered in part, by rule .*; 'folder' leaves out objects under 'folder\/tmp\/'$/,
    ],
    [
      'a tag',
      { ...NOTHING, tags: [{ key: 'copy', value: 'no' }] },
      'folder/',
      /^ok: prefix 'folder\/': rule .*; 'folder' leaves out objects tagged copy=no$/,
    ],
    [
      'what is not understood',
      { ...NOTHING, notUnderstood: true },
      'folder/',
      /^could-not-check: prefix 'folder\/': the rule .* does not know: whether it covers them is not known$/,
    ],
  ])('says so, if they are %s', async (_what, excluded, prefix, expected) => {
    const found = await said(world(excluded, 'folder/a/1'), 'rule-coverage', '--prefix', prefix);
    expect(found).toEqual([expect.stringMatching(expected)]);
  });

  it('counts no excluded object among those that the run would take', async () => {
    const given = world({ ...NOTHING, prefixes: ['folder/tmp/'] }, 'folder/a', 'folder/tmp/b');
    expect(await said(given, 'source-objects')).toEqual([
      'ok: 2 object versions looked at; the run would take 1 of them',
    ]);
  });

  it('looks at the tags of objects that all have one that is excluded', async () => {
    const given = world({ ...NOTHING, tags: [{ key: 'copy', value: 'no' }] });
    bucketIn(given, 'src').versions.push({ key: 'folder/a', tags: { copy: 'no' } });
    expect(await said(given, 'source-objects')).toEqual([
      expect.stringMatching(/^wrong: nothing .* can be replicated, .*: none has the tags .* \(not copy=no\)/),
    ]);
  });
});

describe('a plan', () => {
  const survey = async (given: Setup): Promise<Readonly<Record<string, unknown>> | undefined> =>
    (await program(given, 'plan', '--outputs', 'outputs.json', '--output', 'json')).events.find(
      ({ kind }) => kind === 'survey',
    );
  const exactly = (value: number) => expect.objectContaining({ value });

  it('leaves excluded objects out, and tells those below a filter that is not understood apart', async () => {
    expect(await survey(world({ ...NOTHING, prefixes: ['folder/tmp/'] }, 'folder/a', 'folder/tmp/b'))).toMatchObject({
      copied: { versions: exactly(1) },
      notCopied: [{ reason: 'outside-rules', versions: exactly(1) }],
    });
    expect(await survey(world({ ...NOTHING, notUnderstood: true }, 'folder/a'))).toMatchObject({
      copied: { versions: exactly(0) },
      unknown: [{ reason: 'unknown-filter', versions: exactly(1) }],
    });
  });

  it('counts a version once for a destination, however many rules with one priority have it', async () => {
    const given = world(NOTHING, 'folder/a');
    const rules = [rule({ id: 'one', prefix: '', priority: 0 }), rule({ id: 'two', priority: 0 })];
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules };
    expect(await survey(given)).toMatchObject({
      copied: { versions: exactly(1) },
      arriving: [{ bucket: 'dst', versions: exactly(1) }],
    });
  });
});

describe('a canary', () => {
  it('is not written where it is not known whether a rule would replicate it', async () => {
    const given = world({ ...NOTHING, notUnderstood: true }, 'folder/a');
    bucketIn(given, 'src').replication = {
      roleArn: REPLICATION_ROLE,
      rules: bucketIn(given, 'src').replication?.rules ?? [],
    };
    given.roles.set(REPLICATION_ROLE, { trustPolicy: TRUST.replace('batchoperations.', ''), createdMs: 0 });
    expect(await said(given, 'canary', '--canary')).toEqual([
      expect.stringMatching(/^could-not-check: whether a rule covers .* nothing was written$/),
    ]);
    expect(bucketIn(given, 'src').versions).toHaveLength(1);
  });
});
