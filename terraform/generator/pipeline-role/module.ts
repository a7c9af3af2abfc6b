// terraform/pipeline-role: the role of a pipeline that runs s3-backfill.
import type { ModuleDescription } from '../description';
import { attribute, raw } from '../hcl-text';
import { HANDOFF_LOCALS, SAME_ACCOUNT, SOME_DESTINATION } from '../of-handoff';
import { CONDITIONS, VERBS_OF } from './conditions';
import { NAMES } from './names';
import { outputsOf } from './outputs';
import { synthesizedWithPlaceholders } from './placeholders';
import { readme } from './readme';
import { INPUTS } from './variables';

export const PIPELINE_ROLE: ModuleDescription = {
  folder: 'pipeline-role',
  // Earlier ones ask for the thumbprints of an OIDC provider. https://github.com/hashicorp/terraform-provider-aws/pull/37255
  requiredProvider: '>= 5.81, < 7.0',
  synthesize: synthesizedWithPlaceholders,
  inputs: INPUTS,
  names: NAMES,
  conditions: CONDITIONS,
  locals: [
    ...HANDOFF_LOCALS,
    attribute(
      'github_subjects',
      raw(`var.github == null ? [] : concat(
  [for branch in var.github.branches : "repo:\${var.github.repository}:ref:refs/heads/\${branch}"],
  [for name in var.github.environments : "repo:\${var.github.repository}:environment:\${name}"],
)`),
    ),
    attribute(
      'gitlab_subjects',
      raw(
        'var.gitlab == null ? [] : [for branch in var.gitlab.branches : "project_path:${var.gitlab.project}:ref_type:branch:ref:${branch}"]',
      ),
    ),
    // By statement and action: what needs it.
    attribute('verbs_of', VERBS_OF),
    attribute(
      'granted',
      raw(`{
  for place, actions in local.verbs_of : place => [
    for action, verbs in actions : action if length(setintersection(verbs, var.verbs)) > 0
  ]
}`),
    ),
  ],
  preconditions: {
    'aws_iam_role.pipeline': [
      [
        'var.github != null || var.gitlab != null || length(var.principal_arns) > 0',
        'nobody could assume the role: give github, gitlab or principal_arns.',
      ],
      SOME_DESTINATION,
      SAME_ACCOUNT,
    ],
  },
  outputs: outputsOf,
  readme,
};
