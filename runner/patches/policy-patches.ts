// What repairs a finding about permissions, to be pasted as it is: HCL for a role of Terraform's, statements for policies.
import { roleInArn } from '../text/arn';
import type { Statement } from '../policy/document';
import { indentedJson } from '../text/safe-text';
import { attributes, hclPatch, label, policyExpression, resource, type Hcl } from './hcl';
import type { Patch } from '../events/check-events';
import { defined } from '../text/defined';

export interface Allowing {
  readonly action: string | readonly string[];
  readonly resource: Hcl;
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

function allowingStatement({ action, resource: on, condition }: Allowing): { readonly [name: string]: Hcl } {
  return {
    Effect: 'Allow',
    Action: action,
    Resource: on,
    ...defined({ Condition: condition }),
  };
}

const LONGEST_POLICY_NAME = 128;

/** One more inline policy of the role. */
export function rolePolicyPatch(roleArn: string, allowing: Allowing): Patch {
  const [action = ''] = [allowing.action].flat();
  const place = typeof allowing.resource === 'string' ? allowing.resource : '';
  // Of the resource too: one role may lack one action in several places.
  const name = `s3-backfill-${action.split(':')[1] ?? ''}-${place.split(':').slice(5).join('-')}`
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, LONGEST_POLICY_NAME)
    .replace(/-$/, '');
  return hclPatch(rolePolicy(roleArn, name, [allowing]));
}

/** @param name of the inline policy */
export function rolePolicy(roleArn: string, name: string, all: readonly Allowing[]): string {
  const role = roleInArn(roleArn)?.name ?? roleArn;
  const policy = policyExpression(all.map(allowingStatement));
  return resource(
    'aws_iam_role_policy',
    label(role, name.replace(/^s3-backfill-/, '')),
    attributes({ name, role, policy }),
  );
}

/** The role itself, which a service may assume; what it may do is another matter. */
export function rolePatch(roleArn: string, service: string): Patch {
  const found = roleInArn(roleArn)?.name ?? 's3-backfill';
  const path = /:role(\/(?:.*\/)?)[^/]+$/.exec(roleArn)?.[1] ?? '/';
  const trust = policyExpression([trustStatement(service)]);
  return hclPatch(
    resource(
      'aws_iam_role',
      label(found),
      attributes({ name: found, ...(path === '/' ? {} : { path }), assume_role_policy: trust }),
    ),
  );
}

export function jsonPatch(value: unknown): Patch {
  return { language: 'json', text: indentedJson(value) };
}

/** A statement for the policy of a bucket, or with `resource` `*` of a key. */
export function resourceStatementPatch(roleArn: string, allowing: Allowing): Patch {
  const { Effect, ...rest } = allowingStatement(allowing);
  return jsonPatch({ Sid: 'S3Backfill', Effect, Principal: { AWS: roleArn }, ...rest });
}

/** The statement that denies, as it is, with an exception for the role. */
export function exceptionPatch({ written }: Statement, roleArn: string): Patch {
  const given = (written['Condition'] ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const before = given['ArnNotEquals']?.['aws:PrincipalArn'];
  const roles = [...[before ?? []].flat(), roleArn];
  const except = { ...given['ArnNotEquals'], 'aws:PrincipalArn': roles.length === 1 ? roleArn : roles };
  return jsonPatch({ ...written, Condition: { ...given, ArnNotEquals: except } });
}

function trustStatement(service: string): { readonly [name: string]: Hcl } {
  return { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
}

/** The statement of a trust policy. */
export function trustPatch(service: string): Patch {
  return jsonPatch({ Version: '2012-10-17', Statement: [trustStatement(service)] });
}
