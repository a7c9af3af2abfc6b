// Text that systems for builds act on, given to the program from everywhere but a bucket: words, settings, variables, files.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { actedOn, COMMANDS_OF_LOGS } from '../runner/text/log-readers';
import { startProgram, type Program } from './setup';

const OUTPUTS = ['text', 'json', 'markdown'];

let folder: string;
let program: Program;

beforeAll(async () => {
  folder = makeFolder();
  program = await startProgram(buildRunner(folder), ['folder/a']);
});
afterAll(async () => {
  await program.close();
  removeFolder(folder);
});

describe('a command to a log', () => {
  it.each([
    ['a command', (text: string) => [text]],
    ['a further word', (text: string) => ['run', text]],
    ['a prefix', (text: string) => ['plan', '--outputs', 'outputs.json', `--prefix=${text}`]],
    ['a key', (text: string) => ['run', '--outputs', 'outputs.json', `--key=${text}`]],
    ['a bucket', (text: string) => ['verify', `--source-bucket=${text}`]],
    ['a job', (text: string) => ['report', '--', text]],
    ['a file', (text: string) => ['plan', `--outputs=${text}`]],
    ['a flag', (text: string) => ['doctor', `--${text}`]],
    ['a choice', (text: string) => ['doctor', '--outputs', 'outputs.json', `--checks=${text}`]],
    ['a Region', (text: string) => ['list', `--region=${text}`]],
  ])(
    'is none in an output where it was %s',
    async (_what, words) => {
      for (const [index, text] of COMMANDS_OF_LOGS.entries()) {
        const output = OUTPUTS[index % OUTPUTS.length] ?? 'text';
        const said = await program.run(words(text).toSpliced(1, 0, `--output=${output}`));
        expect(said.exitCode).toBeGreaterThan(0);
        expect(said.stdout + said.stderr).not.toBe('');
        expect([actedOn(said.stdout), actedOn(said.stderr)]).toEqual([[], []]);
        if (output === 'json') for (const line of said.stdout.trimEnd().split('\n')) JSON.parse(line);
      }
    },
    240_000,
  );

  it('is none where a file holds it', async () => {
    for (const [index, text] of COMMANDS_OF_LOGS.entries()) {
      const output = OUTPUTS[index % OUTPUTS.length] ?? 'text';
      writeFileSync(path.join(program.folder, 'bad.json'), JSON.stringify({ [text]: { value: text, type: text } }));
      const said = await program.run(['plan', '--outputs', 'bad.json', `--output=${output}`]);
      expect(said.exitCode).toBeGreaterThan(0);
      expect([actedOn(said.stdout), actedOn(said.stderr)]).toEqual([[], []]);
    }
  }, 240_000);
});
