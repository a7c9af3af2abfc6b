// Sessions of a role: a service of AWS that assumes a role asks as a session of it, and policies can name that session.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-sessions
import { roleInArn } from '../text/arn';

/**
 * Name of the session in which S3 replicates: `arn:aws:sts::111122223333:assumed-role/ROLE/s3-replication`. AWS documents no
 * name; people name this one in policies of buckets and keys that they publish. Of Batch Operations none is known.
 */
export const REPLICATION_SESSION = 's3-replication';

/** Name of the session of this role that an ARN names; undefined: it is the ARN of something else. */
export function sessionOfRole(arn: string, roleArn: string): string | undefined {
  const [, accountId, name, session] = /^arn:[\w-]+:sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
  const role = roleInArn(roleArn);
  return role !== undefined && role.accountId === accountId && role.name === name ? session : undefined;
}
