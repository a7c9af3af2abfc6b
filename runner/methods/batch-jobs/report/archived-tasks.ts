// Tasks that failed since their object is archived: S3 has one code for these and for objects that no rule selects, and the objects tell which.
import type { Cause } from '../../../events/report-events';
import type { FailedVersions } from '../../../evidence/failed-versions';
import { lookAtHead, type Looking, type SeenHead } from '../../../evidence/look-at-version';
import { concurrently } from '../../../pacing/concurrently';
import type { TaskCode } from '../../../ports/batch/task-code';
import { isRunnerError } from '../../../ports/errors';
import { isArchivedClass } from '../../../replication/archived-classes';
import type { ObjectVersionId } from '../../../target/manifest-csv';

const AT_ONCE = 16;
/** Of more it stays open. */
const MOST_LOOKED_AT = 10_000;
const NOT_ELIGIBLE: TaskCode = 'SrcObjectNotEligible';

interface Doubtful {
  readonly version: ObjectVersionId;
  readonly cause: Cause;
}

/** What is needed of the program. */
export interface AsksHeads {
  readonly aws: { readonly objects: Looking };
}

/** Adds failed versions, those last that have to be looked at. */
export class FailedTasks {
  readonly #doubtful: Doubtful[] = [];

  constructor(private readonly failed: FailedVersions) {}

  /** @param code of S3 */
  add(version: ObjectVersionId, code: string, cause: Cause): void {
    if (code === NOT_ELIGIBLE && this.#doubtful.length < MOST_LOOKED_AT) this.#doubtful.push({ version, cause });
    else this.failed.add(version, cause);
  }

  /** @param bucket of the objects. @default - it is not known, and nothing is looked at */
  async lookAtDoubtful(bucket: string | undefined, engine: AsksHeads): Promise<void> {
    await concurrently(this.#doubtful, AT_ONCE, async ({ version, cause }) => {
      const older = bucket === undefined ? undefined : await isOlderArchived(version, bucket, engine);
      this.failed.add(version, older === undefined ? cause : { ...cause, route: 'archived', older });
    });
  }
}

/** Whether an archived version is not the newest of its key; undefined: it is not archived, or may not be looked at. */
async function isOlderArchived(
  { key, versionId }: ObjectVersionId,
  bucket: string,
  { aws: { objects } }: AsksHeads,
): Promise<boolean | undefined> {
  const look = (version: Partial<ObjectVersionId>): Promise<SeenHead | undefined> =>
    lookAtHead(objects, bucket, { key, ...version }).catch((error: unknown) => {
      if (!isRunnerError(error, 'unreachable', 'unavailable', 'throttled')) throw error;
      return undefined;
    });
  const own = await look({ versionId });
  if (own?.is !== 'seen') return undefined;
  const { storageClass, archiveStatus } = own.head;
  if (!isArchivedClass(storageClass) && archiveStatus === undefined) return undefined;
  const newest = await look({});
  return newest?.is !== 'seen' || newest.head.versionId !== versionId;
}
