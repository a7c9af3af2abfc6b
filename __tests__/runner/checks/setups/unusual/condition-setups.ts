// Policies that are about something else than they seem to be.
import {
  ACCOUNT,
  allow,
  arn,
  HOME,
  JOB_STATEMENTS,
  OTHER_ACCOUNT,
  put,
  putRolePolicy,
  REPLICAS,
  REPLICATION_STATEMENTS,
  REPORTS,
  SOURCE,
  type Stage,
  type Statement,
  without,
} from '../../../../emulator/stage';
import type { Broken } from '../broken';
import { beside, bounded, bucketSays, denying, onlyIf, whole } from './written';

const REPLICATING = 'replication-role-permissions';
const OUTSIDE = onlyIf({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } });
const writes = (name: string, statement: object, found: RegExp): Broken => ({
  name,
  break: ({ iam }) =>
    putRolePolicy(iam, 'replication', [...REPLICATION_STATEMENTS.slice(0, 2), statement as Statement]),
  checks: [REPLICATING],
  found,
  after: /^DstPutObjectNotPermitted$/,
});
const LACKS_WRITING =
  /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on arn:aws:s3:::replicas-of-stage\/\*: none/;
const putTwo = async (stage: Stage): Promise<void> => {
  await put(stage, 'a/x');
  await put(stage, 'secret/x');
};
const putSecret = (stage: Stage): Promise<unknown> => put(stage, 'x', { Tagging: 'class=secret' });
const SECRET = onlyIf({ StringEquals: { 's3:ExistingObjectTag/class': 'secret' } });

export const CONDITION_SETUPS: readonly Broken[] = [
  {
    name: 'a policy of the replication role denies whoever comes through no VPC endpoint',
    break: beside('replication', denying('s3:*', '*', OUTSIDE)),
    checks: [REPLICATING],
    found:
      /^replication-role-permissions wrong: .* may not do s3:GetReplicationConfiguration, .*own policies denies it/,
    after: /^AccessDenied$/,
  },
  {
    name: 'the policy of the report bucket denies whoever writes through no VPC endpoint',
    break: bucketSays(REPORTS, denying('s3:PutObject', arn(REPORTS, '*'), OUTSIDE)),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* may not do s3:PutObject on .*'reports-of-stage' denies it \(statement 1\)/,
    after: /report could not be written/,
  },
  {
    name: 'a perimeter of VPCs spares services of AWS, and not the role that one of them assumes',
    break: bucketSays(
      REPLICAS,
      denying(
        's3:ReplicateObject',
        arn(REPLICAS, '*'),
        onlyIf({
          StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
        }),
      ),
    ),
    checks: [REPLICATING],
    found: /^replication-role-permissions wrong: .* may not do s3:ReplicateObject on .*'replicas-of-stage' denies it/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the policy of the destination denies whoever is of no organization',
    break: bucketSays(
      REPLICAS,
      denying('s3:ReplicateObject', arn(REPLICAS, '*'), onlyIf({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } })),
    ),
    checks: [],
    found:
      /^replication-role-permissions could-not-check: .*the policy of the bucket 'replicas-of-stage' denies it \(statement 1\) under conditions that may hold: .*aws:PrincipalOrgID.*tasks would fail with DstPutObjectNotPermitted$/,
    patch: /"ArnNotEquals": \{\s+"aws:PrincipalArn": "arn:aws:iam::111122223333:role\/replication"/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the policy of the source denies whoever asks from elsewhere',
    break: bucketSays(
      SOURCE,
      denying('s3:GetObjectVersionForReplication', arn(SOURCE, '*'), {
        Sid: 'Office',
        ...onlyIf({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
      }),
    ),
    checks: [],
    found:
      /^replication-role-permissions could-not-check: .*'source-of-stage' denies it \(statement 'Office'\) under conditions that may hold: .*aws:SourceIp/,
    after: /^SrcGetObjectNotPermitted$/,
  },
  {
    name: 'the policy of the destination denies all but an administrator',
    break: bucketSays(
      REPLICAS,
      denying(
        's3:*',
        arn(REPLICAS, '*'),
        onlyIf({
          ArnNotLike: { 'aws:PrincipalArn': [`arn:aws:iam::${ACCOUNT}:role/admin`, `arn:aws:iam::${ACCOUNT}:root`] },
        }),
      ),
    ),
    checks: [REPLICATING],
    found: /^replication-role-permissions wrong: .* may not do s3:ReplicateObject on .*'replicas-of-stage' denies it/,
    after: /^DstPutObjectNotPermitted$/,
  },
  writes(
    'the replication role may write in the Region of the source',
    { ...allow('s3:Replicate*', arn(REPLICAS, '*')), ...onlyIf({ StringEquals: { 'aws:RequestedRegion': HOME } }) },
    LACKS_WRITING,
  ),
  writes(
    'the replication role may write through a VPC endpoint',
    { ...allow('s3:Replicate*', arn(REPLICAS, '*')), ...onlyIf({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }) },
    LACKS_WRITING,
  ),
  writes(
    'the replication role may write into buckets of another account',
    {
      ...allow('s3:Replicate*', arn(REPLICAS, '*')),
      ...onlyIf({ StringEquals: { 's3:ResourceAccount': OTHER_ACCOUNT } }),
    },
    LACKS_WRITING,
  ),
  writes(
    'the replication role may write the bucket, not its objects',
    allow('s3:Replicate*', arn(REPLICAS)),
    LACKS_WRITING,
  ),
  writes(
    'the replication role may put objects, not replicate them',
    allow('s3:PutObject*', arn(REPLICAS, '*')),
    LACKS_WRITING,
  ),
  writes(
    'the replication role may do everything but replicate',
    { Effect: 'Allow', NotAction: 's3:Replicate*', Resource: '*' },
    LACKS_WRITING,
  ),
  writes(
    'the replication role may write everywhere but at the destination',
    { Effect: 'Allow', Action: 's3:*', NotResource: arn(REPLICAS, '*') },
    LACKS_WRITING,
  ),
  {
    name: 'the boundary of the replication role leaves out other Regions',
    break: bounded(
      'replication',
      allow('*', '*'),
      denying('s3:*', '*', onlyIf({ StringNotEqualsIfExists: { 'aws:RequestedRegion': HOME } })),
    ),
    checks: [REPLICATING],
    unsure: [REPLICATING],
    found:
      /^replication-role-permissions wrong: .* may not do s3:ReplicateObject on .*one of its own policies denies it/,
  },
  {
    name: 'the replication role may list and read the rules of objects, not of their bucket',
    break: ({ iam }) =>
      putRolePolicy(iam, 'replication', [
        allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], arn(SOURCE, '*')),
        ...REPLICATION_STATEMENTS.slice(1),
      ]),
    checks: [REPLICATING],
    found:
      /^replication-role-permissions wrong: .* lacks s3:GetReplicationConfiguration, s3:ListBucket on \S+stage: none/,
    after: /^AccessDenied$/,
  },
  {
    name: 'the boundary of the job role is for the source alone',
    break: bounded('job', allow('s3:*', whole(SOURCE))),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* lacks s3:PutObject on \S+reports\/\*: its permissions boundary does not/,
    after: /report could not be written/,
  },
  {
    name: 'a policy of the job role demands SSE-KMS of what it writes',
    break: beside(
      'job',
      denying('s3:PutObject', '*', onlyIf({ StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } })),
    ),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* may not do s3:PutObject on .*one of its own policies denies it/,
    after: /report could not be written/,
  },
  {
    name: 'the policy of the source denies the inventory by which a manifest is made',
    break: bucketSays(SOURCE, denying('s3:PutInventoryConfiguration', arn(SOURCE))),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* may not do s3:PutInventoryConfiguration on .*'source-of-stage' denies it/,
    after: /not allowed s3:PutInventoryConfiguration/,
  },
  {
    name: 'the job role may initiate replication in another folder',
    break: ({ iam }) =>
      putRolePolicy(iam, 'job', [
        ...without('s3:InitiateReplication', JOB_STATEMENTS),
        allow('s3:InitiateReplication', arn(SOURCE, 'other/*')),
      ]),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* lacks s3:InitiateReplication on arn:aws:s3:::source-of-stage\/\*: none/,
    after: /^InitiateReplicationNotPermitted$/,
  },
  {
    name: 'the policy of the destination denies one of two folders',
    objects: putTwo,
    break: bucketSays(REPLICAS, denying('s3:ReplicateObject', arn(REPLICAS, 'secret/*'))),
    checks: [REPLICATING],
    found:
      /^replication-role-permissions wrong: .* s3:ReplicateObject on arn:aws:s3:::replicas-of-stage\/secret\/\*: .*denies/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'a policy of the job role denies one of two folders',
    objects: putTwo,
    break: beside('job', denying('s3:InitiateReplication', arn(SOURCE, 'secret/*'))),
    checks: ['job-role-permissions'],
    found:
      /^job-role-permissions wrong: .* s3:InitiateReplication on \S+stage\/secret\/\*: one of its own policies denies/,
    after: /^InitiateReplicationNotPermitted$/,
  },
  {
    name: 'the policy of the source denies objects with a tag',
    objects: putSecret,
    break: bucketSays(SOURCE, denying('s3:GetObjectVersionAcl', arn(SOURCE, '*'), SECRET)),
    checks: [REPLICATING],
    found: /^replication-role-permissions wrong: .* s3:GetObjectVersionAcl on .*'source-of-stage' denies it/,
    after: /^SrcGetAclNotPermitted$/,
  },
  {
    name: 'a policy of the replication role denies objects with a tag',
    objects: putSecret,
    break: beside('replication', denying('s3:GetObjectVersionAcl', arn(SOURCE, '*'), SECRET)),
    checks: [REPLICATING],
    found: /^replication-role-permissions wrong: .* s3:GetObjectVersionAcl on .*own policies denies it/,
    after: /^SrcGetAclNotPermitted$/,
  },
];
