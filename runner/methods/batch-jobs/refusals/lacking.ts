// What is to be done where AWS names the action that is missing: the remedy is about that one, and about the others that the same role
// needs at the same place, since only the first that is missing is named.
import {
  COPY_ROLE_NEEDS,
  JOB_ROLE_NEEDS,
  NOT_TO_BE_DENIED,
  REPLICATION_ROLE_NEEDS,
  type NeededOn,
  type NeededPermission,
} from '../../../policy/role-needs';
import { visible } from '../../../text/safe-text';
import { isKeyArn, type Named, type PolicyKind } from './named-in-text';

export type BackfillRole = 'job role' | 'replication role' | 'copy role';

type Place = 'source bucket' | 'source objects' | 'destination objects' | 'manifest objects' | 'report objects' | 'key';

const PLACE: Readonly<Record<NeededOn, Place>> = {
  'source bucket': 'source bucket',
  'source objects': 'source objects',
  'source objects under a lock': 'source objects',
  'destination objects': 'destination objects',
  'destination objects that change owner': 'destination objects',
  'manifest objects': 'manifest objects',
  'report objects': 'report objects',
  'source key': 'key',
  'replica key': 'key',
  'replica key of a bucket key': 'key',
  'destination key': 'key',
  'destination key of a bucket key': 'key',
};

const WHERE: Readonly<Record<NeededOn, string>> = {
  'source bucket': 'on the source bucket itself (its ARN without /*)',
  'source objects': 'on the source objects (the ARN of the bucket with /*)',
  'source objects under a lock': 'on the source objects (the ARN of the bucket with /*)',
  'destination objects': 'on the destination objects',
  'destination objects that change owner': 'on the destination objects',
  'manifest objects': 'on the objects of the manifest bucket',
  'report objects': 'on the objects of the report bucket',
  'source key': 'on the KMS key of the source objects',
  'replica key': 'on the KMS key of the replicas',
  'replica key of a bucket key': 'on the KMS key of the replicas',
  'destination key': 'on the KMS key of the copies',
  'destination key of a bucket key': 'on the KMS key of the copies',
};

/** When a permission is needed that not every backfill needs. */
const WHEN: Partial<Readonly<Record<NeededOn, string>>> = {
  'source objects under a lock': 'with Object Lock',
  'destination objects that change owner': 'where the rule changes the owner',
  'source key': 'on the key of the source',
  'replica key': 'on the key of the replicas',
  'replica key of a bucket key': 'on the key of the replicas, with an S3 Bucket Key',
  'destination key': 'on the key of the copies',
  'destination key of a bucket key': 'on the key of the copies, with an S3 Bucket Key',
};

/** S3 itself never satisfies such a condition. */
export const NOT_FROM_A_NETWORK =
  'a Deny by aws:SourceVpce, aws:SourceVpc or aws:SourceIp meets S3 too, which comes through no VPC endpoint';

/** What can stand against a role besides its own policies. */
const AGAINST: Readonly<Record<Place, string>> = {
  'source bucket': `the bucket policy may not deny it: ${NOT_FROM_A_NETWORK}`,
  'source objects': `the bucket policy may not deny it: ${NOT_FROM_A_NETWORK}`,
  'destination objects': `the bucket policy of a destination in another account has to allow the same; ${NOT_FROM_A_NETWORK}`,
  'manifest objects': `the bucket policy may not deny it: ${NOT_FROM_A_NETWORK}`,
  'report objects': `the bucket policy may not deny it: ${NOT_FROM_A_NETWORK}`,
  key: 'the policy of the key has to let the role use it, by itself or by letting IAM decide; for a key of another account both have to',
};

export const DENIED_BY: Readonly<Record<PolicyKind, string>> = {
  'identity-based policy': 'remove the Deny from the policy of the role or user itself',
  'resource-based policy': `make an exception in the policy of the bucket or key, which denies it; ${NOT_FROM_A_NETWORK}`,
  'service control policy':
    'ask whoever administers the organization for an exception in the service control policy that denies it',
  'resource control policy':
    'ask whoever administers the organization for an exception in the resource control policy that denies it',
  'permissions boundary': 'remove the Deny from the permissions boundary',
  'session policy': 'remove the Deny from the policy that the session was begun with',
  'VPC endpoint policy': 'remove the Deny from the policy of the VPC endpoint, or take another way to AWS',
};

const ALLOWED_BY: Readonly<Record<PolicyKind, string>> = {
  'identity-based policy': 'in a policy of the role or user itself',
  'resource-based policy': 'in the policy of the bucket or key',
  'service control policy': 'in the service control policies of the organization, too',
  'resource control policy': 'in the resource control policies of the organization, too',
  'permissions boundary': 'in the permissions boundary, too',
  'session policy': 'in the policy that the session was begun with, too',
  'VPC endpoint policy': 'in the policy of the VPC endpoint, too',
};

const NEEDS: Readonly<Record<BackfillRole, readonly NeededPermission[]>> = {
  'job role': JOB_ROLE_NEEDS,
  'replication role': REPLICATION_ROLE_NEEDS,
  'copy role': COPY_ROLE_NEEDS,
};

/** What a role may do by another permission, as long as no policy denies it. */
const COVERED: ReadonlySet<string> = new Set(NOT_TO_BE_DENIED.map(({ action }) => action));

/** `A, B and C` */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** All that the role needs at a place, each action with when it is needed. */
function allAt(place: Place, role: BackfillRole): readonly string[] {
  const at = NEEDS[role].filter(({ on }) => PLACE[on] === place);
  const shown = at.map(({ action, on, onlyFor }) => {
    const when = onlyFor === 'annotations' ? 'of objects with annotations' : WHEN[on];
    return when === undefined ? action : `${action} (${when})`;
  });
  return [...new Set(shown)];
}

/** All that the role needs, place by place. */
export function everyNeed(role: BackfillRole): string {
  const places = [...new Set(NEEDS[role].map(({ on }) => PLACE[on]))];
  return places
    .map((place) => {
      const [where = ''] = NEEDS[role].filter(({ on }) => PLACE[on] === place).map(({ on }) => WHERE[on]);
      return place === 'key' ? listed(allAt(place, role)) : `${listed(allAt(place, role))} ${where}`;
    })
    .join('; ');
}

/** Whether the role may do it by another permission. */
function isCovered(action: string, role: BackfillRole): boolean {
  return role === 'replication role' && COVERED.has(action);
}

/** Where a single task asks for what it needs; lists and reports are of the job as a whole. */
const OF_TASKS: ReadonlySet<Place> = new Set(['source objects', 'destination objects', 'key']);

/** @param ofTask whether a single object was refused. */
function needsAsked(role: BackfillRole, ofTask: boolean): readonly NeededPermission[] {
  return NEEDS[role].filter(({ on }) => !ofTask || OF_TASKS.has(PLACE[on]));
}

function whereOf(action: string, role: BackfillRole, resourceArn: string | undefined, ofTask: boolean): string {
  const named = resourceArn === undefined ? '' : `on ${visible(resourceArn)}`;
  if (isKeyArn(resourceArn)) return named;
  if (isCovered(action, role)) return WHERE['destination objects'];
  const all = needsAsked(role, ofTask)
    .filter((need) => need.action === action)
    .map(({ on }) => WHERE[on]);
  return all.length > 0 ? [...new Set(all)].join(' and ') : named;
}

export interface Remedy {
  readonly meaning: string;
  readonly remedy: string;
}

/** The roles of a backfill that need an action. */
export function rolesThatNeed(action: string): readonly BackfillRole[] {
  return (['job role', 'replication role'] as const).filter((role) =>
    NEEDS[role].some((need) => need.action === action),
  );
}

/**
 * @param named with at least one action
 * @param role who S3 acts as
 * @param ofTask whether a single object was refused, and not the job as a whole
 */
export function lacking(named: Named, role: BackfillRole, ofTask = false): Remedy {
  const { actions, principalArn, resourceArn, policy } = named;
  const who = principalArn === undefined ? `the ${role}` : `the ${role} ${visible(principalArn)}`;
  const what = listed(actions.map((action) => `${action} ${whereOf(action, role, resourceArn, ofTask)}`.trim()));
  if (policy?.denies === true)
    return { meaning: `${who} is denied ${what}, by a ${policy.kind}`, remedy: DENIED_BY[policy.kind] };
  const here = needsAsked(role, ofTask).filter(({ action }) => actions.includes(action));
  const places = new Set(here.map(({ on }) => PLACE[on]));
  if (isKeyArn(resourceArn)) places.add('key');
  if (actions.every((action) => isCovered(action, role)))
    return {
      meaning: `${who} may not do ${what}: s3:ReplicateObject covers it, and a policy denies it`,
      remedy: `remove the Deny from the policy of the role or of the destination bucket, or make an exception for the role; ${NOT_FROM_A_NETWORK}`,
    };
  const others = [...places].flatMap((place) => allAt(place, role));
  const inAll =
    others.length < 2 ? [] : [`S3 names only the first that is missing: there it needs ${listed(others)} in all`];
  const against = [...new Set([...places].map((place) => AGAINST[place]))];
  const allow = `allow ${what} for ${who}${policy === undefined ? '' : `, ${ALLOWED_BY[policy.kind]}`}`;
  return { meaning: `${who} lacks ${what}`, remedy: [allow, ...inAll, ...against].join('; ') };
}
