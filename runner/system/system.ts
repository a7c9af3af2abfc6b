// The real world: clock, streams, signals, files, environment. Nothing else touches them.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { garbageCollection } from './collect-garbage';
import { RunnerError } from '../ports/errors';
import { openHook } from './event-hook';
import { exitCode } from '../events/exit-code';
import type { Aws } from '../ports/aws';
import type { Clock } from '../ports/clock';
import type { ConnectOptions, Files, Output, World } from '../ports/world';
import { defined } from '../text/defined';

const collectGarbage = garbageCollection();

const clock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    collectGarbage();
    try {
      await delay(milliseconds, undefined, { signal });
    } catch {
      throw new RunnerError('interrupted', 'interrupted');
    }
  },
};

/** A reader that has gone away (`| head`) is no fault; what is left is not written. A full disk is one, and stops nothing else. */
function onFault(stream: NodeJS.WriteStream): void {
  let told = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || stream !== process.stdout || told) return;
    told = true;
    process.exitCode ||= exitCode({ error: 'unavailable' });
    process.stderr.write(
      `s3-backfill: standard output cannot be written (${error.code ?? 'unknown'}): results are lost\n`,
    );
  });
}

function output(stream: NodeJS.WriteStream): Output {
  onFault(stream);
  return {
    write: (text) => void stream.write(text),
    // A terminal that cannot go back in a line is told what a log is told.
    isTerminal: stream.isTTY && process.env['TERM'] !== 'dumb',
    get columns() {
      // Some terminals say that they have none.
      return stream.isTTY && stream.columns > 0 ? stream.columns : 80;
    },
  };
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** PowerShell writes UTF-16 when output is redirected. */
function decode(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.subarray(2).toString('utf16le') : bytes.toString('utf8');
}

const files: Files = {
  async read(path) {
    try {
      return decode(await readFile(path));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
      throw new RunnerError('usage', `cannot read '${path}' (${code ?? 'unknown'})`, 'check its permissions');
    }
  },
  async list(directory) {
    try {
      return (await readdir(directory)).sort();
    } catch {
      return [];
    }
  },
  async fault(path) {
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      if ((await stat(path).catch(() => undefined))?.isDirectory() === true) return 'EISDIR';
      await writeFile(temporary, '');
      return undefined;
    } catch (error) {
      return codeOf(error) ?? 'unknown';
    } finally {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  },
  async write(path, text) {
    await mkdir(dirname(path), { recursive: true });
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      await writeFile(temporary, text, { mode: 0o600, flush: true });
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  },
};

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  return decode(Buffer.concat(chunks));
}

/** Only where somebody can read the question and type an answer. */
function terminalQuestion(signal: AbortSignal): World['ask'] {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (question) => {
    const { createInterface } = await import('node:readline/promises');
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
    } catch {
      throw new RunnerError('interrupted', 'interrupted');
    } finally {
      terminal.close();
    }
  };
}

/** Aborts on the first signal; a second one ends the process as if nobody listened. */
function onSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

/** The working directory; empty: it is gone, and the root stands in for it, since some libraries ask where they are. */
export function startedIn(): string {
  try {
    return process.cwd();
  } catch {
    process.chdir('/');
    return '';
  }
}

export function realWorld(
  connect: (options: ConnectOptions, environment: Readonly<Record<string, string | undefined>>) => Promise<Aws>,
  workingDirectory: string,
): World {
  const interrupted = onSignal();
  const ask = terminalQuestion(interrupted);
  return {
    clock,
    random: () => Math.random(),
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    stdin: readStdin,
    files,
    workingDirectory,
    environment: process.env,
    interrupted,
    connect: (options) => connect(options, process.env),
    openHook: (target) => openHook(target, interrupted),
    ...defined({ ask }),
  };
}

/** Resolves when everything written has left the process. */
async function drained(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
}

/**
 * Ends the process with `code`: by itself as soon as nothing is left to do; after an interruption at once, since a
 * request or a search for credentials that was given up on may take seconds to notice.
 */
export async function leave(code: number, interrupted: boolean): Promise<void> {
  if (code !== 0) process.exitCode = code;
  if (!interrupted) return;
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  process.exit();
}
