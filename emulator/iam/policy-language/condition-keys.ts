// The condition keys that AWS has, and how the emulator stands to each: a key that is not known must not count as one that the
// request does not have.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_s3.html (…list_iam, list_kms, list_sts)
import { notEmulated } from '../../http/service';

export interface KeyStanding {
  /**
   * `filled`: requests have it where those of AWS have it. `absent`: it tells of something that does not exist here, so that no
   * request has it, as none would in AWS. `refused`: AWS would fill it and the emulator does not; no policy with it is taken.
   */
  readonly kind: 'filled' | 'absent' | 'refused';
  /** Which requests have it, or why none does. */
  readonly why: string;
}

/** A name that ends with a slash or a colon stands for all keys that begin so. */
const TABLE: readonly (readonly [kind: KeyStanding['kind'], why: string, keys: readonly string[]])[] = [
  [
    'filled',
    'every request',
    words('aws:CurrentTime aws:EpochTime aws:RequestedRegion aws:SecureTransport aws:SourceIp'),
  ],
  ['filled', 'every request', words('aws:ResourceAccount aws:ViaAWSService aws:PrincipalIsAWSService')],
  ['filled', 'requests with such a header', words('aws:Referer aws:UserAgent')],
  [
    'filled',
    'requests of users, roles and roots',
    words('aws:PrincipalArn aws:PrincipalAccount aws:PrincipalType aws:userid'),
  ],
  ['filled', 'requests of users, and of users and roles with tags', words('aws:username aws:PrincipalTag/')],
  ['filled', 'requests of sessions of a role', words('aws:TokenIssueTime aws:MultiFactorAuthPresent')],
  ['filled', 'requests of services', words('aws:PrincipalServiceName aws:PrincipalServiceNamesList')],
  ['filled', 'requests of services that say for whom', words('aws:SourceAccount aws:SourceArn')],
  [
    'filled',
    'requests that bring tags, on resources whose service lets tags decide',
    words('aws:RequestTag/ aws:TagKeys'),
  ],
  ['filled', 'resources with tags, save buckets and objects', words('aws:ResourceTag/ iam:ResourceTag/')],
  ['absent', 'there is no organization', words('aws:PrincipalOrgID aws:PrincipalOrgPaths aws:ResourceOrgID')],
  ['absent', 'there is no organization', words('aws:ResourceOrgPaths aws:SourceOrgID aws:SourceOrgPaths')],
  ['absent', 'there is no VPC', words('aws:SourceVpc aws:SourceVpcArn aws:SourceVpce aws:VpcSourceIp aws:VpceAccount')],
  ['absent', 'there is no VPC', words('aws:VpceOrgID aws:VpceOrgPaths aws:Ec2InstanceSourceVpc')],
  ['absent', 'there is no VPC', words('aws:Ec2InstanceSourcePrivateIPv4')],
  ['absent', 'there is no multi-factor authentication', words('aws:MultiFactorAuthAge')],
  [
    'absent',
    'nobody is federated, and no session has a source identity',
    words('aws:FederatedProvider aws:SourceIdentity'),
  ],
  [
    'absent',
    'no service of those that tell it asks for a caller',
    words('aws:CalledVia aws:CalledViaFirst aws:CalledViaLast'),
  ],
  ['absent', 'no session is of that kind', words('aws:AssumedRoot aws:ChatbotSourceArn aws:SignInSessionArn')],
  ['absent', 'no session is of that kind', words('ec2:SourceInstanceArn ec2:RoleDelivery lambda:SourceFunctionArn')],
  [
    'absent',
    'no session is of that kind',
    words('ssm:SourceInstanceArn glue:CredentialIssuingService glue:RoleAssumedBy'),
  ],
  ['absent', 'no session is of that kind', words('identitystore:UserId')],

  ['filled', 'every request to S3', words('s3:authType s3:ResourceAccount s3:signatureAge s3:signatureversion')],
  ['filled', 'every request to S3', words('s3:TlsVersion s3:x-amz-content-sha256')],
  ['filled', 'lists of objects and of versions', words('s3:prefix s3:delimiter s3:max-keys')],
  ['filled', 'actions on a version', words('s3:VersionId')],
  ['filled', 'reading an object, its ACL and its tags, and changing the last two', words('s3:ExistingObjectTag/')],
  ['filled', 'writing an object or its tags', words('s3:RequestObjectTag/ s3:RequestObjectTagKeys')],
  [
    'filled',
    'writing an object, an ACL or a bucket',
    words('s3:x-amz-acl s3:x-amz-grant-full-control s3:x-amz-grant-read'),
  ],
  ['filled', 'writing an object, an ACL or a bucket', words('s3:x-amz-grant-read-acp s3:x-amz-grant-write')],
  ['filled', 'writing an object, an ACL or a bucket', words('s3:x-amz-grant-write-acp')],
  ['filled', 'writing an object', words('s3:x-amz-copy-source s3:x-amz-metadata-directive s3:x-amz-storage-class')],
  ['filled', 'writing an object', words('s3:x-amz-server-side-encryption s3:x-amz-website-redirect-location')],
  ['filled', 'writing an object', words('s3:x-amz-server-side-encryption-aws-kms-key-id s3:ObjectCreationOperation')],
  ['filled', 'writing an object', words('s3:x-amz-server-side-encryption-customer-algorithm s3:if-none-match')],
  ['filled', 'writing an object', words('s3:x-amz-object-annotation-directive')],
  ['filled', 'writing and deleting an object', words('s3:if-match')],
  ['filled', 'writing an object or its lock', words('s3:object-lock-mode s3:object-lock-retain-until-date')],
  [
    'filled',
    'writing an object or its lock',
    words('s3:object-lock-remaining-retention-days s3:object-lock-legal-hold'),
  ],
  ['filled', 'CreateBucket', words('s3:LocationConstraint s3:x-amz-object-ownership s3:x-amz-bucket-namespace')],
  ['filled', 'PutBucketInventoryConfiguration', words('s3:InventoryAccessibleOptionalFields')],
  ['filled', 'CreateJob, UpdateJobPriority', words('s3:RequestJobOperation s3:RequestJobPriority')],
  ['filled', 'operations on a job', words('s3:ExistingJobOperation s3:ExistingJobPriority s3:JobSuspendedCause')],
  ['filled', 'annotations', words('s3:annotation-prefix s3:max-annotation-results s3:x-amz-object-if-match')],
  [
    'absent',
    'there is no access point',
    words('s3:AccessPointNetworkOrigin s3:AccessPointTag/ s3:DataAccessPointAccount'),
  ],
  ['absent', 'there is no access point', words('s3:DataAccessPointArn')],
  ['absent', 'there is no access grant', words('s3:AccessGrantScope s3:AccessGrantsInstanceArn')],
  ['absent', 'there is no access grant', words('s3:AccessGrantsLocationScope')],
  ['absent', 'no bucket has access control by its tags switched on', words('s3:BucketTag/')],
  ['absent', 'no log is delivered', words('s3:deliverySourceArn s3:logType s3:resourceArnBeingAuthorized')],
  ['absent', 'no experiment pauses replication', words('s3:isReplicationPauseRequest s3:destinationRegion')],
  [
    'refused',
    'event holds are not emulated',
    words('s3:object-lock-event-hold s3:object-lock-event-hold-duration-days'),
  ],

  ['filled', 'IAM, where the request or the role or user has a boundary', words('iam:PermissionsBoundary')],
  ['filled', 'attaching and detaching a policy', words('iam:PolicyARN')],
  [
    'filled',
    'iam:PassRole of PutBucketReplication, DataSync and Lambda; CreateJob does not give it',
    words('iam:PassedToService'),
  ],
  ['filled', 'CreateTask of DataSync in Enhanced mode', words('iam:AWSServiceName')],
  ['absent', 'no emulated operation has it', words('iam:OrganizationsPolicyId iam:RegisterSecurityKey')],
  ['absent', 'no emulated operation has it', words('iam:FIDO-certification iam:FIDO-FIPS-140-2-certification')],
  ['absent', 'no emulated operation has it', words('iam:FIDO-FIPS-140-3-certification iam:DelegationDuration')],
  [
    'absent',
    'no emulated operation has it',
    words('iam:DelegationRequestOwner iam:NotificationChannel iam:TemplateArn'),
  ],
  ['absent', 'no emulated operation has it', words('iam:ServiceSpecificCredentialAgeDays iam:RoleTemplateARN')],
  ['absent', 'no emulated operation has it', words('iam:ServiceSpecificCredentialServiceName')],
  ['absent', 'no emulated operation has it', words('iam:AccountPropertyNamespaces')],
  ['refused', 'which resource S3 would name is not known', words('iam:AssociatedResourceArn')],

  ['filled', 'AssumeRole', words('sts:RoleSessionName sts:ExternalId')],
  ['absent', 'AssumeRole with it is refused', words('sts:SourceIdentity sts:TransitiveTagKeys sts:RequestContext/')],
  ['absent', 'AssumeRole with it is refused', words('sts:RequestContextProviders')],
  ['absent', 'no emulated operation has it', words('sts:AWSServiceName sts:DurationSeconds sts:TaskPolicyArn')],
  ['absent', 'no emulated operation has it', words('sts:IdentityTokenAudience sts:SigningAlgorithm')],

  ['filled', 'every use of a key', words('kms:CallerAccount kms:KeyOrigin kms:KeySpec kms:KeyUsage kms:MultiRegion')],
  ['filled', 'every use of a key', words('kms:CustomerMasterKeySpec kms:CustomerMasterKeyUsage kms:ResourceAliases')],
  ['filled', 'uses through S3', words('kms:ViaService kms:EncryptionContext: kms:EncryptionContextKeys')],
  ['filled', 'uses through S3', words('kms:EncryptionAlgorithm')],
  ['filled', 'every use of a multi-Region key', words('kms:MultiRegionKeyType')],
  ['filled', 'a key that is named by an alias', words('kms:RequestAlias')],
  ['filled', 'Sign and Verify', words('kms:SigningAlgorithm kms:MessageType')],
  ['filled', 'CreateGrant', words('kms:GranteePrincipal kms:RetiringPrincipal kms:GrantOperations')],
  ['filled', 'CreateGrant', words('kms:GrantConstraintType')],
  ['filled', 'CreateGrant, ListGrants, RevokeGrant', words('kms:GrantIsForAWSResource')],
  [
    'absent',
    'no emulated operation has it',
    words('kms:DataKeyPairSpec kms:ExpirationModel kms:KeyAgreementAlgorithm'),
  ],
  ['absent', 'no emulated operation has it', words('kms:MacAlgorithm kms:ReEncryptOnSameKey')],
  ['absent', 'no emulated operation has it', words('kms:RecipientAttestation: kms:ValidTo')],
  ['absent', 'no emulated operation has it', words('kms:WrappingAlgorithm kms:WrappingKeySpec')],
  ['refused', 'not emulated', words('kms:BypassPolicyLockoutSafetyCheck kms:PrimaryRegion')],
  ['refused', 'not emulated', words('kms:ReplicaRegion kms:RotationPeriodInDays')],
  ['refused', 'not emulated', words('kms:ScheduleKeyDeletionPendingWindowInDays')],
];

function words(text: string): readonly string[] {
  return text.split(' ');
}

export interface ConditionKey extends KeyStanding {
  /** As AWS writes it; the common beginning of a family of keys, with the character that ends it. */
  readonly name: string;
}

export const CONDITION_KEYS: readonly ConditionKey[] = TABLE.flatMap(([kind, why, keys]) =>
  keys.map((name) => ({ name, kind, why })),
);

const BY_NAME: ReadonlyMap<string, ConditionKey> = new Map(CONDITION_KEYS.map((key) => [key.name.toLowerCase(), key]));

/** Services whose keys are all listed here: another key of theirs does not exist in AWS. */
const LISTED_SERVICES = ['aws', 's3', 'iam', 'sts', 'kms'];

/** The key that a policy names, or the family that it belongs to; undefined if AWS has none, or it is one of a service that is not listed. */
export function conditionKey(written: string): ConditionKey | undefined {
  const name = written.toLowerCase();
  const known = BY_NAME.get(name);
  if (known !== undefined) return /[/:]$/.test(known.name) ? undefined : known;
  const family = /^[\w-]+:[\w-]+[/:](?=.)/.exec(name)?.[0];
  return family === undefined ? undefined : BY_NAME.get(family);
}

/** Whether it is a key of a service that has none of this name in AWS. IAM takes such a key, S3 does not. */
export function isNoKeyOfAws(written: string): boolean {
  const [service = ''] = written.toLowerCase().split(':');
  return LISTED_SERVICES.includes(service) && conditionKey(written) === undefined;
}

/** @throws ServiceError `NotImplemented` for a key that AWS would fill, and the emulator does not */
export function refuseUnfilled(written: string): void {
  const key = conditionKey(written);
  if (key?.kind === 'refused') throw notEmulated(`The condition key ${key.name} (${key.why})`);
}
