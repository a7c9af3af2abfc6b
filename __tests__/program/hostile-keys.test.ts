// Keys that try to be something else, through the whole program: S3 gives them, every output shows them, none obeys them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { HOSTILE } from '../runner/renderers/hostile-text';
import { expectHarmlessText, rulesOf } from './harmless';
import { JOB_POLICY, startProgram, type Program } from './setup';

/** A cause shows five keys: so many are in one emulator. */
const SHOWN = 5;
const KEYS = HOSTILE.filter((key) => key !== '' && !/\p{Cs}/u.test(key));
const GROUPS = Array.from({ length: Math.ceil(KEYS.length / SHOWN) }, (_, group) =>
  KEYS.slice(group * SHOWN, (group + 1) * SHOWN),
);
let folder: string;
let runner: string;

beforeAll(() => {
  folder = makeFolder();
  runner = buildRunner(folder);
});
afterAll(() => removeFolder(folder));

async function withKeys(keys: readonly string[], use: (program: Program) => Promise<void>): Promise<void> {
  const program = await startProgram(
    runner,
    keys.map((key) => `folder/${key}`),
    { timing: { jobStateMs: 20 } },
  );
  const PolicyDocument = JOB_POLICY.replace('arn:aws:s3:::src/*', 'arn:aws:s3:::src');
  await program.iam.send(new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'all', PolicyDocument }));
  try {
    await use(program);
  } finally {
    await program.close();
  }
}

describe('keys that are markup, formulas, escape sequences and marks of direction', () => {
  it.each(GROUPS.map((keys, index) => [index, keys] as const))(
    'are harmless in every output (group %i)',
    (_index, keys) =>
      withKeys(keys, async (program) => {
        const fails = [
          'run',
          '--outputs',
          'outputs.json',
          '--poll-seconds',
          '0.05',
          '--retries',
          '0',
          '--checks',
          'basic',
        ];
        const compares = ['verify', '--outputs', 'outputs.json'];
        for (const [output, ending] of [
          ['text', 'html'],
          ['json', 'md'],
          ['markdown', 'html'],
        ] as const) {
          for (const [verb, flag] of [
            [fails, '--report-file'],
            [compares, '--certificate'],
          ] as const) {
            const file = `${output}.${ending}`;
            const said = await program.run([...verb, '--output', output, flag, file]);
            expect(said).toMatchObject({ exitCode: 1 });
            rulesOf[output]?.(said.stdout);
            expectHarmlessText(said.stderr);
            const kept = readFileSync(path.join(program.folder, file), 'utf8');
            rulesOf[ending]?.(kept);
            expect(kept).toContain('folder');
          }
        }
      }),
  );
});
