// Several accounts and Regions in one stack: everything of a construct is made with the provider that it is given.
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Testing, type TerraformStack } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import {
  BatchJobRole,
  BatchReplication,
  type BatchReplicationProps,
  DataBucket,
  JobEvents,
  ReplicationConfiguration,
  ReplicationRole,
  ReportBucket,
} from '../../../modules';
import { rule, ROLE } from '../refused';
import { newStack, synthesize } from '../synthesis';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const there = (stack: TerraformStack, alias = 'there') => new AwsProvider(stack, alias, { alias, region: 'us-east-1' });

/** With everything that makes a resource or a data source. */
const EVERYTHING: BatchReplicationProps = {
  sourceBucketName: 'source',
  rules: [rule({ metrics: true, replicaKmsKeyArn: KEY, destinationAccountId: '444455556666', ownerOverride: true })],
  sourceKmsKeyArns: [KEY],
  sourceObjectLock: true,
  manageVersioning: {},
  reportBucket: { create: { bucketName: 'reports' } },
  replicationRole: { confusedDeputyConditions: true },
  afterCare: { alarms: { pendingBytes: 1 }, jobStates: ['Failed'] },
};

/** What is made with which provider, by type and id. */
function providersOf(stack: TerraformStack): Readonly<Record<string, unknown>> {
  const { resource = {}, data = {} } = JSON.parse(Testing.synth(stack, true)) as {
    [Kind in 'resource' | 'data']?: Record<string, Record<string, { provider?: string }>>;
  };
  const made = [...Object.entries(resource), ...Object.entries(data)];
  return Object.fromEntries(
    made.flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([id, { provider }]) => [`${type}.${id.replace(/_[0-9A-F]{8}$/, '')}`, provider]),
    ),
  );
}

describe('a provider of its own', () => {
  it('is that of everything in a BatchReplication', () => {
    const stack = newStack();
    new BatchReplication(stack, 'backfill', { ...EVERYTHING, provider: there(stack) });
    const providers = providersOf(stack);
    expect(Object.keys(providers).length).toBeGreaterThan(25);
    expect(new Set(Object.values(providers))).toEqual(new Set(['aws.there']));
  });

  it.each<[string, (stack: TerraformStack, provider: AwsProvider) => unknown]>([
    [
      'ReplicationRole',
      (stack, provider) =>
        new ReplicationRole(stack, 'part', {
          sourceBucketName: 'source',
          destinationBucketNames: ['replica'],
          provider,
        }),
    ],
    [
      'BatchJobRole',
      (stack, provider) =>
        new BatchJobRole(stack, 'part', { sourceBucketName: 'source', report: { bucketName: 'reports' }, provider }),
    ],
    [
      'ReplicationConfiguration',
      (stack, provider) =>
        new ReplicationConfiguration(stack, 'part', {
          sourceBucketName: 'source',
          replicationRoleArn: ROLE,
          rules: [rule()],
          provider,
        }),
    ],
    ['ReportBucket', (stack, provider) => new ReportBucket(stack, 'part', { bucketName: 'reports', provider })],
    ['DataBucket', (stack, provider) => new DataBucket(stack, 'part', { bucketName: 'data', provider })],
    ['JobEvents', (stack, provider) => new JobEvents(stack, 'part', { targetArn: 'arn:aws:sqs:x', provider })],
  ])('is that of everything in a %s', (_, build) => {
    const stack = newStack();
    build(stack, there(stack));
    expect(new Set(Object.values(providersOf(stack)))).toEqual(new Set(['aws.there']));
  });

  it('gives way to the one of a destination, and to a nearer one', () => {
    const stack = newStack();
    const destinationProvider = there(stack, 'destination');
    new BatchReplication(stack, 'backfill', {
      ...EVERYTHING,
      provider: there(stack),
      manageVersioning: { destinationProvider },
      reportBucket: { create: { bucketName: 'reports', provider: there(stack, 'reports') } },
    });
    const providers = providersOf(stack);
    expect(providers).toMatchObject({
      'aws_s3_bucket_versioning.backfill_source-versioning': 'aws.there',
      'aws_s3_bucket_versioning.backfill_destination-versioning': 'aws.destination',
      'aws_s3_bucket.backfill_reports_bucket': 'aws.reports',
      'aws_s3_bucket_policy.backfill_reports_tls-only': 'aws.reports',
    });
  });

  it('imports a configuration that is taken over, too', () => {
    const stack = newStack();
    const Rules = [
      { ID: 'a', Status: 'Enabled' as const, Prefix: 'c/', Destination: { Bucket: 'arn:aws:s3:::archive' } },
    ];
    new BatchReplication(stack, 'backfill', {
      ...EVERYTHING,
      provider: there(stack),
      existingReplication: { ReplicationConfiguration: { Role: ROLE, Rules } },
    });
    expect(synthesize(stack).imports).toEqual([expect.objectContaining({ id: 'source', provider: 'aws.there' })]);
  });

  it('tells each instance of its own account and Region, two ways between two Regions in one stack', () => {
    const stack = newStack();
    const link = (id: string, from: string, to: string, provider?: AwsProvider) =>
      new BatchReplication(stack, id, {
        sourceBucketName: from,
        rules: [rule({ destinationBucketName: to, replicaModificationSync: true })],
        reportBucketName: `${from}-reports`,
        handoffName: `s3_backfill_${id}`,
        ...(provider === undefined ? {} : { provider }),
      });
    link('out', 'left', 'right');
    link('back', 'right', 'left', there(stack));
    const made = synthesize(stack);
    expect(made.outputs).toMatchObject({
      s3_backfill_out: { value: { source: { region: '${data.aws_region.out_region.id}' } } },
      s3_backfill_back: { value: { source: { region: '${data.aws_region.back_region.id}' } } },
    });
    expect(made.data('aws_region')).toEqual({ out_region: {}, back_region: { provider: 'aws.there' } });
    expect(made.data('aws_partition')).toEqual({
      's3-backfill-partition': {},
      'back_s3-backfill-partition': { provider: 'aws.there' },
    });
  });
});
