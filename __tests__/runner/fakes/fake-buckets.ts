// Buckets that hold what a test puts into them.
import { RunnerError } from '../../../runner/ports/errors';
import type { Buckets, Versioning } from '../../../runner/ports/s3/buckets';
import type { Replication } from '../../../runner/ports/s3/replication';

export interface FakeVersion {
  readonly key: string;
  readonly versionId?: string;
  readonly deleteMarker?: boolean;
  readonly storageClass?: string;
  readonly replicationStatus?: string;
  readonly encryption?: string;
  readonly sizeBytes?: number;
  readonly latest?: boolean;
  readonly lastModifiedMs?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface FakeBucket {
  region: string;
  versioning: Versioning;
  replication?: Replication;
  readonly versions: FakeVersion[];
  readonly files: Map<string, Buffer>;
  /** Methods that the caller may not use. */
  readonly denied: Set<keyof Buckets>;
}

export function fakeBucket(changes: Partial<FakeBucket> = {}): FakeBucket {
  return { region: 'eu-west-1', versioning: 'Enabled', versions: [], files: new Map(), denied: new Set(), ...changes };
}

async function* oneByOne(bytes: Buffer): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let offset = 0; offset < bytes.length; offset += 7) yield bytes.subarray(offset, offset + 7);
}

export function fakeBuckets(all: Map<string, FakeBucket>): Buckets {
  const find = async (name: string, method: keyof Buckets): Promise<FakeBucket> => {
    await Promise.resolve();
    const bucket = all.get(name);
    if (bucket === undefined)
      throw new RunnerError('not-found', `S3 ${method} ${name}: NoSuchBucket`, undefined, 'NoSuchBucket');
    if (bucket.denied.has(method))
      throw new RunnerError('denied', `S3 ${method} ${name}: AccessDenied: Access Denied`, undefined, 'AccessDenied');
    return bucket;
  };
  return {
    regionOf: async (name) => (await find(name, 'regionOf')).region,
    versioning: async (name) => (await find(name, 'versioning')).versioning,
    replication: async (name) => (await find(name, 'replication')).replication,
    rulesSettleInMs: () => Promise.resolve(300_000),
    listVersions: async (name, prefix, limit) =>
      (await find(name, 'listVersions')).versions
        .filter(({ key }) => key.startsWith(prefix))
        .slice(0, limit)
        .map(({ key, versionId = 'v1', deleteMarker = false, storageClass = 'STANDARD' }) => ({
          key,
          versionId,
          deleteMarker,
          storageClass,
        })),
    listTop: async (name, limit) => {
      const names = (await find(name, 'listTop')).versions.map(({ key }) => /^[^/]*\/?/.exec(key)?.[0] ?? key);
      return [...new Set(names)].slice(0, limit);
    },
    read: async (name, key) => {
      const file = (await find(name, 'read')).files.get(key);
      return file === undefined ? undefined : oneByOne(file);
    },
    readPart: async (name, key, { from, into }) => {
      const file = (await find(name, 'readPart')).files.get(key);
      if (file === undefined) return undefined;
      const part = file.subarray(from, from + into.byteLength);
      into.set(part);
      return { readBytes: part.byteLength, objectBytes: file.byteLength };
    },
  };
}
