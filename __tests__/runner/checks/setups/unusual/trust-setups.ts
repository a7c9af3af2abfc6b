// Roles that nobody assumes, since their trust policies ask for what S3 does not tell, or are about something else.
import { ACCOUNT, arn, AWAY, SOURCE } from '../../../../emulator/stage';
import type { Broken } from '../broken';
import { BATCH, onlyIf, REPLICATION, trust, trusting } from './written';

const NOT_ASSUMED = /^AssumeRoleNotPermitted$/;
const NO_JOB_ROLE = /could not be assumed \(AssumeRoleNotPermitted\)/;
const jobFails = (name: string, condition: object, found: RegExp): Broken => ({
  name: `the job role asks for ${name}`,
  break: trust('job', trusting(BATCH, onlyIf(condition))),
  checks: ['job-role'],
  found,
  after: NO_JOB_ROLE,
});
const taskFails = (name: string, condition: object, found: RegExp): Broken => ({
  name: `the replication role asks for ${name}`,
  break: trust('replication', trusting(REPLICATION, onlyIf(condition))),
  checks: ['replication-role'],
  found,
  after: NOT_ASSUMED,
});

export const TRUST_SETUPS: readonly Broken[] = [
  jobFails(
    'another account',
    { StringEquals: { 'aws:SourceAccount': '999999999999' } },
    /^job-role wrong: .* a condition that does not hold: aws:SourceAccount StringEquals '999999999999', and it is '111122223333', if it is sent$/,
  ),
  jobFails(
    'jobs of another Region',
    { ArnLike: { 'aws:SourceArn': `arn:aws:s3:${AWAY}:${ACCOUNT}:job/*` } },
    /^job-role wrong: .* aws:SourceArn ArnLike 'arn:aws:s3:eu-west-1:\S+', and it is 'arn:aws:s3:us-east-1:/,
  ),
  jobFails(
    'an external id',
    { StringEquals: { 'sts:ExternalId': 'x' } },
    /^job-role wrong: .* sts:ExternalId StringEquals 'x', a key that it does not send$/,
  ),
  jobFails(
    'an organization',
    { StringEquals: { 'aws:PrincipalOrgID': 'o-abc123' } },
    /^job-role wrong: .* aws:PrincipalOrgID StringEquals 'o-abc123', a key that it does not send$/,
  ),
  {
    ...jobFails(
      'its own account',
      { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      /^job-role could-not-check: .* conditions on aws:SourceAccount hold; .* where it does not, the job fails with AssumeRoleNotPermitted$/,
    ),
    checks: [],
    patch: /"Service": "batchoperations\.s3\.amazonaws\.com"/,
  },
  taskFails(
    'another bucket',
    { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::another-bucket' } },
    /^replication-role wrong: .* ArnLike 'arn:aws:s3:::another-bucket', and it is 'arn:aws:s3:::source-of-stage', if/,
  ),
  taskFails(
    'its bucket by a star that StringEquals takes for a star',
    { StringEquals: { 'aws:SourceArn': 'arn:aws:s3:::source-of-*' } },
    /^replication-role wrong: .* aws:SourceArn StringEquals 'arn:aws:s3:::source-of-\*'/,
  ),
  taskFails(
    'a second factor',
    { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    /^replication-role wrong: .* aws:MultiFactorAuthPresent Bool 'true', a key that it does not send/,
  ),
  {
    ...taskFails(
      'its bucket',
      { ArnLike: { 'aws:SourceArn': arn(SOURCE) } },
      /^replication-role could-not-check: .* tasks fail with AssumeRoleNotPermitted, which --canary shows$/,
    ),
    checks: [],
  },
  {
    name: 'the replication role lets S3 tag a session, and not begin one',
    break: trust('replication', trusting(REPLICATION, { Action: 'sts:TagSession' })),
    checks: ['replication-role'],
    found:
      /^replication-role wrong: .* does not let s3\.amazonaws\.com do sts:AssumeRole: its statement 1 is about s3\.amazonaws\.com, and not about that action/,
    after: NOT_ASSUMED,
  },
  {
    name: 'the replication role lets S3 do all but assume it',
    break: trust('replication', trusting(REPLICATION, { Action: undefined, NotAction: 'sts:AssumeRole' })),
    checks: ['replication-role'],
    found: /^replication-role wrong: .* does not let s3\.amazonaws\.com do sts:AssumeRole/,
    after: NOT_ASSUMED,
  },
  {
    name: 'the replication role denies whoever does not come from another account',
    break: trust(
      'replication',
      trusting(REPLICATION),
      trusting(REPLICATION, {
        Effect: 'Deny',
        Principal: '*',
        ...onlyIf({ StringNotEquals: { 'aws:SourceAccount': '999999999999' } }),
      }),
    ),
    checks: ['replication-role'],
    found:
      /^replication-role wrong: .* denies s3\.amazonaws\.com explicitly \(statement 2, under a condition on aws:SourceAccount that holds\)/,
    after: NOT_ASSUMED,
  },
  {
    name: 'the replication role trusts its account',
    break: trust('replication', trusting(REPLICATION, { Principal: { AWS: ACCOUNT } })),
    checks: ['replication-role'],
    found: /^replication-role wrong: .* does not trust s3\.amazonaws\.com; it trusts no service/,
    after: NOT_ASSUMED,
  },
  {
    name: 'each role trusts the service of the other',
    break: async (stage) => {
      await trust('job', trusting(REPLICATION))(stage);
      await trust('replication', trusting(BATCH))(stage);
    },
    checks: ['job-role', 'replication-role'],
    found: /^job-role wrong: .* it trusts s3\.amazonaws\.com$/,
    after: NO_JOB_ROLE,
  },
];
