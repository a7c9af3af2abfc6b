// One result of a simulation: the decision, what led to it, and what was not known.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
import { element, escaped, leaf, type Markup } from '../../http/xml';
import { decide, type Decision, type DecisionRequest } from '../access/decision';
import { matchingStatements, missingKeys } from '../access/policy-match';
import { members, together } from '../../http/query-api';

interface SimulationResult {
  readonly request: DecisionRequest;
  readonly decision: Decision;
  /** Condition keys that the policies ask for and nobody gave. */
  readonly missing: readonly string[];
  /** Absent: there is no boundary. */
  readonly withinBoundary?: boolean;
}

export function evaluate(request: DecisionRequest): SimulationResult {
  const { own, resourcePolicy } = request;
  const { boundary } = own;
  const policies = [...own.identity, boundary ?? [], resourcePolicy ?? []].flat();
  const missing = new Set(policies.flatMap(({ document }) => missingKeys(document, request)));
  const result = { request, decision: decide(request), missing: [...missing] };
  if (boundary === undefined) return result;
  const effects = matchingStatements(boundary.document, request).map(({ statement }) => statement.effect);
  return { ...result, withinBoundary: effects.includes('Allow') && !effects.includes('Deny') };
}

export function resultContent({ request, decision, missing, withinBoundary }: SimulationResult): Markup {
  const { action, resource } = request;
  const reasons = together([
    members('MatchedStatements', decision.policies, (policy) =>
      together([leaf('SourcePolicyId', policy), leaf('SourcePolicyType', 'IAM Policy')]),
    ),
    members('MissingContextValues', missing, (key) => escaped(key)),
    ...(withinBoundary === undefined
      ? []
      : [element('PermissionsBoundaryDecisionDetail', [leaf('AllowedByPermissionsBoundary', withinBoundary)])]),
  ]);
  return together([
    leaf('EvalActionName', action),
    leaf('EvalResourceName', resource),
    leaf('EvalDecision', decision.outcome),
    reasons,
    members('ResourceSpecificResults', [resource], (name) =>
      together([leaf('EvalResourceName', name), leaf('EvalResourceDecision', decision.outcome), reasons]),
    ),
  ]);
}
