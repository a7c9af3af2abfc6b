// The newest inventory that was delivered: found by the names of its folders, held against its checksum, and against the bucket.
import { createHash } from 'node:crypto';
import { inventoryOf } from './inventory';
import type { Aws } from '../ports/aws';
import { isRunnerError, RunnerError } from '../ports/errors';
import { bytesWithin, LARGEST } from '../ports/limits';
import type { InventoryNeeds, TargetSource } from '../target/target';
import { duration } from '../text/figures';
import { visible } from '../text/safe-text';

const MOST_DELIVERIES = 100_000;
/** Of the newest folders, some of which may not be whole yet. */
const MOST_TRIED = 3;
/** Checksums are MD5 in hex. */
const LONGEST_CHECKSUM = 1024;
const FROM_LISTING = 'start from a listing of its own: --from-listing';

export interface NewestInventory {
  readonly manifestKey: string;
  /** `s3://bucket/key` of its manifest. */
  readonly location: string;
  /** Text of its manifest. */
  readonly manifest: string;
  readonly createdMs: number;
  readonly files: number;
}

/** Below it S3 makes a folder for each delivery. */
function deliveryFolder({ inventories, inventoryId }: InventoryNeeds, sourceBucket: string): string {
  return `${inventories.prefix === '' ? '' : `${inventories.prefix}/`}${sourceBucket}/${inventoryId}/`;
}

/** Newest first. */
async function deliveries(folder: string, bucket: string, aws: Aws): Promise<readonly string[]> {
  const names = await aws.objects.below(bucket, folder, MOST_DELIVERIES);
  return names
    .flatMap((name) => /(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}Z)\/$/.exec(name)?.[1] ?? [])
    .sort()
    .reverse();
}

/** Whose bucket it is not, nobody believes. */
async function textAt(
  bucket: string,
  key: string,
  most: number,
  { accountId }: TargetSource,
  aws: Aws,
): Promise<string | undefined> {
  const bytes = await aws.buckets.read(bucket, key, accountId);
  if (bytes === undefined) return undefined;
  return (await bytesWithin(bytes, most, `s3://${bucket}/${visible(key)}`)).toString('utf8');
}

function damaged(location: string, why: string): RunnerError {
  return new RunnerError(
    'preflight',
    `nothing was sent: the newest inventory ${visible(location)} is damaged: ${why}`,
    `wait for the next one, or ${FROM_LISTING}`,
  );
}

/** Undefined: S3 has not written the last of it. @throws RunnerError `preflight` or `usage` */
async function inventoryAt(
  manifestKey: string,
  { inventories }: InventoryNeeds,
  source: TargetSource,
  aws: Aws,
): Promise<NewestInventory | undefined> {
  const { bucket } = inventories;
  const location = `s3://${bucket}/${manifestKey}`;
  const checksum = await textAt(bucket, manifestKey.replace(/json$/, 'checksum'), LONGEST_CHECKSUM, source, aws);
  if (checksum === undefined) return undefined;
  const text = await textAt(bucket, manifestKey, LARGEST.inventoryManifest, source, aws);
  if (text === undefined) throw damaged(location, 'manifest.json is not there, and manifest.checksum is');
  const actual = createHash('md5').update(text).digest('hex');
  if (checksum.trim() !== actual)
    throw damaged(location, `its checksum is ${actual}, manifest.checksum says ${visible(checksum.trim())}`);
  const { createdMs, files } = inventoryOf(text, location, source.bucket, 'objects');
  return { manifestKey, location, manifest: text, createdMs, files: files.length };
}

async function refuseOlder({ location, createdMs }: NewestInventory, bucket: string, aws: Aws): Promise<void> {
  const made = await aws.bucketSettings.createdMs(bucket).catch((error: unknown) => {
    if (isRunnerError(error, 'denied', 'refused', 'unavailable')) return undefined;
    throw error;
  });
  if (made === undefined || made <= createdMs) return;
  throw new RunnerError(
    'preflight',
    `nothing was sent: the newest inventory ${visible(location)} is ${duration((made - createdMs) / 1000)} older than the bucket '${bucket}', which was made again since: it lists another bucket's objects`,
    `wait for the next one, or ${FROM_LISTING}`,
  );
}

/** @throws RunnerError `preflight` where there is none, or none that can be used */
export async function newestInventory(needs: InventoryNeeds, source: TargetSource, aws: Aws): Promise<NewestInventory> {
  const folder = deliveryFolder(needs, source.bucket);
  const { bucket } = needs.inventories;
  const newest = (await deliveries(folder, bucket, aws)).slice(0, MOST_TRIED);
  for (const at of newest) {
    const found = await inventoryAt(`${folder}${at}/manifest.json`, needs, source, aws);
    if (found === undefined) continue;
    await refuseOlder(found, source.bucket, aws);
    return found;
  }
  throw new RunnerError(
    'preflight',
    `nothing was sent: no inventory of '${source.bucket}' is in s3://${bucket}/${visible(folder)}`,
    `the first one takes up to 48 hours; until then ${FROM_LISTING}`,
  );
}
