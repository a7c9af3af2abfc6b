// The end of a run that has gone well, or of which no report tells how it went: what the jobs were for is compared, version
// by version, where that is within reach.
import type { Engine } from '../ports/engine';
import type { Ending, RunnerEvent } from '../events/events';
import { gravest, type Outcome } from '../events/exit-code';
import { isRunnerError } from '../ports/errors';
import { defined } from '../text/defined';
import { counted } from '../text/figures';
import type { ObjectVersionId } from '../target/manifest-csv';
import type { Target } from '../target/target';
import type { Selection } from '../target/selection';
import type { LeftGroup } from '../routes/left-groups';
import { copyCommand, leaving, tellRoutes, type Leaving, type RouteOptions } from '../routes/leaving';
import { endingByDesign, isByDesign, type Read } from './obstructed';
import { MOST_CHOSEN_KEYS } from './scope';
import { verifyTarget, type Verified, type VerifyOptions } from './verify-target';

/** When a run is compared: `auto` where it had at most a million object versions. */
export type WhenToVerify = 'auto' | 'always' | 'never';

export interface VerifyRunOptions extends RouteOptions {
  /** @default 'auto' */
  readonly when?: WhenToVerify;
  /** Object versions that the run copied, and no other. @default - all that it selected under the prefixes of the target */
  readonly chosen?: readonly ObjectVersionId[];
  /** What the run selected. @default - what was never replicated, or failed */
  readonly selection?: Selection;
  /** Whether this is a part of something that is compared as a whole. @default false */
  readonly isPart?: boolean;
  /** Object versions that were copied in another way: they are not expected by their ids. @default - none was */
  readonly elsewhere?: VerifyOptions['elsewhere'];
  /** How long replicas that S3 is still writing are waited for. @default 300 */
  readonly verifyWaitSeconds?: number;
  /** Whether it is as it should be that nothing which is there can be replicated. @default false */
  readonly allowEmpty?: boolean;
}

/** How a run ended, before anything was compared. */
export interface Uncompared {
  readonly ending: Leaving;
  /** Object versions of the transfers. */
  readonly versions: number;
  /** What it comes to that some, or all, found nothing, where nobody compares. @default - all have found something */
  readonly uncompared?: Outcome;
}

const MOST_VERSIONS = 1_000_000;
/** Versions that are compared where nothing was found: how many there are nobody has counted. */
const MOST_WITHOUT_TRANSFER = 100_000;
const WAIT_SECONDS = 300;

/** Why the comparison is left out; undefined: it is not. */
function leftOut(total: number, options: VerifyRunOptions): string | undefined {
  const { when = 'auto', selection = {}, chosen } = options;
  if (when === 'never') return '';
  if (chosen !== undefined) {
    const { size } = new Set(chosen.map(({ key }) => key));
    return when === 'auto' && size > MOST_CHOSEN_KEYS ? `${counted(size, 'key')} were chosen one by one` : undefined;
  }
  // What was not selected is not expected at the destination: a comparison would call it missing.
  if (Object.keys(selection).some((name) => name !== 'statuses')) return 'not every version was selected';
  if (when === 'auto' && total > MOST_VERSIONS) return `the jobs had ${counted(total, 'object version')}`;
  return undefined;
}

/** Statuses of versions that are no replicas of another bucket. */
const ALL_OWN = ['NONE', 'FAILED', 'COMPLETED'] as const;

/** Outcomes of a run that has found nothing. */
const EMPTY: ReadonlySet<Outcome> = new Set(['nothing-to-do', 'nothing-found', 'nothing-matched']);

function comparedAny({ comparisons }: Read): boolean {
  return comparisons.some(({ versions }) => versions.compared > 0);
}

/** What versions need that are COMPLETED and not there. */
function copyAgain(engine: Engine): string {
  return `${engine.command('run')} --replication-status COMPLETED copies again what a new destination lacks; replicas that were deleted by their version ids come back only as new versions: copy those objects onto themselves`;
}

function lacksCompleted({ comparisons }: Read): boolean {
  return comparisons.some(({ findings }) => findings.some(({ reason }) => reason === 'completed'));
}

interface Telling extends RouteOptions {
  /** Filled with what other methods copy. */
  readonly found: LeftGroup[];
}

/** A comparison; that nobody may say with what, or that there is nothing to compare with, is an answer too. */
async function* compared(
  target: Target,
  engine: Engine,
  options: VerifyOptions,
  { routes = false, found }: Telling,
): AsyncGenerator<RunnerEvent, Omit<Verified, 'certificate'> & { readonly certificate: Read }> {
  try {
    const verified = yield* verifyTarget(target, engine, options);
    const { left = [] } = verified;
    found.push(...left);
    yield* tellRoutes(left, { routes }, (group) => copyCommand(engine, group));
    return verified;
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return { outcome: 'not-compared', extent: 'unread', summary: error.message, certificate: { comparisons: [] } };
  }
}

/** Whether versions were left out by their status; replicas of other buckets are by design, whatever is selected. */
function leavesOut({ statuses }: Selection = {}): boolean {
  return statuses !== undefined && !ALL_OWN.every((status) => statuses.includes(status));
}

/**
 * Nothing matched is not nothing to do: S3's statuses say what was replicated once, perhaps to another bucket. What is at the
 * destinations decides, or the words that nobody looked.
 */
async function* verifyNothing(
  { ending, uncompared = ending.outcome }: Uncompared,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions & Telling,
): AsyncGenerator<RunnerEvent, Ending> {
  const unsure = { ...ending, outcome: gravest([ending.outcome, uncompared]) };
  const reason =
    leftOut(0, options) ??
    // What was left out by its status is not expected at the destination.
    (leavesOut(options.selection) ? 'not every version was selected' : undefined);
  if (reason !== undefined) {
    const why = reason === '' ? '--verify never' : reason;
    const summary = `${ending.summary}; the destinations were not compared (${why}): ${engine.command('verify')} compares`;
    return { ...unsure, summary };
  }
  const { when, verifyWaitSeconds: waitSeconds = WAIT_SECONDS, allowEmpty, chosen, elsewhere } = options;
  const most = when === 'always' ? undefined : MOST_WITHOUT_TRANSFER;
  const { outcome, extent, summary, certificate } = yield* compared(
    target,
    engine,
    defined({ waitSeconds, most, allowEmpty, chosen, elsewhere }),
    options,
  );
  // Why nothing can be replicated both may have found.
  const said = summary.startsWith(ending.summary) ? summary : `${ending.summary}; ${summary}`;
  if (outcome === 'nothing-replicable') return { ...ending, outcome, summary: said };
  if (outcome === 'nothing-found') return { ...ending, summary: said };
  if (outcome === 'not-compared') {
    if (extent === 'nothing') return unsure;
    if (extent === 'part') return { ...unsure, summary: said };
    const not = `${ending.summary}; the destinations were not compared: ${summary}`;
    return { ...ending, outcome: gravest([unsure.outcome, outcome]), summary: not };
  }
  // Compared, and all is there.
  const settled = ending.outcome === 'nothing-found' ? { ...ending, outcome: 'nothing-to-do' as const } : ending;
  if (outcome === 'done') return { ...settled, summary: `${said}: there is nothing to do` };
  if (outcome !== 'differs') return { ...ending, outcome, summary: said };
  if (isByDesign(certificate, options.selection)) {
    const left = extent === 'unread' ? { ...unsure, outcome: gravest([unsure.outcome, 'not-compared']) } : settled;
    return yield* endingByDesign({ ...left, summary: said }, certificate, target, engine, options);
  }
  const remedy = lacksCompleted(certificate) ? `; ${copyAgain(engine)}` : '';
  return { ...ending, outcome, summary: `nothing matched, and not everything is there: ${said}${remedy}` };
}

/** Compares what was replicated, and makes the outcome that of the comparison. */
export async function* verifyRun(
  run: Uncompared,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Leaving> {
  if (options.isPart === true) return run.ending;
  const found: LeftGroup[] = [];
  const ending = yield* verified(run, target, engine, { ...options, found });
  return leaving({ ...run.ending, ...ending }, found, run.ending.leaves?.without ?? run.ending);
}

/** Whether it stays failed, whatever is found, and is compared all the same: other methods copy what only the comparison knows. */
function seeksMore({ ending: { outcome, leaves } }: Uncompared, { routes = false }: RouteOptions): boolean {
  return routes && outcome === 'some-failed' && leaves === undefined;
}

async function* verified(
  run: Uncompared,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions & Telling,
): AsyncGenerator<RunnerEvent, Ending> {
  const { ending, versions } = run;
  if (EMPTY.has(ending.outcome)) return yield* verifyNothing(run, target, engine, options);
  const reported = ending.outcome === 'done';
  const hasFailed = seeksMore(run, options);
  if (!reported && !hasFailed && ending.outcome !== 'not-known') return ending;
  const reason = leftOut(versions, options);
  if (reason !== undefined) {
    const compares = engine.command('verify');
    if (reason !== '') yield { kind: 'note', detail: `nothing was compared: ${reason}; this compares: ${compares}` };
    const outcome = gravest([ending.outcome, run.uncompared ?? ending.outcome]);
    const trusting = `${ending.summary}; nothing was compared (--verify never): the report is all there is, and ${compares} compares`;
    return { ...ending, outcome, summary: reported && reason === '' ? trusting : ending.summary };
  }
  const { verifyWaitSeconds: waitSeconds = WAIT_SECONDS, allowEmpty, chosen, elsewhere } = options;
  const { outcome, extent, summary, certificate } = yield* compared(
    target,
    engine,
    defined({ waitSeconds, allowEmpty, chosen, elsewhere }),
    options,
  );
  if (hasFailed) return { ...ending, summary: `${ending.summary}; ${summary}` };
  const said = reported
    ? ending.summary
    : 'no completion report proves what became of the objects, and the comparison does';
  if (outcome === 'differs' && isByDesign(certificate, options.selection)) {
    // What is missing by design in one destination says nothing of another one that could not be read.
    const left: Ending = {
      ...ending,
      outcome: extent === 'unread' ? 'not-compared' : 'done',
      summary: `${said}; ${summary}`,
    };
    return yield* endingByDesign(left, certificate, target, engine, options);
  }
  if (extent === 'unread')
    return { ...ending, outcome: gravest([ending.outcome, outcome]), summary: `${ending.summary}; ${summary}` };
  // A comparison of nothing changes nothing about what the jobs have reported.
  const tells = outcome !== 'not-compared' && (reported || comparedAny(certificate));
  return {
    ...ending,
    outcome: tells ? outcome : ending.outcome,
    summary: `${tells ? said : ending.summary}; ${summary}`,
  };
}
