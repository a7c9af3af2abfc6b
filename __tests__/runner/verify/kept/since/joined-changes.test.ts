// verify --from --since where one run at least was by inventories: the same changes as of two listings, counted exactly.
import { expect, it } from '@jest/globals';
import type { DifferenceEvent } from '../../../../../runner/events/comparisons/difference-event';
import type { FakeVersion } from '../../../fakes/fake-buckets';
import { fakeCopying, listed } from '../../../fakes/fake-copying';
import { bucketIn, program, setup, type Ran, type Setup } from '../../../fakes/fake-world';
import { writeCsv, writeParquet, type InventoryRow } from '../../inventories/inventories';
import { withoutAws } from '../kept';
import { at, beside, keepInventories } from '../inventories/kept-inventories';

type Side = Pick<InventoryRow, 'size' | 'etag' | 'marker'> | undefined;
type Sides = readonly [source: Side, replica: Side];
const ONE = { size: 1, etag: 'e' };
const THERE: Sides = [ONE, ONE];
const ALONE: Sides = [ONE, undefined];
const OTHER: Sides = [ONE, { size: 2, etag: 'e' }];
const EXTRA: Sides = [undefined, ONE];
const NOBODY: Sides = [undefined, undefined];

/** Each as often as its place says. */
const EACH: Readonly<Record<string, readonly [before: Sides, after: Sides]>> = {
  lost: [THERE, ALONE],
  changed: [THERE, OTHER],
  'came-missing': [NOBODY, ALONE],
  replicated: [ALONE, THERE],
  'came-replicated': [NOBODY, THERE],
  rewritten: [
    THERE,
    [
      { size: 5, etag: 'e' },
      { size: 5, etag: 'e' },
    ],
  ],
  'source-deleted': [THERE, EXTRA],
  'came-extra': [NOBODY, EXTRA],
  gone: [THERE, NOBODY],
  'still-missing': [ALONE, ALONE],
  'still-different': [OTHER, OTHER],
  'still-extra': [EXTRA, EXTRA],
  'still-same': [THERE, THERE],
};
const NAMES = Object.keys(EACH);

interface Row {
  readonly key: string;
  readonly versionId: string;
  readonly sides: Sides;
}

function rowsOf(when: 0 | 1): readonly Row[] {
  const named = NAMES.flatMap((name, place) =>
    Array.from({ length: place + 1 }, (_, index) => ({
      key: `folder/${name} ü/${index}`,
      versionId: 'v1',
      sides: EACH[name]?.[when] ?? NOBODY,
    })),
  );
  const marker = { marker: true };
  return [
    ...named,
    // What no rule replicates is neither missing nor lost.
    { key: 'folder/marker', versionId: 'm', sides: [marker, undefined] },
  ];
}

function inventory(bucket: 'src' | 'dst', when: 0 | 1): readonly InventoryRow[] {
  return rowsOf(when).flatMap(({ key, versionId, sides }) => {
    const side = sides[bucket === 'src' ? 0 : 1];
    return side === undefined ? [] : [{ key, versionId, status: bucket === 'src' ? 'COMPLETED' : 'REPLICA', ...side }];
  });
}

/** The same versions in both buckets. */
function listing(when: 0 | 1): Setup {
  const given = setup();
  for (const [index, bucket] of (['src', 'dst'] as const).entries())
    bucketIn(given, bucket).versions.push(
      ...rowsOf(when).flatMap(({ key, versionId, sides }): FakeVersion[] => {
        const side = sides[index];
        if (side === undefined) return [];
        const { size, marker = false } = side;
        return [{ key, versionId, sizeBytes: size ?? 0, deleteMarker: marker }];
      }),
    );
  return given;
}

type By = 'inventories' | 'listings';

async function kept(by: By, when: 0 | 1): Promise<string> {
  const directory = `${by}-${when}`;
  const given = by === 'listings' ? listing(when) : setup();
  if (when === 1) await given.clock.sleep(60_000, new AbortController().signal);
  const said =
    by === 'listings'
      ? await program(given, 'verify', ...beside(given), '--evidence', at(directory), '--output', 'json')
      : await keepInventories(given, directory, {
          source: writeCsv({ folder: at(`there-${when}`), bucket: 'src' }, inventory('src', when)),
          destination: await writeParquet({ folder: at(`there-${when}`), bucket: 'dst' }, inventory('dst', when)),
        });
  if (said.code > 1) throw new Error(said.stdout + said.stderr);
  return at(directory);
}

function differenceIn(said: Ran): DifferenceEvent {
  const found = said.events.find(({ kind }) => kind === 'difference');
  if (found === undefined) throw new Error(said.stdout + said.stderr);
  return found as unknown as DifferenceEvent;
}

it.each<readonly [By, By]>([
  ['inventories', 'inventories'],
  ['listings', 'inventories'],
  ['inventories', 'listings'],
  ['listings', 'listings'],
])('of %s and then %s every change is counted, with examples, without AWS', async (first, second) => {
  const [before, after] = [await kept(first, 0), await kept(second, 1)];
  const world = withoutAws();
  const said = await program(world, 'verify', '--from', after, '--since', before, '--output', 'json');
  expect([said.code, world.asked()]).toEqual([1, 0]);
  const { changes, source, destination } = differenceIn(said);
  expect([source, destination]).toEqual(['src', 'dst']);
  expect(changes.map(({ change, count }) => [change, count])).toEqual(NAMES.map((name, place) => [name, place + 1]));
  for (const { change, count, examples } of changes) {
    expect(examples.map(({ versionId }) => versionId)).toEqual(
      Array.from({ length: change === 'still-same' ? 0 : Math.min(count, 5) }, () => 'v1'),
    );
    for (const { key } of examples) expect(key.startsWith(`folder/${change} ü/`)).toBe(true);
  }
});

it('of ids that differ only in case each is a version of its own, and damaged rows are told', async () => {
  const there = (folder: string, bucket: 'src' | 'dst', ...ids: readonly string[]): string =>
    writeCsv({ folder: at(folder), bucket }, [
      ...ids.map((versionId) => ({ key: 'folder/a', versionId, status: 'REPLICA' })),
      ...(bucket === 'src' ? [{ key: 'folder/b', versionId: 'b","more' }] : []),
    ]);
  const both = (
    folder: string,
    src: readonly string[],
    dst: readonly string[],
  ): { source: string; destination: string } => ({
    source: there(folder, 'src', ...src),
    destination: there(folder, 'dst', ...dst),
  });
  await keepInventories(setup(), 'early', both('one', ['abc'], ['abc']));
  const later = setup();
  await later.clock.sleep(60_000, new AbortController().signal);
  await keepInventories(later, 'late', both('two', ['ABC'], ['abc']));
  const said = await program(withoutAws(), 'verify', '--from', at('late'), '--since', at('early'), '--output', 'json');
  expect(differenceIn(said).changes.map(({ change, count }) => [change, count])).toEqual([
    ['came-missing', 1],
    ['source-deleted', 1],
  ]);
  expect(said.stdout).toContain(`1 row of the inventories in '${at('early')}' could not be read: what has become of`);
  expect(said.stdout).toContain(`1 row of the inventories in '${at('late')}' could not be read`);
});

it('of other buckets or prefixes, or in the other order, is refused before anything is joined', async () => {
  const rows: readonly InventoryRow[] = [{ key: 'folder/a', versionId: 'v1', status: 'COMPLETED' }];
  const manifests = {
    source: writeCsv({ folder: at('there'), bucket: 'src' }, rows),
    destination: writeCsv({ folder: at('there'), bucket: 'dst' }, rows),
  };
  const later = setup();
  await later.clock.sleep(60_000, new AbortController().signal);
  await keepInventories(setup(), 'early', manifests);
  await keepInventories(later, 'late', manifests);
  await keepInventories(setup(), 'narrow', manifests, '--prefix', 'folder/a');
  const elsewhere = { ...manifests, destination: writeCsv({ folder: at('else'), bucket: 'reports' }, rows) };
  await keepInventories(setup(), 'elsewhere', elsewhere, '--destination-bucket', 'reports');
  const since = async (before: string, after: string): Promise<readonly [number, string]> => {
    const said = await program(withoutAws(), 'verify', '--since', at(before), '--from', at(after));
    if (said.code === 2) expect(said.stdout).toBe('');
    return [said.code, said.stderr];
  };
  await expect(since('narrow', 'late')).resolves.toEqual([2, expect.stringContaining('is of other prefixes')]);
  await expect(since('elsewhere', 'late')).resolves.toEqual([
    2,
    expect.stringContaining("has no comparison with 'dst'"),
  ]);
  await expect(since('late', 'early')).resolves.toEqual([2, expect.stringContaining('which is later than')]);
  await expect(since('late', 'late')).resolves.toEqual([2, expect.stringContaining('is the same as')]);
});

it('of copies by inventories and by listings are the same objects, under another prefix', async () => {
  const places = [
    ...['--method', 'copy', '--region', 'eu-west-1', '--account-id', '111122223333', '--source-bucket', 'src'],
    ...['--prefix', 'in/', '--destination-bucket', 'dst', '--destination-prefix', 'out/'],
  ];
  const copying = fakeCopying({
    src: ['in/a', 'in/b', 'in/left-out'].map((key) => listed(key)),
    dst: ['out/a', 'out/left-out', 'out/x'].map((key) => listed(key)),
  });
  const given = setup();
  given.between = (aws) => ({ ...aws, copying });
  await program(given, 'verify', ...places, '--exclude', 'left*', '--allow-empty', '--evidence', at('early'));
  const later = setup();
  await later.clock.sleep(60_000, new AbortController().signal);
  const row = (key: string): InventoryRow => ({ key, size: 3, etag: 'e1', versionId: key });
  await keepInventories(
    later,
    'late',
    {
      source: writeCsv({ folder: at('there'), bucket: 'src' }, ['in/a', 'in/b'].map(row)),
      destination: writeCsv({ folder: at('there'), bucket: 'dst' }, ['out/a', 'out/b', 'out/x'].map(row)),
    },
    ...places,
  );
  const said = await program(withoutAws(), 'verify', '--from', at('late'), '--since', at('early'), '--output', 'json');
  expect(differenceIn(said).changes.map(({ change, examples }) => [change, examples])).toEqual([
    ['replicated', [{ key: 'in/b' }]],
    ['still-extra', [{ key: 'in/x' }]],
    ['still-same', []],
  ]);
});
