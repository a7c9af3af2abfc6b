import { describe, expect, it } from '@jest/globals';
import { copyBucketsCheck } from '../../../../runner/checks/copy/copy-buckets';
import { ACCOUNT, bucketIn } from '../../fakes/fake-world';
import { OTHER, said, type CopyGiven } from './copy-checks';

const isOwnedBy = (owners: Readonly<Record<string, string>>): CopyGiven => ({
  settings: { isOwnedBy: (bucket, accountId) => Promise.resolve((owners[bucket] ?? ACCOUNT) === accountId) },
});

describe('the buckets of a copy', () => {
  it('are told with their Regions, and which of them requests go to', async () => {
    const change: CopyGiven['change'] = (world) => void (bucketIn(world, 'dst').region = 'us-east-1');
    expect(await said(copyBucketsCheck, { change })).toEqual([
      "ok: 'src' in eu-west-1",
      "ok: 'dst' in us-east-1, where each request is sent to",
    ]);
  });

  it.each([
    ['source', { source: { bucket: 'none', region: 'eu-west-1', accountId: ACCOUNT } }],
    ['destination', { copyTo: { bucket: 'none' } }],
  ])('are wrong without a %s', async (side, target) => {
    expect(await said(copyBucketsCheck, { target })).toContain(`wrong: there is no ${side} bucket 'none'`);
  });

  it('are told with the account that they are of, as far as somebody names it', async () => {
    const source = { bucket: 'src', region: 'eu-west-1', accountId: OTHER };
    const found = await said(copyBucketsCheck, { ...isOwnedBy({ src: OTHER, dst: OTHER }), target: { source } });
    expect(found[0]).toContain(`it belongs to account ${OTHER}, and account ${ACCOUNT} copies`);
    expect(found[1]).toContain('it belongs to another account, and');
  });

  it('need not be looked at as a whole', async () => {
    const change: CopyGiven['change'] = (world) => void bucketIn(world, 'dst').denied.add('regionOf');
    expect((await said(copyBucketsCheck, { change }))[1]).toMatch(/^ok: 'dst' is there; it does not let/);
  });

  it('are one bucket once', async () => {
    expect(await said(copyBucketsCheck, { target: { copyTo: { bucket: 'src', prefix: 'b/' } } })).toHaveLength(1);
  });
});
