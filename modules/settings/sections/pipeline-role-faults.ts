// What is wrong with `pipeline_role`, seen as a whole.
import type { Settings } from '../schema';

/** In the words of the keys. */
export function pipelineRoleFaults({ pipeline_role: role, ...settings }: Settings): readonly string[] {
  if (role === undefined) return [];
  const { github, gitlab, principal_arns: principals } = role;
  const named = [...(github?.branches ?? []), ...(github?.environments ?? [])];
  return [
    ...(github === undefined && gitlab === undefined && principals === undefined
      ? ['pipeline_role.github: got nothing; nobody could assume the role: give github, gitlab or principal_arns']
      : []),
    ...(github !== undefined && named.length === 0
      ? [
          'pipeline_role.github.branches: got nothing; name a branch or an environment: any workflow of the repository, also of a pull request, would be let in',
        ]
      : []),
    ...(settings.adopt_existing_replication && role.destination_bucket_arns === undefined
      ? [
          'pipeline_role.destination_bucket_arns: got nothing; adopt_existing_replication names no destination: give those that the rules copy to, like ["arn:aws:s3:::my-replica"]',
        ]
      : []),
  ];
}
