// outputs.tf of terraform/pipeline-role.
import { raw, type Body } from '../hcl-text';
import { outputBlock } from '../outputs';

export const outputsOf = (): Body => [
  outputBlock('role_arn', 'ARN of the role that the pipeline assumes', raw('aws_iam_role.pipeline.arn')),
  outputBlock('policy', 'What it may do, as JSON', raw('data.aws_iam_policy_document.pipeline.json')),
];
