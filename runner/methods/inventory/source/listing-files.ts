// A listing in the form of an inventory: the reader reads it as if S3 had delivered it.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { RunnerError } from '../../../ports/errors';
import type { Engine } from '../../../ports/engine';
import type { ListedObject } from '../../../ports/s3/copying';
import type { InventoryNeeds } from '../../../target/target';
import { bucketArn } from '../../../text/arn';
import { mebibytes } from '../../../ports/limits';
import { listingFolder, runIdOf } from '../messages/run-files';

const SCHEMA = 'Bucket, Key, Size, LastModifiedDate, ETag, StorageClass';
/** Of a file, before it is packed. */
const FILE_BYTES = 8 * 1024 ** 2;
const MOST_BYTES = 256 * 1024 ** 2;

interface PackedFile {
  readonly bytes: Uint8Array;
  readonly md5: string;
}

/** A listing that was written. */
export interface WrittenListing {
  readonly manifestKey: string;
  readonly runId: string;
  readonly createdMs: number;
}

/** Rows are kept packed. */
export class ListingFiles {
  readonly #files: PackedFile[] = [];
  readonly #whole = createHash('sha256');
  #rows: string[] = [];
  #bytes = 0;
  #packedBytes = 0;
  objects = 0;

  constructor(private readonly bucket: string) {}

  /** @throws RunnerError `usage` where there are too many */
  add({ key, sizeBytes, lastModifiedMs, etag, storageClass }: ListedObject): void {
    const cells = [
      ...[this.bucket, encodeURIComponent(key), String(sizeBytes), new Date(lastModifiedMs).toISOString()],
      ...[etag, storageClass],
    ];
    const row = `${cells.map((cell) => `"${cell}"`).join(',')}\n`;
    this.objects += 1;
    this.#rows.push(row);
    this.#bytes += row.length;
    if (this.#bytes >= FILE_BYTES) this.#pack();
  }

  /** Writes the files, then the manifest, and its checksum last. */
  async write({ outcomes, inventories }: InventoryNeeds, createdMs: number, engine: Engine): Promise<WrittenListing> {
    if (this.#bytes > 0 || this.#files.length === 0) this.#pack();
    const { aws, accountId } = engine;
    const folder = listingFolder(outcomes.prefix, this.#whole.digest('hex').slice(0, 16));
    const put = (key: string, body: string | Uint8Array, type: string) =>
      aws.objects.put(inventories.bucket, key, body, type, accountId);
    const files = [];
    for (const [number, { bytes, md5 }] of this.#files.entries()) {
      const key = `${folder}${String(number).padStart(5, '0')}.csv.gz`;
      await put(key, bytes, 'application/gzip');
      files.push({ key, size: bytes.byteLength, MD5checksum: md5 });
    }
    const text = JSON.stringify({
      sourceBucket: this.bucket,
      destinationBucket: bucketArn(inventories.bucket, aws.region),
      version: '2016-11-30',
      creationTimestamp: String(createdMs),
      fileFormat: 'CSV',
      fileSchema: SCHEMA,
      files,
    });
    const manifestKey = `${folder}${createdMs}/manifest.json`;
    await put(manifestKey, text, 'application/json');
    const checksum = createHash('md5').update(text).digest('hex');
    await put(manifestKey.replace(/json$/, 'checksum'), checksum, 'text/plain');
    return { manifestKey, runId: runIdOf(text), createdMs };
  }

  #pack(): void {
    const text = this.#rows.join('');
    this.#rows = [];
    this.#bytes = 0;
    this.#whole.update(text);
    const bytes = gzipSync(text);
    this.#files.push({ bytes, md5: createHash('md5').update(bytes).digest('hex') });
    this.#packedBytes += bytes.byteLength;
    if (this.#packedBytes <= MOST_BYTES) return;
    throw new RunnerError(
      'usage',
      `the listing has more than ${mebibytes(MOST_BYTES)}, packed`,
      'copy one --prefix at a time, or start from the inventory that S3 delivers: leave --from-listing out',
    );
  }
}
