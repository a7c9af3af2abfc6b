// What a copy reads and writes, and who does: one identity, with its policies, and whose the buckets are as it sees them.
import type { OwnPolicies } from './own-policies';
import { NO, YES } from '../../policy/truth';
import { readable, type CheckContext } from './asked-once';

export interface CopyPlace {
  readonly bucket: string;
  /** Beginning of the keys; empty: every key. */
  readonly prefix: string;
}

export interface CopySides {
  readonly source: CopyPlace;
  readonly destination: CopyPlace;
}

/** Undefined: what is prepared is no copy. */
export function copySides({ target }: CheckContext): CopySides | undefined {
  const { source, prefixes, copyTo } = target;
  if (copyTo === undefined) return undefined;
  const prefix = prefixes?.[0] ?? '';
  return {
    source: { bucket: source.bucket, prefix },
    destination: { bucket: copyTo.bucket, prefix: copyTo.prefix ?? `${copyTo.before ?? ''}${prefix}` },
  };
}

export interface Copier {
  /** Of the user, or of the role behind a session. */
  readonly arn: string;
  readonly accountId: string;
  /** Name of the session. @default - it is none */
  readonly session?: string;
  readonly own: OwnPolicies;
}

/** No policy of an account limits its root. */
function rootPolicies(roleArn: string): OwnPolicies {
  return {
    roleArn,
    source: () => 'policies',
    answer: (requests) => Promise.resolve(requests.map(() => ({ deny: NO, identity: YES }))),
  };
}

/** One request reads the source and writes the destination: where the destination has an identity of its own, that one sends it. */
export async function copierOf(context: CheckContext): Promise<Copier | { readonly why: string }> {
  const { aws, own } = context;
  const { arn, accountId } = await (aws.destinationIdentity ?? aws.identity).whoAmI();
  if (arn.endsWith(':root')) return { arn, accountId, own: rootPolicies(arn) };
  const [, role, session] = /^arn:[a-z0-9-]+:sts::\d{12}:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  if (role === undefined || session === undefined)
    return /:iam::\d{12}:user\//.test(arn)
      ? { arn, accountId, own: own(arn) }
      : { why: `${arn} is neither a user nor a role of the account` };
  const found = await readable(() => aws.roles.arnOf(role));
  const roleArn = 'value' in found ? found.value : undefined;
  if (roleArn?.split(':')[4] !== accountId)
    return {
      why: `the role behind the session ${arn} could not be found${'why' in found ? `: ${found.why}` : ''} (looking needs iam:GetRole)`,
    };
  return { arn: roleArn, accountId, session, own: own(roleArn) };
}

/** Account of a bucket, of which nobody says which other one it is. */
const ANOTHER_ACCOUNT = 'another account';

/**
 * Account that the bucket belongs to, as far as its owner can be told from the copier. One that does not let the copier look at it as a
 * whole counts as its own: then its policy cannot be read either, and nothing is certain.
 */
export async function ownerOf(
  bucket: string,
  { accountId }: Pick<Copier, 'accountId'>,
  { aws, target }: CheckContext,
): Promise<string> {
  const isOwn = await readable(() => aws.bucketSettings.isOwnedBy(bucket, accountId));
  if (!('value' in isOwn) || isOwn.value !== false) return accountId;
  const named = bucket === target.source.bucket ? target.source.accountId : accountId;
  return named === accountId ? ANOTHER_ACCOUNT : named;
}
