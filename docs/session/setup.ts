// What the recorded session begins with: a bucket that replicates one folder, full of objects from before the rule. The
// policies are written out, as people write them who use no constructs; one permission is missing.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutBucketReplicationCommand } from '@aws-sdk/client-s3';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';

const [SOURCE, DESTINATION, REPORTS] = ['photos', 'photos-replica', 'photos-reports'];
const FOLDER = 'folder/';
const REPLICATION_ROLE = 'photos-replication';
const TAGS = { album: 'summer' };

/** Names that could steer a terminal, a spreadsheet or a web page that shows them as they are. */
const HOSTILE_NAMES = [
  '\u001b[31mred\u001b[0m.jpg',
  '=HYPERLINK("x").csv',
  '<script>alert(1)<!--.svg',
  'a\u202egpj.exe',
];

const SEED = {
  buckets: [
    {
      name: SOURCE,
      versioning: 'Enabled',
      objects: [
        { key: `${FOLDER}2023/{n}.jpg`, count: 900, sizeBytes: 4_000 },
        { key: `${FOLDER}2024/{n}.jpg`, count: 250, sizeBytes: 9_000, tags: TAGS },
        { key: `${FOLDER}notes/{n}.txt`, count: 40, body: 'note {n}', versions: 3 },
        ...HOSTILE_NAMES.map((name) => ({ key: FOLDER + name, body: 'harmless', tags: TAGS })),
        { key: `${FOLDER}2011.zip`, sizeBytes: 70_000, storageClass: 'GLACIER' },
        { key: 'other/{n}.jpg', count: 100, sizeBytes: 1_000 },
      ],
    },
    { name: DESTINATION, versioning: 'Enabled' },
    { name: REPORTS },
  ],
};

type Allowed = readonly (readonly [actions: readonly string[], resources: string])[];

const JOB_ROLE: Allowed = [
  [['s3:InitiateReplication'], `arn:aws:s3:::${SOURCE}/*`],
  [['s3:GetReplicationConfiguration', 's3:PutInventoryConfiguration'], `arn:aws:s3:::${SOURCE}`],
  [['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'], `arn:aws:s3:::${REPORTS}/*`],
];
const READ_SOURCE = [
  's3:GetObjectVersionForReplication',
  's3:GetObjectVersionAcl',
  's3:GetObjectVersionTagging',
] as const;
const replicationRole = (onReplicas: readonly string[]): Allowed => [
  [['s3:GetReplicationConfiguration', 's3:ListBucket'], `arn:aws:s3:::${SOURCE}`],
  [READ_SOURCE, `arn:aws:s3:::${SOURCE}/*`],
  [onReplicas, `arn:aws:s3:::${DESTINATION}/*`],
];
const WITHOUT_TAGS = ['s3:ReplicateObject', 's3:ReplicateDelete'];

const policy = (statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', ...one })) });

async function allow(iam: IAMClient, RoleName: string, allowed: Allowed): Promise<void> {
  const PolicyDocument = policy(allowed.map(([Action, Resource]) => ({ Action, Resource })));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }));
}

/** @returns the ARN of the new role */
async function addRole(iam: IAMClient, RoleName: string, service: string, allowed: Allowed): Promise<string> {
  const AssumeRolePolicyDocument = policy([{ Principal: { Service: service }, Action: 'sts:AssumeRole' }]);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  await allow(iam, RoleName, allowed);
  return Role?.Arn ?? '';
}

async function withIam(aws: LocalAws, use: (iam: IAMClient) => Promise<void>): Promise<void> {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = aws.environment;
  const { endpoint, region } = aws;
  const iam = new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  await use(iam).finally(() => iam.destroy());
}

/**
 * Starts a local AWS with the objects of the session in it.
 * @param runner path of the built `s3-backfill`
 * @param folder where what it holds is written, as `seed.json`
 */
export async function startFilled(runner: string, folder: string): Promise<LocalAws> {
  const seed = path.join(folder, 'seed.json');
  writeFileSync(seed, JSON.stringify(SEED));
  // With these states a job lasts long enough to be seen at work.
  return startLocalAws(runner, {}, ['--seed', seed, '--random-seed', '1', '--timing', 'jobStateMs=300']);
}

/**
 * Adds the roles, switches on replication, and writes what Terraform would hand over.
 * @param folder where that is written, as `outputs.json`
 */
export async function switchOnReplication(aws: LocalAws, folder: string): Promise<void> {
  const { accountId, region } = aws;
  let replicationArn = '';
  let batchJobArn = '';
  await withIam(aws, async (iam) => {
    replicationArn = await addRole(iam, REPLICATION_ROLE, 's3.amazonaws.com', replicationRole(WITHOUT_TAGS));
    batchJobArn = await addRole(iam, 'photos-backfill', 'batchoperations.s3.amazonaws.com', JOB_ROLE);
  });
  const rule = { ID: 'folder', Priority: 1, Status: 'Enabled', Filter: { Prefix: FOLDER } } as const;
  const Destination = { Bucket: `arn:aws:s3:::${DESTINATION}` };
  const Rules = [{ ...rule, DeleteMarkerReplication: { Status: 'Disabled' } as const, Destination }];
  const ReplicationConfiguration = { Role: replicationArn, Rules };
  await aws.s3.send(new PutBucketReplicationCommand({ Bucket: SOURCE, ReplicationConfiguration }));
  const handoff = {
    version: 1,
    source: { bucket: SOURCE, region, accountId },
    destinations: [{ bucket: DESTINATION, ruleId: 'folder' }],
    rules: [{ id: 'folder', prefix: FOLDER, priority: 1, status: 'Enabled', deleteMarkers: false }],
    roles: { batchJobArn, replicationArn },
    report: { bucket: REPORTS, prefix: 'reports' },
    manifest: { bucket: REPORTS, prefix: 'manifests' },
    prefixes: [FOLDER],
  };
  writeFileSync(path.join(folder, 'outputs.json'), JSON.stringify({ s3_backfill: { value: handoff, type: 'object' } }));
}

/**
 * Gives the replication role the permission that is missing.
 * @returns what changes in its policy, for people
 */
export async function repair(aws: LocalAws): Promise<string> {
  const withTags = [...WITHOUT_TAGS, 's3:ReplicateTags'];
  await withIam(aws, (iam) => allow(iam, REPLICATION_ROLE, replicationRole(withTags)));
  const line = (actions: readonly string[]): string => `"Action": ${JSON.stringify(actions).replaceAll(',', ', ')},`;
  return `-  ${line(WITHOUT_TAGS)}\n+  ${line(withTags)}\n   "Resource": "arn:aws:s3:::${DESTINATION}/*"`;
}
