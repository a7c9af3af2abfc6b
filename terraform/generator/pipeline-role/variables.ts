// Which variables terraform/pipeline-role has: the members of `pipeline_role` of a settings file, and what it is about.
import { PIPELINE_VERBS } from '../../../modules/policies/pipeline-permissions';
import { HANDOFF_VARIABLE, handoffChecks, SHARED } from '../of-handoff';
import { bucketArnsCheck, wholeCheck, type Check } from '../validations';
import { COMMON_DEFAULTS, settingsKeys, type Inputs, type Member } from '../variables';

const NAMED = 'the name of one, without * and ?: whoever may push would choose a name that a pattern takes';
const matches = (text: string, pattern: string): string => `can(regex(${JSON.stringify(pattern)}, ${text}))`;
const isEach = (list: string): string => `alltrue([for name in ${list} : ${matches('name', '^[^\\s*?:]+$')}])`;

/** Nothing is asked of a null. */
const ofTokens = (place: string, condition: string): string => `var.${place} == null || try(${condition}, false)`;

/** Whether there is a provider is known when Terraform plans, and its ARN need not be. */
const PROVIDER: readonly Member[] = [['provider', 'optional(object({ arn = string }))']];
const LIST = 'optional(list(string), [])';

const PRINCIPALS: Check = [
  `alltrue([for arn in var.principal_arns : ${matches('arn', '^arn:[^:]+:iam::\\d{12}:(root|(role|user)/.+)$')}])`,
  'the ARN of a user or a role looks like arn:aws:iam::111122223333:role/name; that of an account ends with :root',
];

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
      [
        ofTokens('github', matches('var.github.repository', '^[\\w.-]+/[\\w.-]+$')),
        'repository is OWNER/NAME of one repository: a pattern would let in repositories that nobody looked at',
      ],
      [
        ofTokens('github', 'length(var.github.branches) + length(var.github.environments) > 0'),
        'name a branch or an environment: any workflow of the repository, also of a pull request, would be let in (repo:OWNER/NAME:*)',
      ],
      [ofTokens('github', isEach('concat(var.github.branches, var.github.environments)')), NAMED],
    ],
    gitlab: [
      [
        ofTokens('gitlab', matches('var.gitlab.project', '^[\\w.-]+(/[\\w.-]+)+$')),
        'project is GROUP/PROJECT of one project: a pattern would let in projects that nobody looked at',
      ],
      [
        ofTokens('gitlab', 'length(var.gitlab.branches) > 0'),
        'name a branch: a pipeline of any branch would be let in (project_path:GROUP/PROJECT:*)',
      ],
      [ofTokens('gitlab', isEach('var.gitlab.branches')), NAMED],
      [
        ofTokens('gitlab', matches('var.gitlab.host', '^[a-z0-9.-]+(:\\d+)?$')),
        'host is the name of a host, like gitlab.com',
      ],
    ],
    principal_arns: [PRINCIPALS],
    destination_bucket_arns: [bucketArnsCheck('destination_bucket_arns')],
    max_session_seconds: [wholeCheck('max_session_seconds', 3600, 43_200)],
  },
};
