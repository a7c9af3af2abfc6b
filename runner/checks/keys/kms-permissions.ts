import type { KeyGrant, KeyView } from '../../ports/keys';
import { bucketArn, isAliasArn, viaS3 } from '../../text/arn';
import type { CheckContext, Readable } from '../asked/asked-once';
import { isMisplaced, keysInUse, type KeyUse } from '../asked/keys-in-use';
import { judgeNeeds, type Need, type ResourcePolicy } from '../roles/judge-permissions';
import { roleContext, OF_S3_ITSELF } from '../asked/role-context';
import { probeKey } from '../asked/probe-key';
import { REPLICATION_SESSION, sessionOfRole } from '../../policy/role-session';
import type { Check } from '../check';
import { defined } from '../../text/defined';
import { REPLICATION_ROLE_NEEDS, type NeededOn, type NeededPermission } from '../../policy/role-needs';

const DOUBT = 'AWS documents it, though kms:Encrypt alone was seen to be enough without S3 Bucket Keys';
const BUCKET_KEY_UNKNOWN = 'it is needed with an S3 Bucket Key, and whether the bucket has one could not be read';

function isConcerned(on: NeededOn, { side, bucketKey }: KeyUse): boolean {
  switch (on) {
    case 'source key':
      return side === 'source';
    case 'replica key':
    case 'destination key':
      return side === 'replica';
    case 'replica key of a bucket key':
    case 'destination key of a bucket key':
      return side === 'replica' && bucketKey !== false;
    default:
      return false;
  }
}

/**
 * Whether a grant with this constraint holds for what S3 does. The names of pairs have no case there, their values have.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
 */
function holds({ constraint }: KeyGrant, { bucket, region, bucketKey }: KeyUse): boolean | 'perhaps' {
  if (constraint === undefined) return true;
  const ofBucket = bucketArn(bucket, region);
  const answers = Object.entries(constraint.pairs).map(([name, value]): boolean | 'perhaps' => {
    // Objects may have a context of their own beside it.
    if (name.toLowerCase() !== 'aws:s3:arn') return 'perhaps';
    if (value === ofBucket) return bucketKey === 'unknown' ? 'perhaps' : bucketKey;
    // One object at most.
    return value.startsWith(`${ofBucket}/`) && bucketKey !== true ? 'perhaps' : false;
  });
  if (answers.includes(false)) return false;
  return answers.includes('perhaps') || constraint.nothingElse ? 'perhaps' : true;
}

/** KMS shows the policy of a key in its own account alone. https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
function policyUnread(arn: string, roleArn: string): string {
  const accountId = arn.split(':')[4] ?? '';
  if (accountId === roleArn.split(':')[4]) return 'it needs kms:GetKeyPolicy';
  return `KMS shows it to account ${accountId} alone, where this has to stand in it`;
}

/** What the key says of whoever uses it: its policy, and its grants. */
export function keyPolicy(use: KeyUse, key: Readable<KeyView | undefined>, roleArn: string): ResourcePolicy {
  const { arn } = use;
  const view = 'value' in key ? key.value : undefined;
  const why = 'why' in key ? key.why : policyUnread(arn, roleArn);
  return {
    place: { policy: 'key', of: arn },
    text: view?.policy === undefined ? { why } : { value: view.policy },
    accountId: arn.split(':')[4] ?? '',
    mustAllow: true,
    granted: (action) => {
      const fitting = (view?.grants ?? []).filter(
        ({ granteeArn, operations }) =>
          (granteeArn === roleArn || sessionOfRole(granteeArn, roleArn) === REPLICATION_SESSION) &&
          operations.includes(action.slice('kms:'.length)),
      );
      const answers = fitting.map((grant) => holds(grant, use));
      return answers.includes(true) || (answers.includes('perhaps') && 'perhaps');
    },
  };
}

/** What KMS is told that the key is used for, as a policy may ask for it and in words. */
export function encryptionContext({ bucket, region, bucketKey }: KeyUse): {
  patterns: string | string[];
  words: string;
} {
  const ofBucket = bucketArn(bucket, region);
  const objects = { patterns: `${ofBucket}/*`, words: `${ofBucket}/…` };
  const whole = { patterns: ofBucket, words: `${ofBucket} (of the bucket, for its S3 Bucket Key)` };
  if (bucketKey === 'unknown')
    return { patterns: [objects.patterns, whole.patterns], words: `${objects.words} or ${whole.words}` };
  return bucketKey ? whole : objects;
}

/** Why the role may do without it. */
function doubtOf(action: string, on: NeededOn, bucketKey: KeyUse['bucketKey']): string | undefined {
  if (on.endsWith('key of a bucket key') && bucketKey === 'unknown') return BUCKET_KEY_UNKNOWN;
  // Documented as needed for replicas, and measured not to be where no bucket key is used.
  return on === 'replica key' && action === 'kms:GenerateDataKey' && bucketKey !== true ? DOUBT : undefined;
}

/** What a role is asked for with a key that is there, of what its kind needs. */
export async function needsWithKey(
  use: KeyUse,
  key: Readable<KeyView | undefined>,
  roleArn: string,
  needed: readonly NeededPermission[],
  asked: CheckContext,
): Promise<readonly Need[]> {
  const { arn, bucket, region, prefix, bucketKey } = use;
  const bucketOfUse = bucketArn(bucket, region);
  const named = encryptionContext(use);
  const wanted = needed.filter(({ on }) => isConcerned(on, use));
  const context = {
    ...(await roleContext(roleArn, asked)),
    'aws:ResourceAccount': arn.split(':')[4] ?? '',
    'kms:CallerAccount': roleArn.split(':')[4] ?? '',
    'kms:ViaService': viaS3(region),
    // Left out where it is not known: then no policy that asks for it is certain.
    ...(bucketKey === 'unknown'
      ? {}
      : { 'kms:EncryptionContext:aws:s3:arn': bucketKey ? bucketOfUse : `${bucketOfUse}/${probeKey(prefix)}` }),
    'kms:GrantIsForAWSResource': null,
    // Where a rule names the key itself, nobody asks by an alias.
    ...(use.alias === undefined ? { 'kms:RequestAlias': null } : {}),
    ...('value' in key ? key.value?.traits : {}),
  };
  return wanted.map(({ action, on, code = 'AccessDenied' }) => ({
    action,
    resource: arn,
    pattern: arn,
    // Of what makes data keys nobody says an algorithm.
    context: { ...context, 'kms:EncryptionAlgorithm': action === 'kms:GenerateDataKey' ? null : 'SYMMETRIC_DEFAULT' },
    condition: {
      StringEquals: { 'kms:ViaService': viaS3(region) },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': named.patterns },
    },
    without: `KMS would be asked through ${viaS3(region)} with the encryption context ${named.words}, and tasks would fail with ${code}`,
    ...defined({ doubt: doubtOf(action, on, bucketKey) }),
    resourcePolicy: keyPolicy(use, key, roleArn),
  }));
}

/** All that the role is asked for with the keys, whether it is there or not. */
export async function needsOfKeys(context: CheckContext, roleArn: string): Promise<readonly Need[]> {
  const uses = (await keysInUse(context)).filter(
    (use) => !isAliasArn(use.arn) && !isMisplaced(use) && use.unrelated !== true,
  );
  const needs = uses.map(async (use) => {
    const key = await context.key(use.arn);
    const isMissing = 'value' in key && key.value === undefined;
    if (isMissing) return [];
    return (await needsWithKey(use, key, roleArn, REPLICATION_ROLE_NEEDS, context)).map((need) => ({
      ...need,
      context: { ...need.context, ...OF_S3_ITSELF },
    }));
  });
  return (await Promise.all(needs)).flat();
}

/** Who reads and writes with the keys is the replication role: its policies, the key's, and the key's grants. */
export const kmsPermissionsCheck: Check = {
  id: 'kms-permissions',
  title: 'replication role may use the KMS keys',
  async run(context) {
    const roleArn = await context.replicationRoleArn();
    if (roleArn === undefined || !(await context.mayExist(roleArn))) return [];
    return judgeNeeds(await needsOfKeys(context, roleArn), {
      title: 'replication role',
      own: context.own(roleArn),
      session: REPLICATION_SESSION,
    });
  },
};
