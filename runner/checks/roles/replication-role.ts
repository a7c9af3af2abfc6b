import { roleInArn } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';
import { needsOfKeys } from '../keys/kms-permissions';
import { allowing } from './judge-permissions';
import { otherPath, roleHere } from './role-here';
import { toldByReplication } from './told-by-services';
import { needsOfReplicationRole } from './replication-role-permissions';
import type { Mend } from '../../patches/mend';
import { roleMend } from '../../patches/policy-patches';
import { faultInTrust } from '../../policy/trust-policy';
import { couldNotCheck, ok, unlessDenied, wrong, type Check } from '../check';

const SERVICE = 's3.amazonaws.com';

/** The role with all that it needs. */
async function madeRole(arn: string, context: CheckContext): Promise<Mend> {
  const needs = [...(await needsOfReplicationRole(context, arn)), ...(await needsOfKeys(context, arn))];
  return roleMend(arn, SERVICE, needs.map(allowing));
}

/** S3 must be able to assume the role of the replication configuration; PutBucketReplication does not look. */
export const replicationRoleCheck: Check = {
  id: 'replication-role',
  title: 'replication role is there and trusts S3',
  run: (context) =>
    unlessDenied(async () => {
      const { target, aws, replicationRoleArn } = context;
      const arn = await replicationRoleArn();
      if (arn === undefined) return [];
      const accountId = roleInArn(arn)?.accountId;
      if (accountId !== undefined && accountId !== target.source.accountId) {
        return [
          wrong(
            `the replication role ${arn} belongs to account ${accountId}, the source bucket to account ${target.source.accountId}; tasks would fail with AssumeRoleNotPermitted`,
            `make the role in account ${target.source.accountId}, and name it in the replication configuration`,
            await madeRole(await roleHere(context, arn), context),
          ),
        ];
      }
      const found = await aws.roles.find(arn);
      if (found === undefined) {
        const named = await otherPath(context, arn);
        if (named !== undefined)
          return [
            wrong(
              `there is no role ${arn}, which the replication configuration names: ${named.words}; tasks would fail with AssumeRoleNotPermitted`,
              `${named.fix} in the replication configuration`,
              named.patch,
            ),
          ];
        return [
          wrong(
            `there is no role ${arn}, which the replication configuration names; tasks would fail with AssumeRoleNotPermitted`,
            'run terraform apply to make it again, or name another one in the replication configuration',
            await madeRole(arn, context),
          ),
        ];
      }
      const fault = faultInTrust(found.trustPolicy, SERVICE, toldByReplication(target, context.nowMs));
      if (fault === undefined) return [ok(arn)];
      const mend: Mend = { kind: 'trust', roleArn: arn, trustPolicy: found.trustPolicy, service: SERVICE };
      if (fault.kind === 'conditional')
        return [
          couldNotCheck(
            `${arn} trusts ${SERVICE} only if ${fault.detail}; whether S3 meets that is not documented: where it does not, tasks fail with AssumeRoleNotPermitted, which --canary shows`,
            mend,
          ),
        ];
      return [
        wrong(
          `the replication role ${arn} ${fault.detail}; tasks would fail with AssumeRoleNotPermitted`,
          `let its trust policy allow sts:AssumeRole for the service ${SERVICE}: assume_role_policy of aws_iam_role`,
          mend,
        ),
      ];
    }, 'iam:GetRole'),
};
