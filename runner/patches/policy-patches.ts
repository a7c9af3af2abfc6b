// What repairs a finding about permissions, to be pasted as it is: HCL for a role of Terraform's, statements for policies.
import { DATASYNC_SERVICE } from '../policy/datasync/sync-policies';
import { roleInArn } from '../text/arn';
import { indentedJson } from '../text/safe-text';
import { attributes, digest, Expression, label, policyExpression, resource, type HclObject } from './hcl';
import type { Patch, PatchPlace } from '../events/check-events';
import type { Statement } from '../policy/document';
import { namedAgain } from './lost-principal';
import { defined } from '../text/defined';
import { fewest, hclMend, type Allowing, type Mend } from './mend';

function allowingStatement({ action, resource: on, condition }: Allowing): HclObject {
  return {
    Effect: 'Allow',
    Action: action,
    Resource: on,
    ...defined({ Condition: condition }),
  };
}

/** What the role lacks; with all else that it lacks, this becomes one more inline policy of it. */
export function rolePolicyMend(roleArn: string, allowing: readonly Allowing[]): Mend {
  return hclMend({ kind: 'role-policy', roleArn, allowing });
}

function roleName(roleArn: string): string {
  return roleInArn(roleArn)?.name ?? roleArn;
}

/**
 * One more inline policy of the role. Its name is made of what it allows, so that it overwrites no policy that the role has.
 * @param isNew whether the role is made by the same patches
 */
export function rolePolicy(roleArn: string, all: readonly Allowing[], isNew = false): string {
  const name = roleName(roleArn);
  const statements = fewest(all).map(allowingStatement);
  const mark = digest(statements);
  return resource(
    'aws_iam_role_policy',
    `${label(name)}_${mark}`,
    attributes({
      name: `s3-backfill-${mark}`,
      role: isNew ? new Expression(`aws_iam_role.${label(name)}.name`) : name,
      policy: policyExpression(statements),
    }),
  );
}

/** The role itself, which a service may assume, and what it may do. */
export function roleMend(roleArn: string, service: string, allowing: readonly Allowing[]): Mend {
  const policy = { kind: 'role-policy', roleArn, allowing } as const;
  return hclMend({ kind: 'role', roleArn, service }, ...(allowing.length === 0 ? [] : [policy]));
}

export function roleResource(roleArn: string, services: readonly string[]): string {
  const name = roleInArn(roleArn)?.name ?? 's3-backfill';
  const path = /:role(\/(?:.*\/)?)[^/]+$/.exec(roleArn)?.[1] ?? '/';
  const trust = policyExpression(services.map((service) => trustStatement(service, roleArn)));
  return resource(
    'aws_iam_role',
    label(name),
    attributes({ name, ...(path === '/' ? {} : { path }), assume_role_policy: trust }),
  );
}

export function jsonPatch(value: unknown, into?: PatchPlace): Patch {
  return { language: 'json', text: indentedJson(value), ...defined({ into }) };
}

/** One statement, or a list of them, to be added. */
function added(statements: readonly object[], into: Omit<PatchPlace, 'how'>): Patch {
  return jsonPatch(statements.length === 1 ? statements[0] : statements, { ...into, how: 'add' });
}

/** Statements for what limits the role. */
export function limitPatch(roleArn: string, policy: 'boundary' | 'organization', all: readonly Allowing[]): Patch {
  return added(fewest(all).map(allowingStatement), { policy, of: roleArn });
}

/** A whole policy for whoever runs the backfill. */
export function callerPolicyPatch(principalArn: string, all: readonly Allowing[]): Patch {
  const document = { Version: '2012-10-17', Statement: fewest(all).map(allowingStatement) };
  return jsonPatch(document, { policy: 'identity', of: principalArn, how: 'whole' });
}

/** Statements for the policy of a bucket, a key or a queue, each under a name of its own. */
export function resourceStatementsPatch(
  roleArn: string,
  all: readonly Allowing[],
  into: { readonly policy: 'bucket' | 'key' | 'queue'; readonly of: string },
): Patch {
  const statements = fewest(all).map((one) => {
    // The policy of a key is about that key, which it calls by no name.
    const { Effect = 'Allow', ...rest } = allowingStatement(into.policy === 'key' ? { ...one, resource: '*' } : one);
    return { Sid: `S3Backfill${digest([roleArn, rest])}`, Effect, Principal: { AWS: roleArn }, ...rest };
  });
  return added(statements, into);
}

/** A statement for the policy of a bucket or a key that lets a service in, for what it works for alone. */
export function servicePatch(
  service: string,
  told: { readonly accountId: string; readonly arn: string },
  one: Allowing,
  into: { readonly policy: 'bucket' | 'key'; readonly of: string },
): Patch {
  const condition = { StringEquals: { 'aws:SourceAccount': told.accountId }, ArnLike: { 'aws:SourceArn': told.arn } };
  const { Effect = 'Allow', ...rest } = allowingStatement({ ...one, condition });
  return added(
    [{ Sid: `S3Backfill${digest([service, rest])}`, Effect, Principal: { Service: service }, ...rest }],
    into,
  );
}

/** The statement with this role in the place of one that was deleted. */
export function namedAgainPatch(
  statement: Statement,
  roleArn: string,
  into: { readonly policy: 'bucket' | 'key' | 'queue'; readonly of: string },
): Patch {
  return jsonPatch(namedAgain(statement, roleArn), { ...into, how: 'replace', instead: statement.written });
}

/** Services that say for whom they assume a role, so that its trust can ask for it. */
const TELLS_FOR_WHOM: readonly string[] = [DATASYNC_SERVICE];

function trustStatement(service: string, roleArn: string): HclObject {
  const allowed = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const { accountId } = roleInArn(roleArn) ?? {};
  if (accountId === undefined || !TELLS_FOR_WHOM.includes(service)) return allowed;
  return { ...allowed, Condition: { StringEquals: { 'aws:SourceAccount': accountId } } };
}

/** A whole trust policy with a statement for each of the services. */
export function trustDocument(statements: readonly unknown[], services: readonly string[], roleArn: string): object {
  const added = services.map((service) => trustStatement(service, roleArn));
  return { Version: '2012-10-17', Statement: [...statements, ...added] };
}
