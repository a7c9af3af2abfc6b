// What becomes of the versions of a key, as it is counted, and what is told of those that could not be copied.
import { RunnerError } from '../../../ports/errors';
import type { VersionEntry } from '../../../ports/s3/objects';
import { counted } from '../../../text/figures';
import { CHANGED_CAUSE, failureOf } from '../failed-copy';
import { LEFT_AS, type CopyCounts } from '../journal/copy-counts';
import type { FailedCopy } from '../journal/journal-line';
import type { SettledChain, Stopped } from './copy-chains';

/** What one version adds to the counts. */
export function amountOfVersion(
  what: 'copied' | 'gone',
  { deleteMarker, sizeBytes }: VersionEntry,
): Partial<CopyCounts> {
  if (what === 'gone') return { gone: 1 };
  return deleteMarker ? { markers: 1 } : { copied: 1, copiedBytes: sizeBytes };
}

/** What is added when a key is done, beside what each version has added. */
export function amountOfChain(settled: SettledChain): Partial<CopyCounts> {
  const same = { same: settled.there };
  if (settled.became === 'whole') return same;
  if (settled.became === 'stopped') return { ...same, failed: settled.left };
  return { ...same, [LEFT_AS[settled.why]]: settled.left };
}

/** The destination has other versions of the key. */
const OTHER_VERSIONS = 'OtherVersions';

function whichOf({ at, left }: Stopped): string {
  const which = `${at.deleteMarker ? 'the delete marker' : 'the version'} ${at.versionId}`;
  return left === 1 ? which : `${which}, for which ${counted(left - 1, 'newer one')} ${left === 2 ? 'waits' : 'wait'}`;
}

const ARCHIVED = new RunnerError('refused', 'it is archived, and was not asked for', undefined, 'InvalidObjectState');

/** Undefined: nothing has failed. @param rest what follows the prefix in its key */
export function failureInChain(settled: SettledChain, rest: string): FailedCopy | undefined {
  if (settled.became !== 'stopped') return undefined;
  const { at, why, left } = settled;
  const { key } = at;
  const versions = left === 1 ? {} : { versions: left };
  if (why.became === 'different')
    return {
      ...{
        key,
        rest,
        code: OTHER_VERSIONS,
        message:
          why.copied === 0
            ? `none of its ${counted(left, 'version')} was copied`
            : `${counted(why.copied, 'version')} ${why.copied === 1 ? 'was' : 'were'} copied before somebody else wrote there, and ${counted(left, 'newer one')} ${left === 1 ? 'was' : 'were'} not`,
        ...versions,
      },
      cause: {
        meaning: 'the destination has versions of the key that are no beginning of those of the source',
        remedy:
          '--overwrite always puts all versions of the source on top of them; --overwrite never leaves such keys out',
        retriable: 'after-remedy',
      },
    };
  if (why.became === 'changed')
    return { key, rest, code: 'Changed', message: whichOf(settled), cause: CHANGED_CAUSE, ...versions };
  const failure = failureOf(key, rest, why.became === 'archived' ? ARCHIVED : why.error);
  return { ...failure, message: `${whichOf(settled)}: ${failure.message}`, ...versions };
}
