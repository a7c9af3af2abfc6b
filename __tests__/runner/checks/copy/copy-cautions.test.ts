// What is told of a destination before a copy, and what is not.
import { describe, expect, it } from '@jest/globals';
import { cautions } from '../../../../runner/checks/cautions/every-caution';
import { checkContext } from '../../../../runner/checks/asked/asked-once';
import type { BucketSettings } from '../../../../runner/ports/s3/bucket-settings';
import type { CopyTo, Target } from '../../../../runner/target/target';
import { START_MS } from '../../fakes/fake-clock';
import { ACCOUNT, bucketIn, fakeEngine, REPLICATION_ROLE, rule, setup, type Setup } from '../../fakes/fake-world';

const OTHER = '444455556666';

interface Given {
  readonly copyTo?: CopyTo;
  readonly settings?: Partial<BucketSettings>;
  readonly change?: (given: Setup) => void;
}

function targetTo(copyTo: CopyTo): Target {
  return {
    source: { bucket: 'src', region: 'eu-west-1', accountId: ACCOUNT },
    prefixes: ['folder/'],
    copyTo,
    destinations: [],
    rules: [],
    batchJob: {},
  };
}

async function told({ copyTo = { bucket: 'dst' }, settings = {}, change }: Given): Promise<readonly string[]> {
  const given = setup();
  bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [] };
  change?.(given);
  const { aws } = fakeEngine(given);
  const bucketSettings = { ...aws.bucketSettings, ...settings };
  const found = await cautions(checkContext(targetTo(copyTo), { ...aws, bucketSettings }), START_MS);
  return found.map(({ warning, detail }) => `${warning}: ${detail}`);
}

const withRule = (bucket: 'src' | 'dst', changes: Parameters<typeof rule>[0]) => (given: Setup) => {
  bucketIn(given, bucket).replication = { roleArn: REPLICATION_ROLE, rules: [rule(changes)] };
};
const foreign = (ownership: string): Partial<BucketSettings> => ({
  isOwnedBy: (_bucket, accountId) => Promise.resolve(accountId === OTHER),
  ownership: () => Promise.resolve(ownership),
});

describe('before a copy', () => {
  it('nothing is told of a destination with versions, without rules', async () => {
    expect(await told({})).toEqual([]);
  });

  it.each(['Suspended', 'never enabled'] as const)('it is told that versioning is %s', async (versioning) => {
    const change = (given: Setup): void => void (bucketIn(given, 'dst').versioning = versioning);
    expect(await told({ change })).toEqual([expect.stringMatching(/^copy-overwrites: .*cannot be brought back$/)]);
  });

  it('it is told that copies are retained, and not where a lock has no default', async () => {
    const locked = (lock: object) => ({ settings: { objectLock: () => Promise.resolve(lock) } });
    expect(await told(locked({ defaultRetention: 'COMPLIANCE' }))).toEqual([
      expect.stringMatching(/^copy-retention: .*COMPLIANCE/),
    ]);
    expect(await told(locked({}))).toEqual([]);
  });

  it('it is told whose the copies are, where another account has ACLs switched on', async () => {
    expect(await told({ settings: foreign('ObjectWriter') })).toEqual([
      expect.stringMatching(`^copy-owner: .*copies belong to account ${ACCOUNT}`),
    ]);
    expect(await told({ settings: foreign('BucketOwnerEnforced') })).toEqual([]);
    expect(await told({ settings: { ownership: () => Promise.resolve('ObjectWriter') } })).toEqual([]);
  });

  it('it is told that a rule brings the same there, and not where keys change, or the rule is for others', async () => {
    const change = withRule('src', { prefix: 'folder/' });
    expect(await told({ change })).toEqual([
      expect.stringMatching(/^copy-beside-replication: the rule 'folder' of 'src'/),
    ]);
    expect(await told({ change, copyTo: { bucket: 'dst', prefix: 'archive/' } })).toEqual([]);
    expect(await told({ change: withRule('src', { prefix: 'other/' }) })).toEqual([]);
    expect(await told({ change: withRule('src', { enabled: false }) })).toEqual([]);
  });

  it('it is told that the destination is replicated itself, where a rule covers the copies', async () => {
    const change = withRule('dst', { prefix: 'folder/', destinationBucket: 'third' });
    expect(await told({ change })).toEqual([expect.stringMatching(/^copy-replicated-onward: .*to 'third'/)]);
    expect(await told({ change, copyTo: { bucket: 'dst', prefix: 'archive/' } })).toEqual([]);
  });

  it('what may not be asked is told as such', async () => {
    const change = (given: Setup): void => {
      bucketIn(given, 'dst').denied.add('versioning').add('replication');
    };
    const found = await told({ change });
    expect(found.map((line) => line.split(':')[0])).toEqual(['not-asked', 'not-asked']);
  });
});
