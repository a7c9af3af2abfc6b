// Objects that are archived: which can be read, which S3 is restoring, and which nobody has asked for.
import { TIERED_CLASS, type ArchivedAmount } from '../estimate/restore-cost';
import { concurrently } from '../pacing/concurrently';
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import type { VersionHead } from '../ports/s3/objects';
import { isArchivedClass } from '../replication/archived-classes';
import { ArchivedAmounts } from './foresee-restores';

const AT_ONCE = 16;

/** `archived`: it cannot be read, and nobody has asked for it. */
export type ArchiveState = 'readable' | 'ongoing' | 'archived';

export interface ArchivedObject {
  readonly key: string;
  readonly storageClass: string;
  readonly sizeBytes: number;
  /** Whether it lies in one of the archives that take longest. */
  readonly isDeep: boolean;
  readonly state: ArchiveState;
}

export interface NotRestored {
  readonly key: string;
  readonly why: string;
}

export interface Looked {
  readonly objects: readonly ArchivedObject[];
  /** Those that could not be looked at. */
  readonly unread: readonly NotRestored[];
}

/** An object in an archive class is readable as long as its restored copy is there; one of Intelligent-Tiering comes out of its archive tier. */
function stateOf({ storageClass, archiveStatus, restore = '' }: VersionHead): ArchiveState {
  if (restore.includes('ongoing-request="true"')) return 'ongoing';
  if (isArchivedClass(storageClass)) return restore.includes('ongoing-request="false"') ? 'readable' : 'archived';
  return archiveStatus === undefined ? 'readable' : 'archived';
}

async function lookAt(key: string, bucket: string, { aws }: Engine): Promise<ArchivedObject | NotRestored> {
  try {
    const head = await aws.objects.head(bucket, key);
    if (head === undefined) return { key, why: 'it is not there any more' };
    const { storageClass, sizeBytes, archiveStatus } = head;
    const isDeep = storageClass === 'DEEP_ARCHIVE' || archiveStatus === 'DEEP_ARCHIVE_ACCESS';
    return { key, storageClass, sizeBytes, isDeep, state: stateOf(head) };
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'refused', 'not-found')) throw error;
    return { key, why: `it could not be looked at: ${error.message}` };
  }
}

/**
 * S3 answers to HeadObject without a word: credentials that have ended look there like an object that may not be looked at. A list tells.
 * @throws RunnerError `credentials`, or when S3 gives no answer
 */
async function hearOfCredentials(key: string, bucket: string, { aws }: Engine): Promise<void> {
  try {
    await aws.copying.objects(bucket, { prefix: key, until: key })[Symbol.asyncIterator]().next();
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'refused', 'not-found')) throw error;
  }
}

/** The current versions of keys, as they are now. */
export async function lookAtArchived(keys: readonly string[], bucket: string, engine: Engine): Promise<Looked> {
  const objects: ArchivedObject[] = [];
  const unread: NotRestored[] = [];
  await concurrently(keys, AT_ONCE, async (key) => {
    const found = await lookAt(key, bucket, engine);
    if ('why' in found) unread.push(found);
    else objects.push(found);
  });
  const [unreadable] = unread;
  if (unreadable !== undefined) await hearOfCredentials(unreadable.key, bucket, engine);
  return { objects, unread };
}

/** By class, for what it costs. */
export function archivedAmounts(objects: readonly ArchivedObject[]): readonly ArchivedAmount[] {
  const amounts = new ArchivedAmounts();
  for (const object of objects) amounts.add(object);
  return amounts.all;
}

/** Whether its restored copy goes again after some days. */
export function isRestoredForDays({ storageClass }: ArchivedObject): boolean {
  return storageClass !== TIERED_CLASS;
}
