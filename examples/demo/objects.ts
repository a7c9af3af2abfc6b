// What lies in the source bucket before replication is switched on, and whether its replicas are what they should be.
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

export const FOLDER_OBJECTS = 1_000;
export const OTHER_OBJECTS = 500;
/** Every tenth object has this many versions more. */
const FURTHER_VERSIONS = 1;
const AT_ONCE = 16;

/** Awkward names that people really have; each stands for one way to get key encoding wrong. */
const AWKWARD = [
  'with space.txt',
  'plus+sign.txt',
  '100%.txt',
  'percent%20encoded.txt',
  'grüße/straße.txt',
  '資料.txt',
  'emoji-🗂.txt',
  'comma,quote".csv',
  'a&b=c?d#e.txt',
];

export async function createVersionedBucket(s3: S3Client, bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
}

/** @returns how many versions were written below `folder/` and below `other/` */
export async function putObjects(s3: S3Client, bucket: string): Promise<{ folder: number; other: number }> {
  const folder = await putUnder(s3, bucket, 'folder/', FOLDER_OBJECTS);
  const other = await putUnder(s3, bucket, 'other/', OTHER_OBJECTS);
  return { folder, other };
}

async function putUnder(s3: S3Client, bucket: string, prefix: string, count: number): Promise<number> {
  const numbers = [...Array(count).keys()];
  let versions = 0;
  await atOnce(numbers, async (number) => {
    const key =
      prefix + (AWKWARD[number] ?? `year=${2020 + (number % 6)}/part-${String(number).padStart(5, '0')}.json`);
    const writes = number % 10 === 0 ? 1 + FURTHER_VERSIONS : 1;
    for (let write = 1; write <= writes; write++) {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: JSON.stringify({ number, write }),
          ContentType: 'application/json',
          Metadata: { origin: 'demo', number: String(number) },
          ...(number % 4 === 0 ? { Tagging: `team=data&kind=${encodeURIComponent('a b+c')}` } : {}),
        }),
      );
      versions += 1;
    }
  });
  return versions;
}

export interface Version {
  readonly key: string;
  readonly versionId: string;
  readonly etag: string;
  readonly sizeBytes: number;
}

export async function listVersions(s3: S3Client, bucket: string, prefix: string): Promise<Version[]> {
  const versions: Version[] = [];
  let next: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> | undefined = {};
  while (next !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...next }),
    );
    for (const { Key = '', VersionId = '', ETag = '', Size = 0 } of page.Versions ?? []) {
      versions.push({ key: Key, versionId: VersionId, etag: ETag, sizeBytes: Size });
    }
    next = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  return versions;
}

/** What differs between each version and its replica, as sentences; empty when nothing does. */
export async function differences(
  s3: S3Client,
  sourceBucket: string,
  destinationBucket: string,
  versions: readonly Version[],
): Promise<string[]> {
  const found: string[] = [];
  await atOnce(versions, async (version) => {
    const name = `${JSON.stringify(version.key)} version ${version.versionId}`;
    const source = await look(s3, sourceBucket, version);
    const replica = await look(s3, destinationBucket, version);
    if (source === undefined) return void found.push(`${name}: is not in the source`);
    if (replica === undefined) return void found.push(`${name}: has no replica`);
    for (const aspect of Object.keys(source.same)) {
      const [here, there] = [source.same[aspect], replica.same[aspect]];
      if (here !== there)
        found.push(`${name}: ${aspect} is ${String(here)} in the source and ${String(there)} in the replica`);
    }
    if (source.status !== 'COMPLETED') found.push(`${name}: replication status of the source is ${source.status}`);
    if (replica.status !== 'REPLICA') found.push(`${name}: replication status of the replica is ${replica.status}`);
  });
  return found;
}

interface Look {
  readonly status: string;
  /** Aspects that must be the same on both sides. */
  readonly same: Readonly<Record<string, string | undefined>>;
}

async function look(s3: S3Client, bucket: string, version: Version): Promise<Look | undefined> {
  const at = { Bucket: bucket, Key: version.key, VersionId: version.versionId };
  let head: HeadObjectCommandOutput;
  try {
    head = await s3.send(new HeadObjectCommand(at));
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFound') return undefined;
    throw error;
  }
  const tagging = await s3.send(new GetObjectTaggingCommand(at));
  return {
    status: head.ReplicationStatus ?? 'none',
    same: {
      'version id': head.VersionId,
      ETag: head.ETag,
      size: String(head.ContentLength),
      'creation time': head.LastModified?.toISOString(),
      'content type': head.ContentType,
      metadata: JSON.stringify(Object.entries(head.Metadata ?? {}).sort()),
      tags: JSON.stringify((tagging.TagSet ?? []).map((tag) => [tag.Key, tag.Value]).sort()),
    },
  };
}

export async function deleteBucketWithContent(s3: S3Client, bucket: string): Promise<void> {
  const versions = await listVersions(s3, bucket, '');
  for (let start = 0; start < versions.length; start += 1_000) {
    const Objects = versions
      .slice(start, start + 1_000)
      .map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
  }
  await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
}

async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
