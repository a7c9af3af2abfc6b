// What people say about the role of a pipeline.
import type { BatchReplication } from '../batch-replication/batch-replication';
import type { InventoryRoleOptions } from '../inventory-copy/props';
import type { Placed } from '../place/placed';
import type { PipelineVerb } from '../policies/pipeline-permissions';

/** Tokens of GitHub Actions. At least one branch or environment is named: without, every branch and pull request would be let in. */
export interface GitHubTrust {
  /**
   * `OWNER/NAME` of the repository, in the case that GitHub writes it; `OWNER@ID/NAME@ID` where its tokens have ids, as those of repositories do that
   * were made, renamed or handed over since 15 July 2026, or opted in.
   */
  readonly repository: string;
  /** Branches whose workflows may assume the role. @default - none by its branch */
  readonly branches?: readonly string[];
  /**
   * Environments whose jobs may; a job with an environment has no branch in its token, so that the environment's own rules say which branches are
   * let in.
   * @default - none by its environment
   */
  readonly environments?: readonly string[];
  /** What `audience` of `aws-actions/configure-aws-credentials` says. @default 'sts.amazonaws.com' */
  readonly audience?: string;
  /** ARN of the OIDC provider of `token.actions.githubusercontent.com`; an account has one at most. @default - it is made */
  readonly providerArn?: string;
}

/** Tokens of GitLab CI. */
export interface GitLabTrust {
  /** `GROUP/PROJECT`, with its subgroups. */
  readonly project: string;
  /** Branches whose pipelines may assume the role, at least one. */
  readonly branches: readonly string[];
  /** Host of GitLab. @default 'gitlab.com' */
  readonly host?: string;
  /** What `aud` of `id_tokens` says in `.gitlab-ci.yml`. @default 'sts.amazonaws.com' */
  readonly audience?: string;
  /** ARN of the OIDC provider of that host; an account has one at most. @default - it is made */
  readonly providerArn?: string;
}

export interface PipelineRoleProps extends InventoryRoleOptions, Placed {
  /** What is backfilled, a `BatchReplication`. */
  readonly replication: Pick<BatchReplication, 'handoff' | 'destinationBucketNames'>;
  /** What the pipeline does: the role may do what these need, and nothing else. */
  readonly verbs: readonly PipelineVerb[];
  /** Workflows of GitHub Actions that may assume it. @default - none */
  readonly github?: GitHubTrust;
  /** Pipelines of GitLab CI that may assume it. @default - none */
  readonly gitlab?: GitLabTrust;
  /**
   * ARNs of roles and users that may assume it; that of an account (`:root`) lets in whoever that account lets assume roles. A session that a role
   * opens ends after an hour, whatever `maxSessionSeconds` says: AWS allows no more where one role assumes another.
   * @default - none
   */
  readonly principalArns?: readonly string[];
  /**
   * Names of the buckets that are copied to. To be given where the replication is adopted, which names none.
   * @default - those of the replication
   */
  readonly destinationBucketNames?: readonly string[];
  /** Name of the role. @default - Terraform makes one up that begins with `roleNamePrefix` */
  readonly roleName?: string;
  /** Beginning of the name that Terraform makes up, at most 38 characters. @default 's3-backfill-pipeline-' */
  readonly roleNamePrefix?: string;
  /** Seconds that a session lasts at most, from 3,600 to 43,200; a watch ends with it. @default 21600 - six hours */
  readonly maxSessionSeconds?: number;
}
