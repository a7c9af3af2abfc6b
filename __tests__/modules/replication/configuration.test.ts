import { Token } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { ReplicationConfiguration, type ReplicationRule } from '../../../modules';
import { newStack, synthesize, synthesized } from '../synthesis';

const ROLE = 'arn:aws:iam::111122223333:role/replication';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321';
const to = (rule: Partial<ReplicationRule> = {}): ReplicationRule => ({ destinationBucketName: 'replica', ...rule });

function rulesOf(...rules: ReplicationRule[]): unknown[] {
  const stack = synthesized((scope) => {
    new ReplicationConfiguration(scope, 'r', { sourceBucketName: 'source', replicationRoleArn: ROLE, rules });
  });
  const [configuration] = Object.values(stack.resources('aws_s3_bucket_replication_configuration'));
  expect(configuration).toMatchObject({ bucket: 'source', role: ROLE });
  return configuration?.['rule'] as unknown[];
}

function warningsOf(rule: ReplicationRule): string[] {
  const stack = newStack();
  const props = { sourceBucketName: 'source', replicationRoleArn: ROLE, rules: [rule] };
  const { node } = new ReplicationConfiguration(stack, 'r', props);
  return node.metadata.map(({ data }) => String(data));
}

describe('a replication rule', () => {
  it('has everything that S3 demands when it is given a destination alone', () => {
    expect(rulesOf(to())).toEqual([
      {
        id: 'all-objects',
        priority: 1,
        status: 'Enabled',
        filter: { prefix: '' },
        delete_marker_replication: { status: 'Disabled' },
        destination: { bucket: 'arn:P:s3:::replica' },
      },
    ]);
  });

  it('selects SSE-KMS objects whenever it has a replica key, and only then', () => {
    const [plain, encrypted] = rulesOf(to({ prefix: 'a/' }), to({ prefix: 'b/', replicaKmsKeyArn: KEY }));
    expect(plain).not.toHaveProperty('source_selection_criteria');
    expect(encrypted).toMatchObject({
      source_selection_criteria: { sse_kms_encrypted_objects: { status: 'Enabled' } },
      destination: { encryption_configuration: { replica_kms_key_id: KEY } },
    });
  });

  it('copies delete markers and sets the storage class when it is told to', () => {
    expect(rulesOf(to({ replicateDeleteMarkers: true, storageClass: 'GLACIER_IR', status: 'Disabled' }))).toMatchObject(
      [
        {
          status: 'Disabled',
          delete_marker_replication: { status: 'Enabled' },
          destination: { storage_class: 'GLACIER_IR' },
        },
      ],
    );
  });

  it.each<[string, Partial<ReplicationRule>, object]>([
    [
      'Replication Time Control, with the metrics and the one threshold that S3 takes',
      { replicationTimeControl: true },
      {
        replication_time: { status: 'Enabled', time: { minutes: 15 } },
        metrics: { status: 'Enabled', event_threshold: { minutes: 15 } },
      },
    ],
    ['metrics alone, without a threshold', { metrics: true }, { metrics: { status: 'Enabled' } }],
    [
      'the owner of the replicas, with the account',
      { ownerOverride: true, destinationAccountId: '444455556666' },
      { access_control_translation: { owner: 'Destination' }, account: '${"444455556666"}' },
    ],
  ])('says of its destination: %s', (_, rule, destination) => {
    expect(rulesOf(to(rule))).toMatchObject([{ destination: { bucket: 'arn:P:s3:::replica', ...destination } }]);
  });

  it('names an account only with the owner', () => {
    expect(JSON.stringify(rulesOf(to({ destinationAccountId: '444455556666' })))).not.toContain('444455556666');
  });

  it('selects changes of replicas, with and without SSE-KMS objects', () => {
    const [alone, both] = rulesOf(
      to({ prefix: 'a/', replicaModificationSync: true }),
      to({ prefix: 'b/', replicaModificationSync: true, replicaKmsKeyArn: KEY }),
    );
    const modifications = { replica_modifications: { status: 'Enabled' } };
    expect(alone).toMatchObject({ source_selection_criteria: modifications });
    expect(both).toMatchObject({
      source_selection_criteria: { ...modifications, sse_kms_encrypted_objects: { status: 'Enabled' } },
    });
  });

  it.each([
    ['a prefix', { prefix: 'folder/' }, { prefix: 'folder/' }],
    ['one tag', { tags: { team: 'a' } }, { tag: { key: 'team', value: 'a' } }],
    ['two tags', { tags: { team: 'a', stage: 'b' } }, { and: { tags: { team: 'a', stage: 'b' } } }],
    ['a prefix and a tag', { prefix: 'f/', tags: { team: 'a' } }, { and: { prefix: 'f/', tags: { team: 'a' } } }],
  ])('filters by %s', (_, rule, filter) => {
    expect(rulesOf(to(rule))).toMatchObject([{ filter }]);
  });

  it('keeps the priority and the id that it is given; others take the next free one', () => {
    const rules = rulesOf(to({ prefix: 'a/' }), to({ prefix: 'b/', priority: 2, id: 'a' }), to({ prefix: 'c/' }));
    expect(rules).toMatchObject([
      { id: 'a-2', priority: 1 },
      { id: 'a', priority: 2 },
      { id: 'c', priority: 3 },
    ]);
  });

  it('takes tokens wherever it takes texts', () => {
    const token = Token.asString({ resolve: () => '${var.anything}' });
    const unknown = { prefix: token, destinationBucketName: token, storageClass: token, replicaKmsKeyArn: token };
    expect(rulesOf({ ...unknown, destinationRegion: token, destinationAccountId: token })).toMatchObject([
      { id: 'prefix', filter: { prefix: '${var.anything}' }, destination: { bucket: 'arn:P:s3:::${var.anything}' } },
    ]);
  });

  it('takes expressions written by hand as it takes tokens', () => {
    expect(rulesOf({ destinationBucketName: '${aws_s3_bucket.theirs.id}' })).toMatchObject([
      { destination: { bucket: 'arn:P:s3:::${aws_s3_bucket.theirs.id}' } },
    ]);
  });
});

describe('existingObjectReplication', () => {
  it('is absent when nobody asks for it: S3 refuses its mere presence', () => {
    expect(JSON.stringify(rulesOf(to()))).not.toContain('existing_object_replication');
    expect(warningsOf(to())).toEqual([]);
  });

  it.each(['Enabled', 'Disabled'] as const)(
    'is written as given (%s), with a warning that says what happens',
    (status) => {
      const rule = to({ existingObjectReplication: status });
      expect(rulesOf(rule)).toMatchObject([{ existing_object_replication: { status } }]);
      expect(warningsOf(rule)).toEqual([
        expect.stringMatching(/MalformedXML.*terraform-provider-aws\/issues\/43746.*run s3-backfill after the apply/),
      ]);
    },
  );
});

describe('a prefix that ends with a wildcard', () => {
  it('is taken as it is, with a warning: S3 knows no wildcards', () => {
    expect(warningsOf(to({ prefix: 'folder/*' }))).toEqual([
      expect.stringContaining("'folder/*' ends with a wildcard"),
    ]);
  });
});

describe('the configuration', () => {
  it('waits for what it is told to wait for', () => {
    const stack = newStack();
    const props = { sourceBucketName: 'source', replicationRoleArn: ROLE, rules: [to()] };
    const first = new ReplicationConfiguration(stack, 'first', props);
    const second = { ...props, sourceBucketName: 'other', dependsOn: [first.resource] };
    new ReplicationConfiguration(stack, 'second', second);
    expect(synthesize(stack).resources('aws_s3_bucket_replication_configuration')).toMatchObject({
      second_configuration: { depends_on: ['aws_s3_bucket_replication_configuration.first_configuration'] },
    });
  });
});
