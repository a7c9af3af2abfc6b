// Why a request was denied, in words for whoever reads the emulator's log. AWS does not tell it in its answers.
import type { World } from '../../world/world';
import type { DecisionRequest, NamedPolicy } from './decision';
import { decisionRequest, type AccessQuestion } from './authorize';
import { matchingStatements, missingKeys, type PolicyQuestion } from './policy-match';

/** For a question that was answered with no. */
export function whyDenied(world: World, question: AccessQuestion): string {
  const request = decisionRequest(world, question);
  if (request === 'nobody') return `${question.principalArn} is no user or role that can be seen`;
  if (request === 'unreadable') return 'the policy of the resource cannot be read';
  const asked: PolicyQuestion = { ...request, bounded: request.own.boundary !== undefined };
  const policies = policiesOf(request);
  const denying = policies.flatMap((policy) => denyingStatements(policy, asked));
  if (denying.length > 0) return `denied by ${denying.join(', ')}`;
  const missing = new Set(policies.flatMap(({ document }) => missingKeys(document, asked)));
  const keys =
    missing.size === 0 ? '' : `; the request does not have ${[...missing].join(', ')}, which statements ask for`;
  return `no statement allows ${question.action} on ${question.resource}${keys}`;
}

function policiesOf({ own, resourcePolicy }: DecisionRequest): readonly NamedPolicy[] {
  return [...own.identity, ...[own.boundary ?? []].flat(), ...[resourcePolicy ?? []].flat()];
}

function denyingStatements({ name, document }: NamedPolicy, question: PolicyQuestion): readonly string[] {
  const denying = matchingStatements(document, question).filter(({ statement }) => statement.effect === 'Deny');
  return denying.map(({ statement }) => {
    const which = statement.sid === undefined ? `statement ${document.indexOf(statement) + 1}` : `'${statement.sid}'`;
    return `${which} of ${name}`;
  });
}
