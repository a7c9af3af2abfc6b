// Who would be let in that nobody meant, and what IAM would refuse at apply.
import { bucketNameRefusals, principalArnRefusals, shapeRefusals, type Shape } from '../refusals/aws-names';
import { listRefusals, type Refusal } from '../refusals/refusal';
import { PIPELINE_VERBS } from '../policies/pipeline-permissions';
import { roleRefusals } from '../roles/role';
import { isKnown, isWhole } from '../values/known';
import type { GitHubTrust, GitLabTrust, PipelineRoleProps } from './props';

const REPOSITORY: Shape = {
  pattern: /^[\w.-]+\/[\w.-]+$/,
  allowed: 'OWNER/NAME of one repository: a pattern would let in repositories that nobody looked at',
};
const PROJECT: Shape = {
  pattern: /^[\w.-]+(\/[\w.-]+)+$/,
  allowed: 'GROUP/PROJECT of one project: a pattern would let in projects that nobody looked at',
};
/** Part of a subject, which is compared as it is: `*` would be a branch of that name, and is meant otherwise. */
const ONE: Shape = {
  pattern: /^[^\s*?:]+$/,
  allowed: 'the name of one, without * and ?: whoever may push would choose a name that a pattern takes',
};
const HOST: Shape = { pattern: /^[a-z0-9.-]+(:\d+)?$/, allowed: 'the name of a host is needed, like gitlab.com' };
const PROVIDER_ARN: Shape = {
  pattern: /^arn:[^:]+:iam::\d{12}:oidc-provider\/.+$/,
  allowed: 'the ARN of an OIDC provider looks like arn:aws:iam::111122223333:oidc-provider/gitlab.com',
};
const [LEAST_SECONDS, MOST_SECONDS] = [3600, 43_200];

export function pipelineRoleRefusals(props: PipelineRoleProps, destinations: readonly string[]): readonly Refusal[] {
  const { github, gitlab, principalArns = [], verbs, maxSessionSeconds: seconds } = props;
  const refusals: Refusal[] = [
    ...roleRefusals('role', props),
    ...listRefusals('destinationBucketNames', props.destinationBucketNames, bucketNameRefusals),
    ...listRefusals('principalArns', principalArns, principalArnRefusals),
    ...verbRefusals(verbs),
    ...(github === undefined ? [] : gitHubRefusals(github)),
    ...(gitlab === undefined ? [] : gitLabRefusals(gitlab)),
  ];
  if (github === undefined && gitlab === undefined && principalArns.length === 0) {
    const allowed = 'nobody could assume the role: give github, gitlab or principalArns';
    refusals.push({ prop: 'github', given: undefined, allowed });
  }
  if (destinations.length === 0) {
    const allowed = 'the replication is adopted and names no destination: give those that its rules copy to';
    refusals.push({ prop: 'destinationBucketNames', given: props.destinationBucketNames, allowed });
  }
  if (seconds !== undefined && !isWhole(seconds, LEAST_SECONDS, MOST_SECONDS)) {
    const allowed = `a whole number from ${LEAST_SECONDS} to ${MOST_SECONDS}`;
    refusals.push({ prop: 'maxSessionSeconds', given: seconds, allowed });
  }
  return refusals;
}

function verbRefusals(verbs: readonly string[]): readonly Refusal[] {
  const allowed = `one or more of ${PIPELINE_VERBS.join(', ')}`;
  if (verbs.length === 0) return [{ prop: 'verbs', given: verbs, allowed }];
  return listRefusals('verbs', verbs, (prop, given) =>
    !isKnown(given) || PIPELINE_VERBS.some((verb) => verb === given) ? [] : [{ prop, given, allowed }],
  );
}

function gitHubRefusals({
  repository,
  branches = [],
  environments = [],
  providerArn,
}: GitHubTrust): readonly Refusal[] {
  const refusals: Refusal[] = [
    ...shapeRefusals(REPOSITORY, 'github.repository', repository),
    ...listRefusals('github.branches', branches, (prop, name) => shapeRefusals(ONE, prop, name)),
    ...listRefusals('github.environments', environments, (prop, name) => shapeRefusals(ONE, prop, name)),
    ...shapeRefusals(PROVIDER_ARN, 'github.providerArn', providerArn),
  ];
  if (branches.length > 0 || environments.length > 0) return refusals;
  const allowed =
    'name a branch or an environment: any workflow of the repository, also of a pull request, would be let in (repo:OWNER/NAME:*)';
  return [...refusals, { prop: 'github.branches', given: undefined, allowed }];
}

function gitLabRefusals({ project, branches, host, providerArn }: GitLabTrust): readonly Refusal[] {
  const refusals: Refusal[] = [
    ...shapeRefusals(PROJECT, 'gitlab.project', project),
    ...listRefusals('gitlab.branches', branches, (prop, name) => shapeRefusals(ONE, prop, name)),
    ...shapeRefusals(HOST, 'gitlab.host', host),
    ...shapeRefusals(PROVIDER_ARN, 'gitlab.providerArn', providerArn),
  ];
  if (branches.length > 0) return refusals;
  const allowed = 'name a branch: a pipeline of any branch would be let in (project_path:GROUP/PROJECT:*)';
  return [...refusals, { prop: 'gitlab.branches', given: branches, allowed }];
}
