// What would go wrong where the source and the destination are one in the other.
import { visible } from '../../../text/safe-text';

export interface CopySide {
  readonly bucket: string;
  /** Empty: every key. */
  readonly prefix: string;
}

function place({ bucket, prefix }: CopySide): string {
  return `'s3://${bucket}/${visible(prefix)}'`;
}

/**
 * Why it is not to be copied; undefined: no key is on both sides, or each is only its own copy, which the engine makes where something changes.
 */
export function overlapOf(from: CopySide, to: CopySide): string | undefined {
  if (from.bucket !== to.bucket || from.prefix === to.prefix) return undefined;
  if (to.prefix.startsWith(from.prefix))
    return `the destination ${place(to)} is inside the source ${place(from)}: copies would be listed as sources, and copied again`;
  if (from.prefix.startsWith(to.prefix))
    return `the source ${place(from)} is inside the destination ${place(to)}: a copy could take the place of an object that is still to be copied`;
  return undefined;
}
