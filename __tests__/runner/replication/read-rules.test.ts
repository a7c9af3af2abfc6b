// Whose rules count.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import { destinationsOfRules, readRules, rulesOfHandoff } from '../../../runner/replication/read-rules';
import { targetOfHandoff } from '../../../runner/target/target';
import { fakeBuckets } from '../fakes/fake-buckets';
import { bucketIn, handoff, rule, setup } from '../fakes/fake-world';

const TARGET = targetOfHandoff(
  handoff({
    destinations: [
      { bucket: 'dst', ruleId: 'folder', replicaKmsKeyArn: 'arn:key' },
      { bucket: 'far', ruleId: 'folder', storageClass: 'STANDARD_IA' },
      { bucket: 'nowhere', ruleId: 'gone' },
    ],
  }),
);

describe('the rules of a source', () => {
  it("are S3's where it shows them", async () => {
    const given = setup();
    bucketIn(given, 'src').replication = { roleArn: 'arn:role', rules: [rule({ id: 'live' })] };
    expect(await readRules(TARGET, fakeBuckets(given.buckets))).toEqual({
      roleArn: 'arn:role',
      rules: [rule({ id: 'live' })],
    });
  });

  it('are none where S3 says that there is no configuration, whatever the handoff says', async () => {
    const given = setup();
    delete bucketIn(given, 'src').replication;
    expect(await readRules(TARGET, fakeBuckets(given.buckets))).toEqual({ rules: [] });
  });

  it("are the handoff's where S3's may not be read, and say so", async () => {
    const given = setup();
    bucketIn(given, 'src').denied.add('replication');
    const found = await readRules(TARGET, fakeBuckets(given.buckets));
    expect(found.rules).toEqual(rulesOfHandoff(TARGET));
    expect(found.unreadable).toContain('AccessDenied');
    expect(found).not.toHaveProperty('roleArn');
  });

  it('are not guessed where S3 gives no answer', async () => {
    const buckets = {
      ...fakeBuckets(setup().buckets),
      replication: () => Promise.reject(new RunnerError('unavailable', '503')),
    };
    await expect(readRules(TARGET, buckets)).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(readRules(TARGET, buckets, ['unavailable'])).resolves.toMatchObject({ unreadable: '503' });
  });
});

describe('a rule of the handoff', () => {
  it('is one for each of its destinations', () => {
    expect(rulesOfHandoff(TARGET)).toEqual([
      rule({ kmsObjects: true, replicaKmsKeyArn: 'arn:key' }),
      rule({ destinationBucket: 'far', storageClass: 'STANDARD_IA' }),
    ]);
  });

  it('names no destination while it is disabled', () => {
    expect(
      destinationsOfRules([rule(), rule({ enabled: false, destinationBucket: 'far' }), rule({ id: '2' })]),
    ).toEqual(['dst']);
  });
});
