// The policies of the roles as the constructs write them, for placeholders that people replace.
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack, Testing } from 'cdktf';
import { BatchCopyRole, BatchJobRole, ReplicationRole } from '../../modules';
import { DestinationAccess } from '../../modules/buckets/destination-access';
import type { CallerUse, CallerVerb } from '../../runner/policy/caller/caller-permission';
import { callerPolicy as policyOfCaller } from '../../runner/policy/caller/caller-policy';
import { copyBucketPolicy, copyKeyPolicy, copyPolicy, type CopyGrant } from '../../runner/policy/copy/copy-policy';
import type { PolicyDocument } from '../../runner/policy/policy-document';
import type { Target } from '../../runner/target/target';

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly object[];
}

interface Statement {
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources?: readonly string[];
  readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly condition?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

interface Synthesized {
  readonly data: { readonly aws_iam_policy_document: Readonly<Record<string, { readonly statement: Statement[] }>> };
}

const REGION = 'eu-west-1';
const ACCOUNT = '111122223333';
const REPLICA_KEY = 'arn:aws:kms:eu-central-1:444455556666:key/replica-key';
const DESTINATION_KEY = 'arn:aws:kms:eu-central-1:444455556666:key/destination-key';

export interface RolePolicies {
  readonly replicationTrust: Policy;
  readonly replication: Policy;
  readonly jobTrust: Policy;
  readonly job: Policy;
  readonly copyTrust: Policy;
  readonly copy: Policy;
  /** Of the destination bucket, when it belongs to another account. */
  readonly destinationBucket: Policy;
  /** What the policy of the replica key needs then. */
  readonly replicaKey: Policy;
  /** Of the bucket that copies go to, when it belongs to another account. */
  readonly copyDestinationBucket: Policy;
  /** What the policy of the key of the copies needs then. */
  readonly copyDestinationKey: Policy;
}

/** Policies that constructs write, by their ids without a hash. @param region of the provider */
export function writtenPolicies(add: (stack: TerraformStack) => void, region = REGION): (id: string) => Policy {
  const stack = new TerraformStack(Testing.app(), 'stack');
  new AwsProvider(stack, 'aws', { region });
  add(stack);
  const text = Testing.synth(stack, true)
    .replace(/\$\{data\.aws_partition\.[\w-]+\.partition\}/g, 'aws')
    .replace(/\$\{data\.aws_partition\.[\w-]+\.dns_suffix\}/g, 'amazonaws.com');
  const documents = Object.entries((JSON.parse(text) as Synthesized).data.aws_iam_policy_document);
  return (id) => {
    const found = documents.find(([name]) => name.startsWith(`${id}_`));
    if (found === undefined) throw new Error(`no policy document ${id}`);
    return { Version: '2012-10-17', Statement: found[1].statement.map(asJson) };
  };
}

export function rolePolicies(): RolePolicies {
  const policy = writtenPolicies(addRoles);
  return {
    replicationTrust: policy('replication_trust'),
    replication: policy('replication_permissions'),
    jobTrust: policy('job_trust'),
    job: policy('job_permissions'),
    copyTrust: policy('copy_trust'),
    copy: policy('copy_permissions'),
    destinationBucket: policy('destination_bucket-policy'),
    replicaKey: policy('destination_key-policy'),
    copyDestinationBucket: policy('copy-destination_bucket-policy'),
    copyDestinationKey: policy('copy-destination_key-policy'),
  };
}

function addRoles(stack: TerraformStack): void {
  new ReplicationRole(stack, 'replication', {
    sourceBucketName: 'source-bucket',
    destinationBucketNames: ['destination-bucket'],
    sourceKmsKeyArns: [`arn:aws:kms:eu-west-1:${ACCOUNT}:key/source-key`],
    replicaKmsKeyArns: [REPLICA_KEY],
    sourceObjectLock: true,
    ownerOverrideBucketNames: ['destination-bucket'],
  });
  new DestinationAccess(stack, 'destination', {
    replicationRoleArn: `arn:aws:iam::${ACCOUNT}:role/replication-role`,
    bucketName: 'destination-bucket',
    kmsKeyArns: [REPLICA_KEY],
    ownerOverride: true,
  });
  new BatchJobRole(stack, 'job', {
    sourceBucketName: 'source-bucket',
    report: { bucketName: 'report-bucket', prefix: 's3-backfill/reports' },
    manifest: { bucketName: 'report-bucket', prefix: 's3-backfill/manifests' },
  });
  new BatchCopyRole(stack, 'copy', {
    sourceBucketName: 'source-bucket',
    destination: { bucketName: 'destination-bucket', prefix: 'copies' },
    sourceKmsKeyArns: [`arn:aws:kms:eu-west-1:${ACCOUNT}:key/source-key`],
    destinationKmsKeyArns: [DESTINATION_KEY],
    report: { bucketName: 'report-bucket', prefix: 's3-backfill/reports' },
    manifest: { bucketName: 'report-bucket', prefix: 's3-backfill/manifests' },
  });
  new DestinationAccess(stack, 'copy-destination', {
    batchCopy: { roleArn: `arn:aws:iam::${ACCOUNT}:role/copy-role`, prefix: 'copies' },
    bucketName: 'destination-bucket',
    kmsKeyArns: [DESTINATION_KEY],
  });
}

/** As IAM writes what `aws_iam_policy_document` says. */
function asJson({ sid, effect, principals = [], actions, resources, condition = [] }: Statement): object {
  const conditions: Record<string, Record<string, string | readonly string[]>> = {};
  for (const { test, variable, values } of condition) {
    conditions[test] = { ...conditions[test], [variable]: oneOrMore(values) };
  }
  return {
    Sid: sid,
    Effect: effect,
    ...(principals.length === 0
      ? {}
      : { Principal: Object.fromEntries(principals.map(({ type, identifiers }) => [type, oneOrMore(identifiers)])) }),
    Action: oneOrMore(actions),
    ...(resources === undefined ? {} : { Resource: oneOrMore(resources) }),
    ...(condition.length === 0 ? {} : { Condition: conditions }),
  };
}

function oneOrMore(values: readonly string[]): string | readonly string[] {
  const [only, ...more] = values;
  return only !== undefined && more.length === 0 ? only : values;
}

const COPIER = `arn:aws:iam::${ACCOUNT}:role/copier`;

const COPIED: CopyGrant = {
  source: {
    bucket: 'source-bucket',
    prefix: 'folder/',
    keyArns: [`arn:aws:kms:eu-west-1:444455556666:key/source-key`],
  },
  destination: {
    bucket: 'destination-bucket',
    prefix: 'archive/folder/',
    keyArns: [`arn:aws:kms:eu-central-1:${ACCOUNT}:key/destination-key`],
  },
  region: REGION,
  uses: new Set(['annotations']),
  principalArns: [COPIER],
};

/** As `s3-backfill policy --for copy` prints them, where the source belongs to another account. */
export function copierPolicies(): Readonly<Record<'copier' | 'sourceBucket' | 'sourceKey', PolicyDocument>> {
  return {
    copier: copyPolicy(COPIED),
    sourceBucket: copyBucketPolicy('source', COPIED, [COPIER]),
    sourceKey: copyKeyPolicy('source', COPIED, [COPIER]),
  };
}

const CALLED: Target = {
  source: { bucket: 'source-bucket', region: REGION, accountId: ACCOUNT },
  destinations: [],
  rules: [],
  batchJob: {
    roleArn: `arn:aws:iam::${ACCOUNT}:role/job-role`,
    report: { bucket: 'report-bucket', prefix: 's3-backfill/reports' },
    manifest: { bucket: 'report-bucket', prefix: 's3-backfill/manifests' },
  },
};

/** As `s3-backfill policy caller --for VERB` prints it. @param uses beside those of every run that tags its jobs and may write a manifest */
export function callerPolicy(verb: CallerVerb, ...uses: readonly CallerUse[]): PolicyDocument {
  return policyOfCaller(CALLED, {
    verb,
    uses: new Set(['tags', 'supplied manifest', ...uses]),
    destinations: ['destination-bucket'],
    lists: ['inventory-bucket'],
    replicationRoleArn: `arn:aws:iam::${ACCOUNT}:role/replication-role`,
  });
}
