// Everything that the engine says. It neither prints nor logs: a renderer turns each event into text or JSON.
// docs/runner.md describes them; with --output json each is one line.
import type { DifferenceEvent } from './comparisons/difference-event';
import type { Certificate } from './certificate';
import type { CheckEvent } from './check-events';
import type { ErrorKind } from '../ports/errors';
import type { CostEvent, DurationEvent, SurveyEvent, WarningEvent } from './estimate-events';
import type { Outcome } from './exit-code';
import type { FleetMemberEvent, FleetPlanEvent, FleetReportEvent } from './fleet/fleet-events';
import type { DeletionEvent } from './deletion-events';
import type { HealthEvent } from './health-events';
import type { PolicyEvent } from './policy-events';
import type { RecommendationEvent } from './recommendation-events';
import type { ReportEvent } from './report-events';
import type { RouteEvent } from './route-event';
import type { RestoringEvent } from './restoring-event';
import type { ScriptEvent } from './script-event';
import type {
  ObservedRateEvent,
  ProgressEvent,
  TransferEndedEvent,
  TransferEvent,
  TransferStateEvent,
  TransferStatusEvent,
  TransfersEvent,
} from './transfer-events';

export type RunnerEvent =
  | HandoffEvent
  | TargetEvent
  | CheckEvent
  | SurveyEvent
  | CostEvent
  | DurationEvent
  | WarningEvent
  | PlanEvent
  | TransferEvent
  | WaitingEvent
  | RetryEvent
  | TransferStateEvent
  | ProgressEvent
  | ObservedRateEvent
  | TransferEndedEvent
  | ReportEvent
  | DeletionEvent
  | NothingMatchedEvent
  | RouteEvent
  | RestoringEvent
  | ComparingEvent
  | CertificateEvent
  | DifferenceEvent
  | HealthEvent
  | NoteEvent
  | PolicyEvent
  | RecommendationEvent
  | ScriptEvent
  | TransfersEvent
  | TransferStatusEvent
  | FleetPlanEvent
  | FleetMemberEvent
  | MemberEvent
  | FleetReportEvent
  | VerdictEvent
  | ErrorEvent;

/** Where the handoff was read. */
export interface HandoffEvent {
  readonly kind: 'handoff';
  /** The file, or `standard input`. */
  readonly origin: string;
}

/** What is copied, compared or looked at; the last of several counts. */
export interface TargetEvent {
  readonly kind: 'target';
  /** What is copied from. */
  readonly source: ToldSource;
  /** Destination buckets, as far as they are known. */
  readonly destinations: readonly string[];
}

export interface ToldSource {
  /** Absent: nothing says which it is. */
  readonly bucket?: string;
  /** Of the source bucket, and of the transfers. */
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** The requests that `run` would send. */
export interface PlanEvent {
  readonly kind: 'plan';
  /** Name of the method. */
  readonly method: string;
  /** The same for two plans that copy the same. Sixteen hex digits. */
  readonly hash: string;
  /** Region that the transfers are created in. */
  readonly region: string;
  /** One for each prefix. */
  readonly transfers: readonly ForeseenTransfer[];
}

export interface ForeseenTransfer {
  /** Beginning of its keys; absent: every key that the enabled rules cover. */
  readonly prefix?: string;
  /** Of what this transfer copies; stands in its description as `[plan HASH]`. */
  readonly hash: string;
  /** The transfer that `run` would resume, instead of sending the request. */
  readonly attachTo?: string;
  /** Exactly what `run` would send, as the service takes it. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** Something that passes by itself is waited for. */
export interface WaitingEvent {
  readonly kind: 'waiting';
  /** What is waited for. */
  readonly detail: string;
  /** How long, at most. */
  readonly seconds: number;
}

/** A further round of transfers, for what can succeed then. */
export interface RetryEvent {
  readonly kind: 'retry';
  /** 1 for the first round after the first transfers. */
  readonly round: number;
  /** Rounds that may be made at most. */
  readonly of: number;
  /** What is tried again. */
  readonly detail: string;
  /** Pause before it. */
  readonly waitSeconds: number;
}

/** Why nothing was found to replicate. */
export interface NothingMatchedEvent {
  readonly kind: 'nothing-matched';
  /** Absent: the runner has looked itself, and made none. */
  readonly transferId?: string;
  /** Beginning of the keys that were looked for; absent: every key that the enabled rules cover. */
  readonly prefix?: string;
  readonly reason: NothingMatchedReason;
  /** Whether it is the reason of all that was looked at, so that nothing there can be replicated as things are. @default false */
  readonly forAll?: boolean;
  /** The reason, with the numbers that were found. */
  readonly explanation: string;
  /** What to do, if there is something. */
  readonly hint?: string;
  /** How many versions and delete markers were listed for the explanation; at most 1,000 where there was a job. */
  readonly versionsListed: number;
  /** How many of them were asked for their replication status; at most 20 where there was a job. */
  readonly versionsLookedAt: number;
}

export type NothingMatchedReason =
  | 'already-replicated'
  | 'no-such-prefix'
  | 'archived'
  | 'delete-markers'
  | 'in-progress'
  | 'replicas'
  | 'kms-not-opted-in'
  | 'rule-does-not-select'
  | 'not-yet'
  | 'not-selected'
  | 'unknown';

/** How far the comparison with one destination is. */
export interface ComparingEvent {
  readonly kind: 'comparing';
  /** The destination bucket. */
  readonly destination: string;
  /** Object versions of the source that were compared so far. */
  readonly versions: number;
}

/** What a comparison of source and destinations has found. */
export interface CertificateEvent extends Certificate {
  readonly kind: 'certificate';
}

/** Something that the reader should know and that changes nothing. */
export interface NoteEvent {
  readonly kind: 'note';
  /** A sentence for people. */
  readonly detail: string;
  /** The file that was written, as a flag has asked for: from the root of the file system. */
  readonly path?: string;
}

/** What one backfill of a fleet says: each of its events, its verdict or its error the last. */
export interface MemberEvent {
  readonly kind: 'member';
  /** Its name in the fleet. */
  readonly member: string;
  /** As it says it when it runs alone. */
  readonly event: EventOfOne;
}

/** An event of one backfill, alone or in a fleet. */
export type EventOfOne = Exclude<RunnerEvent, MemberEvent | FleetPlanEvent | FleetMemberEvent | FleetReportEvent>;

/** How it ended: the last event, unless an `error` is. */
export interface VerdictEvent {
  readonly kind: 'verdict';
  readonly outcome: Outcome;
  /** Of the process. */
  readonly exitCode: number;
  /** The ending in words, with its numbers. */
  readonly summary: string;
  /** The transfers that it is about; empty when none was created or looked at. */
  readonly transferIds: readonly string[];
  /** The command that comes back to what goes on. */
  readonly comeBack?: string;
  /** The command that goes on from here, where nothing is left that goes on by itself. */
  readonly next?: string;
}

/** It could not be done: always the last event. */
export interface ErrorEvent {
  readonly kind: 'error';
  /** `internal-error`: of s3-backfill itself. */
  readonly error: ErrorKind | 'internal-error';
  /** Of the process. */
  readonly exitCode: number;
  readonly message: string;
  /** What to do about it, as a sentence or a command. */
  readonly hint?: string;
  /** AWS's error code, where AWS gave one. */
  readonly code?: string;
}

/** What a use case returns when it is through; cli.ts makes the verdict event of it. */
export type Ending = Omit<VerdictEvent, 'kind' | 'exitCode'> & {
  /** What is to be remembered once the verdict has been told. */
  readonly settle?: () => Promise<void>;
};

/** A use case: says events, and returns how it ended. */
export type Telling = AsyncGenerator<RunnerEvent, Ending>;
