// Who may assume the role of a pipeline: tokens of one place, by their audience and their subject, both compared as they are.
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import type { Construct } from 'constructs';
import { madeWith } from '../place/placed';
import { given } from '../values/given';
import { literal } from '../values/literal';
import { GITHUB_ISSUER, GITLAB_HOST } from './names';
import type { GitHubTrust, GitLabTrust, PipelineRoleProps } from './props';

const STS = 'sts.amazonaws.com';

interface Tokens {
  readonly id: 'github' | 'gitlab';
  /** Whose tokens they are; the beginning of the names of conditions. */
  readonly issuer: string;
  readonly audience: string;
  readonly subjects: readonly string[];
  readonly providerArn: string | undefined;
}

/** https://docs.github.com/actions/reference/security/oidc */
function ofGitHub({ repository, branches = [], environments = [], audience = STS, providerArn }: GitHubTrust): Tokens {
  const subjects = [
    ...branches.map((branch) => `repo:${repository}:ref:refs/heads/${branch}`),
    ...environments.map((name) => `repo:${repository}:environment:${name}`),
  ];
  return { id: 'github', issuer: GITHUB_ISSUER, audience, subjects, providerArn };
}

/** https://docs.gitlab.com/ci/cloud_services/aws/ */
function ofGitLab({ project, branches, host = GITLAB_HOST, audience = STS, providerArn }: GitLabTrust): Tokens {
  const subjects = branches.map((branch) => `project_path:${project}:ref_type:branch:ref:${branch}`);
  return { id: 'gitlab', issuer: host, audience, subjects, providerArn };
}

export function pipelineTrust(
  scope: Construct,
  { github, gitlab, principalArns = [], tags }: PipelineRoleProps,
): DataAwsIamPolicyDocument {
  const tokens = [
    ...(github === undefined ? [] : [ofGitHub(github)]),
    ...(gitlab === undefined ? [] : [ofGitLab(gitlab)]),
  ];
  const statement = [
    ...tokens.map((one) => statementOf(one, one.providerArn ?? providerOf(scope, one, tags))),
    ...(principalArns.length === 0
      ? []
      : [
          {
            sid: 'AssumedByPrincipals',
            effect: 'Allow',
            actions: ['sts:AssumeRole'],
            principals: [{ type: 'AWS', identifiers: principalArns.map(literal) }],
          },
        ]),
  ];
  return new DataAwsIamPolicyDocument(scope, 'trust', { statement, ...madeWith(scope) });
}

function providerOf(scope: Construct, { id, issuer, audience }: Tokens, tags: PipelineRoleProps['tags']): string {
  const provider = new IamOpenidConnectProvider(scope, id, {
    url: `https://${issuer}`,
    clientIdList: [audience],
    ...given({ tags: tags && { ...tags } }),
    ...madeWith(scope),
  });
  return provider.arn;
}

function statementOf(
  { id, issuer, audience, subjects }: Tokens,
  providerArn: string,
): DataAwsIamPolicyDocumentStatement {
  const is = (claim: string, values: readonly string[]) => ({
    test: 'StringEquals',
    variable: `${issuer}:${claim}`,
    values: values.map(literal),
  });
  return {
    sid: id === 'github' ? 'AssumedByGitHub' : 'AssumedByGitLab',
    effect: 'Allow',
    actions: ['sts:AssumeRoleWithWebIdentity'],
    principals: [{ type: 'Federated', identifiers: [providerArn] }],
    condition: [is('aud', [audience]), is('sub', subjects)],
  };
}
