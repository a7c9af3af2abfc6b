// The policies of a role or a user: those written into it, and those attached to it.
import { uriEncode } from '../../http/uri-encode';
import { escaped, leaf, type Markup } from '../../http/xml';
import { ROLES, USERS, type IdentityKind } from './identity-kind';
import {
  checkedPolicyArn,
  entityName,
  limitExceeded,
  noSuchEntity,
  type IamCall,
  type IamOperation,
  type IamOperations,
} from '../operations/operation';
import { parsePolicyDocument } from '../policy-language/policy-document';
import { checkLength } from '../operations/policy-limits';
import { members, page, together } from '../../http/query-api';

const MAX_ATTACHED = 10;

type Handle = (kind: IdentityKind, call: IamCall) => Markup | undefined;

function operation(kind: IdentityKind, handle: Handle): IamOperation {
  return { resource: kind.arn, handle: (call) => handle(kind, call) };
}

function attachment(kind: IdentityKind, handle: Handle): IamOperation {
  return {
    ...operation(kind, handle),
    context: ({ parameters }) => ({ 'iam:PolicyARN': parameters.required('PolicyArn') }),
  };
}

function policyOperations(kind: IdentityKind): IamOperations {
  const { word } = kind;
  return {
    [`Put${word}Policy`]: operation(kind, putPolicy),
    [`Get${word}Policy`]: operation(kind, getPolicy),
    [`Delete${word}Policy`]: operation(kind, deletePolicy),
    [`List${word}Policies`]: operation(kind, listPolicies),
    [`Attach${word}Policy`]: attachment(kind, attachPolicy),
    [`Detach${word}Policy`]: attachment(kind, detachPolicy),
    [`ListAttached${word}Policies`]: operation(kind, listAttached),
  };
}

export const IDENTITY_POLICY_OPERATIONS: IamOperations = { ...policyOperations(ROLES), ...policyOperations(USERS) };

function putPolicy(kind: IdentityKind, call: IamCall): undefined {
  const { identity, change } = kind.named(call);
  const name = entityName(call.parameters, 'PolicyName', 128);
  const document = call.parameters.required('PolicyDocument');
  parsePolicyDocument(document, 'identity');
  const word = kind.word === 'Role' ? 'role' : 'user';
  const after = new Map(identity.inlinePolicies).set(name, document);
  checkLength(`inline policies of a ${word} together`, `${word} ${identity.name}`, after.values());
  change(() => identity.inlinePolicies.set(name, document));
}

function getPolicy(kind: IdentityKind, call: IamCall): Markup {
  const { identity } = kind.named(call);
  const name = entityName(call.parameters, 'PolicyName', 128);
  const document = identity.inlinePolicies.get(name);
  if (document === undefined) throw noSuchInlinePolicy(kind, name);
  return together([
    leaf(`${kind.word}Name`, identity.name),
    leaf('PolicyName', name),
    leaf('PolicyDocument', uriEncode(document)),
  ]);
}

function deletePolicy(kind: IdentityKind, call: IamCall): undefined {
  const { identity, change } = kind.named(call);
  const name = entityName(call.parameters, 'PolicyName', 128);
  if (!identity.inlinePolicies.has(name)) throw noSuchInlinePolicy(kind, name);
  change(() => identity.inlinePolicies.delete(name));
}

function noSuchInlinePolicy({ word }: IdentityKind, name: string): Error {
  return noSuchEntity(`The ${word.toLowerCase()} policy with name ${name} cannot be found.`);
}

function listPolicies(kind: IdentityKind, call: IamCall): Markup {
  const { items, elements } = page(call.parameters, [...kind.named(call).identity.inlinePolicies.keys()].sort());
  return together([members('PolicyNames', items, (name) => escaped(name)), elements]);
}

function attachPolicy(kind: IdentityKind, call: IamCall): undefined {
  const { world, caller, parameters } = call;
  const { identity, change } = kind.named(call);
  const arn = checkedPolicyArn(parameters.required('PolicyArn'));
  if (world.policies.get(arn)?.accountId !== caller.accountId) {
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  }
  if (identity.attachedPolicyArns.has(arn)) return;
  if (identity.attachedPolicyArns.size >= MAX_ATTACHED) {
    throw limitExceeded(`Cannot exceed quota for PoliciesPer${kind.word}: ${MAX_ATTACHED}`);
  }
  change(() => identity.attachedPolicyArns.add(arn));
}

function detachPolicy(kind: IdentityKind, call: IamCall): undefined {
  const { identity, change } = kind.named(call);
  const arn = call.parameters.required('PolicyArn');
  if (!identity.attachedPolicyArns.has(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
  change(() => identity.attachedPolicyArns.delete(arn));
}

function listAttached(kind: IdentityKind, call: IamCall): Markup {
  const { world, parameters } = call;
  const prefix = parameters.optional('PathPrefix') ?? '/';
  const policies = [...kind.named(call).identity.attachedPolicyArns].flatMap((arn) => world.policies.get(arn) ?? []);
  const { items, elements } = page(
    parameters,
    policies.filter(({ path }) => path.startsWith(prefix)),
  );
  const content = members('AttachedPolicies', items, ({ name, arn }) =>
    together([leaf('PolicyName', name), leaf('PolicyArn', arn)]),
  );
  return together([content, elements]);
}
