// Everything that the engine says. It neither prints nor logs: a renderer turns each event into text or JSON.
// docs/runner.md describes them; with --output json each is one line.
import type { CauseTally } from './causes';
import type { ErrorKind } from './errors';
import type { Outcome } from './exit-code';
import type { JobReason, JobStatus } from './job';
import type { JobRequest } from './job-request';

export type RunnerEvent =
  | HandoffEvent
  | CheckEvent
  | PlanEvent
  | JobEvent
  | WaitingEvent
  | ProgressEvent
  | JobEndedEvent
  | ReportEvent
  | NothingMatchedEvent
  | NoteEvent
  | VerdictEvent
  | ErrorEvent;

/** Where the handoff was read. */
export interface HandoffEvent {
  readonly kind: 'handoff';
  readonly origin: string;
}

/** What one preflight check found. */
export interface CheckEvent {
  readonly kind: 'check';
  readonly check: string;
  readonly title: string;
  readonly answer: 'ok' | 'wrong' | 'could-not-check';
  readonly detail: string;
  /** What to do about a wrong answer. */
  readonly fix?: string;
}

export interface PlanEvent {
  readonly kind: 'plan';
  readonly hash: string;
  readonly region: string;
  readonly jobs: readonly PlanEventJob[];
}

export interface PlanEventJob {
  readonly prefix: string;
  readonly hash: string;
  /** The job that `run` would go on with, instead of sending the request. */
  readonly attachTo?: string;
  /** Exactly what `run` would send. */
  readonly request: JobRequest & { readonly ClientRequestToken: string };
}

export interface JobEvent {
  readonly kind: 'job';
  readonly jobId: string;
  readonly prefix: string;
  /** `created` by this run, or `attached`: found running, or ended since an earlier run left it. */
  readonly how: 'created' | 'attached';
  readonly detail: string;
}

/** Something that passes by itself is waited for. */
export interface WaitingEvent {
  readonly kind: 'waiting';
  readonly detail: string;
  readonly seconds: number;
}

/** One look at every job that is watched. */
export interface ProgressEvent {
  readonly kind: 'progress';
  readonly jobs: readonly JobProgress[];
  /** Planned jobs that are not created yet. */
  readonly queued: number;
}

export interface JobProgress {
  readonly jobId: string;
  readonly prefix: string;
  readonly status: JobStatus;
  /** Counters of S3. Zero until the manifest has been generated. */
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Smoothed; absent until it is known. */
  readonly tasksPerSecond?: number;
  readonly etaSeconds?: number;
}

export interface JobEndedEvent {
  readonly kind: 'job-ended';
  readonly jobId: string;
  readonly prefix: string;
  readonly status: JobStatus;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly reasons: readonly JobReason[];
  /** What the reasons mean and what to do. */
  readonly advice: readonly string[];
}

/** The completion report, read and grouped by cause. */
export interface ReportEvent {
  readonly kind: 'report';
  readonly jobId: string;
  readonly prefix: string;
  /** Where its manifest is: `s3://bucket/key`. */
  readonly location: string;
  readonly succeeded: number;
  readonly failed: number;
  /** Most frequent first. */
  readonly causes: readonly CauseTally[];
}

/** Why a job found no object to replicate. */
export interface NothingMatchedEvent {
  readonly kind: 'nothing-matched';
  readonly jobId: string;
  readonly prefix: string;
  readonly reason: NothingMatchedReason;
  readonly explanation: string;
  readonly hint?: string;
  /** How many versions the explanation rests on. */
  readonly versionsListed: number;
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
  | 'unknown';

/** Something that the reader should know and that changes nothing. */
export interface NoteEvent {
  readonly kind: 'note';
  readonly detail: string;
}

export interface VerdictEvent {
  readonly kind: 'verdict';
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly summary: string;
  readonly jobIds: readonly string[];
  /** The command that comes back to what goes on. */
  readonly comeBack?: string;
}

export interface ErrorEvent {
  readonly kind: 'error';
  readonly error: ErrorKind | 'fault';
  readonly exitCode: number;
  readonly message: string;
  readonly hint?: string;
  readonly code?: string;
}

/** What a use case returns when it is through; cli.ts makes the verdict event of it. */
export type Ending = Omit<VerdictEvent, 'kind' | 'exitCode'>;

/** A use case: says events, and returns how it ended. */
export type Telling = AsyncGenerator<RunnerEvent, Ending>;
