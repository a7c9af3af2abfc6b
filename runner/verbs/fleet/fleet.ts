// Many backfills under one question, one limit of what they share, and one verdict. Each is the stream of events that it is alone.
import type { Ending, ErrorEvent, RunnerEvent, Telling } from '../../events/events';
import { worst, type Outcome } from '../../events/exit-code';
import type { FleetPlanEvent, FleetRow, FleetState } from '../../events/fleet/fleet-events';
import type { Gates } from '../../plan/gates';
import type { Clock } from '../../ports/clock';
import { RunnerError } from '../../ports/errors';
import { counted } from '../../text/figures';
import { defined } from '../../text/defined';
import { exactly, sum } from '../../text/interval';
import type { Asks } from '../run-options';
import { Channel } from './channel';
import { MemberRun, type Member, type Shared } from './member';
import { Places } from './places';
import { holdForAll, wholeCost, wholeDuration, wholeQuestion } from './whole';

/** How many plan at once, and how many compare: each lists buckets in parts already. */
const AT_ONCE = 6;
/** S3 runs this many jobs of an account in a Region at a time. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops.html */
const MOST_ACTIVE = 6;

export type FleetVerb = 'plan' | 'run' | 'verify';

export interface FleetOptions extends Pick<Gates, 'maxCostUsd' | 'maxObjects'> {
  readonly verb: FleetVerb;
  readonly clock: Clock;
  /** Of whoever stops the program. */
  readonly interrupted: AbortSignal;
  /** Stops the members. */
  readonly stopping: AbortController;
  /** When nothing more is begun, in milliseconds since 1970. @default - no deadline */
  readonly deadlineMs?: number;
  /** Asked once, about all of them. @default - nobody is asked */
  readonly agree?: Asks;
  /** The command that does the same again. */
  readonly again: string;
}

/** What the plans come to: something, nothing, or a refusal. */
function planOf(runs: readonly MemberRun[], sending: readonly MemberRun[]): FleetPlanEvent {
  // Plans that would send something are over, too, where nothing is sent.
  const over = runs.filter((run) => run.row.state === 'over' && !sending.includes(run));
  const refused = over.filter(({ row: { exitCode = 0 } }) => exitCode !== 0).length;
  const surveys = sending.flatMap(({ told }) => told.survey ?? []);
  return {
    kind: 'fleet-plan',
    members: runs.length,
    sending: sending.length,
    nothingToDo: over.length - refused,
    refused,
    versions: sum(exactly(0), ...surveys.map(({ copied }) => copied.versions)),
    bytes: sum(exactly(0), ...surveys.map(({ copied }) => copied.bytes)),
    uncounted: sending.filter(({ told }) => told.survey === undefined).map(({ row }) => row.member),
  };
}

class Fleet {
  readonly #channel = new Channel<RunnerEvent>();
  readonly #lanes = new Map<string, Places>();
  readonly #late = new AbortController();
  readonly #runs: readonly MemberRun[];
  readonly #first: Places;
  readonly #decision: Promise<boolean>;
  #decide: (answer: boolean) => void = () => undefined;
  #isAsked = false;
  /** How many that may begin stand in no line yet: nobody begins before the smallest is there. */
  #toLineUp = 0;
  /** Why nothing was begun: a gate, or an answer. */
  refused: unknown;
  /** The error of whoever shared the credentials. */
  gone: ErrorEvent | undefined;

  constructor(
    members: readonly Member[],
    private readonly options: FleetOptions,
  ) {
    const { verb, clock, stopping } = options;
    const comparing = new Places(AT_ONCE);
    const planning = new Places(AT_ONCE);
    const here = new Places(1, false);
    const shared: Shared = {
      clock,
      signal: stopping.signal,
      late: AbortSignal.any([this.#late.signal, stopping.signal]),
      channel: this.#channel,
      planning,
      comparing,
      lane: (name) => this.#laneOf(name),
      isPastDeadline: () => clock.now() >= (options.deadlineMs ?? Number.POSITIVE_INFINITY),
      decided: () => this.#decision,
      linedUp: () => {
        this.#toLineUp -= 1;
        // Once the last one waits for its place, too.
        if (this.#toLineUp === 0) queueMicrotask(() => this.#openLanes());
      },
      stopped: () => this.#askIfAllAreThere(),
      gone: (error) => {
        this.gone ??= error;
        stopping.abort();
      },
    };
    this.#lanes.set('this machine', here);
    this.#first = verb === 'verify' ? comparing : planning;
    const state: FleetState = verb === 'verify' ? 'comparing' : 'planning';
    this.#decision = new Promise((resolve) => {
      this.#decide = resolve;
      stopping.signal.addEventListener('abort', () => resolve(false), { once: true });
    });
    this.#runs = members.map((member) => new MemberRun(member, shared, state));
  }

  get rows(): readonly FleetRow[] {
    return this.#runs.map(({ row }) => row);
  }

  get hasBegun(): boolean {
    return this.#runs.some((run) => run.hasBegun);
  }

  #laneOf(name: string): Places {
    const places = this.#lanes.get(name) ?? new Places(MOST_ACTIVE, false);
    this.#lanes.set(name, places);
    return places;
  }

  #openLanes(): void {
    for (const places of this.#lanes.values()) places.open();
  }

  #askIfAllAreThere(): void {
    if (this.#isAsked || this.rows.some(({ state }) => state !== 'planned' && state !== 'over')) return;
    this.#isAsked = true;
    void this.#ask();
  }

  /** Tells what all of it comes to, holds the gates, and asks. */
  async #ask(): Promise<void> {
    const { verb, agree } = this.options;
    if (verb === 'verify') return;
    const isPlan = verb === 'plan';
    const sending = this.#runs.filter(({ row, told }) =>
      isPlan ? row.outcome === 'done' && told.costs.length > 0 : row.state === 'planned',
    );
    const plans = sending.map(({ row: { member }, told }) => ({ member, told }));
    try {
      if (!this.options.stopping.signal.aborted) {
        const plan = planOf(this.#runs, sending);
        await this.#tellPlan(plan, sending);
        holdForAll(this.options, plans);
        if (sending.length > 0 && agree !== undefined && !(await agree(wholeQuestion(plans, plan.refused))))
          throw new RunnerError(
            'usage',
            'nothing was sent: the answer was no',
            'add --yes if there is no terminal to ask on',
          );
      }
      this.#toLineUp = sending.length;
      this.#decide(true);
    } catch (error) {
      this.refused = error;
      this.#decide(false);
    }
  }

  /** Resolves when it was told: whoever is asked has read it. */
  async #tellPlan(plan: FleetPlanEvent, sending: readonly MemberRun[]): Promise<void> {
    const lanes = [...new Set(sending.map(({ lane }) => lane))];
    const durations = lanes.map((name) =>
      sending.filter(({ lane }) => lane === name).flatMap(({ told }) => told.duration ?? []),
    );
    const duration = wholeDuration(durations);
    const costs = sending.flatMap(({ told }) => told.costs);
    if (costs.length > 0) this.#channel.say(wholeCost(costs));
    if (duration !== undefined) this.#channel.say(duration);
    await this.#channel.heard(plan);
  }

  async #wait(deadlineMs: number): Promise<void> {
    const { clock, stopping } = this.options;
    await clock.sleep(Math.max(0, deadlineMs - clock.now()), stopping.signal).catch(() => undefined);
    this.#late.abort();
  }

  async *run(): AsyncGenerator<RunnerEvent, void> {
    const { deadlineMs } = this.options;
    if (deadlineMs !== undefined) void this.#wait(deadlineMs);
    const all = Promise.all(this.#runs.map((run) => run.toTheEnd(this.#first)));
    void all.finally(() => this.#channel.close());
    yield* this.#channel.all();
    await all;
  }
}

const WELL: ReadonlySet<Outcome> = new Set(['done', 'nothing-to-do', 'nothing-found']);

const WORDS: Readonly<Record<Outcome, string>> = {
  done: 'done',
  'nothing-to-do': 'with nothing to do',
  'nothing-found': 'in which nothing was found, and nothing was compared',
  'nothing-matched': 'in which nothing matched',
  'nothing-replicable': 'in which nothing can be replicated',
  'some-failed': 'with failures',
  differs: 'that differ',
  'not-compared': 'not compared',
  'not-known': 'of which it is not known',
  failed: 'failed',
  cancelled: 'cancelled',
  'still-running': 'not over',
  detached: 'left to S3',
  'not-begun': 'not begun',
  'internal-error': 'with an internal error of s3-backfill',
  interrupted: 'interrupted',
};

/** `100 buckets: 97 done; 2 with failures; 1 not begun` */
function summaryOf(rows: readonly FleetRow[]): string {
  const numbers = new Map<Outcome, number>();
  for (const { outcome = 'not-known' } of rows) numbers.set(outcome, (numbers.get(outcome) ?? 0) + 1);
  const parts = [...numbers].sort(([, one], [, other]) => other - one);
  return `${counted(rows.length, 'backfill')}: ${parts.map(([outcome, number]) => `${number} ${WORDS[outcome]}`).join('; ')}`;
}

/** How all of it has ended. @throws RunnerError what stopped all of it */
function endingOf(fleet: Fleet, options: FleetOptions): Ending {
  const { verb, again, interrupted } = options;
  const { rows, refused, gone, hasBegun } = fleet;
  const summary = summaryOf(rows);
  if (interrupted.aborted)
    return { outcome: 'interrupted', summary: `interrupted; ${summary}`, transferIds: [], comeBack: again };
  if (gone !== undefined)
    throw new RunnerError(
      hasBegun ? 'expired' : 'credentials',
      `${gone.message}; ${summary}`,
      `renew the credentials, then go on with: ${again}`,
      gone.code,
    );
  if (refused !== undefined) throw refused instanceof Error ? refused : new Error('nothing was sent');
  const outcomes = rows.map(({ outcome = 'not-known' }) => outcome);
  const outcome = worst(outcomes);
  const goesOn = verb === 'run' && outcomes.some((one) => !WELL.has(one));
  return { outcome, summary, transferIds: [], ...defined({ comeBack: goesOn ? again : undefined }) };
}

export async function* fleetVerb(members: readonly Member[], options: FleetOptions): Telling {
  const { interrupted, stopping } = options;
  const stop = (): void => stopping.abort();
  if (interrupted.aborted) stop();
  interrupted.addEventListener('abort', stop, { once: true });
  const fleet = new Fleet(members, options);
  try {
    yield* fleet.run();
  } finally {
    interrupted.removeEventListener('abort', stop);
  }
  yield { kind: 'fleet-report', members: fleet.rows };
  return endingOf(fleet, options);
}
