// Other programs of this machine. Each is a group of processes of its own: Ctrl-C at the terminal does not reach it, and it is ended with
// all that it has started.
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { env, platform } from 'node:process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { PrivateFolder, ProgramEnd, ProgramOrder, Programs, RunningProgram } from '../ports/programs';
import { endGroup, guardGroup, HAS_GROUPS } from './process-group';

const OWNER_ONLY = 0o600;
/** What is longer is cut off: a program that never ends its line must not fill the memory. */
const LONGEST_LINE = 64 * 1024;
/** Between its being asked to end and its being killed. */
const PATIENCE_MS = 5_000;

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** A folder that is not named from the root is whichever the program was started in: what lies there is not run. */
async function find(name: string): Promise<string | undefined> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isProgram(path)) return path;
  }
  return undefined;
}

/** Tells each line; resolves when there is none left. */
async function tellLines(stream: Readable, tell: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isCut = false;
  const take = (text: string): void => {
    const [first = '', ...more] = text.split('\n');
    if (!isCut) rest += first;
    for (const line of more) {
      tell(rest.slice(0, LONGEST_LINE));
      rest = line;
      isCut = false;
    }
    if (rest.length <= LONGEST_LINE) return;
    rest = rest.slice(0, LONGEST_LINE);
    isCut = true;
  };
  try {
    for await (const chunk of stream) take(decoder.write(chunk as Buffer));
  } catch {
    // It was ended while it spoke.
  }
  take(decoder.end());
  if (rest !== '') tell(rest);
}

function start({ path, words, environment, folder, onLine }: ProgramOrder): RunningProgram {
  const child = spawn(path, words, {
    cwd: folder,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: HAS_GROUPS,
  });
  const told = [child.stdout, child.stderr].map((stream, index) =>
    tellLines(stream, (line) => onLine(line, index === 0 ? 'stdout' : 'stderr')),
  );
  const exited = new Promise<ProgramEnd>((resolve) => {
    child.once('error', (error) => resolve({ notStarted: codeOf(error) }));
    child.once('exit', (code, signal) => resolve(code === null ? { signal: signal ?? 'unknown' } : { code }));
  });
  const unguard = guardGroup(child);
  const ended = exited.then(async (end) => {
    unguard();
    // What it has left running would keep its streams open.
    await endGroup(child, 0);
    await Promise.all(told);
    return end;
  });
  return {
    ended,
    async stop() {
      await endGroup(child, PATIENCE_MS);
      await ended;
    },
  };
}

async function makePrivateFolder(): Promise<PrivateFolder> {
  // Made with mode 700.
  const path = await mkdtemp(join(tmpdir(), 's3-backfill-'));
  return {
    path,
    async write(name, text) {
      const file = join(path, name);
      await writeFile(file, text, { mode: OWNER_ONLY, flag: 'wx' });
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }).catch(() => undefined),
  };
}

export const programs: Programs = { find, start, makePrivateFolder, environment: env, system: platform };
