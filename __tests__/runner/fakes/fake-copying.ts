// Buckets of the newest objects alone, copied in memory by S3's conditions; a script says which requests fail, and how.
import { RunnerError } from '../../../runner/ports/errors';
import type {
  CopiedObject,
  CopyOrder,
  Copying,
  CopySource,
  ListedObject,
  ObjectGrants,
  ObjectPlace,
  Standing,
} from '../../../runner/ports/s3/copying';
import type { Deleted } from '../../../runner/ports/s3/deleting';
import type { ObjectHead } from '../../../runner/ports/s3/object-head';
import { compareKeys } from '../../../runner/text/key-order';
import { START_MS } from './fake-clock';
import { fakeUploads, type FakeUploads } from './fake-uploads';

export type FakeObjects = Map<string, ListedObject>;

export interface FakeCopying extends Copying, FakeUploads {
  readonly buckets: Map<string, FakeObjects>;
  /** When copies are written. */
  nowMs: number;
  /** Every order, in the order in which they came. */
  readonly orders: CopyOrder[];
  /** Copies that were made, by key of the destination. */
  readonly made: string[];
  /** Of the heads of its objects, by `bucket/key`, what the listing does not tell. */
  readonly heads: Map<string, Partial<ObjectHead>>;
  /** Every object that was looked at, as `bucket/key`, and with `#` and the number of a part. */
  readonly looked: string[];
  /** Sizes of the parts of objects, by `bucket/key`. @default - one part */
  readonly partSizes: Map<string, readonly number[]>;
  /** ACLs, by `bucket/key`. @default - the owner alone */
  readonly acls: Map<string, ObjectGrants>;
  /** Keys of each DeleteObjects, in the order in which they came. */
  readonly deletions: (readonly string[])[];
  /** Asked before each DeleteObjects: what is thrown; with `after`, when it was done. */
  deletionFault: () => { readonly error: RunnerError; readonly after?: boolean } | undefined;
  /** What becomes of a key in place of being deleted. */
  refuses: (key: string) => string | undefined;
  /** Asked before each copy: what is thrown; with `after`, when the copy was made. */
  fault: (order: CopyOrder) => { readonly error: RunnerError; readonly after?: boolean } | undefined;
}

export function listed(key: string, changes: Partial<ListedObject> = {}): ListedObject {
  return { key, sizeBytes: 3, etag: 'e1', lastModifiedMs: 0, storageClass: 'STANDARD', ...changes };
}

/** What HeadObject tells of a listed object that has nothing else. */
export function headed(object: ListedObject, changes: Partial<ObjectHead> = {}): ObjectHead {
  const { sizeBytes, etag, lastModifiedMs, storageClass } = object;
  return {
    ...{ sizeBytes, etag, lastModifiedMs, storageClass },
    ...{ encryption: 'AES256', bucketKey: false, contentHeaders: {}, metadata: {}, missingMetadata: 0, tagCount: 0 },
    checksums: [],
    ...changes,
  };
}

export function refusal(code: string): RunnerError {
  return new RunnerError('refused', `S3 CopyObject: ${code}`, undefined, code);
}

export const SLOW_DOWN = new RunnerError('throttled', 'S3 CopyObject: SlowDown', undefined, 'SlowDown');
export const INTERNAL = new RunnerError('unavailable', 'S3 CopyObject: InternalError', undefined, 'InternalError');

export function fakeCopying(contents: Readonly<Record<string, readonly ListedObject[]>>): FakeCopying {
  const buckets = new Map(
    Object.entries(contents).map(([name, objects]) => [name, new Map(objects.map((one) => [one.key, one]))]),
  );
  const bucket = (name: string): FakeObjects => {
    const found = buckets.get(name);
    if (found === undefined) throw new RunnerError('not-found', `${name}: NoSuchBucket`, undefined, 'NoSuchBucket');
    return found;
  };
  const noSuchKey = (): RunnerError => new RunnerError('not-found', 'NoSuchKey', undefined, 'NoSuchKey');
  function sourceOf({ bucket: name, key, etag }: CopySource): ListedObject {
    const source = bucket(name).get(key);
    if (source === undefined) throw noSuchKey();
    if (source.etag !== etag) throw refusal('PreconditionFailed');
    return source;
  }
  function write(to: ObjectPlace, onto: Standing, written: Omit<ListedObject, 'key' | 'lastModifiedMs'>): CopiedObject {
    const there = bucket(to.bucket).get(to.key);
    if (typeof onto === 'object' && there === undefined) throw noSuchKey();
    const mayWrite = onto === 'anything' || (onto === 'nothing' ? there === undefined : there?.etag === onto.etag);
    if (!mayWrite) throw refusal('PreconditionFailed');
    bucket(to.bucket).set(to.key, { ...written, key: to.key, lastModifiedMs: fake.nowMs });
    fake.made.push(to.key);
    return { etag: written.etag };
  }
  function copy({ from, to, onto, storageClass }: CopyOrder): CopiedObject {
    return write(to, onto, { ...sourceOf(from), storageClass });
  }
  const uploads = fakeUploads({
    check: (from) => void sourceOf(from),
    write: ({ to, storageClass, contentHeaders, metadata }, onto, sizeBytes, etag) => {
      const written = write(to, onto, { sizeBytes, etag, storageClass });
      fake.heads.set(`${to.bucket}/${to.key}`, { contentHeaders, metadata });
      return written;
    },
  });
  const own: Omit<FakeCopying, keyof FakeUploads> = {
    nowMs: START_MS,
    buckets,
    orders: [],
    made: [],
    heads: new Map(),
    looked: [],
    partSizes: new Map(),
    acls: new Map(),
    deletions: [],
    deletionFault: () => undefined,
    refuses: () => undefined,
    fault: () => undefined,
    async *objects(name, { prefix, after, until }) {
      await Promise.resolve();
      const inside = [...bucket(name).values()]
        .filter(({ key }) => key.startsWith(prefix) && (after === undefined || compareKeys(key, after) > 0))
        .filter(({ key }) => until === undefined || compareKeys(key, until) <= 0)
        .sort((a, b) => compareKeys(a.key, b.key));
      for (let from = 0; from < inside.length; from += 1_000) yield inside.slice(from, from + 1_000);
    },
    async *versions(name, range) {
      const asVersion = (one: ListedObject) => ({ ...one, versionId: 'null', deleteMarker: false, latest: true });
      for await (const page of fake.objects(name, range)) yield page.map(asVersion);
    },
    async head({ bucket: name, key }) {
      await Promise.resolve();
      fake.looked.push(`${name}/${key}`);
      const found = bucket(name).get(key);
      return found === undefined ? undefined : headed(found, fake.heads.get(`${name}/${key}`));
    },
    async grants({ bucket: name, key }) {
      await Promise.resolve();
      fake.looked.push(`${name}/${key}?acl`);
      return fake.acls.get(`${name}/${key}`) ?? { owner: 'id="o"', grants: { FULL_CONTROL: ['id="o"'] } };
    },
    async part({ bucket: name, key, etag }, number) {
      await Promise.resolve();
      fake.looked.push(`${name}/${key}#${number}`);
      const found = bucket(name).get(key);
      if (found === undefined) throw new RunnerError('not-found', 'HTTP 404', undefined, '404');
      if (found.etag !== etag) throw refusal('412');
      const sizes = fake.partSizes.get(`${name}/${key}`) ?? [found.sizeBytes];
      return { sizeBytes: sizes[number - 1] ?? 0, count: sizes.length };
    },
    async deleteObjects(name, objects) {
      fake.deletions.push(objects.map(({ key }) => key));
      await Promise.resolve();
      const fault = fake.deletionFault();
      if (fault !== undefined && fault.after !== true) throw fault.error;
      const answers = objects.map(({ key, etag }): Deleted => {
        const there = bucket(name).get(key);
        const code =
          fake.refuses(key) ??
          (there === undefined ? 'NoSuchKey' : there.etag === etag ? undefined : 'PreconditionFailed');
        if (code !== undefined) return { key, became: 'refused', code, message: code };
        bucket(name).delete(key);
        return { key, became: 'deleted', marker: true };
      });
      if (fault !== undefined) throw fault.error;
      return answers;
    },
    async deleteObject({ bucket: name, key }) {
      await Promise.resolve();
      bucket(name).delete(key);
      return { marker: true };
    },
    async copy(order) {
      fake.orders.push(order);
      await Promise.resolve();
      const fault = fake.fault(order);
      if (fault !== undefined && fault.after !== true) throw fault.error;
      const copied = copy(order);
      if (fault !== undefined) throw fault.error;
      return copied;
    },
  };
  const fake: FakeCopying = Object.assign(uploads, own);
  return fake;
}
