// What the destination has below its prefix and the source has not, by fresh listings of both sides.
import type { Copying, ListedObject } from '../../../ports/s3/copying';
import { RunnerError } from '../../../ports/errors';
import type { Selection } from '../../../target/selection';
import type { CopyRequest } from '../plan-copies';
import { selecting } from '../selecting';
import { Part, type Span } from '../walk/part';
import { currentOnes, walk } from '../walk/walk';

/** Filters that say the same of an object and of its copy. A copy has a date, a class and tags of its own. */
const OF_BOTH_SIDES: ReadonlySet<string> = new Set<keyof Selection>([
  'suffix',
  'substring',
  'match',
  'globs',
  'largerThanBytes',
  'smallerThanBytes',
]);

const FLAGS: Readonly<Partial<Record<keyof Selection, string>>> = {
  createdAfterMs: '--created-after',
  createdBeforeMs: '--created-before',
  storageClasses: '--storage-class',
  tags: '--tag',
};

/** @throws RunnerError `usage` where a filter would choose other objects at the destination than at the source */
export function refuseOneSidedFilters(selection: Selection = {}): void {
  const name = Object.keys(selection).find((one) => !OF_BOTH_SIDES.has(one));
  if (name === undefined) return;
  throw new RunnerError(
    'usage',
    `${FLAGS[name as keyof Selection] ?? `the filter '${name}'`} and --delete do not go together: what it says of an object of the destination, it does not say of what that is a copy of`,
    'filter by keys and sizes, or copy and delete in two runs',
  );
}

/** Whether the filters would have let it pass as an object of the source, where it has the other beginning. */
function passes({ from, to, selection }: CopyRequest): (destination: ListedObject) => boolean {
  const selects = selecting(selection);
  if (selects === undefined) return () => true;
  return (destination) => {
    const rest = destination.key.slice(to.prefix.length);
    return selects({ ...destination, key: from.prefix + rest }, rest);
  };
}

export interface SourceSeen {
  /** Objects of the source that were listed, whatever the filters say. */
  objects: number;
}

/**
 * One by one, as the listings come. Nothing is left out because its counterpart is: what the source has, by whatever filter it is not
 * copied, is no extra.
 * @param seen counted up
 * @throws RunnerError when a side cannot be listed to its end
 */
export async function* extrasOf(
  request: CopyRequest,
  copying: Pick<Copying, 'objects'>,
  seen: SourceSeen,
): AsyncGenerator<ListedObject> {
  const { from, to } = request;
  const isMeant = passes(request);
  const begin = (span: Span): Part => new Part(span, () => undefined);
  for await (const pairs of walk([begin({})], { listing: currentOnes(copying), from, to, begin }))
    for (const { source, destination, part, step } of pairs) {
      if (source !== undefined) seen.objects += 1;
      else if (destination !== undefined && isMeant(destination)) yield destination;
      part.settle(step, {});
    }
}
