// Setups in which the handoff says more, or less, than that of the other setups: each of its fields that a check looks at.
import type { Handoff, HandoffRule } from '../../../../modules/handoff';
import { ACCOUNT, allow, AWAY, JOB_ROLE, REPLICAS, REPORTS } from '../../../emulator/stage';
import { userWith, type Broken } from './broken';
import type { Good } from './good-setups';
import { keysOf, putKeyed } from './keyed';
import { encryptReports } from './object-setups';

const RULE: HandoffRule = { id: 'all', priority: 1, status: 'Enabled', deleteMarkers: false };
const DESTINATION = { bucket: REPLICAS, ruleId: 'all' };

/** All that the constructs write of a rule and its destination. */
const IN_FULL: Partial<Handoff> = {
  destinations: [{ ...DESTINATION, region: AWAY, accountId: ACCOUNT, storageClass: 'STANDARD_IA' }],
  rules: [{ ...RULE, prefix: '', tags: {} }],
  manifest: { bucket: REPORTS, prefix: 'manifests' },
};

/** A caller who may do and read everything but the replication configuration. */
const WITHOUT_CONFIGURATION = [
  allow(['s3:GetBucket*', 's3:GetEncryptionConfiguration', 's3:GetObject*', 's3:List*', 's3:PutObject'], '*'),
  allow(['iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy', 'iam:PassRole'], '*'),
  allow(['s3:CreateJob', 's3:DescribeJob', 's3:PutJobTagging'], '*'),
];

export const HANDOFF_GOOD: readonly Good[] = [
  {
    name: 'a handoff that says of rule and destination what S3 says',
    handoff: IN_FULL,
    ok: [
      /^destination-settings: 'replicas-of-stage'$/,
      /^report-bucket: manifest 'reports-of-stage' in us-east-1$/,
      /^manifest-encryption: 'reports-of-stage' encrypts with SSE-S3$/,
    ],
  },
  {
    name: 'a handoff that does not say the replication role',
    handoff: { roles: { batchJobArn: JOB_ROLE } },
    ok: [/^replication-role: arn:aws:iam::111122223333:role\/replication$/],
  },
  {
    name: 'a caller who may not read the rules, and a handoff that has them',
    handoff: {
      ...IN_FULL,
      destinations: [DESTINATION, { bucket: 'never-made', ruleId: 'old' }],
      rules: [RULE, { ...RULE, id: 'old', status: 'Disabled' }],
    },
    caller: (stage) => userWith(stage, WITHOUT_CONFIGURATION),
    ok: [
      /^destination-bucket: 'replicas-of-stage' in eu-west-1$/,
      /^versioning: destination 'replicas-of-stage': Enabled$/,
      /^replication-role: arn:aws:iam::111122223333:role\/replication$/,
    ],
    unsure: ['replication-configuration', 'rule-coverage'],
    silent: ['rule-priority'],
  },
  {
    name: 'a caller who may not read the rules, and a handoff that has destinations alone',
    handoff: { destinations: [DESTINATION] },
    caller: (stage) => userWith(stage, WITHOUT_CONFIGURATION),
    ok: [/^destination-bucket: 'replicas-of-stage' in eu-west-1$/],
    unsure: ['replication-configuration', 'rule-coverage'],
    silent: ['rule-priority'],
  },
  {
    name: 'a manifest bucket under SSE-KMS, and a run whose manifest S3 generates',
    break: encryptReports,
    handoff: { manifest: { bucket: REPORTS, prefix: '' } },
    ok: [/^manifest-encryption: .* encrypts with SSE-KMS \(aws:kms\).*; S3 generates the manifest of this run/],
  },
];

export const HANDOFF_BROKEN: readonly Broken[] = [
  {
    name: 'the rule does not ask for SSE-KMS, and the handoff names a key for the replicas',
    objects: putKeyed,
    handoff: (stage) => ({ destinations: [{ ...DESTINATION, replicaKmsKeyArn: keysOf(stage).replica }] }),
    checks: ['kms-opt-in'],
    found: /^kms-opt-in wrong: nothing .* can be replicated, .* SSE-KMS, .*the rule is 'all'/,
    patch: /replica_kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key\/[0-9a-f-]{36}"/,
    after: /no keys matching/,
  },
  {
    name: 'the rule does not ask for SSE-KMS, and the key that the handoff names is in another Region',
    objects: putKeyed,
    handoff: (stage) => ({ destinations: [{ ...DESTINATION, replicaKmsKeyArn: keysOf(stage).source }] }),
    checks: ['kms-opt-in'],
    found: /^kms-opt-in wrong: nothing .* can be replicated, .* SSE-KMS, .*the rule is 'all'/,
    patch: /replica_kms_key_id = aws_kms_key\.\w+\.arn/,
    after: /no keys matching/,
  },
  {
    name: 'the handoff names a destination that is a directory bucket',
    handoff: () => ({ destinations: [{ bucket: 'replicas--use1-az4--x-s3', ruleId: 'all' }] }),
    checks: ['bucket-kinds'],
    found: /^bucket-kinds wrong: the destination bucket 'replicas--use1-az4--x-s3' is a directory bucket/,
  },
  {
    name: 'the handoff names a manifest bucket that is a table bucket',
    handoff: () => ({ manifest: { bucket: 'lists--table-s3', prefix: '' } }),
    checks: ['bucket-kinds'],
    unsure: ['job-role-permissions', 'manifest-encryption', 'report-bucket'],
    found: /^bucket-kinds wrong: the manifest bucket 'lists--table-s3' is a table bucket/,
  },
];
