// verify --from --since: what has changed between two kept comparisons, counted exactly.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { DifferenceEvent } from '../../../../runner/events/comparisons/difference-event';
import type { FakeVersion } from '../../fakes/fake-buckets';
import { bucketIn, program } from '../../fakes/fake-world';
import { holdingBoth, keep, withoutAws, type Both } from './kept';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'since-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Sides = readonly [source: Partial<FakeVersion> | undefined, replica: Partial<FakeVersion> | undefined];
const THERE: Sides = [
  { replicationStatus: 'COMPLETED', sizeBytes: 1 },
  { replicationStatus: 'REPLICA', sizeBytes: 1 },
];
const ALONE: Sides = [{ sizeBytes: 1 }, undefined];
const OTHER: Sides = [{ sizeBytes: 1 }, { replicationStatus: 'REPLICA', sizeBytes: 2 }];
const EXTRA: Sides = [undefined, { replicationStatus: 'REPLICA', sizeBytes: 1 }];
const NOBODY: Sides = [undefined, undefined];
const GROWN: Sides = [{ sizeBytes: 5 }, { replicationStatus: 'REPLICA', sizeBytes: 5 }];
const MARKER: Sides = [{ deleteMarker: true }, undefined];

/** Each as often as its place says. */
const EACH: Readonly<Record<string, readonly [before: Sides, after: Sides]>> = {
  lost: [THERE, ALONE],
  changed: [THERE, OTHER],
  'came-missing': [NOBODY, ALONE],
  replicated: [ALONE, THERE],
  'came-replicated': [NOBODY, THERE],
  rewritten: [THERE, GROWN],
  'source-deleted': [THERE, EXTRA],
  'came-extra': [NOBODY, EXTRA],
  gone: [THERE, NOBODY],
  'still-missing': [ALONE, ALONE],
  'still-different': [OTHER, OTHER],
  'still-extra': [EXTRA, EXTRA],
  'still-same': [THERE, THERE],
};
const NAMES = Object.keys(EACH);

function versions(of: 0 | 1): readonly Both[] {
  const named = NAMES.flatMap((name, place) =>
    Array.from({ length: place + 1 }, (_, index): Both => [`${name} ü/${index}`, ...(EACH[name]?.[of] ?? NOBODY)]),
  );
  // What no rule replicates is neither missing nor lost.
  return [...named, ['marker', ...MARKER] as const].sort(([a], [b]) => (a < b ? -1 : 1));
}

it('counts every change exactly, with examples, without AWS, in text and in JSON', async () => {
  const [before, after] = ['before', 'after'].map((name) => path.join(folder, name));
  if (before === undefined || after === undefined) throw new Error('no directory');
  await keep(holdingBoth(versions(0)), before);
  await keep(holdingBoth(versions(1)), after);
  const world = withoutAws();
  const words = ['verify', '--from', after, '--since', before];
  const said = await program(world, ...words, '--output', 'json');
  expect([said.code, world.asked()]).toEqual([1, 0]);
  const found = said.events.find(({ kind }) => kind === 'difference') as unknown as DifferenceEvent;
  expect(found).toMatchObject({ source: 'src', destination: 'dst' });
  expect(found.changes.map(({ change, count }) => [change, count])).toEqual(
    NAMES.map((name, place) => [name, place + 1]),
  );
  for (const { change, count, examples } of found.changes) {
    expect(examples).toHaveLength(change === 'still-same' ? 0 : Math.min(count, 5));
    for (const { key } of examples) expect(key.startsWith(`folder/${change} ü/`)).toBe(true);
  }
  const text = await program(withoutAws(), ...words);
  expect(text.stdout).toContain(
    "  4  replicated: was missing or different, and is there now\n      keys:    'folder/replicated ü/0'",
  );
  const markdown = await program(withoutAws(), ...words, '--output', 'markdown');
  expect(markdown.stdout).toMatch(/\| replicated +\| +4 \|/);
  for (const name of ['changes.html', 'changes.md']) {
    const filing = withoutAws();
    expect((await program(filing, ...words, '--report-file', name)).code).toBe(1);
    const file = filing.files.get(`/here/${name}`) ?? '';
    for (const { change, meaning } of found.changes) {
      expect(file).toContain(meaning);
      if (change !== 'still-same') expect(file).toContain(`folder/${change} ü/0`);
    }
    if (name.endsWith('.html')) {
      expect(file).toContain('<h2 id="changes">What has changed</h2>');
      expect(file.replace(/\s+/g, ' ')).toContain('<span>replicated</span><span class="word good">4</span>');
    } else expect(file).toMatch(/\| replicated +\| +4 \|/);
  }
});

it('refuses evidence of other prefixes or destinations, and --since alone', async () => {
  const [one = '', other = '', third = ''] = ['one', 'other', 'third'].map((name) => path.join(folder, name));
  await keep(holdingBoth(), one);
  await keep(holdingBoth(), other, '--prefix', 'folder/same');
  await keep(holdingBoth(), third, '--destination-bucket', 'reports');
  const since = async (before: string, ...after: readonly string[]): Promise<readonly [number, string]> => {
    const said = await program(withoutAws(), 'verify', '--since', before, ...after);
    // Before anything is compared.
    if (said.code === 2) expect(said.stdout).toBe('');
    return [said.code, said.stderr];
  };
  await expect(since(other, '--from', one)).resolves.toEqual([2, expect.stringContaining('is of other prefixes')]);
  await expect(since(third, '--from', one)).resolves.toEqual([
    2,
    expect.stringContaining("has no comparison with 'dst'"),
  ]);
  // Nor was a destination compared that could not be read.
  const unread = path.join(folder, 'unread');
  const denied = holdingBoth();
  bucketIn(denied, 'dst').denied.add('listVersions');
  await keep(denied, unread, '--destination-bucket', 'dst', '--destination-bucket', 'reports');
  await expect(since(unread, '--from', one)).resolves.toEqual([
    2,
    expect.stringContaining("has no comparison with 'dst'"),
  ]);
  await expect(since(one)).resolves.toEqual([2, expect.stringContaining('--since goes with --from')]);
});

it('refuses the later comparison as the earlier one, and one with itself', async () => {
  const [early = '', late = ''] = ['early', 'late'].map((name) => path.join(folder, name));
  await keep(holdingBoth(), early);
  const later = holdingBoth();
  await later.clock.sleep(60_000, new AbortController().signal);
  await keep(later, late);
  const since = async (before: string, after: string): Promise<readonly [number, string]> => {
    const said = await program(withoutAws(), 'verify', '--since', before, '--from', after);
    // Before anything is compared.
    if (said.code === 2) expect(said.stdout).toBe('');
    return [said.code, said.stderr];
  };
  await expect(since(late, early)).resolves.toEqual([2, expect.stringMatching(/late' is of .*Z, which is later than/)]);
  await expect(since(late, late)).resolves.toEqual([2, expect.stringContaining('is the same as that in')]);
  const [code, said] = await since(early, late);
  expect([code, said]).toEqual([1, expect.not.stringContaining('to do')]);
});

it('says of which destination the later comparison knows nothing', async () => {
  const [early = '', late = ''] = ['early', 'late'].map((name) => path.join(folder, name));
  await keep(holdingBoth(), early, '--destination-bucket', 'dst', '--destination-bucket', 'reports');
  await keep(holdingBoth(), late, '--destination-bucket', 'dst');
  const said = await program(withoutAws(), 'verify', '--since', early, '--from', late);
  expect(said.stderr).toContain(
    `what has changed in 'reports' is not known: the evidence in '${late}' has no comparison`,
  );
});
