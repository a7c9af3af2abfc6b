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

type Outcome = Decision['outcome'];

const MOST_RESTRICTIVE_FIRST: readonly Outcome[] = ['explicitDeny', 'implicitDeny', 'allowed'];

function outcomeOfAll(results: readonly SimulationResult[]): Outcome {
  const seen = new Set(results.map(({ decision }) => decision.outcome));
  return MOST_RESTRICTIVE_FIRST.find((outcome) => seen.has(outcome)) ?? 'implicitDeny';
}

function reasonsOf(results: readonly SimulationResult[]): Markup {
  const bounded = results.flatMap(({ withinBoundary }) => withinBoundary ?? []);
  const policies = new Set(results.flatMap(({ decision }) => decision.policies));
  return together([
    members('MatchedStatements', [...policies], (policy) =>
      together([leaf('SourcePolicyId', policy), leaf('SourcePolicyType', 'IAM Policy')]),
    ),
    members('MissingContextValues', [...new Set(results.flatMap(({ missing }) => missing))], (key) => escaped(key)),
    ...(bounded.length === 0
      ? []
      : [
          element('PermissionsBoundaryDecisionDetail', [
            leaf('AllowedByPermissionsBoundary', !bounded.includes(false)),
          ]),
        ]),
  ]);
}

/** One action on all resources: on top what is true of all of them, then each. */
export function resultContent(results: readonly SimulationResult[]): Markup {
  const [first] = results;
  return together([
    leaf('EvalActionName', first?.request.action ?? ''),
    leaf('EvalResourceName', first?.request.resource ?? '*'),
    leaf('EvalDecision', outcomeOfAll(results)),
    reasonsOf(results),
    members('ResourceSpecificResults', results, (one) =>
      together([
        leaf('EvalResourceName', one.request.resource),
        leaf('EvalResourceDecision', one.decision.outcome),
        reasonsOf([one]),
      ]),
    ),
  ]);
}
