// The command that starts a way of copying, where this program has it; the section of the guide where it is done by hand. Pure.
import type { StartOf } from '../events/recommendation-events';
import { flagWords, shellCommand } from '../text/shell-command';
import type { Situation, WayName } from './situation';
import type { Having } from './ways/every-way';
import type { Way } from './ways/way';

/** As far as they are known; capitals stand for the rest, which no bucket has in its name. */
export interface Places {
  readonly sourceBucket?: string;
  readonly prefix?: string;
  readonly destinationBucket?: string;
  readonly destinationPrefix?: string;
  /** Flags that say who asks, and whom, as words. @default - none was given */
  readonly asking?: readonly string[];
}

export interface StartOptions {
  /** What the methods of this program keep, by their names. */
  readonly having: Having;
  readonly places: Places;
  /** Where a section of the guide is for whoever reads it. */
  readonly pageOf: (section: string) => string;
}

/** What a copy of this program keeps when it is told to. */
const KEPT_ON_REQUEST = { acl: 'acl', 'object-lock': 'lock' } as const;

function wordsFor(name: WayName, { verb, keeps }: Way, { keep = [] }: Situation, places: Places): readonly string[] {
  const {
    sourceBucket = 'SOURCE',
    prefix = '',
    destinationBucket = 'DESTINATION',
    destinationPrefix = prefix,
    asking = [],
  } = places;
  if (verb === 'copy') {
    const asked = (['acl', 'object-lock'] as const).filter((one) => keep.includes(one));
    const isOfVersions = keep.includes('older-versions') || keep.includes('delete-markers');
    return [
      ...['copy', `s3://${sourceBucket}/${prefix}`, `s3://${destinationBucket}/${destinationPrefix}`],
      ...asked.flatMap((one) => ['--keep', KEPT_ON_REQUEST[one]]),
      ...(isOfVersions ? ['--all-versions'] : []),
      ...asking,
    ];
  }
  const isByRule = keeps.needs.includes('replication-rules');
  return [
    'run',
    ...(isByRule ? [] : ['--method', name]),
    ...['--source-bucket', sourceBucket],
    ...(prefix === '' ? [] : flagWords('--prefix', prefix)),
    // A task that is there already, where no handoff names one.
    ...(name === 'datasync' ? ['--task-arn', 'TASK'] : []),
    // Where to, the rules say, or the functions.
    ...(isByRule || name === 'inventory' ? [] : ['--destination-bucket', destinationBucket]),
    ...(isByRule || name === 'inventory' || destinationPrefix === prefix
      ? []
      : flagWords('--destination-prefix', destinationPrefix)),
    ...asking,
  ];
}

export function startOf(
  name: WayName,
  way: Way,
  situation: Situation,
  { having, places, pageOf }: StartOptions,
): StartOf {
  const page = pageOf(way.section);
  // No method of this program gives a key of the customer to the program that it drives.
  const needsKey = way.customerKeys === 'with-the-key' && situation.encryption?.includes('SSE-C') === true;
  if (!having.has(name) || needsKey) return { how: 'by-hand', page };
  return { how: 'program', command: shellCommand(['s3-backfill', ...wordsFor(name, way, situation, places)]), page };
}
