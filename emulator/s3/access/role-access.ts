// Whether a role that a service of AWS has assumed (replication, Batch Operations) may do something in a bucket.
import { isAllowed, isForbidden, type AccessQuestion } from '../../iam/access/authorize';
import { isSameForAll } from '../../iam/access/same-for-all';
import type { KeyAccess } from '../../kms/access/key-access';
import { s3KeyAccess, type S3KeyUse } from '../../kms/access/s3-key-use';
import { keepsOut } from '../bucket-policies/public-policy';
import { existingTagKeys, SERVICE_KEYS } from './s3-keys';
import type { World } from '../../world/world';
import type { Bucket } from '../../world/bucket';
import type { ConditionValues } from '../../iam/policy-language/policy-variables';
import { accountOfArn, s3Arn } from '../../world/arn';

export interface RoleQuestion {
  readonly world: World;
  readonly roleArn: string;
  /** Name of the session in which the service acts as the role. @default - not known to be any that policies name */
  readonly session?: string;
  readonly action: string;
  readonly bucket: Bucket;
  /** Absent: the question is about the bucket itself. */
  readonly key?: string;
  /** Condition keys beside those of the role; made only where the policies are really asked. */
  readonly context?: () => ConditionValues;
}

export function roleMay(question: RoleQuestion): boolean {
  if (keepsOut(question.bucket, accountOfArn(question.roleArn))) return false;
  return isAllowed(question.world, accessQuestion(question));
}

/** Whether a policy forbids it explicitly. */
export function roleMustNot(question: RoleQuestion): boolean {
  return isForbidden(question.world, accessQuestion(question));
}

/** Whether the answer to such a question may be another one for another object of the bucket. */
export function mayDifferByKey(question: RoleQuestion): boolean {
  const { world, bucket } = question;
  return !isSameForAll(world, accessQuestion(question), `${s3Arn(world, bucket.name)}/`);
}

function accessQuestion({ world, roleArn, session, action, bucket, key, context }: RoleQuestion): AccessQuestion {
  const resourcePolicy = bucket.documents.get('policy');
  return {
    principalArn: roleArn,
    principalAccountId: accountOfArn(roleArn),
    ...(session === undefined ? {} : { session }),
    action,
    resource: s3Arn(world, bucket.name, key),
    resourceAccountId: bucket.accountId,
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    context: () => ({
      ...roleContext(world, roleArn),
      ...SERVICE_KEYS,
      's3:ResourceAccount': bucket.accountId,
      ...(key === undefined ? {} : existingTagKeys(action, bucket.versions.current(key)?.tags ?? {})),
      ...context?.(),
    }),
  };
}

export type RoleKeyUse = Omit<S3KeyUse, 'principalArn' | 'principalAccountId' | 'context'> & {
  readonly world: World;
  readonly roleArn: string;
};

/** Whether the role may use a key of KMS for an object, through S3. */
export function roleKeyAccess({ world, roleArn, ...use }: RoleKeyUse): KeyAccess {
  const principalAccountId = accountOfArn(roleArn);
  return s3KeyAccess(world, {
    ...use,
    principalArn: roleArn,
    principalAccountId,
    context: roleContext(world, roleArn),
  });
}

/** Condition keys of every request that a service makes as this role. */
function roleContext({ clock }: World, roleArn: string): Readonly<Record<string, string>> {
  return {
    // A session is begun when it is needed.
    'aws:TokenIssueTime': new Date(clock.now()).toISOString(),
    'aws:PrincipalArn': roleArn,
    'aws:PrincipalAccount': accountOfArn(roleArn),
    'aws:SecureTransport': 'true',
  };
}
