import {
  CreateBucketCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  type ReplicationRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNT, addRole, allow, trust } from '../../iam/access/small-world';
import { destroyClients, sessionKeys } from '../../iam/iam-client';
import { bugs, errorOf, startEmulator, type Running } from '../../running';
import { DESTINATION, GOOD, KEY, KMS_ON, LEGACY, MINUTES, ON, prefix, ROLE, without } from './replication-rules';

let running: Running;
let s3: S3Client;

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  for (const Bucket of ['source', 'destination', 'plain']) await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Bucket of ['source', 'destination']) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

const put = (Rules: ReplicationRule[], Bucket = 'source', role = ROLE) =>
  s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role: role, Rules } }));

const SCHEMA = 'for this version of Cross Region Replication configuration schema.';
const MALFORMED = 'The XML you provided was not well-formed or did not validate against our published schema';

type Case = readonly [title: string, code: string, message: string, rules: ReplicationRule[], bucket?: string];

const REFUSED: readonly Case[] = [
  ['ExistingObjectReplication, enabled', 'MalformedXML', MALFORMED, [{ ...GOOD, ExistingObjectReplication: ON }]],
  [
    'ExistingObjectReplication, disabled',
    'MalformedXML',
    MALFORMED,
    [{ ...GOOD, ExistingObjectReplication: { Status: 'Disabled' } }],
  ],
  ['Prefix beside Filter', 'MalformedXML', MALFORMED, [{ ...GOOD, ...prefix('a') }]],
  ['Not beside Prefix', 'MalformedXML', MALFORMED, [{ ...GOOD, Filter: { Prefix: 'a', Not: { Prefix: 'b' } } }]],
  ['Not without anything in it', 'MalformedXML', MALFORMED, [{ ...GOOD, Filter: { Not: {} } }]],
  ['Not with an Or without anything in it', 'MalformedXML', MALFORMED, [{ ...GOOD, Filter: { Not: { Or: {} } } }]],
  [
    'Not with a prefix and a tag beside each other',
    'MalformedXML',
    MALFORMED,
    [{ ...GOOD, Filter: { Not: { Prefix: 'a', Tag: { Key: 'x', Value: 'y' } } } }],
  ],
  ['a priority that is no 32-bit number', 'MalformedXML', MALFORMED, [{ ...GOOD, Priority: 2147483648 }]],
  [
    'ReplicationTime without Time',
    'MalformedXML',
    MALFORMED,
    [{ ...GOOD, Destination: { ...DESTINATION, ReplicationTime: ON as never, Metrics: ON } }],
  ],
  [
    'ReplicaModifications without Filter',
    'InvalidRequest',
    `ReplicaModifications cannot be used ${SCHEMA}`,
    [{ ...LEGACY, SourceSelectionCriteria: { ReplicaModifications: ON } }],
  ],
  ['And with Not alone', 'MalformedXML', MALFORMED, [{ ...GOOD, Filter: { And: { Not: { Prefix: 'a' } } } }]],
  [
    'UseSourceMultiRegionKey without SseKmsEncryptedObjects',
    'InvalidRequest',
    'SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.',
    [{ ...GOOD, Destination: { ...DESTINATION, EncryptionConfiguration: { UseSourceMultiRegionKey: ON } } }],
  ],
  [
    'UseSourceMultiRegionKey that is disabled, without a key',
    'InvalidRequest',
    'ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.',
    [
      {
        ...GOOD,
        SourceSelectionCriteria: KMS_ON,
        Destination: { ...DESTINATION, EncryptionConfiguration: { UseSourceMultiRegionKey: { Status: 'Disabled' } } },
      },
    ],
  ],
  [
    'delete markers with a tag that Not names',
    'InvalidRequest',
    'Delete marker replication is not supported if any Tag filter is specified.',
    [{ ...GOOD, DeleteMarkerReplication: ON, Filter: { Not: { Or: { Tags: [{ Key: 'x', Value: 'y' }] } } } }],
  ],
  ['And with one predicate', 'MalformedXML', MALFORMED, [{ ...GOOD, Filter: { And: { Prefix: 'a' } } }]],
  [
    'a storage class that is none',
    'MalformedXML',
    MALFORMED,
    [{ ...GOOD, Destination: { ...DESTINATION, StorageClass: 'COLD' as never } }],
  ],
  ['no rule', 'MalformedXML', MALFORMED, []],
  [
    'Filter without DeleteMarkerReplication',
    'InvalidRequest',
    `DeleteMarkerReplication must be specified ${SCHEMA}`,
    [without(GOOD, 'DeleteMarkerReplication')],
  ],
  ['Filter without Priority', 'InvalidRequest', `Priority must be specified ${SCHEMA}`, [without(GOOD, 'Priority')]],
  [
    'DeleteMarkerReplication without Filter',
    'InvalidRequest',
    `DeleteMarkerReplication cannot be used ${SCHEMA}`,
    [{ ...LEGACY, DeleteMarkerReplication: { Status: 'Disabled' } }],
  ],
  ['Priority without Filter', 'InvalidRequest', `Priority cannot be used ${SCHEMA}`, [{ ...LEGACY, Priority: 1 }]],
  [
    'one rule without Filter among others',
    'InvalidRequest',
    `Priority cannot be used ${SCHEMA}`,
    [{ ...GOOD, ID: 'b' }, LEGACY],
  ],
  [
    'a tag filter with delete markers',
    'InvalidRequest',
    'Delete marker replication is not supported if any Tag filter is specified.',
    [{ ...GOOD, Filter: { Tag: { Key: 'a', Value: 'b' } }, DeleteMarkerReplication: ON }],
  ],
  [
    'a replica key without source selection',
    'InvalidRequest',
    'SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.',
    [{ ...GOOD, Destination: { ...DESTINATION, EncryptionConfiguration: { ReplicaKmsKeyID: KEY } } }],
  ],
  [
    'source selection without a replica key',
    'InvalidRequest',
    'ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.',
    [{ ...GOOD, SourceSelectionCriteria: KMS_ON }],
  ],
  [
    'an empty source selection',
    'InvalidRequest',
    'SourceSelectionCriteria cannot be empty.',
    [{ ...GOOD, SourceSelectionCriteria: {} }],
  ],
  [
    'an owner override without account',
    'InvalidRequest',
    'Account must be specified if the Owner in AccessControlTranslation has a value',
    [{ ...GOOD, Destination: { ...DESTINATION, AccessControlTranslation: { Owner: 'Destination' } } }],
  ],
  [
    'ReplicationTime without Metrics',
    'InvalidRequest',
    'Replication destination must contain both ReplicationTime and Metrics or neither.',
    [{ ...GOOD, Destination: { ...DESTINATION, ReplicationTime: { ...ON, Time: MINUTES(15) } } }],
  ],
  [
    'ReplicationTime of 20 minutes',
    'InvalidArgument',
    'Invalid time minute value',
    [
      {
        ...GOOD,
        Destination: {
          ...DESTINATION,
          ReplicationTime: { ...ON, Time: MINUTES(20) },
          Metrics: { ...ON, EventThreshold: MINUTES(15) },
        },
      },
    ],
  ],
  [
    'ReplicationTime with Metrics that have no threshold',
    'InvalidArgument',
    'ReplicationMetrics must contain an event threshold',
    [{ ...GOOD, Destination: { ...DESTINATION, ReplicationTime: { ...ON, Time: MINUTES(15) }, Metrics: ON } }],
  ],
  [
    'a threshold of 20 minutes',
    'InvalidArgument',
    'Invalid event threshold minute value',
    [
      {
        ...GOOD,
        Destination: {
          ...DESTINATION,
          ReplicationTime: { ...ON, Time: MINUTES(15) },
          Metrics: { ...ON, EventThreshold: MINUTES(20) },
        },
      },
    ],
  ],
  [
    'a threshold without ReplicationTime',
    'InvalidArgument',
    'Metrics cannot contain an event threshold when ReplicationTime is not specified or Disabled',
    [{ ...GOOD, Destination: { ...DESTINATION, Metrics: { ...ON, EventThreshold: MINUTES(15) } } }],
  ],
  ['two rules of one priority', 'InvalidRequest', 'Found duplicate priority 1.', [GOOD, { ...GOOD, ID: 'b' }]],
  ['two rules of one id', 'InvalidArgument', 'Rule Id must be unique', [GOOD, { ...GOOD, Priority: 2 }]],
  [
    'overlapping prefixes without priority',
    'InvalidRequest',
    "Found overlapping prefixes 'folder/' and 'folder/a'",
    [LEGACY, { ...LEGACY, ID: 'b', ...prefix('folder/a') }],
  ],
  [
    'a source without versioning',
    'InvalidRequest',
    "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    [GOOD],
    'plain',
  ],
  [
    'a destination that is not there',
    'InvalidRequest',
    'Destination bucket must exist.',
    [{ ...GOOD, Destination: { Bucket: 'arn:aws:s3:::nowhere' } }],
  ],
  [
    'a destination without versioning',
    'InvalidRequest',
    'Destination bucket must have versioning enabled.',
    [{ ...GOOD, Destination: { Bucket: 'arn:aws:s3:::plain' } }],
  ],
  [
    'the source as destination',
    'InvalidRequest',
    'Destination bucket cannot be the same as the source bucket.',
    [{ ...GOOD, Destination: { Bucket: 'arn:aws:s3:::source' } }],
  ],
  [
    'a destination that is no ARN',
    'InvalidArgument',
    'Invalid bucket ARN.',
    [{ ...GOOD, Destination: { Bucket: 'destination' } }],
  ],
];

describe('PutBucketReplication refuses', () => {
  it.each(REFUSED)('%s with %s', async (_title, code, message, rules, bucket = 'source') => {
    const fault = await errorOf(put([...rules], bucket));
    expect(fault).toMatchObject({ name: code, status: 400 });
    expect(fault.message.startsWith(message)).toBe(true);
  });

  it('a rule with a replica key and UseSourceMultiRegionKey, of which nothing is documented, with 501', async () => {
    const EncryptionConfiguration = { ReplicaKmsKeyID: KEY, UseSourceMultiRegionKey: ON };
    const both = { SourceSelectionCriteria: KMS_ON, Destination: { ...DESTINATION, EncryptionConfiguration } };
    expect(await errorOf(put([{ ...GOOD, ...both }]))).toMatchObject({ name: 'NotImplemented', status: 501 });
  });

  it('a role of another account, whoever passes it', async () => {
    const role = ROLE.replace('111122223333', '444455556666');
    expect(await errorOf(put([GOOD], 'source', role))).toMatchObject({ name: 'AccessDenied', status: 403 });
  });

  it.each([
    ['s3.amazonaws.com', 'passed'],
    ['batchoperations.s3.amazonaws.com', 'AccessDenied'],
  ])('a role that may be passed to %s alone is %s', async (service, expected) => {
    const condition = { StringEquals: { 'iam:PassedToService': service } };
    const passing = { Effect: 'Allow', Action: 'iam:PassRole', Resource: ROLE, Condition: condition };
    const inline = [allow('s3:*'), JSON.stringify({ Version: '2012-10-17', Statement: [passing] })];
    addRole(running.emulator.world, 'admin', { inline, trustPolicy: trust({ AWS: ACCOUNT }) });
    const credentials = await sessionKeys(running, `arn:aws:iam::${ACCOUNT}:role/admin`);
    const ReplicationConfiguration = { Role: ROLE, Rules: [GOOD] };
    const command = new PutBucketReplicationCommand({ Bucket: 'source', ReplicationConfiguration });
    const request = running.s3({ credentials }).send(command);
    expect(expected === 'passed' ? (await request).$metadata.httpStatusCode : (await errorOf(request)).name).toBe(
      expected === 'passed' ? 200 : expected,
    );
    destroyClients();
  });

  it('a role that is no ARN of a role', async () => {
    expect(await errorOf(put([GOOD], 'source', 'replication'))).toMatchObject({ name: 'InvalidArgument' });
  });

  it('what is malformed before what is forbidden, and rules before buckets', async () => {
    const both = { ...without(GOOD, 'DeleteMarkerReplication'), ExistingObjectReplication: ON };
    expect(await errorOf(put([both]))).toMatchObject({ name: 'MalformedXML' });
    const kms = { ...DESTINATION, EncryptionConfiguration: { ReplicaKmsKeyID: KEY } };
    const twice = { ...without(GOOD, 'DeleteMarkerReplication'), Destination: kms };
    expect((await errorOf(put([twice], 'plain'))).message).toContain('DeleteMarkerReplication must be specified');
    expect((await errorOf(put([{ ...twice, DeleteMarkerReplication: ON }], 'plain'))).message).toContain(
      'SseKmsEncryptedObjects',
    );
  });
});
