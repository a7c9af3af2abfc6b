// Whether what stands at the destination is the copy whose answer was lost.
import type { CopyOrder, Copying } from '../../../ports/s3/copying';
import type { ObjectHead } from '../../../ports/s3/object-head';
import type { Clock } from '../../../ports/clock';
import { defined } from '../../../text/defined';
import { compareHeads } from './look';

/** S3 tells whole seconds, and takes time to answer. */
const MARGIN_MS = 5_000;

function saysTheSame(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** Whether it was written since `beganMs`, by the clock of the server. */
function isSince(standing: ObjectHead, clock: Clock, beganMs: number): boolean {
  const nowMs = clock.now();
  const serverBeganMs = (standing.serverMs ?? nowMs) - (nowMs - beganMs);
  return standing.lastModifiedMs >= serverBeganMs - MARGIN_MS;
}

/**
 * What stands there, if it has the bytes of the source, the metadata that it was to have, and was written since the first attempt. What cannot be compared
 * is not ours.
 * @param etag that the copy has to have, where it is known
 */
export async function foundCopy(
  { from, to, newMetadata }: CopyOrder,
  copying: Copying,
  clock: Clock,
  beganMs: number,
  etag?: string,
): Promise<{ readonly etag: string; readonly versionId?: string } | undefined> {
  const [source, standing] = await Promise.all([copying.head(from, from.versionId), copying.head(to)]);
  if (source === undefined || standing === undefined || source.etag !== from.etag) return undefined;
  const { headers = source.contentHeaders, user = source.metadata } = newMetadata ?? {};
  const isOurs =
    source.sizeBytes === standing.sizeBytes &&
    isSince(standing, clock, beganMs) &&
    saysTheSame(user, standing.metadata) &&
    saysTheSame(headers, standing.contentHeaders) &&
    (standing.etag === etag || compareHeads(source, standing) === 'same');
  return isOurs ? { etag: standing.etag, ...defined({ versionId: standing.versionId }) } : undefined;
}
