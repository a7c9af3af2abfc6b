import { roleInArn } from '../../text/arn';
import { faultInTrust } from '../../policy/trust-policy';
import { DATASYNC_SERVICE } from '../../policy/datasync/sync-policies';
import { isUnguarded, syncTrustFault } from '../../policy/datasync/sync-trust';
import { ofSyncTask, rolesOf, type SyncRole } from '../asked/sync-task';
import type { CheckContext } from '../asked/asked-once';
import { couldNotCheck, ok, unlessDenied, wrong, type Check, type Finding } from '../check';
import { roleMend } from '../../patches/policy-patches';
import { allowing } from '../roles/judge-permissions';
import { needsOfSyncRole } from './sync-role-permissions';

async function look(role: SyncRole, taskArn: string, context: CheckContext): Promise<readonly Finding[]> {
  const { title, arn } = role;
  const { aws } = context;
  const [, , , , accountId = ''] = taskArn.split(':');
  const here = roleInArn(arn);
  if (here !== undefined && here.accountId !== accountId)
    return [
      wrong(
        `the ${title} ${arn} belongs to account ${here.accountId}, the task to account ${accountId}: a role cannot be passed across accounts`,
        `make the role in account ${accountId}, and the location anew`,
        roleMend(
          arn.replace(here.accountId, accountId),
          DATASYNC_SERVICE,
          (await needsOfSyncRole(role, context)).map(allowing),
        ),
      ),
    ];
  return unlessDenied(async () => {
    const found = await aws.roles.find(arn);
    if (found === undefined)
      return [
        wrong(
          `there is no ${title} ${arn}`,
          'make it anew with terraform apply',
          roleMend(arn, DATASYNC_SERVICE, (await needsOfSyncRole(role, context)).map(allowing)),
        ),
      ];
    const fault = faultInTrust(found.trustPolicy, DATASYNC_SERVICE);
    const detail =
      fault === undefined || fault.kind === 'conditional'
        ? syncTrustFault(found.trustPolicy, { service: DATASYNC_SERVICE, accountId, arn: taskArn })
        : fault.detail;
    if (detail === undefined && isUnguarded(found.trustPolicy, DATASYNC_SERVICE))
      return [
        couldNotCheck(
          `the ${title} ${arn} trusts ${DATASYNC_SERVICE} for tasks of anybody: another account's task could use it (confused deputy); ask for aws:SourceAccount '${accountId}' in its trust policy, as the construct DataSyncCopy does`,
        ),
      ];
    if (detail === undefined) return [ok(`${title} ${arn}`)];
    return [
      wrong(
        `the ${title} ${arn} ${detail}: DataSync could not assume it`,
        `let its trust policy allow sts:AssumeRole for the service ${DATASYNC_SERVICE}, for account ${accountId}`,
        { kind: 'trust', roleArn: arn, trustPolicy: found.trustPolicy, service: DATASYNC_SERVICE },
      ),
    ];
  }, 'iam:GetRole');
}

/** DataSync must be able to assume the role of each side, and that of the report. */
export const syncRolesCheck: Check = {
  id: 'datasync-roles',
  title: 'roles of the task are there and trust DataSync',
  run: (context) =>
    ofSyncTask(context, async (task) => {
      const all = rolesOf(task, context.target.dataSync?.reportRoleArn);
      return (await Promise.all(all.map((role) => look(role, task.taskArn, context)))).flat();
    }),
};
