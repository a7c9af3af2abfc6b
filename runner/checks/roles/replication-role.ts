import { roleInArn } from '../../text/arn';
import { rolePatch, trustPatch } from '../../patches/policy-patches';
import { faultInTrust } from '../../policy/trust-policy';
import { couldNotCheck, ok, unlessDenied, wrong, type Check } from '../check';

const SERVICE = 's3.amazonaws.com';

/** S3 must be able to assume the role of the replication configuration; PutBucketReplication does not look. */
export const replicationRoleCheck: Check = {
  id: 'replication-role',
  title: 'replication role is there and trusts S3',
  run: ({ target, aws, replicationRoleArn }) =>
    unlessDenied(async () => {
      const arn = await replicationRoleArn();
      if (arn === undefined) return [];
      const accountId = roleInArn(arn)?.accountId;
      if (accountId !== undefined && accountId !== target.source.accountId) {
        return [
          wrong(
            `the replication role ${arn} belongs to account ${accountId}, the source bucket to account ${target.source.accountId}; tasks would fail with AssumeRoleNotPermitted`,
            `make the role in account ${target.source.accountId}, and name it in the replication configuration`,
            rolePatch(arn, SERVICE),
          ),
        ];
      }
      const found = await aws.roles.find(arn);
      if (found === undefined) {
        return [
          wrong(
            `there is no role ${arn}, which the replication configuration names; tasks would fail with AssumeRoleNotPermitted`,
            'run terraform apply to make it again, or name another one in the replication configuration',
            rolePatch(arn, SERVICE),
          ),
        ];
      }
      const fault = faultInTrust(found.trustPolicy, SERVICE);
      if (fault === undefined) return [ok(arn)];
      if (fault.kind === 'conditional')
        return [
          couldNotCheck(`${arn} trusts ${SERVICE} only if ${fault.detail}; whether S3 meets that is not documented`),
        ];
      return [
        wrong(
          `the replication role ${arn} ${fault.detail}; tasks would fail with AssumeRoleNotPermitted`,
          `let its trust policy allow sts:AssumeRole for the service ${SERVICE}: assume_role_policy of aws_iam_role`,
          trustPatch(SERVICE),
        ),
      ];
    }, 'iam:GetRole'),
};
