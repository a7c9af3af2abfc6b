// SimulatePrincipalPolicy: what would be decided, without doing it.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
import { ServiceError } from '../service';
import { leaf, type Markup } from '../xml';
import { actorOf } from './actor';
import { decide, type Decision, type NamedPolicy, type OwnPolicies } from './decision';
import { noSuchEntity, type IamCall, type IamOperations } from './operation';
import { contextFor, recordedPolicies } from './own-policies';
import { parsePolicyDocument, type PolicyKind } from './policy-document';
import type { RequestContext } from './policy-variables';
import { members, page, together, validationError } from './query-api';
import type { Role } from './role';

export const SIMULATION_OPERATIONS: IamOperations = {
  SimulatePrincipalPolicy: {
    resource: ({ parameters }) => parameters.required('PolicySourceArn'),
    handle: simulate,
  },
};

interface Result {
  readonly action: string;
  readonly resource: string;
  readonly decision: Decision;
}

function simulate(call: IamCall): Markup {
  const { world, parameters } = call;
  const role = sourceRole(call);
  const actions = parameters.list('ActionNames');
  if (actions.length === 0) throw validationError("Value null at 'actionNames' failed to satisfy constraint");
  for (const action of actions) checkAction(action);
  const listed = parameters.list('ResourceArns');
  const own = ownPolicies(call, role);
  const resourceText = parameters.optional('ResourcePolicy');
  const resourcePolicy = resourceText === undefined ? undefined : named('ResourcePolicy', resourceText, 'resource');
  const owner = ownerAccount(call) ?? role.accountId;
  const actor = actorOf(world, role.arn, role.accountId);
  const context = new Map([...contextFor(world, actor, {}, owner), ...givenContext(call)]);
  const results = actions.flatMap((action) =>
    (listed.length === 0 ? ['*'] : listed).map((resource): Result => {
      const decision = decide({
        actor,
        action,
        resource,
        resourceAccountId: owner,
        context: () => context,
        own,
        ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      });
      return { action, resource, decision };
    }),
  );
  const { items, elements } = page(parameters, results);
  parameters.refuseUnread();
  return together([members('EvaluationResults', items, resultContent), elements]);
}

function sourceRole({ world, caller, parameters }: IamCall): Role {
  const arn = parameters.required('PolicySourceArn');
  if (!/^arn:[\w-]+:iam::\d{12}:(role|user|group)\/.+$/.test(arn)) {
    throw new ServiceError(
      400,
      'InvalidInput',
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
    );
  }
  const role = world.roles.get(arn);
  if (role?.accountId === caller.accountId) return role;
  throw noSuchEntity(`The entity ${arn} cannot be found: the emulator has roles of the account, no users or groups.`);
}

function checkAction(action: string): void {
  if (/^[\w-]+:[\w-]+$/.test(action)) return;
  throw new ServiceError(
    400,
    'InvalidInput',
    `Invalid Action Name: ${action}. An action is written service:Name, without wildcards.`,
  );
}

function ownerAccount({ parameters }: IamCall): string | undefined {
  const owner = parameters.optional('ResourceOwner');
  if (owner === undefined) return undefined;
  const [, accountId] = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::.+)?$/.exec(owner) ?? [];
  if (accountId !== undefined) return accountId;
  throw new ServiceError(400, 'InvalidInput', `Invalid ResourceOwner: ${owner}; give the ARN of an account.`);
}

function ownPolicies({ world, parameters }: IamCall, role: Role): OwnPolicies {
  const recorded = recordedPolicies(world, role);
  const added = parameters
    .list('PolicyInputList')
    .map((text, index) => named(`PolicyInputList.${index + 1}`, text, 'identity'));
  const [boundary] = parameters.list('PermissionsBoundaryPolicyInputList');
  return {
    ...recorded,
    identity: [...recorded.identity, ...added],
    ...(boundary === undefined
      ? {}
      : { boundary: named('PermissionsBoundaryPolicyInputList.1', boundary, 'identity') }),
  };
}

function named(name: string, text: string, kind: PolicyKind): NamedPolicy {
  return { name, document: parsePolicyDocument(text, kind) };
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

function resultContent({ action, resource, decision }: Result): Markup {
  return together([
    leaf('EvalActionName', action),
    leaf('EvalResourceName', resource),
    leaf('EvalDecision', decision.outcome),
    members('MatchedStatements', decision.policies, (policy) => leaf('SourcePolicyId', policy)),
    members('MissingContextValues', [], () => leaf('', undefined)),
  ]);
}
