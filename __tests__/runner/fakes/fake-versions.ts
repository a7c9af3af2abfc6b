// Buckets with all versions of their objects, copied in memory by S3's conditions: the last version of a key is its current one.
import { RunnerError } from '../../../runner/ports/errors';
import type { CopyOrder, ObjectPlace, Standing } from '../../../runner/ports/s3/copying';
import type { VersionEntry } from '../../../runner/ports/s3/objects';
import { compareKeys } from '../../../runner/text/key-order';
import { START_MS } from './fake-clock';
import { fakeCopying, headed, refusal, type FakeCopying } from './fake-copying';

/** Of what is done to one key: what is thrown; with `after`, when it was done. */
export type Fault = { readonly error: RunnerError; readonly after?: boolean } | undefined;

export interface FakeVersions extends FakeCopying {
  /** Oldest first, by bucket and key. */
  readonly chains: Map<string, Map<string, VersionEntry[]>>;
  /** Chain of a key in short: an ETag for each version, `!` for a delete marker. */
  said(bucket: string, key: string): string;
  add(bucket: string, key: string, version: string): void;
  /** Asked before each delete marker. */
  markerFault: (place: ObjectPlace) => Fault;
  /** Called before each request that writes. */
  before: (place: ObjectPlace) => void;
}

function noSuchVersion(): RunnerError {
  return new RunnerError('not-found', 'NoSuchVersion', undefined, 'NoSuchVersion');
}

/** @param contents chains by key, as {@link FakeVersions.said} has them, blanks between the versions */
export function fakeVersions(contents: Readonly<Record<string, Readonly<Record<string, string>>>>): FakeVersions {
  const chains = new Map<string, Map<string, VersionEntry[]>>();
  let ids = 0;
  const chainOf = (bucket: string, key: string): VersionEntry[] => {
    const keys = chains.get(bucket) ?? new Map<string, VersionEntry[]>();
    chains.set(bucket, keys);
    const chain = keys.get(key) ?? [];
    keys.set(key, chain);
    return chain;
  };
  const current = ({ bucket, key }: ObjectPlace): VersionEntry | undefined => {
    const last = chainOf(bucket, key).at(-1);
    return last?.deleteMarker === true ? undefined : last;
  };
  const write = ({ bucket, key }: ObjectPlace, changes: Partial<VersionEntry>): VersionEntry => {
    const versionId = `v${(ids += 1)}`;
    const version: VersionEntry = {
      ...{ key, versionId, deleteMarker: false, latest: true, lastModifiedMs: START_MS, sizeBytes: 3, etag: '' },
      storageClass: 'STANDARD',
      ...changes,
    };
    chainOf(bucket, key).push(version);
    return version;
  };
  const checkStanding = (to: ObjectPlace, onto: Standing): void => {
    const there = current(to);
    if (onto === 'anything') return;
    if (onto === 'nothing' ? there !== undefined : there !== undefined && there.etag !== onto.etag)
      throw refusal('PreconditionFailed');
    if (onto !== 'nothing' && there === undefined)
      throw new RunnerError('not-found', 'NoSuchKey', undefined, 'NoSuchKey');
  };
  const base = fakeCopying({});
  const copy = ({ from, to, onto, storageClass }: CopyOrder): VersionEntry => {
    const source = chainOf(from.bucket, from.key).find(({ versionId }) => versionId === from.versionId);
    if (source === undefined) throw noSuchVersion();
    if (source.etag !== from.etag) throw refusal('PreconditionFailed');
    checkStanding(to, onto);
    return write(to, { sizeBytes: source.sizeBytes, etag: source.etag, storageClass });
  };
  const fake: FakeVersions = Object.assign(base, {
    chains,
    said: (bucket: string, key: string) =>
      chainOf(bucket, key)
        .map(({ deleteMarker, etag }) => (deleteMarker ? '!' : etag))
        .join(' '),
    add: (bucket: string, key: string, version: string) => {
      const isMarker = version === '!';
      write({ bucket, key }, isMarker ? { deleteMarker: true, sizeBytes: 0, storageClass: '' } : { etag: version });
    },
    markerFault: (): Fault => undefined,
    before: () => undefined,
    async *versions(bucket: string, { prefix, after, until }: Parameters<FakeCopying['versions']>[1]) {
      await Promise.resolve();
      const keys = [...(chains.get(bucket) ?? new Map<string, VersionEntry[]>())]
        .filter(([key, chain]) => chain.length > 0 && key.startsWith(prefix))
        .filter(([key]) => after === undefined || compareKeys(key, after) > 0)
        .filter(([key]) => until === undefined || compareKeys(key, until) <= 0)
        .sort(([a], [b]) => compareKeys(a, b));
      const all = keys.flatMap(([, chain]) => chain.map((one) => ({ ...one, latest: one === chain.at(-1) })).reverse());
      // Small pages: a chain goes on in the next one.
      for (let from = 0; from < all.length; from += 100) yield all.slice(from, from + 100);
    },
    async *objects(bucket: string, range: Parameters<FakeCopying['objects']>[1]) {
      for await (const page of fake.versions(bucket, range))
        yield page.filter(({ latest, deleteMarker }) => latest && !deleteMarker);
    },
    head: async ({ bucket, key }: ObjectPlace, versionId?: string) => {
      await Promise.resolve();
      const found =
        versionId === undefined
          ? current({ bucket, key })
          : chainOf(bucket, key).find((one) => one.versionId === versionId && !one.deleteMarker);
      return found === undefined ? undefined : headed(found, { versionId: found.versionId });
    },
    copy: async (order: CopyOrder) => {
      fake.orders.push(order);
      await Promise.resolve();
      fake.before(order.to);
      const fault = fake.fault(order);
      if (fault !== undefined && fault.after !== true) throw fault.error;
      const { etag, versionId } = copy(order);
      if (fault !== undefined) throw fault.error;
      return { etag, versionId };
    },
    deleteObject: async (place: ObjectPlace, etag?: string) => {
      await Promise.resolve();
      fake.before(place);
      const fault = fake.markerFault(place);
      if (fault !== undefined && fault.after !== true) throw fault.error;
      if (etag !== undefined) checkStanding(place, { etag });
      fake.add(place.bucket, place.key, '!');
      if (fault !== undefined) throw fault.error;
      return { marker: true };
    },
  });
  for (const [bucket, keys] of Object.entries(contents)) {
    chains.set(bucket, new Map());
    for (const [key, versions] of Object.entries(keys))
      for (const version of versions.split(' ').filter((one) => one !== '')) fake.add(bucket, key, version);
  }
  return fake;
}
