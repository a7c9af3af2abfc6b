// The key `pipeline_role` of a settings file.
import * as z from 'zod';
import { PIPELINE_VERBS } from '../../policies/pipeline-permissions';
import { AUDIENCE, BRANCH, ENVIRONMENT, HOST, PROJECT, PROVIDER_ARN, REPOSITORY } from '../../pipeline-role/names';
import { bucketArn, principalArn, shaped } from '../values';

const branch = shaped(BRANCH);
const providerArn = shaped(PROVIDER_ARN)
  .optional()
  .describe('ARN of its OIDC provider, of which an account has one at most. Default: it is made');

const github = z
  .strictObject({
    repository: shaped(REPOSITORY).describe(
      'OWNER/NAME of the repository; OWNER@ID/NAME@ID where its tokens have ids, as those of repositories made or renamed since July 2026 do',
    ),
    branches: z
      .array(branch)
      .optional()
      .describe('Branches whose workflows may assume the role. Default: none by its branch'),
    environments: z
      .array(shaped(ENVIRONMENT))
      .optional()
      .describe(
        'Environments whose jobs may; a job with an environment has no branch in its token. Default: none by its environment',
      ),
    audience: shaped(AUDIENCE)
      .optional()
      .describe('What audience of aws-actions/configure-aws-credentials says. Default: sts.amazonaws.com'),
    provider_arn: providerArn,
  })
  .describe('Workflows of GitHub Actions that may assume it: a branch or an environment is needed. Default: none');

const gitlab = z
  .strictObject({
    project: shaped(PROJECT).describe('GROUP/PROJECT, with its subgroups'),
    branches: z.array(branch).min(1).describe('Branches whose pipelines may assume the role'),
    host: shaped(HOST).optional().describe('Host of GitLab. Default: gitlab.com'),
    audience: shaped(AUDIENCE)
      .optional()
      .describe('What aud of id_tokens says in .gitlab-ci.yml. Default: sts.amazonaws.com'),
    provider_arn: providerArn,
  })
  .describe('Pipelines of GitLab CI that may assume it. Default: none');

export const pipelineRole = z
  .strictObject({
    verbs: z.array(z.enum(PIPELINE_VERBS)).min(1).describe('What the pipeline does: the role may do what these need'),
    github: github.optional(),
    gitlab: gitlab.optional(),
    principal_arns: z
      .array(principalArn)
      .min(1)
      .optional()
      .describe('ARNs of roles and users that may assume it. Default: none'),
    destination_bucket_arns: z
      .array(bucketArn)
      .min(1)
      .optional()
      .describe(
        'ARNs of the buckets that are copied to; needed with adopt_existing_replication, which names none. Default: those of the rules',
      ),
    max_session_seconds: z
      .int()
      .min(3600)
      .max(43_200)
      .optional()
      .describe('Seconds that a session lasts at most; a watch ends with it. Default: 21600'),
    name: z
      .string()
      .regex(/^[\w+=,.@-]{1,64}$/, 'at most 64 letters, digits and + = , . @ _ -')
      .optional()
      .describe('Name of the role. Default: Terraform makes one up that begins with s3-backfill-pipeline-'),
  })
  .describe(
    'The role of a pipeline that runs s3-backfill, with the permissions of its verbs and nothing else; it is told as the output backfill_pipeline_role. Default: none is made',
  );
