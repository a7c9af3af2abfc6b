import { KmsGrant } from '@cdktf/provider-aws/lib/kms-grant';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { Annotations, type ITerraformDependable, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { bucketArn } from '../place/partition';
import { bucketPolicyDocument, keyPolicyDocument } from '../policies/destination';
import { DESTINATION_PERMISSIONS } from '../policies/permissions';
import { bucketNameRefusals, kmsKeyArnRefusals, principalArnRefusals, roleArnRefusals } from '../refusals/aws-names';
import { listRefusals, refuse } from '../refusals/refusal';
import type { BucketKeys } from '../replication/rule';
import { given } from '../values/given';
import { literal } from '../values/literal';
import { numbered } from '../values/numbered';
import { uniqueTexts } from '../values/same-text';
import { DataBucket } from './data-bucket';

export interface DestinationAccessProps {
  /** ARN of the role that S3 assumes to copy, in the account of the source. */
  readonly replicationRoleArn: string;
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

/** What the account of a destination has to allow the replication role of another account. */
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
    const { replicationRoleArn: roleArn, bucketName, kmsKeyArns = [], bucketKeys = 'some', callerArns } = props;
    refuse(this, [
      ...roleArnRefusals('replicationRoleArn', roleArn),
      ...bucketNameRefusals('bucketName', bucketName),
      ...listRefusals('kmsKeyArns', kmsKeyArns, kmsKeyArnRefusals),
      ...listRefusals('callerArns', callerArns, principalArnRefusals),
    ]);
    const keyArns = uniqueTexts(this, kmsKeyArns);
    const bucketPolicy = bucketPolicyDocument(this, 'bucket-policy', {
      roleArn,
      bucketArn: bucketArn(this, bucketName),
      ownerOverride: props.ownerOverride ?? false,
      ...given({ callerArns }),
    });
    this.bucketPolicyJson = bucketPolicy.json;
    const keyPolicies = keyArns.map((keyArn, index) => {
      const document = keyPolicyDocument(this, numbered('key-policy', index), {
        roleArn,
        keyArn,
        bucketName,
        bucketKeys,
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
    const { ownerOverride = false, callerArns } = props;
    // A bucket has one policy: that of a bucket of ours is added to.
    const policy =
      DataBucket.find(this, bucketName)?.allowReplicationFrom(replicationRoleArn, {
        ownerOverride,
        ...given({ callerArns }),
      }) ??
      new S3BucketPolicy(this, 'attached-policy', {
        bucket: literal(bucketName),
        policy: this.bucketPolicyJson,
        provider,
      });
    // Without a bucket key the context is the ARN of the object, and constraints know neither prefixes nor kms:ViaService.
    // https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
    const granted = bucketKeys === 'none' ? [] : keyArns;
    const grants = granted.map(
      (keyId, index) =>
        new KmsGrant(this, numbered('key-grant', index), {
          name: 's3-backfill',
          keyId,
          granteePrincipal: replicationRoleArn,
          operations: KEY_OPERATIONS,
          constraints: [{ encryptionContextSubset: { 'aws:s3:arn': bucketArn(this, bucketName) } }],
          provider,
        }),
    );
    return [policy, ...grants];
  }
}

interface Attached extends DestinationAccessProps {
  readonly keyArns: readonly string[];
  readonly bucketKeys: BucketKeys;
  readonly provider: TerraformProvider;
}

/** Without `kms:`, each once. */
const KEY_OPERATIONS = [
  ...new Set(
    DESTINATION_PERMISSIONS.filter(({ action }) => action.startsWith('kms:')).map(({ action }) =>
      action.slice('kms:'.length),
    ),
  ),
];
