// Commands to paste, found in whatever the program says, and run by shells in which every program is a stub that writes down its words.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What stands in a command line of ours as the program to start. */
const PROGRAMS = ['aws', 's3-backfill', 'terraform', 'gunzip', 'npx', 'cdktf'] as const;
const OTHERS = ['touch', 'id', 'rm', 'cat', 'sh', 'curl', 'env', 'ls'];

export const SHELLS = ['sh', 'dash', 'bash', 'zsh', 'ksh'].filter(
  (name) => spawnSync(name, ['-c', 'true']).status === 0,
);

/** Words of these programs that begin a command; `s3-backfill reads version 1` is a sentence. */
const STARTS =
  /(?<![\w./'"=-])(?:(?:aws (?:s3|s3api|s3control|iam|sts|sso|kms|login|configure)|s3-backfill (?:plan|run|retry|watch|report|list|status|confirm|cancel|priority|verify|doctor|health|policy)|terraform (?:output|apply|import|state)|gunzip|npx|cdktf)\b|--stack[ =](?=[\w'"$])|eval "\$\(printf ')/g;

/** Ends where a sentence goes on: at a semicolon, a comma, a pipe or a bracket that stands outside of quotes, or at the end of the line. */
function commandAt(text: string, start: number): string {
  let at = start;
  while (at < text.length) {
    const rest = text.slice(at);
    const quoted = /^(?:'[^']*'|"(?:\\[\s\S]|\$\([^)]*\)|[^"\\])*"|\\[\s\S]|\$'(?:\\[\s\S]|[^'\\])*')/.exec(rest);
    if (quoted !== null) at += quoted[0].length;
    else if (/^(?:\n|[;|)<>]|[,:.](?:\s|$))/.test(rest)) break;
    else at += 1;
  }
  return text.slice(start, at).trim();
}

/** Every command in a text. */
export function commandsIn(text: string): readonly string[] {
  const all: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(STARTS)) {
    // Within a command that was taken already.
    if (index < from) continue;
    const command = commandAt(text, index);
    from = index + command.length;
    all.push(command.startsWith('--') ? `s3-backfill plan ${command}` : command);
  }
  return all;
}

/** Every text in JSON, keys left aside. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

export interface Started {
  readonly program: string;
  readonly words: readonly string[];
}

/** A folder of stubs, and nothing else on the path. */
export function stubs(folder: string): (shell: string, command: string) => readonly Started[] {
  const bin = path.join(folder, 'bin');
  const work = path.join(folder, 'pasted');
  const record = path.join(folder, 'record');
  mkdirSync(bin);
  mkdirSync(work);
  writeFileSync(path.join(work, 'bystander'), '');
  for (const program of [...PROGRAMS, ...OTHERS]) {
    const lines = [
      `#!${process.execPath}`,
      "const { appendFileSync } = require('node:fs');",
      `const line = JSON.stringify({ program: ${JSON.stringify(program)}, words: process.argv.slice(2) });`,
      `appendFileSync(${JSON.stringify(record)}, line + '\\n');`,
    ];
    writeFileSync(path.join(bin, program), `${lines.join('\n')}\n`);
    chmodSync(path.join(bin, program), 0o755);
  }
  return (shell, command) => {
    writeFileSync(record, '');
    const where = spawnSync('/usr/bin/env', ['which', shell], { encoding: 'utf8' }).stdout.trim();
    const { stderr, stdout, status } = spawnSync(where, ['-c', command], {
      cwd: work,
      env: { PATH: bin, HOME: '/nowhere' },
      encoding: 'utf8',
      timeout: 10_000,
    });
    const left = readdirSync(work);
    if (stderr !== '' || stdout !== '' || status !== 0 || left.length !== 1 || existsSync(path.join(folder, 'pwned')))
      throw new Error(
        `${shell} made something else of ${command}\n${status ?? ''} ${stdout}${stderr}${left.join(' ')}`,
      );
    return readFileSync(record, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Started);
  };
}
