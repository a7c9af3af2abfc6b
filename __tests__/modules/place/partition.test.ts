// The partitions of AWS: nothing that is synthesized says `aws` of its own accord, and ARNs and Regions of each are taken.
import { Testing } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { BatchReplication, type BatchReplicationProps } from '../../../modules';
import { newStack } from '../synthesis';

const PARTITIONS = [
  ['aws', 'eu-west-1', 'eu-central-1'],
  ['aws-cn', 'cn-north-1', 'cn-northwest-1'],
  ['aws-us-gov', 'us-gov-west-1', 'us-gov-east-1'],
] as const;

const key = (partition: string, region: string) =>
  `arn:${partition}:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** Every prop that takes an ARN or a Region. */
const propsIn = (partition: string, home: string, there: string): BatchReplicationProps => ({
  sourceBucketName: 'source',
  sourceRegion: home,
  sourceKmsKeyArns: [key(partition, home)],
  rules: [
    {
      destinationBucketName: 'replica',
      destinationRegion: there,
      destinationAccountId: '444455556666',
      replicaKmsKeyArn: key(partition, there),
      destinationDefaultKmsKeyArn: key(partition, there),
      metrics: true,
    },
  ],
  reportBucket: { create: { bucketName: 'reports' } },
  replicationRole: { permissionsBoundaryArn: `arn:${partition}:iam::111122223333:policy/boundary` },
  afterCare: { alarms: {}, jobStates: ['Failed'], topicArn: `arn:${partition}:sns:${home}:111122223333:news` },
});

describe('the partition', () => {
  it.each(PARTITIONS)(
    '%s: ARNs and Regions of it are taken, and no ARN of another one is made',
    (partition, home, there) => {
      const stack = newStack();
      new BatchReplication(stack, 'backfill', propsIn(partition, home, there));
      const text = Testing.synth(stack, true);
      expect(new Set([...text.matchAll(/arn:(aws[a-z-]*):/g)].map((match) => match[1]))).toEqual(new Set([partition]));
      const buckets = [...text.matchAll(/arn:([^:]*):s3:::/g)].map((match) => match[1]);
      expect(new Set(buckets)).toEqual(new Set(['${data.aws_partition.s3-backfill-partition.partition}']));
    },
  );

  it('decides by what service a key is used: its name is another one in China', () => {
    const stack = newStack();
    new BatchReplication(stack, 'backfill', propsIn(...PARTITIONS[1]));
    const services = [...Testing.synth(stack, true).matchAll(/"(s3\.[^"]*)"/g)].map((match) => match[1]);
    expect(services).toContain('s3.cn-north-1.${data.aws_partition.s3-backfill-partition.dns_suffix}');
    // Services that assume roles are called alike everywhere.
    expect(services).toContain('s3.amazonaws.com');
  });
});
