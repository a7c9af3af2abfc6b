// A listing of all versions, kept as a table: what an inventory would be, made now.
import { join } from 'node:path';
import type { FetchedTable } from '../../evidence/tables/fetched-table';
import type { ColumnName } from '../../evidence/tables/table-manifest';
import type { Engine } from '../../ports/engine';
import type { VersionEntry } from '../../ports/s3/objects';
import type { Workshop } from '../../ports/workshop';
import { startDigest, type OpenDigest } from '../listing-digest';
import type { ListedSides } from './joined';

/** Status and encryption no listing tells. */
export const LISTED_COLUMNS = [
  ...(['Bucket', 'Key', 'VersionId', 'IsLatest', 'IsDeleteMarker'] as const),
  ...(['Size', 'LastModifiedDate', 'ETag', 'StorageClass'] as const),
] satisfies readonly ColumnName[];

export const LISTED_NAMES: FetchedTable['names'] = Object.fromEntries(LISTED_COLUMNS.map((name) => [name, name]));

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** As S3 Inventory writes it. */
function lineOf(bucket: string, entry: VersionEntry): string {
  const { key, versionId, latest, deleteMarker, sizeBytes, lastModifiedMs, etag, storageClass } = entry;
  const cells = [
    ...[bucket, encodeURIComponent(key), versionId, String(latest), String(deleteMarker)],
    ...[deleteMarker ? '' : String(sizeBytes), new Date(lastModifiedMs).toISOString(), etag, storageClass],
  ];
  return `${cells.map(quoted).join(',')}\n`;
}

/** The lines, page by page; the digest is told of each key at once. */
async function* linesOf(
  bucket: string,
  pages: AsyncIterable<readonly VersionEntry[]>,
  digest: OpenDigest<readonly VersionEntry[]>,
): AsyncGenerator<Uint8Array> {
  let ofKey: VersionEntry[] = [];
  for await (const page of pages) {
    let text = '';
    for (const entry of page) {
      if (ofKey[0] !== undefined && ofKey[0].key !== entry.key) {
        digest.add(ofKey);
        ofKey = [];
      }
      ofKey.push(entry);
      text += lineOf(bucket, entry);
    }
    yield Buffer.from(text);
  }
  digest.add(ofKey);
}

/** @param areNewest whether the newest objects are listed, and no versions */
async function* pagesOf(
  { bucket, prefixes }: ListedSides,
  areNewest: boolean,
  { aws }: Engine,
): AsyncGenerator<readonly VersionEntry[]> {
  for (const prefix of prefixes) {
    if (!areNewest) {
      yield* aws.objects.versions(bucket, { prefix });
      continue;
    }
    for await (const page of aws.copying.objects(bucket, { prefix }))
      yield page.map((object) => ({ versionId: 'null', ...object, deleteMarker: false, latest: true }));
  }
}

export async function listedTable(
  place: ListedSides,
  areNewest: boolean,
  folder: string,
  workshop: Workshop,
  engine: Engine,
): Promise<FetchedTable> {
  const { bucket } = place;
  const madeMs = engine.clock.now();
  const digest = startDigest();
  const path = join(folder, 'listing.csv.gz');
  await workshop.save(path, linesOf(bucket, pagesOf(place, areNewest, engine), digest), true);
  return {
    location: bucket,
    format: 'CSV',
    bucket,
    madeMs,
    columns: LISTED_COLUMNS,
    names: LISTED_NAMES,
    deliveredTo: bucket,
    files: [{ key: 'listing.csv.gz', MD5checksum: '' }],
    sha256: digest.end().sha256,
    paths: [path],
    delivered: [path],
  };
}
