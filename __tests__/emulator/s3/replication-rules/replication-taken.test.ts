import {
  CreateBucketCommand,
  DeleteBucketReplicationCommand,
  GetBucketReplicationCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  type ReplicationRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';
import { DESTINATION, GOOD, KEY, KMS_ON, LEGACY, MINUTES, ON, ROLE, without } from './replication-rules';

let running: Running;
let s3: S3Client;

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  for (const Bucket of ['source', 'destination']) {
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

const put = (Rules: ReplicationRule[]) =>
  s3.send(new PutBucketReplicationCommand({ Bucket: 'source', ReplicationConfiguration: { Role: ROLE, Rules } }));

describe('PutBucketReplication takes', () => {
  const parsed = () => running.emulator.world.buckets.get('source')?.replication;

  it('a rule with everything, and gives it back as it was put until it is deleted', async () => {
    const rule: ReplicationRule = {
      ...GOOD,
      Filter: {
        And: {
          Prefix: 'a/',
          Tags: [
            { Key: 'x', Value: '1' },
            { Key: 'y', Value: '2' },
          ],
        },
      },
      SourceSelectionCriteria: { ...KMS_ON, ReplicaModifications: ON },
      Destination: {
        ...DESTINATION,
        Account: '444455556666',
        StorageClass: 'GLACIER_IR',
        AccessControlTranslation: { Owner: 'Destination' },
        EncryptionConfiguration: { ReplicaKmsKeyID: KEY },
        ReplicationTime: { ...ON, Time: MINUTES(15) },
        Metrics: { ...ON, EventThreshold: MINUTES(15) },
      },
    };
    await put([rule]);
    const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket: 'source' }));
    expect(ReplicationConfiguration).toEqual({ Role: ROLE, Rules: [rule] });
    expect(parsed()).toEqual({
      roleArn: ROLE,
      rules: [
        {
          id: 'good',
          enabled: true,
          priority: 1,
          prefix: 'a/',
          tags: { x: '1', y: '2' },
          destinationBucket: 'destination',
          destinationRegion: 'us-east-1',
          destinationAccountId: '444455556666',
          storageClass: 'GLACIER_IR',
          replicaKmsKeyArn: KEY,
          kmsObjects: true,
          replicaModifications: true,
          deleteMarkers: false,
          ownerOverride: true,
          metrics: true,
        },
      ],
    });
    const suspend = new PutBucketVersioningCommand({
      Bucket: 'source',
      VersioningConfiguration: { Status: 'Suspended' },
    });
    expect(await errorOf(s3.send(suspend))).toMatchObject({ name: 'InvalidBucketState', status: 409 });
    await s3.send(new DeleteBucketReplicationCommand({ Bucket: 'source' }));
    expect(await errorOf(s3.send(new GetBucketReplicationCommand({ Bucket: 'source' })))).toMatchObject({
      name: 'ReplicationConfigurationNotFoundError',
      status: 404,
    });
    expect(parsed()).toBeUndefined();
  });

  it('a rule of the first version, whose delete markers are always replicated', async () => {
    await put([LEGACY]);
    expect(parsed()?.rules).toEqual([expect.objectContaining({ prefix: 'folder/', deleteMarkers: true, priority: 0 })]);
  });

  it('an empty filter, for every object', async () => {
    await put([{ ...GOOD, Filter: {} }]);
    expect(parsed()?.rules[0]).toMatchObject({ prefix: '', tags: {} });
  });

  it('rules without an id, each of which gets one that GetBucketReplication shows, and nothing else of them changes', async () => {
    const Tags = [
      { Key: 'x', Value: '' },
      { Key: 'y', Value: '<' },
    ];
    const bare = without({ ...GOOD, Filter: { And: { Prefix: 'a&b/', Tags } } }, 'ID');
    await put([bare, { ...bare, ID: '', Priority: 2 }, { ...GOOD, Priority: 3, Filter: {} }]);
    const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket: 'source' }));
    const [first, second, third] = ReplicationConfiguration?.Rules ?? [];
    expect(first).toEqual({ ...bare, ID: expect.stringMatching(/^[A-Za-z0-9+/]{48}$/) });
    expect(second).toEqual({ ...bare, Priority: 2, ID: expect.stringMatching(/^[A-Za-z0-9+/]{48}$/) });
    expect(third).toMatchObject({ ID: 'good', Priority: 3 });
    expect(second?.ID).not.toBe(first?.ID);
    expect(parsed()?.rules.map(({ id }) => id)).toEqual([first?.ID, second?.ID, 'good']);
  });
});

describe('A rule that leaves objects out', () => {
  const parsed = () => running.emulator.world.buckets.get('source')?.replication?.rules[0];
  const NOT: readonly (readonly [string, NonNullable<ReplicationRule['Filter']>, object])[] = [
    ['by a prefix', { Not: { Prefix: 'tmp/' } }, { prefixes: ['tmp/'], tags: [] }],
    ['by a tag', { Not: { Tag: { Key: 'copy', Value: 'no' } } }, { prefixes: [], tags: [['copy', 'no']] }],
    [
      'by several of both, beside a prefix of its own',
      {
        And: {
          Prefix: 'a/',
          Not: {
            Or: {
              Prefixes: ['a/b/', 'a/c/'],
              Tags: [
                { Key: 'copy', Value: 'no' },
                { Key: 'copy', Value: 'never' },
              ],
            },
          },
        },
      },
      {
        prefixes: ['a/b/', 'a/c/'],
        tags: [
          ['copy', 'no'],
          ['copy', 'never'],
        ],
      },
    ],
  ];

  it.each(NOT)('%s is taken, and comes back as it was put', async (_title, Filter, excluded) => {
    await put([{ ...GOOD, Filter }]);
    const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket: 'source' }));
    expect(ReplicationConfiguration?.Rules).toEqual([{ ...GOOD, Filter }]);
    expect(parsed()).toMatchObject({ excluded });
  });
});

describe('With the quirk olderReplicationRules', () => {
  const quirk = (on: boolean) => {
    running.emulator.world.quirks = { ...running.emulator.world.quirks, olderReplicationRules: on };
  };
  afterEach(() => {
    quirk(false);
  });

  it.each<[string, Partial<ReplicationRule>]>([
    ['Not', { Filter: { Not: { Prefix: 'tmp/' } } }],
    ['Not within And', { Filter: { And: { Prefix: 'a/', Not: { Prefix: 'a/tmp/' } } } }],
    [
      'UseSourceMultiRegionKey',
      {
        SourceSelectionCriteria: KMS_ON,
        Destination: { ...DESTINATION, EncryptionConfiguration: { UseSourceMultiRegionKey: ON } },
      },
    ],
    [
      'UseSourceMultiRegionKey, disabled',
      {
        SourceSelectionCriteria: KMS_ON,
        Destination: {
          ...DESTINATION,
          EncryptionConfiguration: { ReplicaKmsKeyID: KEY, UseSourceMultiRegionKey: { Status: 'Disabled' } },
        },
      },
    ],
  ])('%s is MalformedXML, and is taken without it', async (_title, changes) => {
    quirk(true);
    expect(await errorOf(put([{ ...GOOD, ...changes }]))).toMatchObject({ name: 'MalformedXML', status: 400 });
    quirk(false);
    await put([{ ...GOOD, ...changes }]);
  });
});
