// SimulatePrincipalPolicy and SimulateCustomPolicy: what would be decided, without doing it.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
import { ServiceError } from '../../http/service';
import type { Markup } from '../../http/xml';
import { actorOf, type Actor } from '../access/actor';
import type { NamedPolicy, OwnPolicies } from '../access/decision';
import type { Identity } from '../../world/identity';
import { ANY_RESOURCE, iamArn, noSuchEntity, type IamCall, type IamOperations } from '../operations/operation';
import { contextFor, recordedPolicies } from '../access/own-policies';
import { parsePolicyDocument, type PolicyKind } from '../policy-language/policy-document';
import type { RequestContext } from '../policy-language/policy-variables';
import { members, page, together, validationError } from '../../http/query-api';
import { evaluate, resultContent } from './simulation-result';

export const SIMULATION_OPERATIONS: IamOperations = {
  SimulatePrincipalPolicy: {
    resource: ({ parameters }) => parameters.required('PolicySourceArn'),
    handle: simulatePrincipal,
  },
  SimulateCustomPolicy: { resource: ANY_RESOURCE, handle: simulateCustom },
};

/** Policies to try, and who asks. */
interface Subject {
  readonly own: OwnPolicies;
  /** Of the source or of `CallerArn`. */
  readonly arn: string;
  readonly accountId: string;
}

function simulatePrincipal(call: IamCall): Markup {
  const { world, parameters } = call;
  const source = sourceIdentity(call);
  const recorded = recordedPolicies(world, source);
  const own = withBoundary(call, { ...recorded, identity: [...recorded.identity, ...inputPolicies(call)] });
  const caller = callerUser(call) ?? source;
  if (parameters.optional('ResourcePolicy') !== undefined && !world.users.has(caller.arn)) {
    throw invalidInput(
      'CallerArn is required if you include a ResourcePolicy and the PolicySourceArn is not the ARN for an IAM user.',
    );
  }
  return simulate(call, { own, arn: caller.arn, accountId: source.accountId });
}

function simulateCustom(call: IamCall): Markup {
  const identity = inputPolicies(call);
  if (identity.length === 0) throw validationError("Value null at 'policyInputList' failed to satisfy constraint");
  const user = callerUser(call);
  if (call.parameters.optional('ResourcePolicy') !== undefined && user === undefined) {
    throw invalidInput('CallerArn is required if you include a ResourcePolicy.');
  }
  // The policies belong to nobody yet: any user of the account could have them.
  const arn = user?.arn ?? iamArn(call, 'user/simulated');
  return simulate(call, { own: withBoundary(call, { identity }), arn, accountId: call.caller.accountId });
}

function simulate(call: IamCall, { own, arn, accountId }: Subject): Markup {
  const { world, parameters } = call;
  const actions = parameters.list('ActionNames');
  if (actions.length === 0) throw validationError("Value null at 'actionNames' failed to satisfy constraint");
  for (const action of actions) checkAction(action);
  const listed = parameters.list('ResourceArns');
  const resourceText = parameters.optional('ResourcePolicy');
  const resourcePolicy = resourceText === undefined ? undefined : named('ResourcePolicy', resourceText, 'resource');
  const owner = ownerAccount(call) ?? accountId;
  const actor: Actor = actorOf(world, arn, accountId);
  const context = new Map([...contextFor(world, actor, {}, owner), ...givenContext(call)]);
  const results = actions.map((action) =>
    (listed.length === 0 ? ['*'] : listed).map((resource) =>
      evaluate({
        actor,
        action,
        resource,
        resourceAccountId: owner,
        context: () => context,
        own,
        ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      }),
    ),
  );
  const { items, elements } = page(parameters, results);
  parameters.refuseUnread();
  return together([members('EvaluationResults', items, resultContent), elements]);
}

function invalidInput(message: string): ServiceError {
  return new ServiceError(400, 'InvalidInput', message);
}

function sourceIdentity({ world, caller, parameters }: IamCall): Identity {
  const arn = parameters.required('PolicySourceArn');
  if (!/^arn:[\w-]+:iam::\d{12}:(role|user|group)\/.+$/.test(arn)) {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  }
  const identity = world.roles.get(arn) ?? world.users.get(arn);
  if (identity?.accountId === caller.accountId) return identity;
  throw noSuchEntity(`The entity ${arn} cannot be found: the emulator has roles and users of the account, no groups.`);
}

/** The user of the parameter `CallerArn`, which must be one: IAM simulates resource policies for users only. */
function callerUser({ world, caller, parameters }: IamCall): Identity | undefined {
  const arn = parameters.optional('CallerArn');
  if (arn === undefined) return undefined;
  if (!/^arn:[\w-]+:iam::\d{12}:user\/.+$/.test(arn)) throw invalidInput(`Invalid CallerArn: ${arn} is not a user.`);
  const user = world.users.get(arn);
  if (user?.accountId === caller.accountId) return user;
  throw noSuchEntity(`The entity ${arn} cannot be found.`);
}

function checkAction(action: string): void {
  if (/^[\w-]+:[\w-]+$/.test(action)) return;
  throw invalidInput(`Invalid Action Name: ${action}. An action is written service:Name, without wildcards.`);
}

function ownerAccount({ parameters }: IamCall): string | undefined {
  const owner = parameters.optional('ResourceOwner');
  if (owner === undefined) return undefined;
  const [, accountId] = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::.+)?$/.exec(owner) ?? [];
  if (accountId !== undefined) return accountId;
  throw invalidInput(`Invalid ResourceOwner: ${owner}; give the ARN of an account.`);
}

function inputPolicies({ parameters }: IamCall): readonly NamedPolicy[] {
  return parameters
    .list('PolicyInputList')
    .map((text, index) => named(`PolicyInputList.${index + 1}`, text, 'identity'));
}

function withBoundary({ parameters }: IamCall, own: OwnPolicies): OwnPolicies {
  const [text] = parameters.list('PermissionsBoundaryPolicyInputList');
  if (text === undefined) return own;
  return { ...own, boundary: named('PermissionsBoundaryPolicyInputList.1', text, 'identity') };
}

function named(name: string, text: string, kind: PolicyKind): NamedPolicy {
  try {
    return { name, document: parsePolicyDocument(text, kind) };
  } catch (error) {
    throw error instanceof ServiceError ? invalidInput(`${name}: ${error.message}`) : error;
  }
}

/** The values that the request wants to be assumed; they win over what the emulator knows. */
function givenContext({ parameters }: IamCall): RequestContext {
  const entries = parameters.records('ContextEntries', ['ContextKeyName', 'ContextKeyType']);
  return new Map(
    entries.map(({ ContextKeyName: key = '' }, index) => [
      key.toLowerCase(),
      parameters.list(`ContextEntries.member.${index + 1}.ContextKeyValues`),
    ]),
  );
}
