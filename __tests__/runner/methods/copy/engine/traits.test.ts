// What a copy is beside its bytes: by the listing alone, unless something is to be kept that it does not tell.
import { describe, expect, it } from '@jest/globals';
import { traitsOf, type TraitOptions } from '../../../../../runner/methods/copy/engine/traits';
import { RunnerError } from '../../../../../runner/ports/errors';
import type { CopyGrants, CopyTraits } from '../../../../../runner/ports/s3/copying';
import type { CopyLock } from '../../../../../runner/ports/s3/copying';
import type { ObjectHead } from '../../../../../runner/ports/s3/object-head';
import { fakeCopying, listed } from '../../../fakes/fake-copying';

const NOW_MS = Date.UTC(2026, 0, 1);
const LATER = '2027-01-01T00:00:00.000Z';
const EARLIER = '2025-01-01T00:00:00.000Z';
const EVERYBODY = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"';

function setup(head: Partial<ObjectHead> = {}, grants: CopyGrants = { FULL_CONTROL: ['id="o"'] }) {
  const object = listed('k', { storageClass: 'GLACIER_IR' });
  const copying = fakeCopying({ src: [object] });
  copying.heads.set('src/k', { serverMs: NOW_MS, ...head });
  copying.acls.set('src/k', { owner: 'id="o"', grants });
  const traits = (options: Partial<TraitOptions>): CopyTraits | Promise<CopyTraits> =>
    traitsOf(object, { annotations: 'copy', keep: [], ...options }, copying, 'src');
  return { copying, traits };
}

describe('traits', () => {
  it('are known at once, by no request, where nothing is kept that takes one', () => {
    const { copying, traits } = setup();
    expect(traits({})).toEqual({ storageClass: 'GLACIER_IR', annotations: 'copy' });
    const encryption = { algorithm: 'AES256' } as const;
    const acl = 'bucket-owner-full-control';
    const chosen = { storageClass: 'STANDARD', encryption, annotations: 'exclude', acl } as const;
    expect(traits(chosen)).toEqual(chosen);
    expect(copying.looked).toEqual([]);
  });

  it('with redirects and locks take one look at the object, and no look at its ACL', async () => {
    const lock = { mode: 'COMPLIANCE', retainUntil: LATER, legalHold: 'ON' };
    const { copying, traits } = setup({ websiteRedirect: '/there', lock });
    expect(await traits({ keep: ['redirects', 'lock'] })).toMatchObject({ websiteRedirect: '/there', lock });
    expect(copying.looked).toEqual(['src/k']);
    expect(await traits({ keep: ['lock'] })).not.toHaveProperty('websiteRedirect');
    expect(await traits({ keep: ['redirects'] })).not.toHaveProperty('lock');
  });

  it.each<[string, CopyLock, CopyLock | undefined]>([
    ['a retention that has ended', { mode: 'GOVERNANCE', retainUntil: EARLIER }, undefined],
    ['a hold that is off', { legalHold: 'OFF' }, undefined],
    ['a hold alone', { legalHold: 'ON' }, { legalHold: 'ON' }],
    ['a hold after its retention', { mode: 'GOVERNANCE', retainUntil: EARLIER, legalHold: 'ON' }, { legalHold: 'ON' }],
    [
      'a retention without a hold',
      { mode: 'GOVERNANCE', retainUntil: LATER, legalHold: 'OFF' },
      { mode: 'GOVERNANCE', retainUntil: LATER },
    ],
  ])('keep of %s what S3 takes', async (_title, lock, expected) => {
    const { traits } = setup({ lock });
    expect((await traits({ keep: ['lock'] })).lock).toEqual(expected);
  });

  it.each<[string, CopyGrants, CopyTraits['acl']]>([
    ['of the owner alone', { FULL_CONTROL: ['id="o"'] }, undefined],
    ['of everybody who may read', { FULL_CONTROL: ['id="o"'], READ: [EVERYBODY] }, 'public-read'],
    [
      'of everybody who may write',
      { FULL_CONTROL: ['id="o"'], WRITE: [EVERYBODY], READ: [EVERYBODY] },
      'public-read-write',
    ],
    [
      'of somebody else',
      { FULL_CONTROL: ['id="o"', 'id="x"'], READ: [EVERYBODY] },
      { FULL_CONTROL: ['id="o"', 'id="x"'], READ: [EVERYBODY] },
    ],
  ])('have the ACL %s', async (_title, grants, expected) => {
    const { copying, traits } = setup({}, grants);
    expect((await traits({ keep: ['acl'] })).acl).toEqual(expected);
    expect(copying.looked).toEqual(['src/k?acl']);
  });

  it('have the ACL that every copy is to have, and ask for no other', async () => {
    const { copying, traits } = setup({}, { READ: [EVERYBODY] });
    const acl = 'bucket-owner-full-control';
    expect((await traits({ keep: ['acl'], acl })).acl).toBe(acl);
    expect(copying.looked).toEqual([]);
  });

  it('of one that has gone are those of the listing, and one that cannot be looked at has none', async () => {
    const { copying, traits } = setup();
    copying.buckets.get('src')?.clear();
    expect(await traits({ keep: ['lock'] })).toEqual({ storageClass: 'GLACIER_IR', annotations: 'copy' });
    const denied = new RunnerError('denied', 'S3 HeadObject: AccessDenied');
    copying.head = () => Promise.reject(denied);
    await expect(traits({ keep: ['lock'] })).rejects.toBe(denied);
  });
});
