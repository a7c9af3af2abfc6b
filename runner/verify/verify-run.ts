// The end of a run that has gone well, or of which no report tells how it went: what the jobs were for is compared, version
// by version, where that is within reach.
import type { Certificate, MissingReason } from '../events/certificate';
import { isOfNothing } from '../events/certificate-summary';
import { isRunnerError } from '../ports/errors';
import type { Engine } from '../ports/engine';
import type { Ending, RunnerEvent } from '../events/events';
import { counted } from '../text/figures';
import type { Target } from '../target/target';
import type { Selection } from '../target/selection';
import { verifyTarget } from './verify-target';

/** When a run is compared: `auto` where it had at most a million object versions. */
export type WhenToVerify = 'auto' | 'always' | 'never';

export interface VerifyRunOptions {
  /** @default 'auto' */
  readonly when?: WhenToVerify;
  /** Why the copies cannot be compared one by one. @default - they can */
  readonly impossible?: string;
  /** What the run selected. @default - what was never replicated, or failed */
  readonly selection?: Selection;
  /** How long replicas that S3 is still writing are waited for. @default 300 */
  readonly verifyWaitSeconds?: number;
}

const MOST_VERSIONS = 1_000_000;
const WAIT_SECONDS = 300;

/** Why the comparison is left out; undefined: it is not. */
function leftOut(total: number, options: VerifyRunOptions): string | undefined {
  const { when = 'auto', selection = {}, impossible } = options;
  if (when === 'never') return '';
  if (impossible !== undefined) return impossible;
  // What was not selected is not expected at the destination: a comparison would call it missing.
  if (Object.keys(selection).some((name) => name !== 'statuses')) return 'not every version was selected';
  if (when === 'auto' && total > MOST_VERSIONS) return `the jobs had ${counted(total, 'object version')}`;
  return undefined;
}

/** Reasons why S3 replicates a version by no job as the rules are. */
const BY_DESIGN: ReadonlySet<string> = new Set<MissingReason>([
  'archived',
  'kms-not-opted-in',
  'replica',
  'delete-marker',
]);

/** Whether all that is amiss is what no job would have copied. */
function isByDesign({ comparisons }: Certificate): boolean {
  const amiss = comparisons.flatMap(({ findings }) => findings).filter(({ finding }) => finding !== 'pending');
  return amiss.every(({ finding, reason }) => finding === 'missing' && BY_DESIGN.has(reason));
}

function comparedAny({ comparisons }: Certificate): boolean {
  return comparisons.some(({ versions }) => versions.compared > 0);
}

/** What brings a replica back that S3 counts as made: its status leaves it out of a job that nobody tells otherwise. */
const AGAIN =
  'what S3 counts as COMPLETED is replicated again by: s3-backfill run --replication-status COMPLETED; a replica that was deleted by its version id comes back only as a copy of its source in place';

/**
 * Nothing matched is not nothing to do: S3's statuses say what was replicated once, perhaps to another bucket. What is at the
 * destinations decides, or the words that nobody looked.
 */
async function* verifyNothing(
  ending: Ending,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  const reason =
    leftOut(0, options) ??
    // What was left out by its status is not expected at the destination.
    (options.selection?.statuses === undefined ? undefined : 'not every version was selected');
  if (reason !== undefined) {
    const why = reason === '' ? '--verify never' : reason;
    return {
      ...ending,
      summary: `${ending.summary}; the destinations were not compared (${why}): s3-backfill verify compares`,
    };
  }
  try {
    const { outcome, summary, certificate } = yield* verifyTarget(target, engine, {
      waitSeconds: options.verifyWaitSeconds ?? WAIT_SECONDS,
    });
    if (certificate.comparisons.every(isOfNothing)) return ending;
    if (outcome === 'not-compared')
      return { ...ending, summary: `${ending.summary}; the destinations were not compared: ${summary}` };
    if (outcome === 'differs' && isByDesign(certificate))
      return { ...ending, summary: `${ending.summary}; ${summary}` };
    if (outcome !== 'differs')
      return {
        ...ending,
        outcome: outcome === 'done' ? ending.outcome : outcome,
        summary: `${ending.summary}; ${summary}`,
      };
    yield { kind: 'note', detail: AGAIN };
    return { ...ending, outcome, summary: `nothing matched, and not everything is there: ${summary}` };
  } catch (error) {
    // No enabled rule names a destination, or it could not be read: the words say that nobody looked.
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return { ...ending, summary: `${ending.summary}; the destinations were not compared: ${error.message}` };
  }
}

/**
 * Compares what was replicated, and makes the outcome that of the comparison.
 * @param total object versions of the jobs
 */
export async function* verifyRun(
  ending: Ending,
  total: number,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  if (ending.outcome === 'nothing-to-do') return yield* verifyNothing(ending, target, engine, options);
  const reported = ending.outcome === 'done';
  if (!reported && ending.outcome !== 'not-known') return ending;
  const reason = leftOut(total, options);
  if (reason !== undefined) {
    if (reason !== '')
      yield { kind: 'note', detail: `nothing was compared: ${reason}; this compares: ${engine.command('verify')}` };
    return ending;
  }
  const { outcome, summary, certificate } = yield* verifyTarget(target, engine, {
    waitSeconds: options.verifyWaitSeconds ?? WAIT_SECONDS,
  });
  const said = reported
    ? ending.summary
    : 'no completion report tells what became of the objects, and the comparison does';
  if (outcome === 'differs' && isByDesign(certificate)) {
    yield {
      kind: 'note',
      detail: 'what is missing is what S3 does not replicate by these rules; the comparison says why',
    };
    return { ...ending, outcome: 'done', summary: `${said}; ${summary}` };
  }
  // That a destination may not be read changes nothing about what the jobs have reported; nor does a comparison of nothing.
  const tells = outcome !== 'not-compared' && (reported || comparedAny(certificate));
  return {
    ...ending,
    outcome: tells ? outcome : ending.outcome,
    summary: `${tells ? said : ending.summary}; ${summary}`,
  };
}
