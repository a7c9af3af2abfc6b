// Which identity is asked about which bucket.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import type { Aws } from '../../../runner/ports/aws';
import { twoSided } from '../../../runner/target/sides';
import { fakeEngine, setup } from '../fakes/fake-world';

const THERE = '444455556666';
const HERE = '111122223333';

type Said = string[];

/** AWS as one identity sees it; each call that names a bucket is written down. */
function side(name: string, accountId: string, said: Said, changes: Partial<Aws['bucketSettings']> = {}): Aws {
  const given = setup();
  const { aws } = fakeEngine(given);
  const listening = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get:
        (of, method) =>
        (bucket: string, ...more: unknown[]) => {
          said.push(`${name} ${String(method)} ${bucket}`);
          return Reflect.apply(Reflect.get(of, method) as () => unknown, of, [bucket, ...more]) as unknown;
        },
    });
  return {
    ...aws,
    identity: { whoAmI: () => Promise.resolve({ accountId, arn: `arn:aws:iam::${accountId}:user/${name}` }) },
    buckets: listening(aws.buckets),
    objects: listening(aws.objects),
    copying: {
      ...aws.copying,
      head: (place) => {
        said.push(`${name} head ${place.bucket}`);
        return Promise.resolve(undefined);
      },
      objects: (...given) => listening(aws.copying).objects(...given),
      copy: ({ to }) => {
        said.push(`${name} copy ${to.bucket}`);
        return Promise.resolve({ etag: 'e' });
      },
    },
    bucketSettings: listening({ ...aws.bucketSettings, isOwnedBy: () => Promise.resolve(false), ...changes }),
    keys: listening(aws.keys),
  };
}

function sides(there: Partial<Aws['bucketSettings']> = {}, here: Partial<Aws['bucketSettings']> = {}) {
  const said: Said = [];
  const aws = twoSided(side('here', HERE, said, here), side('there', THERE, said, there), {
    source: 'src',
    sourceAccountId: () => Promise.resolve(HERE),
    destinations: new Set(),
  });
  return { aws, said };
}

async function listed(aws: Aws, bucket: string): Promise<void> {
  await aws.objects.versions(bucket, { prefix: '' })[Symbol.asyncIterator]().next();
}

describe('an identity for each side', () => {
  it('asks about destinations by that of the destinations, and about all else by that of the source', async () => {
    const { aws, said } = sides();
    // The rules of the source say what the destinations are.
    await aws.buckets.replication('src');
    for (const bucket of ['src', 'dst', 'reports']) {
      await aws.buckets.regionOf(bucket);
      await aws.bucketSettings.policy(bucket);
      await aws.objects.head(bucket, 'k');
      await listed(aws, bucket);
    }
    const about = (bucket: string): readonly string[] => [
      ...new Set(said.filter((line) => line.endsWith(` ${bucket}`)).map((line) => line.split(' ')[0] ?? '')),
    ];
    expect([about('src'), about('dst'), about('reports')]).toEqual([['here'], ['there'], ['here']]);
  });

  it('lists each side by its own, and copies by that of the bucket that is written to', async () => {
    const { aws, said } = sides();
    await aws.buckets.replication('src');
    said.length = 0;
    const list = (bucket: string) => aws.copying.objects(bucket, { prefix: '' })[Symbol.asyncIterator]().next();
    for (const bucket of ['src', 'dst']) await list(bucket).catch(() => undefined);
    const order = { onto: 'nothing', storageClass: 'STANDARD', annotations: 'copy' } as const;
    const place = (bucket: string) => ({ bucket, key: 'k' });
    await aws.copying.copy({ ...order, from: { ...place('src'), etag: 'e' }, to: place('dst') });
    for (const bucket of ['src', 'dst']) await aws.copying.head(place(bucket));
    await aws.copying.copy({ ...order, from: { ...place('dst'), etag: 'e' }, to: place('src') });
    expect(said.filter((line) => !line.includes('isOwnedBy'))).toEqual([
      'here objects src',
      'there objects dst',
      'there copy dst',
      'here head src',
      'there head dst',
      'here copy src',
    ]);
  });

  it('takes the source for no destination, although a destination replicates back to it', async () => {
    const { aws, said } = sides();
    await aws.buckets.replication('src');
    await aws.buckets.replication('dst');
    await aws.buckets.regionOf('src');
    expect(said.at(-1)).toBe('here regionOf src');
  });

  it('looks at a destination in the account of the source as the source does, where its own identity may not', async () => {
    const { aws, said } = sides(
      { isOwnedBy: () => Promise.reject(new RunnerError('denied', 'AccessDenied')) },
      { isOwnedBy: () => Promise.resolve(true) },
    );
    await aws.buckets.replication('src');
    await listed(aws, 'dst');
    expect(said.at(-1)).toBe('here versions dst');
  });

  it('stays with the identity of the destinations where neither may look', async () => {
    const { aws, said } = sides(
      { isOwnedBy: () => Promise.resolve(undefined) },
      { isOwnedBy: () => Promise.resolve(false) },
    );
    await aws.buckets.replication('src');
    await listed(aws, 'dst');
    expect(said.at(-1)).toBe('there versions dst');
  });

  it('asks about a key by the identity of its account', async () => {
    const { aws, said } = sides();
    for (const account of [THERE, HERE, '777788889999']) await aws.keys.find(`arn:aws:kms:eu-west-1:${account}:key/k`);
    expect(said.map((line) => line.split(' ')[0])).toEqual(['there', 'here', 'here']);
  });

  it('tells whose the two identities are', async () => {
    const { aws } = sides();
    expect((await aws.identity.whoAmI()).accountId).toBe(HERE);
    expect((await aws.destinationIdentity?.whoAmI())?.accountId).toBe(THERE);
  });
});
