// Looks at a run until nothing is left of it. Queues are told approximately: it is over when every object is accounted for, or when they have
// been quiet for long enough.
import type { PassedState, TransferProgress } from '../../../events/transfer-events';
import type { RunnerEvent } from '../../../events/events';
import type { Engine } from '../../../ports/engine';
import { isRunnerError } from '../../../ports/errors';
import { counted, duration } from '../../../text/figures';
import { visible } from '../../../text/safe-text';
import type { WatchOptions } from '../../method';
import { deadLettersOf, deadListsOf, type DeadLetters } from '../report/dead-letters';
import { OldestMessage } from './oldest-message';
import { readRun, type RunRecord } from './run-record';
import { isComplete, isQuiet, messagesIn, RunLook, settledOf, type RunState } from './run-state';
import { enableCommand, failedOf, hasFailed, openOf, phaseOf, queuesText, wordOf } from './run-words';

/** Looks at which everything was quiet, before it is believed. */
const QUIET_LOOKS = 3;
/** After which SQS says how many messages there are, at the latest, when nobody sends any. */
const SETTLES_MS = 60_000;
/** Looks between two at the mappings. */
const LOOKS_PER_MAPPING = 20;
/** Between two words about the queues. */
const TELL_MS = 10_000;

/** How it was left. */
export interface Watched {
  readonly record: RunRecord;
  readonly look: RunLook;
  readonly state: RunState;
  readonly states: readonly PassedState[];
  /** Looked at once: what SQS says of its queues may be a minute old. @default false */
  readonly once?: true;
  /** @default - it is over */
  readonly left?: 'detached' | 'still-running';
}

function progressOf(record: RunRecord, state: RunState, word: string): TransferProgress {
  const { runId, from, objects: foreseen = 0 } = record;
  return {
    transferId: runId,
    ...(from.prefix === '' ? {} : { prefix: from.prefix }),
    phase: phaseOf(word),
    status: word,
    total: Math.max(state.objects, state.isRead ? 0 : foreseen),
    succeeded: settledOf(state) - failedOf(state),
    failed: failedOf(state),
  };
}

/** How long nothing has been in the queues. */
class Quiet {
  looks = 0;
  #sinceMs: number | undefined;

  see(state: RunState, nowMs: number): number {
    if (!isQuiet(state)) {
      this.looks = 0;
      this.#sinceMs = undefined;
      return 0;
    }
    this.looks += 1;
    this.#sinceMs ??= nowMs;
    return nowMs - this.#sinceMs;
  }
}

/** Looks at the dead letters when their number has changed: whose they are decides. */
class OwnLetters {
  #copies: { readonly number: number; readonly letters: DeadLetters } | undefined;
  #lists: { readonly number: number; readonly messages: number } | undefined;

  constructor(
    private readonly record: RunRecord,
    private readonly engine: Engine,
  ) {}

  /** Whether all of the run that is not settled lies with the dead letters. */
  async haveTheRest(state: RunState): Promise<boolean> {
    const { copiesDead: number, settled } = state;
    if (number === 0) return false;
    if (this.#copies?.number !== number)
      this.#copies = { number, letters: await deadLettersOf(this.record, this.engine) };
    const given = [...new Set(this.#copies.letters.keys)];
    const open = given.filter((key) => [undefined, 'failed'].includes(settled.of(key)));
    return given.length > 0 && open.length >= openOf(state);
  }

  /** Whether the reader has given up something of the run. */
  async haveLists({ listsDead: number }: RunState): Promise<boolean> {
    if (number === 0) return false;
    if (this.#lists?.number !== number)
      this.#lists = { number, messages: (await deadListsOf(this.record, this.engine)).messages };
    return this.#lists.messages > 0;
  }
}

/** Whether nothing changes any more. */
async function isOver(state: RunState, looks: number, quietMs: number, own: OwnLetters): Promise<boolean> {
  if (looks < QUIET_LOOKS) return false;
  if (quietMs >= (state.start === undefined ? 5 : 1) * SETTLES_MS) return true;
  // What is missing may be with the dead letters, or SQS does not say yet where it is.
  return state.isRead ? own.haveTheRest(state) : own.haveLists(state);
}

/** Nobody works off what is sent. Undefined: somebody does, or it may not be asked. */
async function standstill({ needs }: RunRecord, { aws, command }: Engine): Promise<string | undefined> {
  try {
    const all = await Promise.all(
      [needs.readerName, needs.workerName].map(async (name) => ({ name, found: await aws.functions.mappings(name) })),
    );
    const idle = all.find(({ found }) => !found.some(({ state }) => /^(Enabl|Creat|Updat)/.test(state)));
    if (idle === undefined) {
      const troubled = all.flatMap(({ name, found }) =>
        found.flatMap(({ lastResult = '' }) =>
          lastResult.startsWith('PROBLEM') ? [`${visible(name)}: ${visible(lastResult)}`] : [],
        ),
      );
      return troubled.length === 0
        ? undefined
        : `what Lambda says of its last look into the queue of ${troubled.join('; ')}`;
    }
    const [mapping] = idle.found;
    const words = mapping === undefined ? 'no mapping calls it' : `its mapping ${mapping.id} is ${mapping.state}`;
    const enable = mapping === undefined ? `${command('doctor')} looks further` : enableCommand(mapping.id);
    return `nobody works off the messages of ${visible(idle.name)}: ${words}; messages wait for 14 days at most: ${enable}`;
  } catch (error) {
    if (isRunnerError(error, 'denied', 'not-found', 'refused', 'unavailable', 'throttled', 'unreachable'))
      return undefined;
    throw error;
  }
}

export async function* watchRun(
  first: RunRecord,
  engine: Engine,
  { pollSeconds, deadlineMs, detach }: WatchOptions,
): AsyncGenerator<RunnerEvent, Watched> {
  const { clock, signal, journal } = engine;
  const look = new RunLook(first, engine);
  const passed = new Map<string, number>();
  const states = (): readonly PassedState[] =>
    [...passed].map(([status, milliseconds]) => ({ status, seconds: Math.round(milliseconds / 1000) }));
  const quiet = new Quiet();
  const own = new OwnLetters(first, engine);
  const oldest = new OldestMessage(first, engine);
  let before: { readonly word: string; readonly sinceMs: number; readonly seen: boolean } | undefined;
  let complete = 0;
  let told = '';
  let toldMs = 0;
  let record = first;
  for (let looks = 0; ; looks += 1) {
    const state = await look.look();
    const nowMs = clock.now();
    // Somebody may have confirmed or cancelled it.
    record = (await readRun(journal, record.runId)) ?? record;
    const quietMs = quiet.see(state, nowMs);
    complete = isComplete(state) ? complete + 1 : 0;
    const ends = complete > 1 || (record.isHeld !== true && (await isOver(state, quiet.looks, quietMs, own)));
    const word = wordOf(record, state);
    const end = hasFailed(state) ? 'Failed' : 'Complete';
    const shown = word === 'Complete' && !ends ? 'Copying' : ends && phaseOf(word) === 'working' ? end : word;
    if (before?.word !== shown) {
      if (before?.seen === true) passed.set(before.word, (passed.get(before.word) ?? 0) + nowMs - before.sinceMs);
      yield {
        kind: 'transfer-state',
        transferId: record.runId,
        ...(record.from.prefix === '' ? {} : { prefix: record.from.prefix }),
        phase: phaseOf(shown),
        status: shown,
        atMs: nowMs,
        ...(before === undefined ? {} : { formerStatus: before.word }),
        ...(before?.seen === true ? { formerSeconds: Math.round((nowMs - before.sinceMs) / 1000) } : {}),
      };
      before = { word: shown, sinceMs: nowMs, seen: before !== undefined };
    }
    yield { kind: 'progress', atMs: nowMs, transfers: [progressOf(record, state, shown)], queued: 0 };
    if (ends || phaseOf(shown) === 'cancelled') return { record, look, state, states: states() };
    if (detach === true) return { record, look, state, states: states(), left: 'detached' };
    if (deadlineMs !== undefined && nowMs >= deadlineMs)
      return { record, look, state, states: states(), left: 'still-running' };
    const text = queuesText(state);
    // At each look it would drown what else is told.
    if (text !== told && nowMs - toldMs >= TELL_MS) {
      [told, toldMs] = [text, nowMs];
      const open = openOf(state);
      const age = duration((nowMs - record.createdMs) / 1000);
      const rest = open === 0 ? '' : `, ${counted(open, 'object')} open`;
      const waited = messagesIn(state.copies) > 0 ? await oldest.text() : undefined;
      const waits = waited === undefined ? '' : `; ${waited}`;
      yield { kind: 'note', detail: `${text}${rest}${waits}; the inventory is ${age} old` };
    }
    if (looks % LOOKS_PER_MAPPING === LOOKS_PER_MAPPING - 1 && !isQuiet(state)) {
      const detail = await standstill(record, engine);
      if (detail !== undefined) yield { kind: 'note', detail };
    }
    const most = deadlineMs === undefined ? Infinity : Math.max(0, deadlineMs - nowMs);
    await clock.sleep(Math.min(pollSeconds * 1000, most), signal);
  }
}
