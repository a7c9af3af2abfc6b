// What --manifest names: a CSV file of this machine or in S3, or the manifest.json of an S3 Inventory.
import { resolve } from 'node:path';
import type { Aws } from '../ports/aws';
import { isRunnerError, RunnerError } from '../ports/errors';
import { LARGEST, mebibytes } from '../ports/limits';
import type { World } from '../ports/world';
import { isUnder, outsidePrefixes, type Choice, type Chosen } from '../target/choice';
import { manifestRows, type ObjectVersionId } from '../target/manifest-csv';
import { counted } from '../text/figures';
import { s3Address } from '../text/s3-address';
import { visible } from '../text/safe-text';
import { placeWords, shellCommand } from '../text/shell-command';
import { inventoryOf, inventoryVersions } from './inventory';
import { plusOrSpace } from './plus-or-space';

type ManifestChoice = Extract<Choice, { readonly how: 'manifest' }>;

/** Versions that are listed for a job, as many as a search finds. */
const MOST_LISTED = 1_000_000;

function unusable(path: string, why: string, hint: string): RunnerError {
  return new RunnerError('usage', `the manifest '${visible(path)}' cannot be used: ${why}`, hint);
}

async function inS3(path: string, place: { readonly bucket: string; readonly key: string }, aws: Aws): Promise<Buffer> {
  const { bucket, key } = place;
  if (key === '' || key.endsWith('/'))
    throw unusable(
      path,
      'it is a folder',
      'name the file: a CSV of bucket, URL-encoded key and version id, or the manifest.json of an S3 Inventory',
    );
  const bytes = await aws.buckets.read(bucket, key).catch((error: unknown) => {
    if (!isRunnerError(error, 'not-found')) throw error;
    throw unusable(path, `there is no bucket '${visible(bucket)}'`, 'letter case counts');
  });
  if (bytes === undefined) throw unusable(path, 'there is no such object', 'letter case and slashes count');
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > LARGEST.manifest)
      throw unusable(
        path,
        `it is larger than ${mebibytes(LARGEST.manifest)}`,
        'cut it into several, or name the manifest.json of an inventory',
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const GZIP_STARTS = ['\u001f\u008b', '\u001f\ufffd'];

/** Files of other kinds that lie beside the right one. @param start of the file, in which bytes that are no UTF-8 are lost */
function checkKind(path: string, start: string): void {
  if (GZIP_STARTS.some((magic) => start.startsWith(magic)))
    throw unusable(
      path,
      'line 1 is no text: it is packed with gzip',
      s3Address(path) === undefined
        ? `unpack it: ${shellCommand(['gunzip', '-c', ...placeWords([path])])} > list.csv; of the data of an inventory, name its manifest.json instead, which says what the columns are`
        : `unpack it: ${shellCommand(['aws', 's3', 'cp', path, '-'])} | gunzip > list.csv; of the data of an inventory, name its manifest.json instead, which says what the columns are`,
    );
  if (/^(PAR1|ORC)/.test(start))
    throw unusable(
      path,
      'line 1 is no text: it is Parquet or ORC',
      'a CSV is read, or the manifest.json of an inventory whose format is CSV',
    );
}

/** @throws RunnerError `usage` when it lists more than one job is given here */
async function ofInventory(
  text: string,
  { path, prefixes }: ManifestChoice,
  bucket: string,
  aws: Aws,
): Promise<Chosen> {
  if (/"Report_CSV_\d+"/.test(text))
    throw unusable(
      path,
      'it is the manifest of a completion report',
      'what has failed in a job is tried again by: s3-backfill retry JOB',
    );
  const inventory = inventoryOf(text, path, bucket, 'manifest');
  const versions: ObjectVersionId[] = [];
  let deleteMarkers = 0;
  let outside = 0;
  for await (const { key, versionId, deleteMarker } of inventoryVersions(aws.buckets, inventory)) {
    if (!isUnder(prefixes, key)) outside += 1;
    else if (deleteMarker) deleteMarkers += 1;
    else versions.push({ key, versionId });
    if (versions.length > MOST_LISTED)
      throw unusable(
        path,
        `it lists more than ${counted(MOST_LISTED, 'object version')}, and the runner writes no longer manifest`,
        'leave --manifest out: S3 then lists the bucket itself, and takes what was not replicated; count by it with --survey inventory:…; or name a --prefix of it',
      );
  }
  const left = [
    ...(deleteMarkers > 0 ? [counted(deleteMarkers, 'delete marker')] : []),
    ...(outside > 0 ? [`${counted(outside, 'row')} outside of --prefix`] : []),
  ];
  if (versions.length === 0)
    throw unusable(
      path,
      `it lists no object version${left.length === 0 ? '' : ` but ${left.join(' and ')}`}`,
      'choose another inventory, or leave --manifest out',
    );
  const read = `the inventory '${visible(path)}' lists ${counted(versions.length, 'object version')}`;
  return { versions, notes: [left.length === 0 ? read : `${read}; left out: ${left.join(' and ')}`] };
}

/** @throws RunnerError `usage`, naming the line and what is wrong with it */
export async function listedByManifest(
  choice: ManifestChoice,
  bucket: string,
  aws: Aws,
  { files, workingDirectory }: Pick<World, 'files' | 'workingDirectory'>,
): Promise<Chosen> {
  const { path, prefixes } = choice;
  const place = s3Address(path);
  const origin = `'${visible(path)}'`;
  const text =
    place === undefined
      ? await files.read(resolve(workingDirectory, path), { largestBytes: LARGEST.manifest })
      : (await inS3(path, place, aws)).toString('utf8');
  if (text === undefined) throw new RunnerError('usage', `there is no manifest ${origin}`);
  checkKind(path, text.slice(0, 8));
  if (/^\ufeff?\s*\{/.test(text)) return ofInventory(text, choice, bucket, aws);
  const { versions, notes } = await plusOrSpace(manifestRows(text, bucket, origin), bucket, origin, aws.objects);
  const astray = versions.find(({ key }) => !isUnder(prefixes, key));
  if (astray !== undefined) throw outsidePrefixes(`--manifest ${origin}`, astray.key, prefixes);
  return { versions, notes };
}
