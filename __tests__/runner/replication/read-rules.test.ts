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

describe('a rule of the handoff', () => {
  it('has every field that Terraform wrote of it and of its destination', () => {
    const destination = {
      bucket: 'far',
      region: 'eu-central-1',
      accountId: '444455556666',
      storageClass: 'GLACIER_IR',
    };
    const written = handoff({
      destinations: [{ ...destination, replicaKmsKeyArn: 'arn:key', ruleId: 'a' }],
      rules: [{ id: 'a', prefix: 'a/', tags: { copy: 'yes' }, priority: 7, status: 'Disabled', deleteMarkers: true }],
    });
    expect(rulesOfHandoff(targetOfHandoff(written))).toEqual([
      {
        id: 'a',
        enabled: false,
        priority: 7,
        prefix: 'a/',
        tags: { copy: 'yes' },
        destinationBucket: 'far',
        destinationAccountId: '444455556666',
        storageClass: 'GLACIER_IR',
        replicaKmsKeyArn: 'arn:key',
        kmsObjects: true,
        deleteMarkers: true,
      },
    ]);
  });

  it('has nothing that Terraform did not write', () => {
    const written = handoff({
      destinations: [{ bucket: 'dst', ruleId: 'a' }],
      rules: [{ id: 'a', priority: 0, status: 'Enabled', deleteMarkers: false }],
    });
    expect(rulesOfHandoff(targetOfHandoff(written))).toEqual([
      {
        id: 'a',
        enabled: true,
        priority: 0,
        prefix: '',
        tags: {},
        destinationBucket: 'dst',
        kmsObjects: false,
        deleteMarkers: false,
      },
    ]);
  });
});

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
