import { expect, it } from '@jest/globals';
import { readFleet } from '../../../../runner/cli/fleet/read-fleet';
import { fakeWorld, handoff, setup } from '../../fakes/fake-world';
import type { Output } from '../../../../runner/ports/world';

const silent: Output = { write: () => undefined, isTerminal: false, columns: 80 };

async function read(file: string, files: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const given = setup();
  for (const [name, value] of Object.entries(files))
    given.files.set(`/here/${name}`, typeof value === 'string' ? value : JSON.stringify(value));
  const entries = await readFleet(file, fakeWorld(given, silent, silent));
  return entries.map(({ name, words }) =>
    [name, ...[...words].map(([flag, texts]) => `${flag}=${texts.join(' ')}`)].join(' | '),
  );
}

const output = { s3_backfill: { value: handoff() } };
const stacks = { eu: { s3_backfill: handoff() }, us: { s3_backfill: handoff() } };

it.each<readonly [string, string, Readonly<Record<string, unknown>>, readonly string[]]>([
  ['lines', 'f.txt', { 'f.txt': '# roots\r\na.json\r\n\r\nb.json' }, ['a | outputs=a.json', 'b | outputs=b.json']],
  ['names', 'd/f.json', { 'd/f.json': ['a.json', '/b.json'] }, ['a | outputs=d/a.json', 'b | outputs=/b.json']],
  [
    'objects',
    'f.json',
    { 'f.json': [{ outputs: 'a.json', prefix: ['x/', 'y/'] }] },
    ['a | outputs=a.json | prefix=x/ y/'],
  ],
  ['names of their own', 'f.json', { 'f.json': [{ name: 'n', 'source-bucket': 'b' }] }, ['n | source-bucket=b']],
  [
    'a directory',
    'd',
    { 'd/a.json': output, 'd/b.JSON': output, 'd/x.txt': '' },
    ['a | outputs=d/a.json', 'b | outputs=d/b.JSON'],
  ],
  [
    'several stacks',
    'o.json',
    { 'o.json': stacks },
    ['o.eu.s3_backfill', 'o.us.s3_backfill'].map((name) => `${name} | outputs=o.json | stack=${name.slice(2)}`),
  ],
  [
    'a stack of several',
    'f.json',
    { 'o.json': stacks, 'f.json': [{ outputs: 'o.json', stack: 'eu' }] },
    ['o | outputs=o.json | stack=eu'],
  ],
  [
    'files of one name',
    'f.txt',
    { 'f.txt': 'x/o.json\ny/o.json' },
    ['x/o.json | outputs=x/o.json', 'y/o.json | outputs=y/o.json'],
  ],
])('reads %s', async (_, file, files, expected) => {
  expect(await read(file, files)).toEqual(expected);
});

it('refuses an empty name, which would be the working directory', async () => {
  await expect(read('', { 'o.json': output })).rejects.toMatchObject({ kind: 'usage' });
});

it.each<readonly [string, unknown, string]>([
  ['no file', undefined, "'f.json' is no file"],
  ['nothing', '', 'lists nothing'],
  ['broken JSON', '[', 'is not JSON'],
  ['a number', [1], 'entry 1 of'],
  ['an entry without a handoff', [{ prefix: 'a/' }], 'names no handoff'],
  ['a list of lists', [{ outputs: 'a.json', prefix: [['x']] }], 'prefix: got ["x"]'],
  ['a list of no keys, which would be all', [{ outputs: 'a.json', key: [] }], 'key: the list is empty'],
  ['two files in one entry', [{ outputs: ['a.json', 'b.json'] }], 'outputs names 2 files'],
  ['an empty name', [{ outputs: 'a.json', name: '' }], 'name is ""'],
  ['standard input', [{ outputs: '-' }], 'standard input is not read'],
  ['the same twice', ['a.json', 'a.json'], "lists 'a.json' twice"],
])('refuses %s', async (_, value, message) => {
  const reading = read('f.json', value === undefined ? {} : { 'f.json': value });
  await expect(reading).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(message) });
});
