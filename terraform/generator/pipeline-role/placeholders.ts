// What PipelineRole is given, where people give values.
import type { TerraformStack } from 'cdktf';
import { PipelineRole } from '../../../modules';
import { PIPELINE_VERBS } from '../../../modules/policies/pipeline-permissions';
import { REPLICATION } from '../of-handoff';
import { number, synthesized, variable, type Synthesized } from '../synthesized';

/** With every option on. */
function addWithPlaceholders(stack: TerraformStack): void {
  new PipelineRole(stack, 'backfill', {
    replication: REPLICATION,
    verbs: PIPELINE_VERBS,
    github: {
      repository: variable('github.repository'),
      branches: ['${local.github_subjects}'],
      audience: variable('github.audience'),
    },
    gitlab: {
      project: variable('gitlab.project'),
      branches: ['${local.gitlab_subjects}'],
      host: variable('gitlab.host'),
      audience: variable('gitlab.audience'),
    },
    principalArns: [variable('principal_arns')],
    maxSessionSeconds: number('var.max_session_seconds'),
    roleName: variable('name'),
    path: variable('role_path'),
    permissionsBoundaryArn: variable('permissions_boundary_arn'),
  });
}

export function synthesizedWithPlaceholders(): Synthesized {
  return synthesized(addWithPlaceholders);
}
