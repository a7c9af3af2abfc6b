// Rules that name no replica key, but the multi-Region key that is related to the key of the source.
import { describe, expect, it } from '@jest/globals';
import { checkContext } from '../../../../runner/checks/asked/asked-once';
import { keysInUse } from '../../../../runner/checks/asked/keys-in-use';
import { kmsKeysCheck } from '../../../../runner/checks/keys/kms-keys';
import type { ReplicationRule } from '../../../../runner/ports/s3/replication';
import { targetOfHandoff } from '../../../../runner/target/target';
import { bucketIn, fakeEngine, handoff, REPLICATION_ROLE, rule, setup } from '../../fakes/fake-world';

const MULTI = 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
const SINGLE = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function context(sourceKeyArn: string, replicaState?: string, changes: Partial<ReplicationRule> = {}) {
  const given = setup();
  bucketIn(given, 'dst').region = 'eu-central-1';
  bucketIn(given, 'src').replication = {
    roleArn: REPLICATION_ROLE,
    rules: [rule({ kmsObjects: true, sourceMultiRegionKey: true, ...changes })],
  };
  const { aws } = fakeEngine(given);
  return checkContext(targetOfHandoff(handoff()), {
    ...aws,
    bucketSettings: {
      ...aws.bucketSettings,
      encryption: (bucket) =>
        Promise.resolve(
          bucket === 'src' ? { algorithm: 'aws:kms', kmsKeyArn: sourceKeyArn, bucketKey: false } : undefined,
        ),
    },
    keys: {
      find: (arn) => {
        const state = arn === sourceKeyArn ? 'Enabled' : replicaState;
        return Promise.resolve(state === undefined ? undefined : { arn, state, multiRegion: true });
      },
    },
  });
}

const there = MULTI.replace('eu-west-1', 'eu-central-1');

describe('the key of replicas that is related to the key of the source', () => {
  it('is the same key in the Region of the destination', async () => {
    const uses = await keysInUse(context(MULTI));
    expect(uses.map(({ side, arn }) => [side, arn])).toEqual([
      ['source', MULTI],
      ['replica', there],
    ]);
  });

  it.each<[string, string, string | undefined, string]>([
    ['is enabled', MULTI, 'Enabled', `ok: replica key ${there}: Enabled`],
    ['is of another primary Region soon', MULTI, 'Updating', `ok: replica key ${there}: Updating`],
    [
      'has lost its material',
      MULTI,
      'PendingImport',
      `wrong: the replica key ${there} is without key material (PendingImport)`,
    ],
    [
      'is in a store that is not connected',
      MULTI,
      'Unavailable',
      `wrong: the replica key ${there} is Unavailable: its custom key store`,
    ],
    ['is disabled', MULTI, 'Disabled', `wrong: the replica key ${there} is Disabled; tasks would fail`],
    [
      'is not there',
      MULTI,
      undefined,
      `could-not-check: there is no key ${there}, the multi-Region key in eu-central-1`,
    ],
    ['cannot be', SINGLE, undefined, `could-not-check: the rule for 'dst' encrypts replicas with the multi-Region key`],
  ])('%s', async (_what, source, state, expected) => {
    const found = await kmsKeysCheck.run(context(source, state));
    expect(found.map(({ answer, detail }) => `${answer}: ${detail}`)).toContainEqual(expect.stringContaining(expected));
  });

  it('leaves open which key it is where the rule names one beside it', async () => {
    const found = await kmsKeysCheck.run(context(MULTI, 'Enabled', { replicaKmsKeyArn: there }));
    expect(found.map(({ answer, detail }) => `${answer}: ${detail}`)).toContainEqual(
      expect.stringMatching(/^could-not-check: .*which of them S3 takes is not documented$/),
    );
  });
});
