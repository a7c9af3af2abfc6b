// The end of a run by DataSync: both sides are compared, newest with newest, by what DataSync keeps.
import type { Ending, RunnerEvent } from '../../events/events';
import { gravest, type Outcome } from '../../events/exit-code';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { counted } from '../../text/figures';
import { defined } from '../../text/defined';
import type { Expected } from '../../verify/copies/judge-copy';
import { verifyCopies, type VerifyCopiesOptions } from '../../verify/copies/verify-copies';
import type { VerifyTarget } from '../../verify/scope';
import type { VerifyRunOptions } from '../../verify/verify-run';
import type { Verified, VerifyOptions } from '../../verify/verify-target';
import { lacks, planCopies } from '../copy/plan-copies';
import { refuseOutside } from '../copy/prepare';
import { expectedOf, scopeOf, type CopiesMade } from '../copy/prove';
import { selecting, selectingByTags, type Selects } from '../copy/selecting';
import { ADDED_METADATA, KEPT_HEADERS, SMALLEST_BYTES } from './keeps';
import { passing } from './path-filter';
import type { SyncPlan } from './plan-executions';
import { syncTask, type SyncTask } from '../../checks/asked/sync-task';

const MOST_OBJECTS = 1_000_000;
/** Endings after which it is not known what is there. */
const OPEN: ReadonlySet<Outcome> = new Set([
  'done',
  'nothing-to-do',
  'some-failed',
  'not-known',
  'nothing-matched',
  'nothing-found',
]);

/** What a copy by DataSync is to be beside its bytes, its metadata and its tags. */
function keptBySync(storageClass: string | undefined): Expected {
  return {
    redirects: false,
    lock: false,
    headers: KEPT_HEADERS,
    addedMetadata: ADDED_METADATA,
    ...(storageClass === undefined
      ? {}
      : { storageClass, ...defined({ smallestBytes: SMALLEST_BYTES[storageClass] }) }),
  };
}

/** What the filters of the task leave out is not expected; what it cannot carry is, and is missing then. */
function throughTask({ order, source }: SyncTask, selects: Selects | undefined): Selects | undefined {
  const passes = passing(order);
  if (passes === undefined) return selects;
  return (object, rest) => passes(object.key.slice(source.prefix.length)) && selects?.(object, rest) !== false;
}

function expected(plan: SyncPlan, target: Target, engine: Engine): VerifyCopiesOptions {
  const { task, copies } = plan;
  const { selects, ...rest } = expectedOf(copies, target, engine);
  const listed = plan.transfers.some(({ manifest }) => manifest !== undefined);
  return {
    ...rest,
    expected: keptBySync(task.destination.storageClass),
    ...defined({ selects: listed ? selects : throughTask(task, selects) }),
  };
}

export async function* proveSync(
  { ending, versions }: CopiesMade,
  plan: SyncPlan,
  target: Target,
  engine: Engine,
  { when = 'auto' }: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  if (!OPEN.has(ending.outcome)) return ending;
  if (when === 'never') {
    const summary = `${ending.summary}; nothing was compared (--verify never): DataSync's word is all there is`;
    return { ...ending, summary };
  }
  if (when === 'auto' && versions > MOST_OBJECTS) {
    const detail = `nothing was compared: there are ${counted(versions, 'object')}; --verify always compares them`;
    yield { kind: 'note', detail };
    return { ...ending, summary: `${ending.summary}; nothing was compared` };
  }
  const { outcome, extent, summary } = yield* verifyCopies(
    scopeOf(plan.copies, target),
    engine,
    expected(plan, target, engine),
  );
  // There is nothing at the source.
  if (extent === 'nothing') return ending;
  const said = `${ending.summary}; ${summary}`;
  if (outcome !== 'done') return { ...ending, outcome: gravest([ending.outcome, outcome]), summary: said };
  const isOpen =
    ending.outcome === 'not-known' || ending.outcome === 'nothing-found' || ending.outcome === 'nothing-matched';
  const proven: Outcome = versions > 0 ? 'done' : 'nothing-to-do';
  return { ...ending, outcome: isOpen ? proven : ending.outcome, summary: said };
}

/** Undefined: nobody has named it, or it may not be looked at. */
async function knownTask({ dataSync }: VerifyTarget, { aws }: Engine): Promise<SyncTask | undefined> {
  if (dataSync === undefined) return undefined;
  try {
    return await syncTask(dataSync.taskArn, aws);
  } catch (error) {
    if (isRunnerError(error, 'denied', 'not-found', 'refused')) return undefined;
    throw error;
  }
}

/** Both sides, newest with newest, without a run. @throws RunnerError `usage` when it is not said with what */
export async function* compareSync(
  target: VerifyTarget,
  engine: Engine,
  { sample, most, selection, expected: said = {}, chosen, evidence }: VerifyOptions,
): AsyncGenerator<RunnerEvent, Verified> {
  const whole: Target = { ...target, batchJob: {} };
  const [lack] = lacks(whole);
  if (lack !== undefined)
    throw new RunnerError(
      'usage',
      `copies are compared with ${lack.what} (${lack.flag})`,
      `${lack.flag}: ${lack.step}`,
    );
  const keys = chosen?.map(({ key }) => key);
  refuseOutside(keys ?? [], whole);
  const plan = planCopies(whole, defined({ selection }), keys);
  const task = await knownTask(target, engine);
  // Without the task nobody knows of which class they were to be: the class of each decides nothing then.
  const storageClass = said.storageClass ?? task?.destination.storageClass;
  const selectsByTags = selectingByTags(selection ?? {}, engine.aws.copying, whole.source.bucket);
  const kept = keptBySync(storageClass);
  const selects = task === undefined ? selecting(selection) : throughTask(task, selecting(selection));
  return yield* verifyCopies(scopeOf(plan, whole), engine, {
    ...defined({ sample, most, selects, selectsByTags, chosen: keys, evidence }),
    expected: storageClass === undefined ? { ...kept, anyClass: true } : kept,
  });
}
