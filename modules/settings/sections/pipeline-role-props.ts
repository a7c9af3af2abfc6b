// The props of PipelineRole, of a settings file with `pipeline_role`.
import type { PipelineRoleProps } from '../../pipeline-role/props';
import { given } from '../../values/given';
import { bucketIn, roleOf } from '../props';
import type { Settings } from '../schema';

export type PipelineRoleSettings = NonNullable<Settings['pipeline_role']>;

export function pipelineRolePropsOf(
  settings: Settings,
  { github, gitlab, ...of }: PipelineRoleSettings,
  replication: PipelineRoleProps['replication'],
): PipelineRoleProps {
  const { path, permissionsBoundaryArn } = roleOf(settings, '');
  return {
    replication,
    verbs: of.verbs,
    ...given({
      path,
      permissionsBoundaryArn,
      github: github && {
        repository: github.repository,
        ...given({
          branches: github.branches,
          environments: github.environments,
          audience: github.audience,
          providerArn: github.provider_arn,
        }),
      },
      gitlab: gitlab && {
        project: gitlab.project,
        branches: gitlab.branches,
        ...given({ host: gitlab.host, audience: gitlab.audience, providerArn: gitlab.provider_arn }),
      },
      principalArns: of.principal_arns,
      destinationBucketNames: of.destination_bucket_arns?.map(bucketIn),
      maxSessionSeconds: of.max_session_seconds,
      roleName: of.name,
    }),
  };
}
