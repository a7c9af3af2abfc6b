// Which variables terraform/pipeline-role has: the members of `pipeline_role` of a settings file, and what it is about.
import { PIPELINE_VERBS } from '../../../modules/policies/pipeline-permissions';
import {
  AUDIENCE,
  BRANCH,
  ENVIRONMENT,
  GITHUB_ISSUER,
  HOST,
  OTHER_PROVIDER,
  PROJECT,
  PROVIDER_ARN,
  providerEnding,
  REF_PREFIX,
  REPOSITORY,
  WITHOUT_REF,
} from '../../../modules/pipeline-role/names';
import type { Shape } from '../../../modules/refusals/aws-names';
import { HANDOFF_VARIABLE, handoffChecks, SHARED } from '../of-handoff';
import { bucketArnsCheck, principalsCheck, wholeCheck, type Check } from '../validations';
import { COMMON_DEFAULTS, settingsKeys, type Inputs, type Member } from '../variables';

const matches = (text: string, { pattern }: Shape): string => `can(regex(${JSON.stringify(pattern.source)}, ${text}))`;
const isEach = (list: string, shape: Shape): string => `alltrue([for name in ${list} : ${matches('name', shape)}])`;
const isNoRef = (list: string): string => `alltrue([for name in ${list} : !startswith(name, "${REF_PREFIX}")])`;

/** Nothing is asked of a null. */
const ofTokens = (place: string, condition: string): string => `var.${place} == null || try(${condition}, false)`;

/** Whether there is a provider is known when Terraform plans, and its ARN need not be. */
const PROVIDER: readonly Member[] = [['provider', 'optional(object({ arn = string }))']];
const LIST = 'optional(list(string), [])';

/** What has to hold of the tokens of one host, in the order of its members. */
function tokenChecks(place: string, member: string, shape: Shape, issuer: string): readonly Check[] {
  const branches = `var.${place}.branches`;
  return [
    [ofTokens(place, matches(`var.${place}.${member}`, shape)), `${member} is ${shape.allowed}`],
    [ofTokens(place, isEach(branches, BRANCH)), `branches: ${BRANCH.allowed}`],
    [ofTokens(place, isNoRef(branches)), `branches: ${WITHOUT_REF}`],
    [
      ofTokens(place, `var.${place}.provider == null ? true : ${matches(`var.${place}.provider.arn`, PROVIDER_ARN)}`),
      `provider: ${PROVIDER_ARN.allowed}`,
    ],
    [
      ofTokens(
        place,
        `var.${place}.provider == null ? true : endswith(var.${place}.provider.arn, "${providerEnding(issuer)}")`,
      ),
      `provider: ${OTHER_PROVIDER}`,
    ],
    [ofTokens(place, matches(`var.${place}.audience`, AUDIENCE)), `audience: ${AUDIENCE.allowed}`],
  ];
}

export const INPUTS: Inputs = {
  settings: () => {
    const all = settingsKeys();
    return [
      ...Object.entries(all.find(([name]) => name === 'pipeline_role')?.[1].properties ?? {}),
      ...all.filter(([name]) => SHARED.some((one) => one === name)),
    ];
  },
  required: ['verbs'],
  onlyHere: [{ ...HANDOFF_VARIABLE, after: 'verbs' }],
  members: {
    provider_arn: PROVIDER,
    branches: [['branches', LIST]],
    environments: [['environments', LIST]],
    host: [['host', 'optional(string, "gitlab.com")']],
    audience: [['audience', 'optional(string, "sts.amazonaws.com")']],
  },
  descriptions: {
    role_path: 'Path of the role. Default: /',
    permissions_boundary_arn: 'ARN of the policy that bounds what the role can ever do. Default: none',
    destination_bucket_arns:
      'ARNs of the buckets that are copied to; needed where the replication is adopted, which names none; empty: those of s3_backfill',
    github:
      'Workflows of GitHub Actions that may assume it: repository, and branches or environments; provider = { arn = … } where the account has one for GitHub already. Default: none',
    gitlab:
      'Pipelines of GitLab CI that may assume it: project and branches; provider = { arn = … } where the account has one for that host already. Default: none',
  },
  defaults: {
    tags: COMMON_DEFAULTS['tags'] ?? '{}',
    destination_bucket_arns: '[]',
    principal_arns: '[]',
    max_session_seconds: '21600',
  },
  checks: {
    verbs: [
      [
        `length(var.verbs) > 0 && alltrue([for verb in var.verbs : contains(${JSON.stringify(PIPELINE_VERBS).replaceAll(',', ', ')}, verb)])`,
        `one or more of ${PIPELINE_VERBS.join(', ')}`,
      ],
    ],
    s3_backfill: handoffChecks('the role of a pipeline'),
    github: [
      ...tokenChecks('github', 'repository', REPOSITORY, GITHUB_ISSUER),
      [
        ofTokens('github', 'length(var.github.branches) + length(var.github.environments) > 0'),
        'name a branch or an environment: any workflow of the repository, also of a pull request, would be let in (repo:OWNER/NAME:*)',
      ],
      [ofTokens('github', isEach('var.github.environments', ENVIRONMENT)), `environments: ${ENVIRONMENT.allowed}`],
    ],
    gitlab: [
      ...tokenChecks('gitlab', 'project', PROJECT, '${var.gitlab.host}'),
      [
        ofTokens('gitlab', 'length(var.gitlab.branches) > 0'),
        'name a branch: a pipeline of any branch would be let in (project_path:GROUP/PROJECT:*)',
      ],
      [ofTokens('gitlab', matches('var.gitlab.host', HOST)), `host: ${HOST.allowed}`],
    ],
    principal_arns: [principalsCheck('principal_arns')],
    destination_bucket_arns: [bucketArnsCheck('destination_bucket_arns')],
    max_session_seconds: [wholeCheck('max_session_seconds', 3600, 43_200)],
  },
};
