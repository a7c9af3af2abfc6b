// Who is deleted stays in policies by their id, which nobody has again: also not who is made anew under the same name.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
import type { Identity } from '../../world/identity';
import type { World } from '../../world/world';

type Members = Record<string, unknown>;

/** `value` of an element of a principal, be it one or several. */
function withId(value: unknown, { arn, id }: Identity): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => withId(one, { arn, id } as Identity));
  return value === arn ? id : value;
}

function statementWithId(statement: Members, identity: Identity): Members {
  const changed = { ...statement };
  for (const name of ['Principal', 'NotPrincipal']) {
    const principal = changed[name];
    if (typeof principal !== 'object' || principal === null) continue;
    changed[name] = { ...principal, AWS: withId((principal as Members)['AWS'], identity) };
  }
  return changed;
}

/** The policy, in which nobody is named any more by this ARN. */
function policyWithId(policy: string, identity: Identity): string {
  if (!policy.includes(identity.arn)) return policy;
  const document = JSON.parse(policy) as Members;
  const statements = [document['Statement'] ?? []].flat() as Members[];
  return JSON.stringify({ ...document, Statement: statements.map((one) => statementWithId(one, identity)) });
}

/** In the policies of buckets, of keys, and of those who assume roles. */
export function losePrincipal({ buckets, keys, roles }: World, identity: Identity): void {
  for (const { documents } of buckets.values()) {
    const policy = documents.get('policy');
    if (policy !== undefined) documents.set('policy', policyWithId(policy, identity));
  }
  for (const key of keys.values()) key.policy = policyWithId(key.policy, identity);
  for (const role of roles.values()) role.trustPolicy = policyWithId(role.trustPolicy, identity);
}
