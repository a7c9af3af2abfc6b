// README.md of terraform/pipeline-role.
import { code, FENCE, inputsTable } from '../readme-text';
import { INPUTS } from './variables';

/** A block of a root module with the module `backfill`; a test applies it. */
export const ROLE = `module "pipeline_role" {
  source = "./node_modules/s3-backfill/terraform/pipeline-role"

  s3_backfill = module.backfill.s3_backfill
  verbs       = ["run", "watch"]
  github      = { repository = "acme/storage", branches = ["main"] }
  name        = "backfill-pipeline"
}

output "backfill_pipeline_role" {
  value = module.pipeline_role.role_arn
}`;

export function readme(): string {
  return `# pipeline-role

The role of a pipeline that runs s3-backfill, of GitHub Actions or GitLab CI by OIDC, or assumed by roles that are there. It may do what ${code('s3-backfill policy caller --for VERB')} prints for its
verbs and this replication, and nothing else. This module is made from the construct ${code('PipelineRole')} by ${code('npm run hcl')}.

${FENCE}hcl
${ROLE}
${FENCE}

${code('s3_backfill')} is the output of [terraform/backfill](../backfill/README.md) or of a stack of the constructs, as a value. Where the replication is adopted
(${code('adopt_existing_replication')}), ${code('destination_bucket_arns')} says which buckets its rules copy to.

## Who may assume it

- ${code('github')}: workflows of ${code('branches')}, and jobs of ${code('environments')}, of one ${code('repository')}. Without either any workflow of the repository would be let in, also of a pull
  request: that is refused, and so are ${code('*')} and ${code('?')} in names. A job with an environment has no branch in its token: the environment's own
  rules for deployments say which branches are let in, and without such rules every one is.
- Subjects are compared letter by letter, case included. Tokens of repositories that were made, renamed or handed over since 15 July 2026, or that opted in,
  [have ids](https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/): ${code('repository')} is ${code('acme@123456/storage@456789')} then, as this
  prints it: ${code(`gh api repos/acme/storage --jq '"\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)"'`)}. A subject that an organization has made up itself, by
  ${code('job_workflow_ref')} for example, is not let in.
- ${code('gitlab')}: pipelines of ${code('branches')} of one ${code('project')}, which ask for a token with the audience ${code('sts.amazonaws.com')} (${code('audience')}).
- ${code('principal_arns')}: roles and users that are there; the ARN of an account (${code(':root')}) lets in whoever that account lets assume roles. Where one role assumes another,
  AWS ends the session after an hour, whatever ${code('max_session_seconds')} says.

Both conditions, on audience and subject, are ${code('StringEquals')}. Where ${code('aws-actions/configure-aws-credentials')} is told another ${code('audience')}, as in China, ${code('github')} says the same.
An account has one OIDC provider for a host: where it has one already,
${code('provider = { arn = data.aws_iam_openid_connect_provider.github.arn }')} in ${code('github')} or ${code('gitlab')}. One is made without thumbprints: that needs the AWS provider 5.81 or newer.

## What is not in it

${code('--route')}, ${code('--sign-with')} and inventories need more: ${code('s3-backfill policy caller --for run')} prints it, with these flags. Copies by another method need other permissions, and this
role has none of them: ${code('s3-backfill policy --for copy')} prints them (or ${code('--for batch-copy')}, ${code('datasync')}, ${code('inventory')}), for a role of your own.
Destinations in another account have to let the role in: ${code('destination_caller_arns')} of [the settings](../../docs/settings.md).

## Inputs

${inputsTable(INPUTS)}

## Outputs

name | meaning
--- | ---
${code('role_arn')} | ARN of the role that the pipeline assumes
${code('policy')} | what it may do, as JSON
`;
}
