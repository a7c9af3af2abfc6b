// The real world: clock, streams, signals, files, environment. Nothing else touches them.
import { setMaxListeners } from 'node:events';
import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { garbageCollection } from './heap/collect-garbage';
import { RunnerError } from '../ports/errors';
import { LARGEST } from '../ports/limits';
import { openHook } from './event-hook';
import { exitCode } from '../events/exit-code';
import type { Aws } from '../ports/aws';
import type { Clock } from '../ports/clock';
import type { ConnectOptions, Files, Output, World } from '../ports/world';
import { workshop } from './duckdb';
import { placeOf } from './place-of';
import { programs } from './programs';
import { rawWithin, readWithin, textWithin } from './read-file';
import { keepHeapSmall } from './heap/small-heap';
import { spill } from './spill';
import { threads } from './threads';
import { appendSafely, writeFault, writeSafely } from './write-file';

const collectGarbage = garbageCollection();

const clock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    collectGarbage();
    // As many as pause at once listen to it.
    setMaxListeners(0, signal);
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

const files: Files = {
  read: readWithin,
  raw: rawWithin,
  async list(directory) {
    try {
      return (await readdir(directory)).sort();
    } catch {
      return [];
    }
  },
  place: placeOf,
  fault: writeFault,
  write: (path, text, limits) =>
    writeSafely(path, text, { ...limits, standard: { 1: process.stdout, 2: process.stderr } }),
  append: appendSafely,
};

function readStdin(): Promise<string> {
  return textWithin(process.stdin, LARGEST.document, 'standard input');
}

type Typed = (prompt: string) => Promise<string>;

/** What is typed behind a prompt; only where somebody can read it and answer. */
function terminalTyped(signal: AbortSignal): Typed | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (prompt) => {
    const { createInterface } = await import('node:readline/promises');
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return (await terminal.question(prompt, { signal })).trim();
    } catch {
      throw new RunnerError('interrupted', 'interrupted');
    } finally {
      terminal.close();
    }
  };
}

function questions(typed: Typed | undefined): Pick<World, 'ask' | 'answer'> {
  if (typed === undefined) return {};
  const ask: World['ask'] = async (question, word) => {
    const said = await typed(`${question} ${word === undefined ? '[y/N]' : `Type '${word}' if so:`} `);
    return word === undefined ? /^y(es)?$/i.test(said) : said === word;
  };
  return { ask, answer: (question) => typed(`${question}: `) };
}

/** Aborts on the first signal, a terminal's that is closed among them; a second one ends the process as if nobody listened. */
function onSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => controller.abort());
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

type Connect = (options: ConnectOptions, environment: Readonly<Record<string, string | undefined>>) => Promise<Aws>;

export interface Places {
  readonly workingDirectory: string;
  /** Where the files of its threads are. */
  readonly threadFolder: string;
}

function machine(
  connect: Connect,
  { workingDirectory, threadFolder }: Places,
  interrupted: AbortSignal,
): Omit<World, 'stdout' | 'stderr'> {
  return {
    clock,
    random: () => Math.random(),
    stdin: readStdin,
    files,
    workingDirectory,
    environment: process.env,
    interrupted,
    connect: (options) => connect(options, process.env),
    programs,
    workshop,
    threads: threads(threadFolder),
    spill: spill(),
    openHook: (target) => openHook(target, interrupted),
  };
}

export function realWorld(connect: Connect, workingDirectory: string, threadFolder: string): World {
  const interrupted = onSignal();
  // Whatever talks to AWS; `--help` and the emulator do not.
  const connectSmall: Connect = (options, environment) => {
    keepHeapSmall();
    return connect(options, environment);
  };
  return {
    ...machine(connectSmall, { workingDirectory, threadFolder }, interrupted),
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    ...questions(terminalTyped(interrupted)),
  };
}

/**
 * The world of a program that the runner is a part of: nobody is asked, nothing is written to its streams, and its signals and its exit
 * code stay its own.
 */
export function hostedWorld(
  connect: Connect,
  { workingDirectory = process.cwd(), threadFolder }: Partial<Places> & Pick<Places, 'threadFolder'>,
  interrupted: AbortSignal,
): World {
  const silent: Output = { write: () => undefined, isTerminal: false, columns: 80 };
  return { ...machine(connect, { workingDirectory, threadFolder }, interrupted), stdout: silent, stderr: silent };
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
