// Killed while it keeps evidence, and started again: what is left is no evidence and says so, and then all of it is there.
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import type { Program } from '../setup';
import { inventoryOf, installDatabase, jobOf, namesIn, partsIn, started } from './keeping';

const built = builtProgram();
const KEYS = ['folder/a', 'folder/b c+%', 'folder/\u{1f600}', 'folder/d', 'other/x'];

interface Kept {
  /** What keeps it, in this directory. */
  readonly words: readonly string[];
  /** What tells it again. */
  readonly verb: 'report' | 'verify';
  readonly files: readonly string[];
  /** It is killed before every step, or before every so many. */
  readonly every: number;
}

const LISTED = ['0-destination.parquet', '0-looks.parquet', '0-source.parquet'];

async function listings(program: Program): Promise<Kept> {
  await jobOf(program);
  const words = ['verify', '--outputs', 'outputs.json', '--evidence', 'evidence'];
  return { words, verb: 'verify', files: LISTED, every: 1 };
}

async function inventories(program: Program): Promise<Kept> {
  await jobOf(program);
  installDatabase(built.runner());
  const both = [await inventoryOf(program, 'src', 'COMPLETED'), await inventoryOf(program, 'dst', 'REPLICA')] as const;
  const named = ['--source-inventory', both[0], '--destination-inventory', both[1]];
  return {
    words: ['verify', '--outputs', 'outputs.json', '--evidence', 'evidence', ...named],
    verb: 'verify',
    files: [
      ...['0-groups.parquet', '0-looks.parquet', 'destination-0.csv.gz', 'destination-1.csv.gz'],
      ...['destination-manifest.json', 'source-0.csv.gz', 'source-1.csv.gz', 'source-manifest.json'],
    ],
    every: 3,
  };
}

async function report(program: Program): Promise<Kept> {
  const words = ['report', await jobOf(program), '--outputs', 'outputs.json', '--evidence', 'evidence'];
  return { words, verb: 'report', files: ['0-looks.parquet', '0-tasks.parquet'], every: 1 };
}

const KINDS: readonly [string, (program: Program) => Promise<Kept>][] = [
  ['listings', listings],
  ['inventories', inventories],
  ['a report', report],
];

describe('evidence of', () => {
  it.each(KINDS)('%s for which there is no room ends with 5, and none of it stays', async (_what, prepare) => {
    const program = await built.start(KEYS);
    const { words, verb, files } = await prepare(program);
    const directory = path.join(program.folder, 'evidence');
    const said = await started(program, [built.runner(), ...words], directory, { room: 0 });
    expect(said).toMatchObject({ exitCode: 5, stderr: expect.stringMatching(/could not be written \(EFBIG\)/) });
    expect(said.stdout).not.toContain('"answer":"complete"');
    expect(namesIn(directory)).not.toContain('evidence.json');
    expect(partsIn(program)).toEqual([]);
    expect(await program.run([verb, '--from', 'evidence'])).toMatchObject({ exitCode: 2 });
    expect(await program.run(words)).toMatchObject({ exitCode: 0 });
    expect(namesIn(directory)).toEqual([...files, 'SHA256SUMS', 'evidence.json'].sort());
  });

  it.each(KINDS)(
    '%s whose keeper is killed is whole, or is said to be none; the next run keeps it, and leaves nothing else',
    async (_what, prepare) => {
      const program = await built.start(KEYS);
      const { words, verb, files, every } = await prepare(program);
      const directory = path.join(program.folder, 'evidence');
      const left = new Set<string>();
      let step = 1;
      for (; !namesIn(directory).includes('evidence.json'); step += every) {
        const said = await started(program, [built.runner(), ...words], directory, { step });
        if (said.exitCode !== null) break;
        for (const name of namesIn(directory)) left.add(name.replace(/\.[0-9a-f]+\.part$/, ' in part'));
        // The last step is over when evidence.json has its name.
        expect({ step, ...(await program.run([verb, '--from', 'evidence'])) }).toMatchObject({
          exitCode: 2,
          stderr: expect.stringMatching(/holds no evidence: there is no evidence\.json, which is written last/),
        });
      }
      // Each run has removed what the one before has left.
      expect([...left].filter((name) => name.endsWith(' in part')).length).toBeGreaterThan(1);
      if (every === 1) expect([...left]).toEqual(expect.arrayContaining(['SHA256SUMS', 'evidence.json in part']));
      expect(step).toBeGreaterThan(files.length);
      if (!namesIn(directory).includes('evidence.json'))
        expect(await program.run(words)).toMatchObject({ exitCode: 0 });
      expect(namesIn(directory)).toEqual([...files, 'SHA256SUMS', 'evidence.json'].sort());
      expect(partsIn(program)).toEqual([]);
      expect(await program.run([verb, '--from', 'evidence'])).toMatchObject({ exitCode: 0 });
    },
    240_000,
  );
});
