// One start of a tool, from its first word to its end: what it says is counted and kept, and whoever waits for it is never left waiting.
import type { Engine } from '../../ports/engine';
import type { ProgramEnd, RunningProgram, Stream } from '../../ports/programs';
import type { S3Credentials } from '../../ports/s3/s3-access';
import { accessOf } from './plan-driven';
import { baseEnvironment, credentialEnvironment, inheritedBy, layOut, withoutSecrets } from './environment';
import type { Said, Tool, ToolCommand, ToolEnding, Reads } from './tool';

/** Between two looks at the child, and at whether it is to end. */
const LOOK_MS = 1_000;
/** Of what it said last, for a message. */
const LAST_LINES = 20;

/** Why a tool was ended that had not ended itself. */
export type Stop = 'cancelled' | 'deadline' | 'interrupted' | 'silent' | 'through-here';

export interface AttemptEnd {
  readonly ending: ToolEnding;
  /** How it ended, for people: `exit code 1`. */
  readonly words: string;
  /** @default - it ended by itself */
  readonly stopped?: Stop;
  /** What it said last. */
  readonly lastLines: readonly string[];
}

export interface Attempting {
  readonly tool: Tool;
  readonly path: string;
  readonly command: ToolCommand;
  readonly reads: Reads;
  readonly engine: Engine;
  /** Told what the lines say. */
  readonly told: (said: Said) => void;
  /** Told each line, without secrets. */
  readonly kept: (line: string) => void;
  /** Asked once a second whether it is to end. */
  readonly asked: () => Promise<Stop | undefined>;
}

function endWords(end: ProgramEnd): string {
  if ('code' in end) return `exit code ${end.code}`;
  return 'signal' in end ? `ended by ${end.signal}` : `it could not be started (${end.notStarted})`;
}

/** Whether the rest of it is worth less than nothing. */
function isForbidden({ says }: Said): boolean {
  return says === 'through-here';
}

/** Yields once a second, and returns when it has ended; nothing of it is left then. */
export async function* attempt(order: Attempting): AsyncGenerator<void, AttemptEnd> {
  const { tool, command, engine } = order;
  const { programs } = engine;
  const credentials = await accessOf(engine).credentials();
  const folder = await programs.makePrivateFolder();
  try {
    const { words, environment } = await layOut(command, folder);
    const listening = new Listening(order, credentials, engine.clock.now());
    const child = programs.start({
      path: order.path,
      words,
      environment: {
        ...baseEnvironment(programs, folder.path),
        ...inheritedBy(tool, programs.environment),
        ...environment,
        ...credentialEnvironment(credentials),
      },
      folder: folder.path,
      onLine: (line, stream) => listening.line(line, stream),
    });
    return yield* untilItEnds(child, order, listening);
  } finally {
    await folder.remove();
  }
}

/** What is heard of a child. */
class Listening {
  readonly last: string[] = [];
  isForbidden = false;

  constructor(
    private readonly order: Attempting,
    private readonly credentials: S3Credentials,
    public heardMs: number,
  ) {}

  line(line: string, stream: Stream): void {
    const { reads, told, kept, engine } = this.order;
    const text = withoutSecrets(line, this.credentials);
    this.heardMs = engine.clock.now();
    kept(text);
    const said = reads(text, stream);
    // Counts that come every few seconds are no last words.
    if (said?.says !== 'bytes') this.last.push(text);
    if (this.last.length > LAST_LINES) this.last.shift();
    if (said === undefined) return;
    if (isForbidden(said)) this.isForbidden = true;
    told(said);
  }
}

async function* untilItEnds(
  child: RunningProgram,
  { tool, engine, asked }: Attempting,
  listening: Listening,
): AsyncGenerator<void, AttemptEnd> {
  const { clock, signal } = engine;
  const over = new AbortController();
  const ended = child.ended.finally(() => over.abort());
  const wake = (): void => over.abort();
  signal.addEventListener('abort', wake, { once: true });
  if (signal.aborted) wake();
  let stopped: Stop | undefined;
  try {
    for (;;) {
      await clock.sleep(LOOK_MS, over.signal).catch(() => undefined);
      if (listening.isForbidden) stopped = 'through-here';
      else if (signal.aborted) stopped = 'interrupted';
      if (stopped !== undefined || over.signal.aborted) break;
      stopped = await asked();
      if (stopped === undefined && clock.now() - listening.heardMs > tool.silenceMs) stopped = 'silent';
      if (stopped !== undefined) break;
      yield;
    }
    if (stopped !== undefined) await child.stop();
  } finally {
    signal.removeEventListener('abort', wake);
    // Whoever stops listening leaves no child behind.
    await child.stop();
  }
  const end = await ended;
  const { last: lastLines } = listening;
  const isForbiddenNow = listening.isForbidden ? ('through-here' as const) : stopped;
  const ending = tool.endingOf(end, lastLines.join('\n'));
  const words = endWords(end);
  return { ending, words, lastLines, ...(isForbiddenNow === undefined ? {} : { stopped: isForbiddenNow }) };
}
