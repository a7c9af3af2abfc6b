// The end of a run that has gone well: what the jobs were for is compared, version by version, where that is within reach.
import type { Handoff } from '../modules/handoff';
import type { Engine } from './engine';
import type { Ending, RunnerEvent } from './events';
import { counted } from './figures';
import type { Selection } from './selection';
import { verifyTarget } from './verify/verify-target';

/** When to compare: `auto` where the jobs had at most a million object versions. */
export type Proving = 'auto' | 'always' | 'never';

export interface ProveOptions {
  /** @default 'auto' */
  readonly proving?: Proving;
  /** How long replicas that S3 is still writing are waited for. @default 300 */
  readonly proveWaitSeconds?: number;
}

const MOST_VERSIONS = 1_000_000;
const WAIT_SECONDS = 300;

/** Why the comparison is left out; undefined: it is not. */
function leftOut(total: number, selection: Selection, options: ProveOptions): string | undefined {
  const { proving = 'auto' } = options;
  if (proving === 'never') return '';
  // What was not selected is not expected at the destination: a comparison would call it missing.
  if (Object.keys(selection).some((name) => name !== 'statuses')) return 'not every version was selected';
  if (proving === 'auto' && total > MOST_VERSIONS) return `the jobs had ${counted(total, 'object version')}`;
  return undefined;
}

/**
 * Compares what was replicated, and makes the outcome that of the comparison.
 * @param total object versions of the jobs
 */
export async function* prove(
  ending: Ending,
  total: number,
  target: Handoff,
  engine: Engine,
  options: ProveOptions & { readonly selection?: Selection },
): AsyncGenerator<RunnerEvent, Ending> {
  if (ending.outcome !== 'done') return ending;
  const reason = leftOut(total, options.selection ?? {}, options);
  if (reason !== undefined) {
    if (reason !== '') yield { kind: 'note', detail: `nothing was compared: ${reason}; s3-backfill verify compares` };
    return ending;
  }
  const { outcome, summary } = yield* verifyTarget(target, engine, {
    waitSeconds: options.proveWaitSeconds ?? WAIT_SECONDS,
  });
  // That a destination may not be read changes nothing about what the jobs have reported.
  const proven = outcome === 'not-compared' ? ending.outcome : outcome;
  return { ...ending, outcome: proven, summary: `${ending.summary}; ${summary}` };
}
