// Taking over a replication configuration that is there, in the words of `aws s3api get-bucket-replication`.
import { describe, expect, it } from '@jest/globals';
import { BatchReplication, type BatchReplicationProps, type ExistingReplication, RefusedProps } from '../../../modules';
import { newStack, synthesize } from '../synthesis';

const ROLE = 'arn:aws:iam::111122223333:role/teams/theirs';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321';
type Rules = ExistingReplication['ReplicationConfiguration']['Rules'];

const THEIRS: Rules = [
  {
    ID: 'logs',
    Priority: 7,
    Status: 'Enabled',
    Filter: { And: { Prefix: 'logs/', Tags: [{ Key: 'keep', Value: '1' }] } },
    SourceSelectionCriteria: {
      SseKmsEncryptedObjects: { Status: 'Enabled' },
      ReplicaModifications: { Status: 'Disabled' },
    },
    DeleteMarkerReplication: { Status: 'Disabled' },
    Destination: {
      Bucket: 'arn:aws:s3:::archive',
      Account: '444455556666',
      StorageClass: 'GLACIER_IR',
      AccessControlTranslation: { Owner: 'Destination' },
      EncryptionConfiguration: { ReplicaKmsKeyID: KEY },
      ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
      Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
    },
  },
  {
    ID: 'all-objects',
    Priority: 1,
    Status: 'Disabled',
    Filter: { Tag: { Key: 'team', Value: 'a' } },
    DeleteMarkerReplication: { Status: 'Enabled' },
    Destination: { Bucket: 'arn:aws:s3:::other' },
  },
];

function make(existing: unknown, prefixes: string[] = ['folder/']) {
  const stack = newStack();
  const made = new BatchReplication(stack, 'backfill', {
    sourceBucketName: 'source',
    rules: prefixes.map((prefix) => ({ prefix, destinationBucketName: 'replica' })),
    reportBucketName: 'reports',
    existingReplication: existing as ExistingReplication,
  });
  const warnings = made.replicationConfiguration?.node.metadata.map(({ data }) => String(data)) ?? [];
  return { stack: synthesize(stack), warnings, rules: made.rules };
}
const existing = (Rules: Rules) => ({ ReplicationConfiguration: { Role: ROLE, Rules } });

describe('an existing replication configuration', () => {
  it('is imported, with its rules as they are and ours beside them', () => {
    const { stack, warnings } = make(existing(THEIRS), ['folder/', '']);
    const [configuration] = Object.values(stack.resources('aws_s3_bucket_replication_configuration'));
    expect(configuration).toMatchObject({ bucket: 'source', role: ROLE });
    expect(configuration?.['rule']).toEqual([
      {
        id: 'logs',
        priority: 7,
        status: 'Enabled',
        filter: { and: { prefix: 'logs/', tags: { keep: '${"1"}' } } },
        delete_marker_replication: { status: 'Disabled' },
        source_selection_criteria: {
          sse_kms_encrypted_objects: { status: 'Enabled' },
          replica_modifications: { status: 'Disabled' },
        },
        destination: {
          bucket: 'arn:aws:s3:::archive',
          account: '${"444455556666"}',
          storage_class: 'GLACIER_IR',
          access_control_translation: { owner: 'Destination' },
          encryption_configuration: { replica_kms_key_id: KEY },
          replication_time: { status: 'Enabled', time: { minutes: 15 } },
          metrics: { status: 'Enabled', event_threshold: { minutes: 15 } },
        },
      },
      {
        id: 'all-objects',
        priority: 1,
        status: 'Disabled',
        filter: { tag: { key: 'team', value: 'a' } },
        delete_marker_replication: { status: 'Enabled' },
        destination: { bucket: 'arn:aws:s3:::other' },
      },
      // Priorities and ids beside theirs.
      expect.objectContaining({ id: 'folder', priority: 2 }),
      expect.objectContaining({ id: 'all-objects-2', priority: 3 }),
    ]);
    expect(stack.imports).toEqual([
      { id: 'source', to: 'aws_s3_bucket_replication_configuration.backfill_replication_configuration' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('keeps its role, which gets what our rules need as one more inline policy', () => {
    const { stack } = make(existing(THEIRS));
    expect(stack.resources('aws_iam_role_policy')['backfill_replication-role_policy']).toEqual({
      name: 's3-backfill',
      role: 'theirs',
      policy: '${data.aws_iam_policy_document.backfill_replication-role_permissions.json}',
    });
    expect(Object.keys(stack.resources('aws_iam_role'))).toEqual(['backfill_batch-job-role']);
  });

  it('hands over our rules alone: theirs are not what is backfilled', () => {
    expect(make(existing(THEIRS)).rules.map(({ id }) => id)).toEqual(['folder']);
  });

  it('of the first version of the schema is written in the second, with a warning', () => {
    const destination = { Destination: { Bucket: 'arn:aws:s3:::other' } };
    const { stack, warnings } = make(
      existing([
        { ID: 'a', Status: 'Enabled', Prefix: 'a/', ...destination },
        { ID: 'b', Status: 'Enabled', Prefix: 'b/', ...destination },
      ]),
    );
    expect(Object.values(stack.resources('aws_s3_bucket_replication_configuration'))[0]?.['rule']).toMatchObject([
      { id: 'a', priority: 1, filter: { prefix: 'a/' }, delete_marker_replication: { status: 'Enabled' } },
      { id: 'b', priority: 2, filter: { prefix: 'b/' }, delete_marker_replication: { status: 'Enabled' } },
      { id: 'folder', priority: 3, delete_marker_replication: { status: 'Disabled' } },
    ]);
    expect(warnings).toEqual([expect.stringContaining('are of the first version of the schema')]);
  });

  it.each([
    ['something else', { Rules: [] }],
    [
      'a field that we do not know, and would lose',
      existing([{ ...THEIRS[0], Surprise: 1 } as unknown as Rules[number]]),
    ],
  ])('is refused if it is %s', (_, given) => {
    expect(() => make(given)).toThrow(RefusedProps);
    expect(() => make(given)).toThrow('the answer of aws s3api get-bucket-replication is needed, as it is');
  });

  it('is no expression where it looks like one', () => {
    const looksLikeOne = (Filter: Rules[number]['Filter'], ID: string) =>
      ({ ...THEIRS[1], ID, Filter }) as Rules[number];
    const { stack } = make(
      existing([
        looksLikeOne({ Prefix: 'a${b}/' }, 'x%{y}'),
        looksLikeOne({ And: { Prefix: 'c', Tags: [{ Key: '${k}', Value: '7' }] } }, 'z'),
      ]),
    );
    const [configuration] = Object.values(stack.resources('aws_s3_bucket_replication_configuration'));
    expect(configuration?.['rule']).toMatchObject([
      { id: 'x%%{y}', filter: { prefix: 'a$${b}/' } },
      { filter: { and: { prefix: 'c', tags: { '$${k}': '${"7"}' } } } },
      { id: 'folder' },
    ]);
  });

  it('has ids that ours must not take, and counts among the thousand rules of a configuration', () => {
    const props = { sourceBucketName: 'source', reportBucketName: 'reports', existingReplication: existing(THEIRS) };
    const made = (rules: BatchReplicationProps['rules']) => () =>
      new BatchReplication(newStack(), 'backfill', { ...props, ...(rules === undefined ? {} : { rules }) });
    expect(made([{ id: 'logs', destinationBucketName: 'replica' }])).toThrow('rules[0].id: got "logs"; each rule has');
    const many = Array.from({ length: 999 }, (_, at) => ({ prefix: `${at}/`, destinationBucketName: 'replica' }));
    expect(made(many)).toThrow('rules: got 1001; a configuration has 1 to 1000 rules');
  });

  it('has priorities that ours must not take', () => {
    const stack = newStack();
    const props = { sourceBucketName: 'source', reportBucketName: 'reports', existingReplication: existing(THEIRS) };
    const rules = [{ destinationBucketName: 'replica', priority: 7 }];
    expect(() => new BatchReplication(stack, 'backfill', { ...props, rules })).toThrow(
      'rules[0].priority: got 7; each rule has a priority of its own',
    );
  });
});
