import { KmsGrant } from '@cdktf/provider-aws/lib/kms-grant';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { Annotations, type ITerraformDependable, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { bucketArn } from '../place/partition';
import { COPY_DESTINATION_PERMISSIONS } from '../policies/copy-permissions';
import { bucketPolicyDocument, keyPolicyDocument, type CopyingRole } from '../policies/destination';
import { DESTINATION_PERMISSIONS, type Permission } from '../policies/permissions';
import { bucketNameRefusals, kmsKeyArnRefusals, principalArnRefusals, roleArnRefusals } from '../refusals/aws-names';
import { folderRefusals } from '../refusals/prefixes';
import { listRefusals, refuse } from '../refusals/refusal';
import type { BucketKeys } from '../replication/rule';
import { given } from '../values/given';
import { literal } from '../values/literal';
import { numbered } from '../values/numbered';
import { uniqueTexts } from '../values/same-text';
import { DataBucket } from './data-bucket';

export interface DestinationAccessProps {
  /** ARN of the role that S3 assumes to replicate, in the account of the source. @default - none: objects are only copied, by `batchCopy` */
  readonly replicationRoleArn?: string;
  /** The role by which S3 Batch Operations copies without rules, in the account of the source. @default - none */
  readonly batchCopy?: CopyingRole;
  /** Name of the destination bucket. */
  readonly bucketName: string;
  /** ARNs of the KMS keys that replicas are encrypted with there. @default - replicas need no KMS key */
  readonly kmsKeyArns?: readonly string[];
  /** Whether replicas are under S3 Bucket Keys. @default 'some' - both are allowed */
  readonly bucketKeys?: BucketKeys;
  /** The replicas change their owner. @default false */
  readonly ownerOverride?: boolean;
  /**
   * ARNs of the users and roles, in the account of the source, that run s3-backfill: they may list the bucket and read what is in
   * it, so that `verify` needs no identity of the destination's account. Policies of their own have to allow it, too.
   * @default - nobody; `--destination-profile` or `--destination-role-arn` of the runner name an identity that may
   */
  readonly callerArns?: readonly string[];
  /**
   * Provider of the destination's account and Region, to attach what is needed there. The bucket's policy becomes the one
   * that is made here: take it for a bucket that has no other. Keys get a KMS grant for this bucket under its S3 Bucket Key, and their
   * policies stay as they are: a grant cannot be held to the objects of a bucket, so that replicas without a bucket key need what
   * `keyPolicyJsons` says.
   * @default - nothing is attached: the team of that account does it with what `bucketPolicyJson` and `keyPolicyJsons` say
   */
  readonly attachWith?: TerraformProvider;
}

/** What the account of a destination has to allow the roles of another account that write there. */
export class DestinationAccess extends Construct {
  /** The policy of the destination bucket, as JSON. */
  readonly bucketPolicyJson: string;
  /** For the ARN of each key, the statements that its policy needs, as JSON. */
  readonly keyPolicyJsons: Readonly<Record<string, string>>;
  /** What was attached; replication has to wait for it. */
  readonly attached: readonly ITerraformDependable[];
  /** Whether the policies of the keys need what `keyPolicyJsons` says, whatever was attached. */
  readonly keyPoliciesAreNeeded: boolean;

  constructor(scope: Construct, id: string, props: DestinationAccessProps) {
    super(scope, id);
    const {
      replicationRoleArn: roleArn,
      batchCopy,
      bucketName,
      kmsKeyArns = [],
      bucketKeys = 'some',
      callerArns,
    } = props;
    refuse(this, [
      ...(roleArn === undefined && batchCopy === undefined
        ? [
            {
              prop: 'replicationRoleArn',
              given: roleArn,
              allowed: 'somebody writes there: give that role, or batchCopy',
            },
          ]
        : []),
      ...roleArnRefusals('replicationRoleArn', roleArn),
      ...roleArnRefusals('batchCopy.roleArn', batchCopy?.roleArn),
      ...folderRefusals('batchCopy.prefix', batchCopy?.prefix),
      ...bucketNameRefusals('bucketName', bucketName),
      ...listRefusals('kmsKeyArns', kmsKeyArns, kmsKeyArnRefusals),
      ...listRefusals('callerArns', callerArns, principalArnRefusals),
    ]);
    const keyArns = uniqueTexts(this, kmsKeyArns);
    const bucketPolicy = bucketPolicyDocument(this, 'bucket-policy', {
      bucketArn: bucketArn(this, bucketName),
      ownerOverride: props.ownerOverride ?? false,
      ...given({ roleArn, batchCopy, callerArns }),
    });
    this.bucketPolicyJson = bucketPolicy.json;
    const keyPolicies = keyArns.map((keyArn, index) => {
      const document = keyPolicyDocument(this, numbered('key-policy', index), {
        keyArn,
        bucketName,
        bucketKeys,
        ...given({ roleArn, copyRoleArn: batchCopy?.roleArn }),
      });
      return [keyArn, document.json] as const;
    });
    this.keyPolicyJsons = Object.fromEntries(keyPolicies);
    const { attachWith: provider } = props;
    this.attached = provider === undefined ? [] : this.attach({ ...props, provider, keyArns, bucketKeys });
    this.keyPoliciesAreNeeded = keyArns.length > 0 && (provider === undefined || bucketKeys !== 'all');
    if (provider !== undefined && this.keyPoliciesAreNeeded) {
      Annotations.of(this).addWarning(
        'attachWith: a KMS grant can be held to one bucket under its S3 Bucket Key, and not to the objects of a bucket: replicas without ' +
          "a bucket key fail until the policies of their keys have the statements of keyPolicyJsons. With replicaBucketKeys: 'all' " +
          '(bucketKeys here), and Bucket Keys switched on at the destination, the grant is all that is needed.',
      );
    }
  }

  private attach({ replicationRoleArn, bucketName, keyArns, bucketKeys, provider, ...props }: Attached) {
    const { ownerOverride = false, callerArns, batchCopy } = props;
    // A bucket has one policy: that of a bucket of ours is added to.
    const policy =
      DataBucket.find(this, bucketName)?.allow({
        ownerOverride,
        ...given({ roleArn: replicationRoleArn, batchCopy, callerArns }),
      }) ??
      new S3BucketPolicy(this, 'attached-policy', {
        bucket: literal(bucketName),
        policy: this.bucketPolicyJson,
        provider,
      });
    // Without a bucket key the context is the ARN of the object, and constraints know neither prefixes nor kms:ViaService.
    // https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
    const granted = bucketKeys === 'none' ? [] : keyArns;
    const grants = granted.flatMap((keyId, index) => {
      const grant = (id: string, name: string, granteePrincipal: string, permissions: readonly Permission[]) =>
        new KmsGrant(this, numbered(id, index), {
          name,
          keyId,
          granteePrincipal,
          operations: keyOperationsIn(permissions),
          constraints: [{ encryptionContextSubset: { 'aws:s3:arn': bucketArn(this, bucketName) } }],
          provider,
        });
      return [
        ...(replicationRoleArn === undefined
          ? []
          : [grant('key-grant', 's3-backfill', replicationRoleArn, DESTINATION_PERMISSIONS)]),
        ...(batchCopy === undefined
          ? []
          : [grant('copy-key-grant', 's3-batch-copy', batchCopy.roleArn, COPY_DESTINATION_PERMISSIONS)]),
      ];
    });
    return [policy, ...grants];
  }
}

interface Attached extends DestinationAccessProps {
  readonly keyArns: readonly string[];
  readonly bucketKeys: BucketKeys;
  readonly provider: TerraformProvider;
}

/** Without `kms:`, each once. */
function keyOperationsIn(permissions: readonly Permission[]): string[] {
  const ofKeys = permissions.filter(({ action }) => action.startsWith('kms:'));
  return [...new Set(ofKeys.map(({ action }) => action.slice('kms:'.length)))];
}
