// How long the trouble of AWS, or of the network, is sat out: two minutes before a job is there, five once one is.
import { isRunnerError, type ErrorKind } from '../ports/errors';
import { calling, patiently, type Pacer, type Waiting } from './patiently';

/** Trouble that is AWS's or the network's own. */
const PASSING: readonly ErrorKind[] = ['throttled', 'unavailable', 'unreachable'];
/** What an endpoint does not have it has not in a minute either. */
const NEVER = /^NotImplemented/;
const BEFORE_JOBS_MS = 2 * 60_000;
const WITH_JOBS_MS = 5 * 60_000;

export interface TroubleOptions extends Pacer {
  /** Told before each wait. */
  readonly tell: (waiting: Waiting) => void;
  /** How long it is sat out. @default - two minutes before a job is there, five once one is */
  readonly patienceMs?: number;
}

/** What is known of one service's trouble, by all calls to it. */
export interface PatientCalls {
  /**
   * Calls until it works, as long as there is patience.
   * @throws RunnerError what the last call has thrown
   */
  call<Result>(act: () => Promise<Result>, more?: CallOptions): Promise<Result>;
  /**
   * The same for what is read bit by bit. Whoever gets on is not out of patience.
   * @param open gives what was not read yet
   */
  stream<Item>(open: () => AsyncIterable<Item>): AsyncGenerator<Item>;
}

export interface CallOptions {
  /** No patience beyond this moment; milliseconds since 1970. @default - as long as for every call */
  readonly untilMs?: number | undefined;
  /** Said besides the error. */
  readonly also?: string;
}

export interface Trouble {
  /** From now on a job is in AWS, whose end is worth waiting for. */
  jobsGoOn(): void;
  /** For the calls to one service. */
  calls(): PatientCalls;
}

export function startTrouble({ tell, patienceMs, ...pacer }: TroubleOptions): Trouble {
  let allowedMs = patienceMs ?? BEFORE_JOBS_MS;
  return {
    jobsGoOn: () => (allowedMs = patienceMs ?? WITH_JOBS_MS),
    calls: () => callsTo(pacer, tell, () => allowedMs),
  };
}

interface Item<Value> {
  readonly kind: 'item';
  readonly value: Value;
}

function callsTo(pacer: Pacer, tell: (waiting: Waiting) => void, allowedMs: () => number): PatientCalls {
  const { clock } = pacer;
  /** Since when no call to the service was answered, as far as any was made. */
  let sinceMs: number | undefined;
  let failedMs = -Infinity;
  /** Calls that wait at the same time are told once. */
  let toldUntilMs = -Infinity;
  const say = (waiting: Waiting): void => {
    if (clock.now() < toldUntilMs) return;
    toldUntilMs = clock.now() + waiting.seconds * 1000;
    tell(waiting);
  };
  const answered = (): void => {
    sinceMs = undefined;
  };
  const reasonFor = (also: string, first: () => boolean) => (error: unknown) => {
    if (!isRunnerError(error, ...PASSING) || NEVER.test(error.code ?? '')) return undefined;
    // A name that does not resolve may be a typing error: what to look at is said at once.
    const hint = error.kind === 'unreachable' && first() && error.hint !== undefined ? `; ${error.hint}` : '';
    return `${error.message}${also}${hint}`;
  };
  /** Patience of one call, and of all calls since the service has answered last, whichever ends first. */
  const deadline = (): { untilMs: () => number; isFirst: () => boolean; restart: () => void } => {
    let ownSinceMs: number | undefined;
    return {
      untilMs: () => {
        ownSinceMs ??= clock.now();
        // What has failed long ago says nothing about now.
        if (clock.now() - failedMs > WITH_JOBS_MS) sinceMs = undefined;
        failedMs = clock.now();
        sinceMs ??= ownSinceMs;
        return Math.min(ownSinceMs, sinceMs) + allowedMs();
      },
      isFirst: () => ownSinceMs === undefined,
      restart: () => (ownSinceMs = undefined),
    };
  };
  return {
    async call(act, { untilMs: latestMs = Infinity, also = '' } = {}) {
      const own = deadline();
      const telling = patiently(
        pacer,
        () =>
          calling(async () => {
            const result = await act();
            answered();
            return result;
          }),
        { reason: reasonFor(also, own.isFirst), untilMs: () => Math.min(own.untilMs(), latestMs) },
      );
      for (;;) {
        const step = await telling.next();
        if (step.done === true) return step.value;
        say(step.value);
      }
    },
    async *stream<Value>(open: () => AsyncIterable<Value>) {
      const own = deadline();
      const attempt = async function* (): AsyncGenerator<Item<Value>, undefined> {
        for await (const value of open()) {
          answered();
          own.restart();
          yield { kind: 'item', value };
        }
        answered();
        return undefined;
      };
      const telling = patiently(pacer, attempt, { reason: reasonFor('', own.isFirst), untilMs: own.untilMs });
      for await (const said of telling) {
        if (said.kind === 'waiting') say(said);
        else yield said.value;
      }
    },
  };
}
