import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReportRows } from '../../../emulator/batch/reports/report-rows';
import { readRows } from '../../../emulator/batch/manifests/manifest-rows';
import { selectVersions } from '../../../emulator/batch/manifests/select-versions';
import type { Bucket, ObjectVersion } from '../../../emulator/world/bucket';
import { KeyIndex } from '../../../emulator/world/key-index';
import { uriEncodePath } from '../../../emulator/http/uri-encode';
import { createEmulator, type Emulator } from '../../../emulator/emulator';
import type { ManifestFilter } from '../../../emulator/world/batch-job';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await createEmulator();
});
afterAll(() => emulator.close());

/** Keys with all that CSV and URLs make trouble with: quotes, commas, line ends, spaces, percent signs, other scripts. */
const hostileKey = fc
  .array(
    fc.oneof(fc.constantFrom('"', ',', '\n', '\r', ' ', '%', '+', '/', ';', '\\', '\0', 'ü', '😀', '%2F'), fc.string()),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''))
  .filter((key) => key !== '');

const runs = { numRuns: 200 };

describe('a completion report', () => {
  it('gives back keys and messages as they went in, whatever they are', () => {
    const row = fc.record({ key: hostileKey, versionId: fc.option(fc.string()), message: fc.option(hostileKey) });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 10 }), (rows) => {
        const report = new ReportRows({ bucket: 'b', prefix: '', failedTasksOnly: false });
        for (const { key, versionId, message } of rows) {
          const task = { bucket: 'b', key, listedKey: key, ...(versionId === null ? {} : { versionId }) };
          report.add(task, message === null ? undefined : { code: 'C', httpStatus: 403, message });
        }
        const read = report.finish().flatMap(({ body }) => parse(body));
        const written = [
          ...rows.filter(({ message }) => message === null),
          ...rows.filter(({ message }) => message !== null),
        ];
        expect(read).toEqual(
          written.map(({ key, versionId, message }) =>
            message === null
              ? ['b', key, versionId ?? '', 'succeeded', '200', '', 'success']
              : ['b', key, versionId ?? '', 'failed', '403', 'C', message],
          ),
        );
      }),
      runs,
    );
  });

  it('has as many rows as tasks, in files of 20,000 rows at most', () => {
    const report = new ReportRows({ bucket: 'b', prefix: '', failedTasksOnly: false });
    for (let index = 0; index < 45_000; index++) {
      report.add({ bucket: 'b', key: 'k', listedKey: 'k', versionId: 'v' }, undefined);
    }
    const sizes = report.finish().map(({ body }) => body.toString('latin1').split('\n').length - 1);
    expect(sizes).toEqual([20_000, 20_000, 5000]);
  });
});

describe('the keys of a manifest', () => {
  it('are URL-encoded, and read back as they are in the bucket', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(hostileKey, { minLength: 1, maxLength: 10 }), async (keys) => {
        const encoded = keys.map(uriEncodePath);
        for (const key of encoded) expect(key).toMatch(/^[A-Za-z0-9\-_.~/%]*$/);
        const body = Buffer.from(encoded.map((key) => `b,${key},v\n`).join(''));
        const rows = await readRows(emulator.world, body, ['Bucket', 'Key', 'VersionId'], () => Promise.resolve());
        expect(rows.map(({ key }) => key)).toEqual(keys);
        expect(rows.map(({ listedKey }) => listedKey)).toEqual(encoded);
      }),
      runs,
    );
  });
});

const CLASSES = ['STANDARD', 'STANDARD_IA', 'GLACIER'] as const;
const STATUSES = [undefined, 'PENDING', 'COMPLETED', 'FAILED', 'REPLICA'] as const;

const shortText = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 4 });

const version = fc
  .record({
    key: shortText.map((text) => `k${text}`),
    versionId: fc.uuid(),
    lastModifiedMs: fc.integer({ min: 0, max: 20 }),
    size: fc.integer({ min: 0, max: 5 }),
    storageClass: fc.constantFrom(...CLASSES),
    status: fc.constantFrom(...STATUSES),
    customerKeyMd5: fc.option(fc.constant('md5'), { nil: undefined }),
  })
  .map(({ size, status, customerKeyMd5, ...rest }): ObjectVersion => ({
    ...rest,
    deleteMarker: false,
    etag: '',
    body: Buffer.alloc(size),
    systemMetadata: {},
    metadata: {},
    encryption: { algorithm: 'AES256', ...(customerKeyMd5 === undefined ? {} : { customerKeyMd5 }) },
    checksums: {},
    tags: {},
    ...(status === undefined ? {} : { replicationStatus: status }),
  }));

/** Most wishes are not made, or else nearly every filter would select nothing. */
const seldom = <T, U>(arbitrary: fc.Arbitrary<T>, otherwise: U): fc.Arbitrary<T | U> =>
  fc.oneof({ arbitrary: fc.constant(otherwise), weight: 4 }, { arbitrary, weight: 1 });

interface Wanted {
  readonly prefix: string;
  readonly suffix: string;
  readonly substring: string;
  readonly statuses: readonly string[];
  readonly storageClasses: readonly string[];
  readonly after: number | undefined;
  readonly before: number | undefined;
  readonly larger: number | undefined;
  readonly smaller: number | undefined;
  readonly customerKeys: boolean;
}

const wanted: fc.Arbitrary<Wanted> = fc.record({
  prefix: seldom(
    shortText.map((text) => `k${text}`.slice(0, 2)),
    '',
  ),
  suffix: seldom(
    shortText.map((text) => text.slice(0, 1)),
    '',
  ),
  substring: seldom(
    shortText.map((text) => text.slice(0, 2)),
    '',
  ),
  statuses: seldom(fc.subarray(['NONE', 'COMPLETED', 'FAILED', 'REPLICA']), []),
  storageClasses: seldom(fc.subarray([...CLASSES]), []),
  after: seldom(fc.integer({ min: 0, max: 20 }), undefined),
  before: seldom(fc.integer({ min: 0, max: 20 }), undefined),
  larger: seldom(fc.integer({ min: 0, max: 5 }), undefined),
  smaller: seldom(fc.integer({ min: 0, max: 5 }), undefined),
  customerKeys: seldom(fc.constant(true), false),
});

/** The same thing, said once more: each wish that was not made rules nothing out. */
function isWanted(filter: Wanted, object: ObjectVersion): boolean {
  const wishes: readonly boolean[] = [
    object.key.indexOf(filter.prefix) === 0,
    object.key.slice(object.key.length - filter.suffix.length) === filter.suffix,
    object.key.split(filter.substring).length > 1 || filter.substring === '',
    filter.statuses.length === 0 || new Set(filter.statuses).has(object.replicationStatus ?? 'NONE'),
    filter.storageClasses.length === 0 || new Set(filter.storageClasses).has(object.storageClass),
    !(object.lastModifiedMs <= (filter.after ?? -1)),
    !(object.lastModifiedMs >= (filter.before ?? Infinity)),
    !(object.body.byteLength <= (filter.larger ?? -1)),
    !(object.body.byteLength >= (filter.smaller ?? Infinity)),
    !filter.customerKeys || object.encryption.customerKeyMd5 === 'md5',
  ];
  return wishes.every(Boolean);
}

function asFilter({ after, before, larger, smaller, customerKeys, ...rest }: Wanted): ManifestFilter {
  return {
    ...rest,
    ...(after === undefined ? {} : { createdAfterMs: after }),
    ...(before === undefined ? {} : { createdBeforeMs: before }),
    ...(larger === undefined ? {} : { largerThanBytes: larger }),
    ...(smaller === undefined ? {} : { smallerThanBytes: smaller }),
    ...(customerKeys ? { encryption: { kind: 'SSEC' as const } } : {}),
  };
}

describe('the filter of a manifest generator', () => {
  it('selects what all of its wishes allow, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(version, { maxLength: 30 }), wanted, (versions, filter) => {
        const index = new KeyIndex<ObjectVersion>();
        for (const one of versions) index.put(one);
        const bucket: Bucket = {
          name: 'b',
          region: 'us-east-1',
          accountId: '111122223333',
          createdMs: 0,
          documents: new Map(),
          versions: index,
          uploads: new Map(),
          deletedReplicas: new Set(),
        };
        const selected = [...selectVersions(emulator.world, bucket, asFilter(filter))].flat();
        const expected = versions.filter((one) => isWanted(filter, one));
        expect(selected.map(({ versionId }) => versionId).sort()).toEqual(
          expected.map(({ versionId }) => versionId).sort(),
        );
      }),
      { numRuns: 500 },
    );
  });
});
