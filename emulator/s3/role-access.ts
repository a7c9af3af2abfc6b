// Whether a role that a service of AWS has assumed (replication, Batch Operations) may do something in a bucket.
import { isAllowed } from '../iam/authorize';
import type { World } from '../world';
import type { Bucket } from './bucket';

export interface RoleQuestion {
  readonly world: World;
  readonly roleArn: string;
  readonly action: string;
  readonly bucket: Bucket;
  /** Absent: the question is about the bucket itself. */
  readonly key?: string;
  /** Condition keys beside those of the role. */
  readonly context?: Readonly<Record<string, string>>;
}

export function roleMay({ world, roleArn, action, bucket, key, context }: RoleQuestion): boolean {
  const bucketArn = `arn:${world.partition}:s3:::${bucket.name}`;
  const resourcePolicy = bucket.documents.get('policy');
  return isAllowed(world, {
    principalArn: roleArn,
    principalAccountId: accountOfRole(roleArn),
    action,
    resource: key === undefined ? bucketArn : `${bucketArn}/${key}`,
    resourceAccountId: bucket.accountId,
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    context: { ...roleContext(roleArn), ...context },
  });
}

/** Condition keys of every request that a service makes as this role. */
export function roleContext(roleArn: string): Readonly<Record<string, string>> {
  return {
    'aws:PrincipalArn': roleArn,
    'aws:PrincipalAccount': accountOfRole(roleArn),
    'aws:SecureTransport': 'true',
  };
}

/** `arn:aws:iam::111122223333:role/x` → `111122223333` */
export function accountOfRole(roleArn: string): string {
  return roleArn.split(':')[4] ?? '';
}
