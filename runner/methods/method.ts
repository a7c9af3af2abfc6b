// What every way of bringing existing objects to their destination can do. Verbs ask what a method keeps and call it; none asks
// which one it is.
import type { IntendedRun } from '../checks/asked/intended-run';
import type { CheckEvent } from '../events/check-events';
import type { Ending, ForeseenTransfer, NothingMatchedEvent, RunnerEvent, Telling } from '../events/events';
import type { Outcome } from '../events/exit-code';
import type { FailedVersions } from '../evidence/failed-versions';
import type { ListedTransfer, TransferStatus } from '../events/transfer-events';
import type { ReportKeeper } from './batch-jobs/report/kept/report-keeper';
import type { Counted, Expectation } from '../plan/expectation';
import type { CopyOptions } from '../plan/copy-options';
import type { Plan, PlanOptions } from '../plan/plan';
import type { Planner } from '../plan/planner';
import type { SpareOptions } from '../plan/spare';
import type { Aws } from '../ports/aws';
import type { Engine } from '../ports/engine';
import type { Leaving, RouteOptions } from '../routes/leaving';
import type { ObjectVersionId } from '../target/manifest-csv';
import type { CopyTo, Target } from '../target/target';
import type { VerifyTarget } from '../verify/scope';
import type { Uncompared, VerifyRunOptions } from '../verify/verify-run';
import type { Verified, VerifyOptions } from '../verify/verify-target';
import type { Keeps } from './keeps';

export interface WatchOptions {
  readonly pollSeconds: number;
  /** Milliseconds since 1970. @default - until the transfers are over */
  readonly deadlineMs?: number;
  /** Look once, when the transfers have been created, and leave them to the service. @default false */
  readonly detach?: boolean;
  /** Confirm a transfer that waits for it, if the service has counted no more object versions. @default - somebody else confirms */
  readonly confirmUpTo?: number;
  /** What a plan lets one expect of the transfers. @default - no plan was counted */
  readonly expectation?: Expectation;
}

export interface ConcludeOptions extends RouteOptions {
  /** How long a report may be late. */
  readonly reportWaitSeconds: number;
  /** Keeps the report that is read. @default - it is not kept */
  readonly keeper?: ReportKeeper;
  /** Whether a transfer that matched nothing ends with exit code 6. */
  readonly failOnEmpty: boolean;
  /** Whether it ends with 0 where nothing that is there can be replicated. @default false */
  readonly allowEmpty?: boolean;
}

export interface RuleOptions {
  /** Age from which on the service acts on replication rules; the first transfer waits for younger ones. @default - as the service says */
  readonly ruleSettleMs?: number;
}

export interface TransferOptions extends PlanOptions, WatchOptions, ConcludeOptions, RuleOptions {
  /** Rounds after the first, for what can succeed then. @default 2 */
  readonly retries?: number;
  /** The command that does the same again. */
  readonly again: string;
}

/** What was done besides the copies, which no comparison takes back. */
export interface Besides {
  /** @default - it adds nothing to what the copies come to */
  readonly outcome?: Outcome;
  readonly summary: string;
}

/** What something was handed on from. */
export interface HandedFrom {
  /** @default - a transfer of an earlier run */
  readonly plan?: Plan;
  /** Object versions that all of it was about. @default - what was selected */
  readonly chosen?: readonly ObjectVersionId[];
}

/** What other methods have copied. */
export interface HandedOn {
  /** Versions of the source, to the destination. */
  readonly copied: readonly ObjectVersionId[];
  /** Where that is. @default - nothing was copied there */
  readonly copyTo?: CopyTo;
  /** Versions of the source, each onto itself. */
  readonly renewed: readonly ObjectVersionId[];
}

/** Copies of objects onto themselves. */
export interface InPlace {
  readonly target: Target;
  /** The source bucket. */
  readonly copyTo: CopyTo;
  readonly copies: CopyOptions;
}

/** How the transfers of a plan ended, before anything was compared. */
export interface Transferred {
  readonly ending: Leaving;
  /** Object versions that were in them. */
  readonly versions: number;
  /** @default - nothing was */
  readonly besides?: Besides;
  /** Objects of the destination that were left as they are, since they were to be. @default 0 */
  readonly left?: number;
  /** When an earlier run of the method itself began that was gone on with, in milliseconds since 1970. @default - there was none */
  readonly resumedFromMs?: number;
  /** What those that found nothing come to where nobody compares the destinations. @default - all have found something */
  readonly uncompared?: Outcome;
  /**
   * Remembers that the ending has been told.
   * @param compared whether a comparison has told what became of the objects, so that no report has to
   */
  readonly remember?: (compared: boolean) => Promise<void>;
}

/** The transfers of a plan, on their way. */
export interface Running {
  /** Creates, or finds, each transfer; watches, reports, and tries again what can succeed. */
  run(): AsyncGenerator<RunnerEvent, Transferred>;
  /** What is to be said when it ends early; undefined: nothing was created. */
  goesOn(): GoesOn | undefined;
}

export interface GoesOn {
  readonly text: string;
  /** The command that comes back to it. */
  readonly comeBack: string;
  readonly transferIds: readonly string[];
}

/** What has failed in a transfer that is over. */
export interface Failures {
  /** Beginning of its keys. @default - every key */
  readonly prefix?: string;
  readonly failed: FailedVersions;
  /** Object versions of which nothing tells what became. */
  readonly unlisted: number;
  /** How the transfer itself has ended, where more may be missing than what is told above. @default - that is all */
  readonly ended?: Pick<Ending, 'outcome' | 'summary'>;
}

/** A plan that may be sent, and what was found out for it. */
export interface Prepared {
  /** Without the transfers that would find nothing. */
  readonly plan: Plan;
  /** Why those would find nothing. */
  readonly nothing: readonly NothingMatchedEvent[];
  readonly expectation: Expectation;
  readonly counted: Counted;
  /** What is asked besides, and the word that has to be typed. @default - nothing */
  readonly typed?: { readonly question: string; readonly word: string };
}

export interface Method extends Pick<Planner, 'name' | 'lacks'> {
  /** For people: `Batch Replication`. */
  readonly title: string;
  /** What one of its transfers is called: `job`. */
  readonly noun: string;
  /** What survives a copy, what it needs, and its limits. */
  readonly keeps: Keeps;
  /**
   * Flags that it does not heed, without dashes, and why: they are refused before anything is asked. With a value behind a space, those whose
   * value begins so.
   * @default - it heeds all that is not of copies alone
   */
  readonly refuses?: Readonly<Record<string, string>>;
  /** Whether requests that are under way are finished when the program is stopped, within seconds. @default false */
  readonly finishesWhatItBegan?: true;
  /** Whether its transfers have completion reports that can be kept. @default - what became of them is told by other means */
  readonly keepsReports?: true;
  /** Whether a transfer of this method has such an id. */
  isIdOf(id: string): boolean;

  /** Whether the service finds what has failed by itself. @default - it has to be listed */
  readonly selectsFailed?: true;

  /** The target with the Regions that its transfers depend on. @default - they are begun in that of the source */
  locate?(target: Target, aws: Aws): Promise<Target>;
  /** The engine that asks no faster than it is told to. @default - there is no such limit */
  paced?(engine: Engine, options: PlanOptions): Engine;
  /**
   * Checks everything, counts what is to be counted, and makes the plan; sends nothing that changes anything.
   * @throws RunnerError `preflight` or `usage`
   */
  prepare(target: Target, engine: Engine, options: SpareOptions): AsyncGenerator<RunnerEvent, Prepared>;
  /** Tells what its checks find, and returns all of it. @default - the checks of Batch Replication */
  examine?(
    target: Target,
    engine: Engine,
    run: IntendedRun,
    copies: CopyOptions,
  ): AsyncGenerator<RunnerEvent, readonly CheckEvent[]>;
  /** Compares what is at the destinations with what the plan was for, and makes the outcome that of the comparison. */
  prove(
    run: Uncompared,
    plan: Plan,
    target: Target,
    engine: Engine,
    options: VerifyRunOptions,
  ): AsyncGenerator<RunnerEvent, Leaving>;
  /**
   * Compares both what it has copied itself and what other methods have copied of it, and tells one certificate.
   * @default - other methods copy nothing of it
   */
  proveHandedOn?(
    run: Uncompared,
    handed: HandedOn,
    from: HandedFrom,
    target: Target,
    engine: Engine,
    options: VerifyRunOptions & PlanOptions,
  ): AsyncGenerator<RunnerEvent, Leaving>;
  /** Compares in its own way. @default - version by version */
  compare?(target: VerifyTarget, engine: Engine, options: VerifyOptions): AsyncGenerator<RunnerEvent, Verified>;
  /** How it copies objects of the source onto themselves; undefined: it lacks something for that. @default - it never does */
  inPlace?(target: Target): InPlace | undefined;
  /** What `run` would send for a plan, and what it would resume. */
  foresee(plan: Plan, engine: Engine): Promise<readonly ForeseenTransfer[]>;
  /** What a run would start, as a script to be run elsewhere. @default - it starts no other program */
  script?(plan: Plan, engine: Engine, options: PlanOptions): string;
  begin(plan: Plan, target: Target, engine: Engine, options: TransferOptions): Running;

  /** @throws RunnerError `not-found` */
  status(id: string, engine: Engine): Promise<TransferStatus>;
  /** What the reasons of a failure mean, and what to do. */
  advice(status: TransferStatus): readonly string[];
  watch(ids: readonly string[], engine: Engine, options: WatchOptions & ConcludeOptions): Telling;
  report(id: string, engine: Engine, options: ConcludeOptions): Telling;
  /** @throws RunnerError `usage` when it is not over, `not-found` when nothing tells what has failed */
  failures(id: string, engine: Engine, options: ConcludeOptions): AsyncGenerator<RunnerEvent, Failures>;
  /** Transfers of this method that the service remembers, in no order; with `all` those of others too. */
  list(engine: Engine, all: boolean): AsyncIterable<ListedTransfer>;

  /** Where to and how it was copied, for a transfer that copies again what has failed. @default - rules say, or flags */
  madeOf?(
    id: string,
    engine: Engine,
  ): Promise<{ readonly target: Pick<Target, 'copyTo' | 'dataSync' | 'inventory'>; readonly options: PlanOptions }>;
  cancel(id: string, engine: Engine): Promise<void>;
  /** Where more ends than the transfer. @default - nobody is asked, and nothing more is told */
  readonly cancelling?: {
    /** What somebody is asked before; undefined: nothing. */
    asks(id: string, engine: Engine): Promise<string | undefined>;
    /** What is told afterwards; undefined: nothing. */
    after(id: string, engine: Engine): Promise<string | undefined>;
  };
  /**
   * Has the service try again what it has given up, to the end. Undefined: it keeps nothing of that.
   * @default - what has failed is copied by a new transfer
   */
  redrive?(
    id: string,
    target: Target,
    engine: Engine,
    options: TransferOptions & VerifyRunOptions,
  ): AsyncGenerator<RunnerEvent, Leaving | undefined>;
  /** Lets a transfer that waits for it begin. @default - none waits */
  confirm?(id: string, engine: Engine): Promise<void>;
  /** @default - transfers have no priority */
  setPriority?(id: string, priority: number, engine: Engine): Promise<void>;
}
