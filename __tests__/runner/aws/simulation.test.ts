// Questions to IAM's simulation, put together to few requests: the answers are those of one request for each question.
import { describe, expect, it } from '@jest/globals';
import type { EvaluationResult } from '@aws-sdk/client-iam';
import { answerIn, isAskedBy, simulationOf, simulationsOf } from '../../../runner/aws/simulation';
import type { PermissionQuestion } from '../../../runner/ports/permissions';

const asks = (action: string, resource: string, context: Record<string, string> = {}): PermissionQuestion => ({
  action,
  resource,
  context,
});

describe('questions to IAM', () => {
  it('are one request where context and resource are the same', () => {
    const context = { one: '1', two: '2' };
    const questions = [asks('s3:A', 'r', context), asks('s3:B', 'r', { two: '2', one: '1' })];
    expect(simulationsOf(questions)).toMatchObject([{ ActionNames: ['s3:A', 's3:B'], ResourceArns: ['r'] }]);
  });

  it('are one request for resources about which the same is asked, up to twenty', () => {
    const questions = Array.from({ length: 45 }, (_, index) => [asks('s3:A', `r${index}`), asks('s3:B', `r${index}`)]);
    const simulations = simulationsOf(questions.flat());
    expect(simulations.map(({ ResourceArns }) => ResourceArns.length)).toEqual([20, 20, 5]);
    for (const question of questions.flat())
      expect(simulations.filter((one) => isAskedBy(question, one))).toHaveLength(1);
  });

  it('are no more than what was asked: no action on a resource about which nobody asks, no other context', () => {
    const questions = [asks('s3:A', 'r'), asks('s3:B', 'q'), asks('s3:A', 'q', { one: '1' }), asks('s3:A', 'r')];
    const simulations = simulationsOf(questions);
    expect(simulations).toHaveLength(3);
    const pairs = simulations.flatMap(({ ActionNames, ResourceArns }) => ActionNames.length * ResourceArns.length);
    expect(pairs).toEqual([1, 1, 1]);
  });
});

describe('the answer of IAM', () => {
  const asked = { ActionNames: ['s3:A'], ResourceArns: ['r', 'q'], ContextEntries: [] };
  const results: EvaluationResult[] = [
    {
      EvalActionName: 's3:A',
      EvalDecision: 'explicitDeny',
      MissingContextValues: ['aws:SourceVpce'],
      ResourceSpecificResults: [
        { EvalResourceName: 'r', EvalResourceDecision: 'allowed' },
        { EvalResourceName: 'q', EvalResourceDecision: 'explicitDeny', MissingContextValues: ['aws:SourceVpce'] },
      ],
    },
  ];

  it('is that for the resource, not that for all of them', () => {
    expect(answerIn(results, asks('s3:A', 'r'), asked)).toEqual({ decision: 'allowed', missingKeys: [] });
    expect(answerIn(results, asks('s3:A', 'q'), asked)).toEqual({
      decision: 'explicitDeny',
      missingKeys: ['aws:SourceVpce'],
    });
  });

  it('is not known where a result of several resources does not tell them apart', () => {
    expect(answerIn([{ EvalActionName: 's3:A', EvalDecision: 'allowed' }], asks('s3:A', 'r'), asked)).toBeUndefined();
    expect(answerIn([], asks('s3:A', 'r'), simulationOf(asks('s3:A', 'r')))).toBeUndefined();
  });

  it('is asked again for one resource, where the organization limits one of several', () => {
    const [whole] = results;
    const limited = [
      { ...whole, OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
    ] as EvaluationResult[];
    expect(answerIn(limited, asks('s3:A', 'q'), asked)).toBeUndefined();
    expect(answerIn(limited, asks('s3:A', 'q'), { ...asked, ResourceArns: ['q'] })).toMatchObject({
      limitedBy: 'organization',
    });
  });

  it('has the keys that are missing, wherever IAM names them', () => {
    const alone = simulationOf(asks('s3:A', 'r'));
    const result = { EvalActionName: 's3:A', EvalDecision: 'implicitDeny' as const };
    const specific = { EvalResourceName: 'r', EvalResourceDecision: 'implicitDeny' as const };
    const missing = { MissingContextValues: ['k'] };
    for (const one of [
      { ...result, ...missing },
      { ...result, ResourceSpecificResults: [{ ...specific, ...missing }] },
    ])
      expect(answerIn([one], asks('s3:A', 'r'), alone)).toEqual({ decision: 'implicitDeny', missingKeys: ['k'] });
  });
});
