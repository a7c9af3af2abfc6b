// Before anything is sent: what would be deleted at the destination is counted, told, and held against what is allowed.
import type { RunnerEvent } from '../../../events/events';
import { readable } from '../../../checks/asked/asked-once';
import type { Engine } from '../../../ports/engine';
import { RunnerError } from '../../../ports/errors';
import { count as figure, counted } from '../../../text/figures';
import type { CopyPlan, PlannedCopy } from '../plan-copies';
import { foreseenDeletion } from './deletion-words';
import { extrasOf, type SourceSeen } from './extras';

const EXAMPLES = 10;

/** What was found of one transfer. */
export interface Extras {
  readonly objects: number;
  /** The first keys. */
  readonly examples: readonly string[];
  readonly isSourceEmpty: boolean;
}

/** @throws RunnerError when a side cannot be listed to its end: then nothing is known of what the source has not */
export async function countExtras({ request }: PlannedCopy, { aws, signal }: Engine): Promise<Extras> {
  const seen: SourceSeen = { objects: 0 };
  const examples: string[] = [];
  let objects = 0;
  for await (const { key } of extrasOf(request, aws.copying, seen)) {
    if (signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    objects += 1;
    if (examples.length < EXAMPLES) examples.push(key);
  }
  return { objects, examples, isSourceEmpty: seen.objects === 0 };
}

/** Why nothing is deleted; undefined: it may be. */
export function refusalOf(all: readonly Extras[], most: number, allowEmpty: boolean): string | undefined {
  const objects = all.reduce((sum, one) => sum + one.objects, 0);
  if (!allowEmpty && all.some((one) => one.isSourceEmpty && one.objects > 0))
    return 'the source has no object there, so that everything would be deleted (--allow-empty allows it)';
  if (objects <= most) return undefined;
  return `the destination has ${counted(objects, 'object')} that the source has not, and ${figure(most)} may be deleted`;
}

/**
 * @param most objects that may be deleted. @default - as many as there are now
 * @returns how many may be deleted
 * @throws RunnerError `preflight` when there are more, or everything would be deleted
 */
export async function* foreseeDeletion(
  { transfers }: Pick<CopyPlan, 'transfers'>,
  engine: Engine,
  { most, allowEmpty = false }: { readonly most?: number; readonly allowEmpty?: boolean },
): AsyncGenerator<RunnerEvent, number> {
  const all: Extras[] = [];
  for (const transfer of transfers) {
    const { to } = transfer.request;
    const found = await countExtras(transfer, engine);
    all.push(found);
    const versioning = await readable(() => engine.aws.buckets.versioning(to.bucket));
    const known = 'value' in versioning ? versioning.value : undefined;
    yield foreseenDeletion(to, found.objects, found.examples, known);
  }
  const objects = all.reduce((sum, one) => sum + one.objects, 0);
  const why = refusalOf(all, most ?? objects, allowEmpty);
  if (why === undefined) return most ?? objects;
  throw new RunnerError(
    'preflight',
    `nothing was sent: ${why}`,
    'look whether both prefixes are those that are meant; more are allowed with --max-delete, or leave --delete out',
  );
}
