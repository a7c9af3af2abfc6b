// Who would be let in that nobody meant, and what IAM would refuse at apply.
import { bucketNameRefusals, principalArnRefusals, shapeRefusals } from '../refusals/aws-names';
import { listRefusals, type Refusal } from '../refusals/refusal';
import { PIPELINE_VERBS } from '../policies/pipeline-permissions';
import { roleRefusals } from '../roles/role';
import { isKnown, isWhole } from '../values/known';
import {
  AUDIENCE,
  BRANCH,
  ENVIRONMENT,
  GITHUB_ISSUER,
  GITLAB_HOST,
  HOST,
  OTHER_PROVIDER,
  PROJECT,
  PROVIDER_ARN,
  providerEnding,
  REF_PREFIX,
  REPOSITORY,
  WITHOUT_REF,
} from './names';
import type { GitHubTrust, GitLabTrust, PipelineRoleProps } from './props';

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
  audience,
  providerArn,
}: GitHubTrust): readonly Refusal[] {
  const refusals: Refusal[] = [
    ...shapeRefusals(REPOSITORY, 'github.repository', repository),
    ...listRefusals('github.branches', branches, branchRefusals),
    ...listRefusals('github.environments', environments, (prop, name) => shapeRefusals(ENVIRONMENT, prop, name)),
    ...shapeRefusals(AUDIENCE, 'github.audience', audience),
    ...providerRefusals('github.providerArn', providerArn, GITHUB_ISSUER),
  ];
  if (branches.length > 0 || environments.length > 0) return refusals;
  const allowed =
    'name a branch or an environment: any workflow of the repository, also of a pull request, would be let in (repo:OWNER/NAME:*)';
  return [...refusals, { prop: 'github.branches', given: undefined, allowed }];
}

function gitLabRefusals({
  project,
  branches,
  host = GITLAB_HOST,
  audience,
  providerArn,
}: GitLabTrust): readonly Refusal[] {
  const refusals: Refusal[] = [
    ...shapeRefusals(PROJECT, 'gitlab.project', project),
    ...listRefusals('gitlab.branches', branches, branchRefusals),
    ...shapeRefusals(HOST, 'gitlab.host', host),
    ...shapeRefusals(AUDIENCE, 'gitlab.audience', audience),
    ...providerRefusals('gitlab.providerArn', providerArn, host),
  ];
  if (branches.length > 0) return refusals;
  const allowed = 'name a branch: a pipeline of any branch would be let in (project_path:GROUP/PROJECT:*)';
  return [...refusals, { prop: 'gitlab.branches', given: branches, allowed }];
}

function branchRefusals(prop: string, name: string): readonly Refusal[] {
  if (isKnown(name) && name.startsWith(REF_PREFIX)) return [{ prop, given: name, allowed: WITHOUT_REF }];
  return shapeRefusals(BRANCH, prop, name);
}

/** Conditions have the host's name in theirs: of another provider's tokens they would never hold. */
function providerRefusals(prop: string, given: string | undefined, issuer: string): readonly Refusal[] {
  const refusals = shapeRefusals(PROVIDER_ARN, prop, given);
  if (given === undefined || refusals.length > 0 || !isKnown(given) || !isKnown(issuer)) return refusals;
  return given.endsWith(providerEnding(issuer))
    ? []
    : [{ prop, given, allowed: `${OTHER_PROVIDER}: one of ${issuer} is needed` }];
}
