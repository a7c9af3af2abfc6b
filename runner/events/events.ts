// Everything that the engine says. It neither prints nor logs: a renderer turns each event into text or JSON.
// docs/runner.md describes them; with --output json each is one line.
import type { CauseTally } from '../methods/batch-replication/report/causes';
import type { Certificate } from './certificate';
import type { Patch } from '../checks/check';
import type { ErrorKind } from '../ports/errors';
import type { CostEvent, DurationEvent, SurveyEvent, WarningEvent } from './estimate-events';
import type { Outcome } from './exit-code';
import type { HealthEvent } from './health-events';
import type { JobListing, JobView } from '../ports/batch-operations';
import type { JobRequest } from '../ports/job-request';
import type { JobEndedEvent, JobStateEvent, ObservedRateEvent, ProgressEvent } from './progress-events';

export type RunnerEvent =
  | HandoffEvent
  | CheckEvent
  | SurveyEvent
  | CostEvent
  | DurationEvent
  | WarningEvent
  | PlanEvent
  | JobEvent
  | WaitingEvent
  | RetryEvent
  | JobStateEvent
  | ProgressEvent
  | ObservedRateEvent
  | JobEndedEvent
  | ReportEvent
  | NothingMatchedEvent
  | ComparingEvent
  | CertificateEvent
  | HealthEvent
  | NoteEvent
  | JobsEvent
  | JobStatusEvent
  | VerdictEvent
  | ErrorEvent;

/** Where the handoff was read. */
export interface HandoffEvent {
  readonly kind: 'handoff';
  /** The file, or `standard input`. */
  readonly origin: string;
}

/** What one preflight check found. */
export interface CheckEvent {
  readonly kind: 'check';
  /** Id of the check; never changes. */
  readonly check: string;
  /** What is true when the answer is `ok`. */
  readonly title: string;
  /** With `wrong` nothing is sent; `could-not-check` stops nothing. */
  readonly answer: 'ok' | 'wrong' | 'could-not-check';
  /** What was found. */
  readonly detail: string;
  /** What to do about a wrong answer. */
  readonly fix?: string;
  /** What repairs it, to be pasted as it is; of an unsure answer: what is needed, if it is not there. */
  readonly patch?: Patch;
}

/** The requests that `run` would send. */
export interface PlanEvent {
  readonly kind: 'plan';
  /** The same for two plans that copy the same. Sixteen hex digits. */
  readonly hash: string;
  /** Region that the jobs are created in. */
  readonly region: string;
  /** One for each prefix. */
  readonly jobs: readonly PlanEventJob[];
}

export interface PlanEventJob {
  /** Empty: every key that the enabled rules cover. */
  readonly prefix: string;
  /** Of what this job copies; stands in its description as `[plan HASH]`. */
  readonly hash: string;
  /** The job that `run` would go on with, instead of sending the request. */
  readonly attachTo?: string;
  /** Exactly what `run` would send. */
  readonly request: JobRequest & { readonly ClientRequestToken: string };
}

/** A job that is watched from now on. */
export interface JobEvent {
  readonly kind: 'job';
  readonly jobId: string;
  /** Empty: every key that the enabled rules cover. */
  readonly prefix: string;
  /** `created` by this run, or `attached`: found running, or ended since an earlier run left it. */
  readonly how: 'created' | 'attached';
  /** Description of a created job; why an attached one is gone on with. */
  readonly detail: string;
}

/** Something that passes by itself is waited for. */
export interface WaitingEvent {
  readonly kind: 'waiting';
  /** What is waited for. */
  readonly detail: string;
  /** How long, at most. */
  readonly seconds: number;
}

/** A further round of jobs, for what can succeed then. */
export interface RetryEvent {
  readonly kind: 'retry';
  /** 1 for the first round after the first jobs. */
  readonly round: number;
  /** Rounds that may be made at most. */
  readonly of: number;
  /** What is tried again. */
  readonly detail: string;
  /** Pause before it. */
  readonly waitSeconds: number;
}

/** The completion report, read and grouped by cause. */
export interface ReportEvent {
  readonly kind: 'report';
  readonly jobId: string;
  readonly prefix: string;
  /** Where its manifest is: `s3://bucket/key`. */
  readonly location: string;
  /** Rows of the report. */
  readonly succeeded: number;
  readonly failed: number;
  /** Most frequent first. */
  readonly causes: readonly CauseTally[];
  /** By the next folder below the prefix of the job, most failures first; at most 200, and one for the others. */
  readonly byPrefix: readonly PrefixOutcome[];
}

export interface PrefixOutcome {
  /** The folder, or the prefix of the job for keys that lie directly below it. */
  readonly prefix: string;
  /** Object versions that were replicated. */
  readonly succeeded: number;
  /** Object versions that were not. */
  readonly failed: number;
}

/** Why nothing was found to replicate. */
export interface NothingMatchedEvent {
  readonly kind: 'nothing-matched';
  /** Id of the job; absent: the runner has looked itself, and made none. */
  readonly jobId?: string;
  readonly prefix: string;
  readonly reason: NothingMatchedReason;
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
}

/** The jobs that `list` has found, newest first. */
export interface JobsEvent {
  readonly kind: 'jobs';
  readonly region: string;
  readonly jobs: readonly ListedJob[];
}

export interface ListedJob extends JobListing {
  /** Hash of the plan it was made for. @default - it is not ours */
  readonly plan?: string;
}

/** One look at one job. */
export interface JobStatusEvent extends JobView {
  readonly kind: 'job-status';
  /** What the reasons of its failure mean and what to do. */
  readonly advice: readonly string[];
}

/** How it ended: the last event, unless an `error` is. */
export interface VerdictEvent {
  readonly kind: 'verdict';
  readonly outcome: Outcome;
  /** Of the process. */
  readonly exitCode: number;
  /** The ending in words, with its numbers. */
  readonly summary: string;
  /** The jobs that it is about; empty when none was created or looked at. */
  readonly jobIds: readonly string[];
  /** The command that comes back to what goes on. */
  readonly comeBack?: string;
}

/** It could not be done: always the last event. */
export interface ErrorEvent {
  readonly kind: 'error';
  /** `fault`: a fault of s3-backfill itself. */
  readonly error: ErrorKind | 'fault';
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
