// Why a job found nothing to replicate. S3 says only that no key matched; the reason is looked for in the bucket.
import type { Engine } from './engine';
import { isRunnerError } from './errors';
import type { NothingMatchedEvent, NothingMatchedReason } from './events';
import { count } from './figures';
import { nearest } from './nearest';
import type { ListedVersion, Replication, VersionLook } from './ports';
import { visible } from './safe-text';

/** Bounds of the look; the explanation says how many it rests on. */
const MOST_LISTED = 1_000;
const MOST_LOOKED_AT = 20;
const MOST_TOP_NAMES = 1_000;

const ARCHIVED: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

interface Explained {
  readonly reason: NothingMatchedReason;
  readonly explanation: string;
  readonly hint?: string;
}

function inWords(prefix: string): string {
  return prefix === '' ? 'in the bucket' : `under '${visible(prefix)}'`;
}

/** `count` of `items`, spread evenly. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]).filter(
    (item) => item !== undefined,
  );
}

function noSuchPrefix(prefix: string, top: readonly string[]): Explained {
  const explanation = `there is no object ${inWords(prefix)}`;
  if (prefix === '') return { reason: 'no-such-prefix', explanation };
  const meant = nearest(prefix, top) ?? nearest(`${prefix.split('/')[0] ?? ''}/`, top);
  if (meant === undefined || meant === prefix)
    return {
      reason: 'no-such-prefix',
      explanation,
      hint: 'compare it with the keys of the bucket: letter case and slashes count',
    };
  return { reason: 'no-such-prefix', explanation, hint: `did you mean '${visible(meant)}'?` };
}

function countBy(looks: readonly VersionLook[], ...statuses: readonly string[]): number {
  return looks.filter(
    ({ replicationStatus }) => replicationStatus !== undefined && statuses.includes(replicationStatus),
  ).length;
}

function explainLooks(
  prefix: string,
  looks: readonly VersionLook[],
  listed: { readonly objects: number; readonly isPart: boolean },
  rules: Replication | undefined,
): Explained {
  const looked = `all ${looks.length} object versions looked at`;
  const rest =
    listed.objects > looks.length
      ? ` (of ${listed.isPart ? 'the first ' : ''}${count(listed.objects)} ${inWords(prefix)})`
      : '';
  if (looks.length === 0)
    return { reason: 'unknown', explanation: `what was ${inWords(prefix)} was deleted while the job looked` };
  // The SDK's older models spell it COMPLETE.
  const completed = countBy(looks, 'COMPLETED', 'COMPLETE');
  if (completed === looks.length) {
    return { reason: 'already-replicated', explanation: `${looked}${rest} are COMPLETED: there is nothing to do` };
  }
  const replicas = countBy(looks, 'REPLICA');
  if (replicas + completed === looks.length) {
    return {
      reason: 'replicas',
      explanation: `${looked}${rest} are replicas of another bucket or COMPLETED; this job selects versions that were never replicated or failed`,
      hint: 'replicas go on to a third bucket only through a job that selects the status REPLICA',
    };
  }
  const pending = countBy(looks, 'PENDING');
  if (pending > 0 && pending + completed + replicas === looks.length) {
    return {
      reason: 'in-progress',
      explanation: `${pending} of ${looks.length} object versions looked at${rest} are PENDING: S3 is replicating them now`,
      hint: 'run again in a few minutes',
    };
  }
  const left = looks.filter(
    ({ replicationStatus }) => replicationStatus === undefined || replicationStatus === 'FAILED',
  );
  const kms = left.filter(({ encryption }) => encryption?.startsWith('aws:kms') === true).length;
  if (
    kms > 0 &&
    kms === left.length &&
    rules !== undefined &&
    !rules.rules.some((rule) => rule.enabled && rule.kmsObjects)
  ) {
    return {
      reason: 'kms-not-opted-in',
      explanation: `${left.length} of ${looks.length} object versions looked at${rest} are not replicated, and are encrypted with SSE-KMS, which no enabled rule replicates`,
      hint: 'add source_selection_criteria with sse_kms_encrypted_objects and a replica key to the rule',
    };
  }
  return {
    reason: 'rule-does-not-select',
    explanation: `${left.length} of ${looks.length} object versions looked at${rest} are not replicated, and yet no enabled rule selects them`,
    hint: 'if the rule was changed minutes ago, wait five minutes and run again; else compare its prefix, tags and status with the objects',
  };
}

async function lookAt(
  bucket: string,
  versions: readonly ListedVersion[],
  engine: Engine,
): Promise<readonly VersionLook[]> {
  const looks: VersionLook[] = [];
  for (const { key, versionId } of spread(versions, MOST_LOOKED_AT)) {
    try {
      looks.push(await engine.aws.buckets.look(bucket, key, versionId));
    } catch (error) {
      // Deleted in the meantime.
      if (!isRunnerError(error, 'not-found')) throw error;
    }
  }
  return looks;
}

async function explain(
  bucket: string,
  prefix: string,
  engine: Engine,
): Promise<Explained & { readonly versionsListed: number; readonly versionsLookedAt: number }> {
  const { buckets } = engine.aws;
  const listed = await buckets.listVersions(bucket, prefix, MOST_LISTED);
  const without = { versionsListed: listed.length, versionsLookedAt: 0 };
  if (listed.length === 0)
    return { ...noSuchPrefix(prefix, await buckets.listTop(bucket, MOST_TOP_NAMES)), ...without };
  const objects = listed.filter(({ deleteMarker }) => !deleteMarker);
  const those = `all ${listed.length} versions ${inWords(prefix)}${listed.length === MOST_LISTED ? ' that were listed' : ''}`;
  if (objects.length === 0) return { reason: 'delete-markers', explanation: `${those} are delete markers`, ...without };
  const available = objects.filter(({ storageClass }) => !ARCHIVED.has(storageClass));
  if (available.length === 0) {
    return {
      reason: 'archived',
      explanation: `${those} are archived (GLACIER or DEEP_ARCHIVE), which S3 does not replicate`,
      hint: 'restore them and copy them to another storage class; the new versions are replicated',
      ...without,
    };
  }
  const looks = await lookAt(bucket, available, engine);
  const rules = await buckets.replication(bucket).catch((error: unknown) => {
    if (isRunnerError(error, 'denied')) return undefined;
    throw error;
  });
  const archived = objects.length - available.length;
  const explained = explainLooks(
    prefix,
    looks,
    { objects: available.length, isPart: listed.length === MOST_LISTED },
    rules,
  );
  const apart = 'in GLACIER or DEEP_ARCHIVE, which S3 does not replicate';
  const note = archived === 0 ? '' : `; not among them: ${count(archived)} ${apart}`;
  return {
    ...explained,
    explanation: `${explained.explanation}${note}`,
    versionsListed: listed.length,
    versionsLookedAt: looks.length,
  };
}

/**
 * Looks at a bounded number of versions and says why a job that selects `prefix` found none.
 * @param jobId undefined: there was no job
 */
export async function explainNothing(
  jobId: string | undefined,
  bucket: string | undefined,
  prefix: string,
  engine: Engine,
): Promise<NothingMatchedEvent> {
  const job = jobId === undefined ? {} : { jobId };
  const unknown = (explanation: string): NothingMatchedEvent => ({
    kind: 'nothing-matched',
    ...job,
    prefix,
    reason: 'unknown',
    explanation,
    versionsListed: 0,
    versionsLookedAt: 0,
  });
  if (bucket === undefined) return unknown('the job was given a manifest without rows');
  try {
    return { kind: 'nothing-matched', ...job, prefix, ...(await explain(bucket, prefix, engine)) };
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return unknown(
      `S3 found no object version ${inWords(prefix)} to replicate; why could not be seen: ${error.message}`,
    );
  }
}
