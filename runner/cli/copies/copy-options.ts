// The flags that say how copies are made, checked.
import type { CopyEncryption } from '../../ports/s3/copying';
import type { MethodName } from '../../methods/registry';
import { RunnerError } from '../../ports/errors';
import type { CopyOptions, DeleteOptions, Overwrite } from '../../plan/copy-options';
import type { CopyTo } from '../../target/target';
import { defined } from '../../text/defined';
import { bucketNameFault, prefixFault, s3Address } from '../../text/s3-address';
import { shownJson, visible } from '../../text/safe-text';
import { booleanFlag, numberFlag, textFlag, textFlags, type Given } from '../flag-values';
import { bytesFlag } from '../selection-flags';
import { newTraits } from './new-traits';

/** Methods that copy object by object, from this machine. */
const COPYING: ReadonlySet<string | undefined> = new Set<MethodName>(['copy', 'rclone', 'aws-cli']);
const KMS_KEY_ARN = /^arn:[a-z0-9-]+:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/.+$/;
const MOST_WORKERS = 1_024;
const SMALLEST_PART = 5 * 1024 ** 2;
const LARGEST_PART = 5 * 1024 ** 3;

function encryptionOf(given: Given): CopyEncryption | undefined {
  const algorithm = textFlag(given, 'destination-encryption') as CopyEncryption['algorithm'] | undefined;
  const kmsKeyArn = textFlag(given, 'destination-kms-key');
  if (kmsKeyArn === undefined) return algorithm === undefined ? undefined : { algorithm };
  if (algorithm === 'AES256')
    throw new RunnerError(
      'usage',
      '--destination-kms-key was given with --destination-encryption AES256, which uses no key of KMS',
      'leave one of them out',
    );
  if (!KMS_KEY_ARN.test(kmsKeyArn))
    throw new RunnerError(
      'usage',
      `--destination-kms-key: got ${shownJson(kmsKeyArn)}; the ARN of a key or an alias is allowed`,
      'for example arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    );
  return { algorithm: algorithm ?? 'aws:kms', kmsKeyArn };
}

function partsAbove(given: Given): number | undefined {
  const bytes = bytesFlag(given, 'parts-above');
  if (bytes === undefined || (bytes >= SMALLEST_PART && bytes <= LARGEST_PART)) return bytes;
  throw new RunnerError(
    'usage',
    `--parts-above: got ${shownJson(textFlag(given, 'parts-above'))}; a size from 5MiB to 5GiB is allowed`,
    'S3 takes no smaller parts than 5MiB, and copies no more than 5GiB in one piece',
  );
}

/** @throws RunnerError `usage` */
function deletesOf(given: Given): DeleteOptions | undefined {
  const most = numberFlag(given, 'max-delete', { least: 0, most: 1e12, whole: true });
  if (booleanFlag(given, 'delete')) return defined({ most });
  if (most === undefined) return undefined;
  throw new RunnerError(
    'usage',
    '--max-delete needs --delete',
    'without it nothing is deleted: leave it out, or add --delete',
  );
}

/** @param isAsked whether somebody is at a terminal, to type the name of the bucket. @throws RunnerError `usage` */
export function refuseUnconfirmed(given: Given, isAsked: boolean): void {
  if (isAsked || !booleanFlag(given, 'delete')) return;
  if (booleanFlag(given, 'yes') && given['max-delete'] !== undefined) return;
  throw new RunnerError(
    'usage',
    '--delete is confirmed by typing the name of the destination bucket, and nobody is asked here',
    'add --yes and --max-delete N, the most objects that may be deleted; --dry-run tells how many there are',
  );
}

function bandwidthOf(given: Given): number | undefined {
  const bytes = bytesFlag(given, 'max-bandwidth');
  if (bytes !== 0) return bytes;
  throw new RunnerError('usage', '--max-bandwidth: got 0; nothing would be copied', 'for example 50MiB, a second');
}

/**
 * Undefined: no flag was given.
 * @param kept what a plan says: only how fast it goes is said anew. @default - the flags say it
 * @throws RunnerError `usage`
 */
export function copyOptions(given: Given, kept: CopyOptions = {}): { readonly copies?: CopyOptions } {
  const typed: CopyOptions = defined({
    overwrite: textFlag(given, 'overwrite') as Overwrite | undefined,
    annotations: textFlag(given, 'annotations') as CopyOptions['annotations'],
    storageClass: textFlag(given, 'destination-storage-class'),
    encryption: encryptionOf(given),
    ...newTraits(given),
    keep: textFlags(given, 'keep') as CopyOptions['keep'],
    deletes: deletesOf(given),
    restored: booleanFlag(given, 'restored') ? true : undefined,
    partsAboveBytes: partsAbove(given),
    allVersions: booleanFlag(given, 'all-versions') ? true : undefined,
    mostAtOnce: numberFlag(given, 'max-workers', { least: 1, most: MOST_WORKERS, whole: true }),
    requestsPerSecond: numberFlag(given, 'max-requests-per-second', { least: 0.1, most: 1e6 }),
    bytesPerSecond: bandwidthOf(given),
  });
  const copies = { ...kept, ...typed };
  return Object.keys(copies).length === 0 ? {} : { copies };
}

/** Whether copies are made, by whichever method. */
export function makesCopies(given: Given): boolean {
  return isCopying(given) || ['batch-copy', 'datasync', 'inventory'].includes(textFlag(given, 'method') ?? '');
}

/** Whether objects are copied one by one, by programs of this machine. */
export function isCopying(given: Given): boolean {
  return COPYING.has(textFlag(given, 'method'));
}

/** @throws RunnerError `usage` */
export function copyToOf(given: Given): { readonly copyTo?: CopyTo } {
  return makesCopies(given) ? placeOf(given) : {};
}

/** The bucket that flags name to copy to. @throws RunnerError `usage` */
export function placeOf(given: Given): { readonly copyTo?: CopyTo } {
  const [bucket, ...more] = textFlags(given, 'destination-bucket') ?? [];
  if (more.length > 0)
    throw new RunnerError(
      'usage',
      '--destination-bucket was given several times',
      'copies have one destination: give it once',
    );
  const prefix = textFlag(given, 'destination-prefix');
  if (bucket !== undefined) return { copyTo: { bucket, ...defined({ prefix }) } };
  if (prefix === undefined) return {};
  throw new RunnerError('usage', '--destination-prefix needs --destination-bucket', 'say which bucket it is in');
}

function addressOf(given: Given, place: string): { readonly bucket: string; readonly prefix: string } {
  const text = String(given[place]);
  const found = s3Address(text);
  if (found !== undefined) {
    const { bucket, key: prefix } = found;
    const fault = bucketNameFault(bucket) ?? (prefix === '' ? undefined : prefixFault(prefix));
    if (fault === undefined) return { bucket, prefix };
    throw new RunnerError('usage', `the ${place} is '${visible(text)}': ${fault}`);
  }
  throw new RunnerError(
    'usage',
    `the ${place} is '${visible(text)}'; s3://bucket/prefix/ is allowed`,
    's3-backfill copy s3://SOURCE/prefix/ s3://DESTINATION/prefix/',
  );
}

function isFolder(prefix: string): boolean {
  return prefix === '' || prefix.endsWith('/');
}

/** Who forgets a slash would make other keys than are meant. @throws RunnerError `usage` */
function refuseOneSlash(from: string, to: string): void {
  if (isFolder(from) === isFolder(to)) return;
  const [lacking, which] = isFolder(from) ? [to, 'destination'] : [from, 'source'];
  throw new RunnerError(
    'usage',
    `one of the two prefixes ends with a slash, and the ${which} '${visible(lacking)}' does not: '${visible(`${from}x`)}' would become '${visible(`${to}x`)}'`,
    `write '${visible(lacking)}/'; where that is meant: run --method copy, with --prefix and --destination-prefix`,
  );
}

/** @throws RunnerError `usage` when a plan is to be kept, and copies are to be made */
export function refuseOut(given: Given): void {
  if (given['out'] === undefined || booleanFlag(given, 'dry-run')) return;
  throw new RunnerError(
    'usage',
    '--out keeps a plan, and this copies',
    'add --dry-run, then: s3-backfill run plan.json',
  );
}

/** `copy SOURCE DESTINATION` as the flags of `run --method copy`. @throws RunnerError `usage` */
export function withAddresses(given: Given): Given {
  const from = addressOf(given, 'source');
  const to = addressOf(given, 'destination');
  refuseOneSlash(from.prefix, to.prefix);
  return {
    ...given,
    method: 'copy',
    'source-bucket': from.bucket,
    ...(from.prefix === '' ? {} : { prefix: [from.prefix] }),
    'destination-bucket': to.bucket,
    'destination-prefix': to.prefix,
  };
}
