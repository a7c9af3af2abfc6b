/** @group outside */
// Deletions at a terminal: besides the answer yes the name of the destination has to be typed, as it is.
import { spawn } from 'node:child_process';
import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { describeWith } from '../../e2e/setup';
import { builtProgram } from '../built';
import type { Program } from '../setup';

const built = builtProgram();
const AGREES = /\[y\/N\] $/;
const TYPES = /Type 'dst' if so: $/;
const LIMIT_MS = 40_000;

interface Talk {
  readonly exitCode: number | null;
  /** What the terminal shows. */
  readonly shown: string;
}

/** Runs it at a terminal that `script` makes, and answers each question, when it comes, in turn. */
function talk(program: Program, answers: readonly (readonly [question: RegExp, answer: string])[]): Promise<Talk> {
  const words = ['copy', 's3://src/folder/', 's3://dst/archive/', '--delete', '--checks', 'basic'];
  const command = [process.execPath, built.runner(), ...words].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: program.folder,
    env: { NODE_ENV: 'test', PATH: process.env['PATH'], ...program.environment, AWS_REGION: 'eu-west-1' },
    timeout: LIMIT_MS,
  });
  const left = [...answers];
  let shown = '';
  return new Promise((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      // Without what moves the cursor of a terminal.
      // eslint-disable-next-line no-control-regex
      const plain = shown.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
      const [next] = left;
      if (next === undefined || !next[0].test(plain)) return;
      left.shift();
      child.stdin.write(`${next[1]}\r`);
    });
    child.on('close', (exitCode) => resolve({ exitCode, shown }));
  });
}

async function there({ s3 }: Program): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'dst' }));
  return Contents.map(({ Key = '' }) => Key);
}

describeWith(['script'], 'copy --delete at a terminal', () => {
  it('sends nothing before both answers, whatever else is typed, and says with the second what would be deleted', async () => {
    const program = await built.start(['folder/a']);
    await program.s3.send(new PutObjectCommand({ Bucket: 'dst', Key: 'archive/extra', Body: 'x' }));
    for (const answers of [
      [[AGREES, 'n']],
      [
        [AGREES, 'y'],
        [TYPES, 'y'],
      ],
      [
        [AGREES, 'y'],
        [TYPES, 'DST'],
      ],
      [
        [AGREES, 'y'],
        [TYPES, ''],
      ],
    ] as const) {
      const { exitCode, shown } = await talk(program, answers);
      expect([answers, exitCode, shown]).toEqual([answers, 2, expect.stringContaining('the answer was no')]);
      expect(shown.includes("Type 'dst'")).toBe(answers.length === 2);
      expect(await there(program)).toEqual(['archive/extra']);
    }
    const { exitCode, shown } = await talk(program, [
      [AGREES, 'y'],
      [TYPES, ' dst '],
    ]);
    expect([exitCode, shown]).toEqual([0, expect.stringMatching(/1 object[^\n]*Type 'dst'/)]);
    expect(await there(program)).toEqual(['archive/a']);
    await program.s3.send(new DeleteObjectsCommand({ Bucket: 'dst', Delete: { Objects: [{ Key: 'archive/a' }] } }));
  }, 120_000);
});
