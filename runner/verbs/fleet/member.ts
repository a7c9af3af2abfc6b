// One backfill of a fleet: its own stream of events, which is heard only when there is room for what comes next.
import { errorEvent } from '../../events/error-event';
import type { Ending, ErrorEvent, MemberEvent, RunnerEvent, Telling, VerdictEvent } from '../../events/events';
import { exitCode, type Outcome } from '../../events/exit-code';
import type { FleetRow, FleetState } from '../../events/fleet/fleet-events';
import type { ProgressEvent } from '../../events/transfer-events';
import type { Clock } from '../../ports/clock';
import { RunnerError } from '../../ports/errors';
import { defined } from '../../text/defined';
import type { Turn } from '../run-options';
import type { Channel } from './channel';
import type { Places } from './places';
import type { Told } from './whole';

export interface Member {
  readonly name: string;
  /** Whether its credentials are others than those of the fleet. */
  readonly hasOwnIdentity: boolean;
  /** Whether this machine does the work: then all of it is for one at a time. */
  readonly worksHere: boolean;
  /** @param turn who decides when it begins */
  tell(turn: Turn): Promise<Telling>;
}

/** What the backfills of a fleet share. */
export interface Shared {
  readonly clock: Clock;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Aborts when nothing more is begun, either. */
  readonly late: AbortSignal;
  readonly channel: Channel<RunnerEvent>;
  /** For those that plan, and for those that compare. */
  readonly planning: Places;
  readonly comparing: Places;
  /** Of transfers, by what they share. */
  lane(name: string): Places;
  /** Whether what runs is left to go on: what it takes is not given to others. */
  isPastDeadline(): boolean;
  /** Resolves with the answer about all of them. */
  decided(): Promise<boolean>;
  /** Told when it stands in the line of its lane. */
  linedUp(): void;
  /** Told when it waits for the answer or is over. */
  stopped(): void;
  /** The credentials that it shares with others are accepted no more. */
  gone(error: ErrorEvent): void;
}

/** What an error of one comes to among others. */
function outcomeOfError({ error }: ErrorEvent): Outcome {
  if (error === 'internal-error' || error === 'interrupted') return error;
  return error === 'usage' || error === 'preflight' || error === 'credentials' ? 'not-begun' : 'not-known';
}

const FOR_THIS_MACHINE = 'this machine';

export class MemberRun {
  readonly told: Told = { costs: [] };
  #row: FleetRow;
  /** What transfers it shares limits with. */
  #lane: string;
  /** Places in the lane. */
  #slots = 0;
  #room: Places | undefined;
  #rank = Number.POSITIVE_INFINITY;
  /** Transfers that are not over. */
  #underway = 0;
  #queued = 0;
  #isLate = false;
  /** Whether transfers of its own are in AWS, or may be. */
  hasBegun = false;

  constructor(
    private readonly member: Member,
    private readonly shared: Shared,
    state: FleetState,
  ) {
    this.#row = { member: member.name, state, total: 0, succeeded: 0, failed: 0 };
    this.#lane = member.worksHere ? FOR_THIS_MACHINE : '';
  }

  get row(): FleetRow {
    return this.#row;
  }

  /** Those of the same name share limits. */
  get lane(): string {
    return this.#lane;
  }

  #become(change: Partial<FleetRow>): void {
    this.#row = { ...this.#row, ...change };
    this.shared.channel.say({ kind: 'fleet-member', atMs: this.shared.clock.now(), ...this.#row });
  }

  #leaveRoom(): void {
    this.#room?.give(1);
    this.#room = undefined;
  }

  #leaveLane(): void {
    this.shared.lane(this.#lane).give(this.#slots);
    this.#slots = 0;
  }

  async #enterRoom(room: Places): Promise<void> {
    if ((await room.take(1, 0, this.shared.signal)) > 0) this.#room = room;
  }

  readonly #turn: Turn = {
    worst: (versions, lines) => {
      this.told.worst = { versions, lines };
    },
    begins: async (transfers, attached) => {
      // What it begins in place of what could not be begun.
      if (this.hasBegun) return true;
      this.#leaveRoom();
      this.#become({ state: 'planned' });
      this.shared.stopped();
      const isAgreed = await this.shared.decided();
      if (this.shared.signal.aborted) throw new RunnerError('interrupted', 'interrupted');
      if (!isAgreed) return false;
      this.#become({ state: 'waiting' });
      // What is there already does not wait behind what is not.
      this.#rank = attached > 0 ? -1 : (this.told.survey?.copied.versions.value ?? Number.POSITIVE_INFINITY);
      const place = this.shared.lane(this.#lane).take(transfers, this.#rank, this.shared.late);
      this.shared.linedUp();
      this.#slots = await place;
      this.#isLate = this.#slots === 0;
      if (this.#isLate) return false;
      this.hasBegun = true;
      this.#queued = transfers;
      this.#become({ state: 'running' });
      return true;
    },
  };

  #progress({ transfers, queued }: ProgressEvent): void {
    this.#queued = queued;
    const { total, succeeded, failed } = this.#row;
    const now = { total: 0, succeeded: 0, failed: 0 };
    for (const one of transfers) {
      now.total += one.total;
      now.succeeded += one.succeeded;
      now.failed += one.failed;
    }
    if (now.total !== total || now.succeeded !== succeeded || now.failed !== failed) this.#become(now);
  }

  /** Before what follows `event` is asked for. */
  async #hear(event: RunnerEvent): Promise<void> {
    switch (event.kind) {
      case 'target':
        this.#row = { ...this.#row, ...defined({ sourceBucket: event.source.bucket }) };
        if (!this.member.worksHere) this.#lane = `${event.source.accountId} ${event.source.region}`;
        break;
      case 'survey':
        this.told.survey ??= event;
        this.#row = { ...this.#row, versions: event.copied.versions, bytes: event.copied.bytes };
        break;
      case 'cost':
        this.told.costs.push(event);
        this.#row = { ...this.#row, once: event.once };
        break;
      case 'duration':
        this.told.duration ??= event;
        break;
      case 'transfer':
        this.#underway += 1;
        this.#queued = Math.max(0, this.#queued - 1);
        break;
      case 'progress':
        this.#progress(event);
        break;
      case 'transfer-ended':
        this.#underway -= 1;
        if (this.#underway > 0 || this.#queued > 0 || this.#slots === 0) break;
        this.#leaveLane();
        this.#become({ state: 'comparing' });
        await this.#enterRoom(this.shared.comparing);
        break;
      case 'retry':
        this.#leaveRoom();
        if (this.#slots === 0) this.#slots = await this.shared.lane(this.#lane).take(1, this.#rank, this.shared.signal);
        this.#become({ state: 'running' });
        break;
      default:
    }
  }

  #say(event: MemberEvent['event'], after?: () => Promise<void>): void {
    this.shared.channel.say({ kind: 'member', member: this.member.name, event }, after);
  }

  /** Until it is over, however it ends. It never rejects. */
  async toTheEnd(room: Places): Promise<void> {
    let last: VerdictEvent | ErrorEvent;
    let settle: Ending['settle'];
    try {
      await this.#enterRoom(room);
      this.#become({});
      const telling = await this.member.tell(this.#turn);
      let step = await telling.next();
      for (; step.done !== true; step = await telling.next()) {
        const event = step.value;
        if (isOfFleet(event)) continue;
        this.#say(event);
        await this.#hear(event);
      }
      const { settle: remember, ...ending } = step.value;
      settle = remember;
      last = { kind: 'verdict', exitCode: exitCode(ending), ...ending };
    } catch (error) {
      last = errorEvent(error);
    }
    this.#leaveRoom();
    if (!this.shared.isPastDeadline()) this.#leaveLane();
    this.#say(last, settle);
    this.#ended(last);
    this.shared.stopped();
    if (last.kind !== 'error' || this.member.hasOwnIdentity) return;
    if (last.error === 'credentials' || last.error === 'expired') this.shared.gone(last);
  }

  #ended(last: VerdictEvent | ErrorEvent): void {
    const { exitCode: code } = last;
    if (this.#isLate) {
      const outcome = this.shared.signal.aborted ? 'interrupted' : 'still-running';
      this.#become({ state: 'over', outcome, exitCode: exitCode({ outcome }), summary: 'it was not begun' });
    } else if (last.kind === 'verdict') {
      const { outcome, summary, comeBack } = last;
      this.#become({ state: 'over', outcome, exitCode: code, summary, ...defined({ comeBack }) });
    } else {
      const summary = last.hint === undefined ? last.message : `${last.message} (${last.hint})`;
      this.#become({ state: 'over', outcome: outcomeOfError(last), exitCode: code, summary });
    }
  }
}

/** No fleet is a member of another one. */
function isOfFleet(event: RunnerEvent): event is Exclude<RunnerEvent, MemberEvent['event']> {
  return ['fleet-plan', 'fleet-member', 'member', 'fleet-report'].includes(event.kind);
}
