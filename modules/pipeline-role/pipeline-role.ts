import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Handoff } from '../handoff';
import { keysArn, managedPoliciesArns } from '../place/partition';
import { madeWith, place } from '../place/placed';
import { policyDocument, type GrantedTargets } from '../policies/document';
import { PIPELINE_PERMISSIONS } from '../policies/pipeline-permissions';
import { policySizeRefusals } from '../policies/size';
import { refuse } from '../refusals/refusal';
import { jobTargets } from '../roles/job-targets';
import { given } from '../values/given';
import type { PipelineRoleProps } from './props';
import { pipelineRoleRefusals } from './refusals';
import { pipelineTrust } from './trust';

const NAME_PREFIX = 's3-backfill-pipeline-';
const SESSION_SECONDS = 6 * 3600;

/**
 * The role of a pipeline that runs s3-backfill: assumed by tokens of one repository's branches or environments (GitHub Actions), of one project's
 * branches (GitLab CI), or by roles that are there, and allowed what `s3-backfill policy caller --for VERB` prints for its verbs.
 */
export class PipelineRole extends Construct {
  /** What the pipeline assumes. */
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: PipelineRoleProps) {
    super(scope, id);
    place(this, props);
    const { replication, verbs, roleName, roleNamePrefix = NAME_PREFIX, path, permissionsBoundaryArn, tags } = props;
    const destinations = props.destinationBucketNames ?? replication.destinationBucketNames;
    refuse(this, pipelineRoleRefusals(props, destinations));
    const role = new IamRole(this, 'role', {
      ...(roleName === undefined ? { namePrefix: roleNamePrefix } : { name: roleName }),
      description: `A pipeline backfills ${replication.handoff.source.bucket} as this role`,
      assumeRolePolicy: pipelineTrust(this, props).json,
      maxSessionDuration: props.maxSessionSeconds ?? SESSION_SECONDS,
      ...given({ path, permissionsBoundary: permissionsBoundaryArn, tags: tags && { ...tags } }),
      ...madeWith(this),
    });
    const granted = PIPELINE_PERMISSIONS.filter((one) => one.verbs.some((verb) => verbs.includes(verb)));
    const permissions = policyDocument(
      this,
      'permissions',
      granted,
      targetsOf(this, replication.handoff, destinations, role.arn),
    );
    const instead = 'make a role for some of the destinations, and another one for the others';
    refuse(this, policySizeRefusals('destinationBucketNames', destinations.length, permissions, instead));
    new IamRolePolicy(this, 'policy', {
      name: 's3-backfill',
      role: role.name,
      policy: permissions.json,
      ...madeWith(this),
    });
    this.roleArn = role.arn;
  }
}

function targetsOf(
  scope: Construct,
  handoff: Handoff,
  destinations: readonly string[],
  roleArn: string,
): GrantedTargets {
  const { batchJobArn, replicationArn } = handoff.roles;
  const both = [replicationArn, batchJobArn].filter((arn) => arn !== undefined);
  return {
    ...jobTargets(scope, handoff, destinations),
    'pipeline role': { resources: [roleArn] },
    'managed policies': { resources: managedPoliciesArns(scope) },
    keys: { resources: [keysArn(scope)] },
    ...given({ 'both roles': both.length === 0 ? undefined : { resources: both } }),
  };
}
