// The policies of a role: those written into it, and those attached to it.
import { uriEncode } from '../uri-encode';
import { escaped, leaf, type Markup } from '../xml';
import {
  entityName,
  limitExceeded,
  noSuchEntity,
  roleArn,
  roleOf,
  type IamCall,
  type IamOperation,
  type IamOperations,
} from './operation';
import { parsePolicyDocument } from './policy-document';
import { checkLength } from './policy-limits';
import { changeRole } from './propagation';
import { members, page, together } from './query-api';

const MAX_ATTACHED = 10;

const attachment = (handle: IamOperation['handle']): IamOperation => ({
  resource: roleArn,
  context: ({ parameters }) => ({ 'iam:PolicyARN': parameters.required('PolicyArn') }),
  handle,
});

export const ROLE_POLICY_OPERATIONS: IamOperations = {
  PutRolePolicy: { resource: roleArn, handle: putPolicy },
  GetRolePolicy: { resource: roleArn, handle: getPolicy },
  DeleteRolePolicy: { resource: roleArn, handle: deletePolicy },
  ListRolePolicies: { resource: roleArn, handle: listPolicies },
  AttachRolePolicy: attachment(attachPolicy),
  DetachRolePolicy: attachment(detachPolicy),
  ListAttachedRolePolicies: { resource: roleArn, handle: listAttached },
};

function putPolicy(call: IamCall): undefined {
  const role = roleOf(call);
  const name = entityName(call.parameters, 'PolicyName', 128);
  const document = call.parameters.required('PolicyDocument');
  parsePolicyDocument(document, 'identity');
  checkLength(
    'inline policies together',
    `role ${role.name}`,
    new Map(role.inlinePolicies).set(name, document).values(),
  );
  changeRole(call.world, role, () => role.inlinePolicies.set(name, document));
}

function getPolicy(call: IamCall): Markup {
  const role = roleOf(call);
  const name = entityName(call.parameters, 'PolicyName', 128);
  const document = role.inlinePolicies.get(name);
  if (document === undefined) throw noSuchInlinePolicy(name);
  return together([leaf('RoleName', role.name), leaf('PolicyName', name), leaf('PolicyDocument', uriEncode(document))]);
}

function deletePolicy(call: IamCall): undefined {
  const role = roleOf(call);
  const name = entityName(call.parameters, 'PolicyName', 128);
  if (!role.inlinePolicies.has(name)) throw noSuchInlinePolicy(name);
  changeRole(call.world, role, () => role.inlinePolicies.delete(name));
}

function noSuchInlinePolicy(name: string): Error {
  return noSuchEntity(`The role policy with name ${name} cannot be found.`);
}

function listPolicies(call: IamCall): Markup {
  const { items, elements } = page(call.parameters, [...roleOf(call).inlinePolicies.keys()].sort());
  return together([members('PolicyNames', items, (name) => escaped(name)), elements]);
}

function attachPolicy(call: IamCall): undefined {
  const { world, caller, parameters } = call;
  const role = roleOf(call);
  const arn = parameters.required('PolicyArn');
  if (world.policies.get(arn)?.accountId !== caller.accountId) {
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  }
  if (role.attachedPolicyArns.has(arn)) return;
  if (role.attachedPolicyArns.size >= MAX_ATTACHED) {
    throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`);
  }
  changeRole(world, role, () => role.attachedPolicyArns.add(arn));
}

function detachPolicy(call: IamCall): undefined {
  const role = roleOf(call);
  const arn = call.parameters.required('PolicyArn');
  if (!role.attachedPolicyArns.has(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
  changeRole(call.world, role, () => role.attachedPolicyArns.delete(arn));
}

function listAttached(call: IamCall): Markup {
  const { world, parameters } = call;
  const prefix = parameters.optional('PathPrefix') ?? '/';
  const policies = [...roleOf(call).attachedPolicyArns].flatMap((arn) => world.policies.get(arn) ?? []);
  const { items, elements } = page(
    parameters,
    policies.filter(({ path }) => path.startsWith(prefix)),
  );
  const content = members('AttachedPolicies', items, ({ name, arn }) =>
    together([leaf('PolicyName', name), leaf('PolicyArn', arn)]),
  );
  return together([content, elements]);
}
