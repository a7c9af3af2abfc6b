import { roleInArn } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';
import { needsOfCopyRole } from './copy-role-permissions';
import { needsOfJobRole } from './job-role-permissions';
import { allowing } from './judge-permissions';
import { otherPath, roleHere } from './role-here';
import { toldByBatchOperations } from './told-by-services';
import type { Mend } from '../../patches/mend';
import { roleMend } from '../../patches/policy-patches';
import { faultInTrust } from '../../policy/trust-policy';
import { couldNotCheck, ok, unlessDenied, wrong, type Check } from '../check';

const SERVICE = 'batchoperations.s3.amazonaws.com';

/** The role with all that it needs. */
async function madeRole(arn: string, context: CheckContext): Promise<Mend> {
  const needs = context.run.copyJobs === undefined ? needsOfJobRole : needsOfCopyRole;
  return roleMend(arn, SERVICE, (await needs(context, arn)).map(allowing));
}

/** S3 Batch Operations must be able to assume the job role; it is not the replication role. */
export const jobRoleCheck: Check = {
  id: 'job-role',
  title: 'job role is there and trusts S3 Batch Operations',
  async run(context) {
    const { target, aws } = context;
    const { roleArn: arn } = target.batchJob;
    if (arn === undefined) return [];
    const role = roleInArn(arn);
    if (role !== undefined && role.accountId !== target.source.accountId) {
      return [
        wrong(
          `the role ${arn} belongs to account ${role.accountId}, the source bucket to account ${target.source.accountId}: a role cannot be passed across accounts`,
          `make the role in account ${target.source.accountId}, or name one of it with --role-arn`,
          await madeRole(await roleHere(context, arn), context),
        ),
      ];
    }
    return unlessDenied(async () => {
      const found = await aws.roles.find(arn);
      const named = found === undefined ? await otherPath(context, arn) : undefined;
      if (named !== undefined)
        return [
          wrong(`there is no role ${arn}: ${named.words}`, `${named.fix} in --role-arn or the handoff`, named.patch),
        ];
      if (found === undefined)
        return [
          wrong(
            `there is no role ${arn}`,
            'correct --role-arn, or run terraform apply first',
            await madeRole(arn, context),
          ),
        ];
      const fault = faultInTrust(found.trustPolicy, SERVICE, toldByBatchOperations(target, context.nowMs));
      if (fault === undefined) return [ok(arn)];
      const mend: Mend = { kind: 'trust', roleArn: arn, trustPolicy: found.trustPolicy, service: SERVICE };
      if (fault.kind === 'conditional')
        return [
          couldNotCheck(
            `${arn} trusts ${SERVICE} only if ${fault.detail}; whether S3 meets that is not documented: where it does not, the job fails with AssumeRoleNotPermitted`,
            mend,
          ),
        ];
      return [
        wrong(
          `the role ${arn} ${fault.detail}`,
          `let its trust policy allow sts:AssumeRole for the service ${SERVICE}`,
          mend,
        ),
      ];
    }, 'iam:GetRole');
  },
};
