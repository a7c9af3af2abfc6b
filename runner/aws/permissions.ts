import type { ContextEntry, EvaluationResult } from '@aws-sdk/client-iam';
import type { PermissionAnswer, PermissionQuestion, Permissions } from '../ports/permissions';
import { roleInArn } from '../text/arn';
import type { LazyIam } from './iam-client';
import { decoded } from './roles';
import { send, type Session } from './session';
import { told } from './told';
import { defined } from '../text/defined';

/** A role has no more policies than one page holds: where there are more, part of them would pass for all. */
function notCutOff(isTruncated: boolean | undefined, call: string): void {
  told(isTruncated === true ? undefined : false, call, 'all policies of the role');
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
      const { sdk, client } = await iam.get();
      return Promise.all(
        questions.map(async (question) => {
          const { EvaluationResults = [] } = await send(session, 'IAM SimulatePrincipalPolicy', (abortSignal) =>
            client.send(new sdk.SimulatePrincipalPolicyCommand(simulationOf(principalArn, question)), { abortSignal }),
          );
          return answerOf(EvaluationResults[0]);
        }),
      );
    },
  };
}

function simulationOf(
  PolicySourceArn: string,
  { action, resource, context = {} }: PermissionQuestion,
): { PolicySourceArn: string; ActionNames: string[]; ResourceArns: string[]; ContextEntries: ContextEntry[] } {
  return {
    PolicySourceArn,
    ActionNames: [action],
    ResourceArns: [resource],
    ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyType: 'string',
      ContextKeyValues: [value],
    })),
  };
}

const DECISIONS: readonly PermissionAnswer['decision'][] = ['allowed', 'implicitDeny', 'explicitDeny'];

/** Undefined where IAM gives none, or one that is not known here. */
function answerOf(result: EvaluationResult | undefined): PermissionAnswer | undefined {
  const decision = DECISIONS.find((one) => one === result?.EvalDecision);
  if (decision === undefined) return undefined;
  const limitedBy: PermissionAnswer['limitedBy'] =
    result?.OrganizationsDecisionDetail?.AllowedByOrganizations === false
      ? 'organization'
      : result?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false
        ? 'boundary'
        : undefined;
  return {
    decision,
    missingKeys: result?.MissingContextValues ?? [],
    ...defined({ limitedBy }),
  };
}
