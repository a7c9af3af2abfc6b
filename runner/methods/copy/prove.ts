// The end of a run of copies: both sides are compared, newest with newest, where that is within reach.
import type { Certificate } from '../../events/certificate';
import { isBySizeAlone } from '../../events/certificate-summary';
import type { Ending, RunnerEvent } from '../../events/events';
import { gravest, type Outcome } from '../../events/exit-code';
import type { Engine } from '../../ports/engine';
import type { Selection } from '../../target/selection';
import type { Target } from '../../target/target';
import { counted } from '../../text/figures';
import { defined } from '../../text/defined';
import { verifyCopies, type CopyScope, type VerifyCopiesOptions } from '../../verify/copies/verify-copies';
import type { Uncompared, VerifyRunOptions } from '../../verify/verify-run';
import { RunnerError } from '../../ports/errors';
import type { Besides } from '../method';
import type { VerifyTarget } from '../../verify/scope';
import type { Verified, VerifyOptions } from '../../verify/verify-target';
import { withBesides } from './besides';
import { refuseOutside } from './prepare';
import { lacks, planCopies, type CopyPlan, type CopyRequest } from './plan-copies';
import { selecting, selectingByTags } from './selecting';

const MOST_OBJECTS = 1_000_000;
/** Endings that a comparison can better, or take back. */
const OPEN: ReadonlySet<Outcome> = new Set(['done', 'nothing-to-do', 'not-known']);

/** Endings of one that has found nothing: where an earlier run says so, it is looked at. */
const EMPTY: ReadonlySet<Outcome> = new Set(['nothing-found', 'nothing-matched']);

/** Both sides, newest with newest. @throws RunnerError `usage` when it is not said with what */
export async function* compareCopies(
  target: VerifyTarget,
  engine: Engine,
  { sample, most, selection, expected, allVersions, chosen, evidence }: VerifyOptions,
): AsyncGenerator<RunnerEvent, Verified> {
  const whole = placed(target);
  const keys = chosen?.map(({ key }) => key);
  refuseOutside(keys ?? [], whole);
  const plan = planCopies(whole, defined({ selection, copies: defined({ allVersions }) }), keys);
  const selected = selectedOf(selection, whole.source.bucket, engine);
  return yield* verifyCopies(scopeOf(plan, whole), engine, {
    ...selected,
    // Without a word, what a copy is without one.
    expected: { redirects: false, lock: false, ...expected },
    ...defined({ sample, most, allVersions, chosen: keys, evidence }),
  });
}

/** @throws RunnerError `usage` when it is not said with what copies are compared */
function placed(target: VerifyTarget): Target {
  const whole: Target = { ...target, batchJob: {} };
  const [lack] = lacks(whole);
  if (lack === undefined) return whole;
  throw new RunnerError('usage', `copies are compared with ${lack.what} (${lack.flag})`, `${lack.flag}: ${lack.step}`);
}

/** What is compared with what, of all under the prefixes. @throws RunnerError `usage` when it is not said with what */
export function copyPairs(target: VerifyTarget): CopyScope['pairs'] {
  const whole = placed(target);
  return scopeOf(planCopies(whole, {}), whole).pairs;
}

export function scopeOf({ transfers }: CopyPlan, { source }: Target): CopyScope {
  return { source, pairs: transfers.map(({ request: { from, to } }) => ({ from, to })) };
}

/** What of the source is expected at the destination. */
function selectedOf(
  selection: Selection = {},
  bucket: string,
  { aws }: Engine,
): Pick<VerifyCopiesOptions, 'selects' | 'selectsByTags'> {
  const selectsByTags = selectingByTags(selection, aws.copying, bucket);
  return defined({ selects: selecting(selection), selectsByTags });
}

/** What the copies were to be, which is what is expected of them. */
export function expectedOf({ transfers }: CopyPlan, { source }: Target, engine: Engine): VerifyCopiesOptions {
  const [first] = transfers;
  const request: Partial<CopyRequest> = first?.request ?? {};
  const { keep = [], storageClass, newMetadata, newTags, selection, allVersions } = request;
  const keys = transfers.map(({ request }) => request.keys);
  return {
    expected: {
      redirects: keep.includes('redirects'),
      lock: keep.includes('lock'),
      ...defined({ storageClass, newMetadata, newTags }),
    },
    ...selectedOf(selection, source.bucket, engine),
    ...defined({
      allVersions,
      chosen: keys.includes(undefined) ? undefined : keys.flatMap((one) => one ?? []),
    }),
  };
}

/** Whether all that is amiss are objects that were to be left as they are, and were. */
function isAsAsked({ comparisons }: Certificate, left: number): boolean {
  const different = comparisons.reduce((sum, { versions }) => sum + versions.different, 0);
  const missing = comparisons.reduce((sum, { versions }) => sum + versions.missing, 0);
  const markers = comparisons.reduce((sum, { deleteMarkers }) => sum + deleteMarkers.missing, 0);
  // Of a key that was left all versions were, whichever of them are there.
  if (comparisons.some(({ allVersions }) => allVersions === true)) return missing + different + markers <= left;
  return missing === 0 && different <= left;
}

/** Whether everything is there, and of some nothing but the size could be compared. */
function areThereBySize({ comparisons }: Certificate): boolean {
  return comparisons.every((one) => one.answer === 'complete' || isBySizeAlone(one));
}

/** What is not known, or was not found, once everything that was meant is there. */
const COMPARED: Partial<Readonly<Record<Outcome, Outcome>>> = { 'not-known': 'done', 'nothing-found': 'nothing-to-do' };

export interface CopiesMade extends Uncompared {
  /** @default - nothing was done besides */
  readonly besides?: Besides;
  /** Objects of the destination that were left as they are, since they were to be. */
  readonly left?: number;
  /** When the earlier run began that was gone on with: what it settled was not looked at again. @default - there was none */
  readonly resumedFromMs?: number;
}

/** Compares, and adds what was done besides. */
export async function* proveCopies(
  made: CopiesMade,
  plan: CopyPlan,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  const ending = yield* proved(made, plan, target, engine, options);
  return made.besides === undefined ? ending : withBesides(ending, made.besides);
}

async function* proved(
  { ending, versions, left = 0, resumedFromMs }: CopiesMade,
  plan: CopyPlan,
  target: Target,
  engine: Engine,
  { when = 'auto', isPart = false }: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  const isOpen = OPEN.has(ending.outcome) || (resumedFromMs !== undefined && EMPTY.has(ending.outcome));
  if (!isOpen || isPart) return ending;
  const earlier =
    resumedFromMs === undefined
      ? ''
      : `; what was settled before was settled by a run of ${new Date(resumedFromMs).toISOString()}, and was not looked at again`;
  if (when === 'never') {
    const trusting = `${ending.summary}${earlier}; nothing was compared (--verify never): S3's answers are all there is`;
    return { ...ending, summary: trusting };
  }
  // What an earlier run has settled may have changed since: that is compared, however much it is.
  if (when === 'auto' && versions > MOST_OBJECTS && resumedFromMs === undefined) {
    const detail = `nothing was compared: there are ${counted(versions, 'object')}; --verify always compares them`;
    yield { kind: 'note', detail };
    return ending;
  }
  const { certificate, outcome, extent, summary } = yield* verifyCopies(
    scopeOf(plan, target),
    engine,
    expectedOf(plan, target, engine),
  );
  const said = `${ending.summary}; ${summary}`;
  if (outcome === 'differs' && isAsAsked(certificate, left)) return { ...ending, summary: said };
  // That nothing can be compared takes nothing from what S3 has answered, and nothing is added to it.
  if (extent === 'nothing') return ending;
  // S3 has made each of these copies now, and said so.
  if (ending.outcome === 'done' && outcome === 'not-compared' && areThereBySize(certificate) && earlier === '')
    return { ...ending, summary: said };
  if (outcome !== 'done') return { ...ending, outcome: gravest([ending.outcome, outcome]), summary: said };
  return { ...ending, outcome: COMPARED[ending.outcome] ?? ending.outcome, summary: said };
}
