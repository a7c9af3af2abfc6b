// The versions of the buckets of a test, one by one.
import { createHash } from 'node:crypto';
import { RunnerError } from '../../../runner/ports/errors';
import type { Objects, VersionHead } from '../../../runner/ports/s3/objects';
import type { FakeBucket, FakeVersion } from './fake-buckets';

export function fakeObjects(all: Map<string, FakeBucket>): Objects {
  const find = async (name: string): Promise<FakeBucket> => {
    await Promise.resolve();
    const bucket = all.get(name);
    if (bucket === undefined) throw new RunnerError('not-found', `${name}: NoSuchBucket`, undefined, 'NoSuchBucket');
    return bucket;
  };
  const versionIn = async (name: string, key: string, versionId?: string): Promise<FakeVersion | undefined> =>
    (await find(name)).versions.find(
      (version) => version.key === key && (versionId === undefined || (version.versionId ?? 'v1') === versionId),
    );
  return {
    async *versions(name, { prefix, after, until }) {
      const { versions, denied } = await find(name);
      if (denied.has('listVersions'))
        throw new RunnerError('denied', `S3 ListObjectVersions ${name}: AccessDenied`, undefined, 'AccessDenied');
      const inside = versions.filter(
        ({ key }) =>
          key.startsWith(prefix) && (after === undefined || key > after) && (until === undefined || key <= until),
      );
      if (inside.length === 0) return;
      yield inside.map((version) => ({
        key: version.key,
        versionId: version.versionId ?? 'v1',
        deleteMarker: version.deleteMarker === true,
        latest: version.latest ?? true,
        lastModifiedMs: version.lastModifiedMs ?? 0,
        sizeBytes: version.sizeBytes ?? 0,
        etag: 'e',
        storageClass: version.storageClass ?? 'STANDARD',
      }));
    },
    async below(name, prefix, limit) {
      const names = (await find(name)).versions
        .filter(({ key }) => key.startsWith(prefix))
        .map(({ key }) => prefix + (/^[^/]*\/?/.exec(key.slice(prefix.length))?.[0] ?? ''));
      return [...new Set(names)].slice(0, limit);
    },
    async head(name, key, versionId) {
      const version = await versionIn(name, key, versionId);
      return version === undefined ? undefined : headOf(version);
    },
    owners: () => Promise.resolve({ bucketOwner: 'owner', versions: [] }),
    acl: () => Promise.resolve({ isPublic: false, readers: ['owner'] }),
    tags: async (name, key, versionId) => (await versionIn(name, key, versionId))?.tags ?? {},
    async put(name, key, body) {
      (await find(name)).files.set(key, Buffer.from(body));
      return { etag: createHash('md5').update(body).digest('hex') };
    },
    async putInParts(name, key, parts) {
      const all = [...parts];
      (await find(name)).files.set(key, Buffer.concat(all));
      const md5s = all.map((part) => createHash('md5').update(part).digest());
      return { etag: `${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-${md5s.length}` };
    },
    restore: async (name) => {
      await find(name);
    },
    async remove(name, key, versionId) {
      const { versions } = await find(name);
      const index = versions.findIndex((version) => version.key === key && (version.versionId ?? 'v1') === versionId);
      if (index >= 0) versions.splice(index, 1);
    },
  };
}

function headOf(version: FakeVersion): VersionHead {
  const { replicationStatus } = version;
  return {
    versionId: version.versionId ?? 'v1',
    sizeBytes: version.sizeBytes ?? 0,
    etag: 'e',
    lastModifiedMs: version.lastModifiedMs ?? 0,
    storageClass: version.storageClass ?? 'STANDARD',
    encryption: version.encryption ?? 'AES256',
    bucketKey: false,
    contentType: '',
    headers: {},
    metadata: {},
    tagCount: Object.keys(version.tags ?? {}).length,
    ...(replicationStatus === undefined ? {} : { replicationStatus }),
  };
}
