import type { EvaluationResult } from '@aws-sdk/client-iam';
import type { Permissions } from '../ports/permissions';
import { roleInArn } from '../text/arn';
import type { LazyIam } from './iam-client';
import { decoded } from './roles';
import { send, type Session } from './session';
import { answerIn, isAskedBy, simulationOf, simulationsOf, type Simulation } from './simulation';
import { pagesOf, told } from './told';
import { defined } from '../text/defined';

const MOST_ITEMS = 1000;

/** A role has no more policies than one page holds: where there are more, part of them would pass for all. */
function notCutOff(isTruncated: boolean | undefined, call: string): void {
  told(isTruncated === false ? isTruncated : undefined, call, 'all policies of the role');
}

export function iamPermissions(session: Session, iam: LazyIam): Permissions {
  async function inlinePolicies(RoleName: string): Promise<readonly string[]> {
    const { sdk, client } = await iam.get();
    const { PolicyNames = [], IsTruncated } = await send(session, 'IAM ListRolePolicies', (abortSignal) =>
      client.send(new sdk.ListRolePoliciesCommand({ RoleName }), { abortSignal }),
    );
    notCutOff(IsTruncated, 'IAM ListRolePolicies');
    return Promise.all(
      PolicyNames.map(async (PolicyName) => {
        const { PolicyDocument } = await send(session, 'IAM GetRolePolicy', (abortSignal) =>
          client.send(new sdk.GetRolePolicyCommand({ RoleName, PolicyName }), { abortSignal }),
        );
        return decoded(told(PolicyDocument, 'IAM GetRolePolicy', `the policy '${PolicyName}'`));
      }),
    );
  }

  async function managedPolicy(PolicyArn: string): Promise<string> {
    const { sdk, client } = await iam.get();
    const { Policy } = await send(session, 'IAM GetPolicy', (abortSignal) =>
      client.send(new sdk.GetPolicyCommand({ PolicyArn }), { abortSignal }),
    );
    const VersionId = told(Policy?.DefaultVersionId, 'IAM GetPolicy', `the version of ${PolicyArn}`);
    const { PolicyVersion } = await send(session, 'IAM GetPolicyVersion', (abortSignal) =>
      client.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId }), { abortSignal }),
    );
    return decoded(told(PolicyVersion?.Document, 'IAM GetPolicyVersion', `the policy ${PolicyArn}`));
  }

  async function attachedPolicies(RoleName: string): Promise<readonly string[]> {
    const { sdk, client } = await iam.get();
    const { AttachedPolicies = [], IsTruncated } = await send(session, 'IAM ListAttachedRolePolicies', (abortSignal) =>
      client.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName }), { abortSignal }),
    );
    notCutOff(IsTruncated, 'IAM ListAttachedRolePolicies');
    return Promise.all(
      AttachedPolicies.map(({ PolicyArn }) =>
        managedPolicy(told(PolicyArn, 'IAM ListAttachedRolePolicies', 'the ARN of a policy')),
      ),
    );
  }

  /** All pages of what IAM says. */
  async function simulated(PolicySourceArn: string, simulation: Simulation): Promise<readonly EvaluationResult[]> {
    const { sdk, client } = await iam.get();
    const call = 'IAM SimulatePrincipalPolicy';
    const all: EvaluationResult[] = [];
    const goesOn = pagesOf<string>(call);
    for (let marker: string | undefined; ;) {
      const input = { PolicySourceArn, ...simulation, MaxItems: MOST_ITEMS, ...defined({ Marker: marker }) };
      const page = await send(session, call, (abortSignal) =>
        client.send(new sdk.SimulatePrincipalPolicyCommand(input), { abortSignal }),
      );
      all.push(...(page.EvaluationResults ?? []));
      if (!told(page.IsTruncated, call, 'whether it goes on')) return all;
      marker = goesOn(told(page.Marker || undefined, call, 'the marker of the next page'));
    }
  }

  return {
    async policiesOf(roleArn) {
      const { sdk, client } = await iam.get();
      const RoleName = roleInArn(roleArn)?.name ?? '';
      const [{ Role }, inline, attached] = await Promise.all([
        send(session, 'IAM GetRole', (abortSignal) =>
          client.send(new sdk.GetRoleCommand({ RoleName }), { abortSignal }),
        ),
        inlinePolicies(RoleName),
        attachedPolicies(RoleName),
      ]);
      const boundary = Role?.PermissionsBoundary?.PermissionsBoundaryArn;
      return {
        identity: [...inline, ...attached],
        ...(boundary === undefined ? {} : { boundary: await managedPolicy(boundary) }),
      };
    },

    async simulate(principalArn, questions) {
      const asked = simulationsOf(questions);
      const results = await Promise.all(asked.map((one) => simulated(principalArn, one)));
      return Promise.all(
        questions.map(async (question) => {
          const at = asked.findIndex((one) => isAskedBy(question, one));
          const simulation = asked[at];
          const answer = simulation === undefined ? undefined : answerIn(results[at] ?? [], question, simulation);
          if (answer !== undefined) return answer;
          const alone = simulationOf(question);
          return answerIn(await simulated(principalArn, alone), question, alone);
        }),
      );
    },
  };
}
