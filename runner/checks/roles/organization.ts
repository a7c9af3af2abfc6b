import { couldNotCheck, ok, type Check } from '../check';

/** Policies above the account, which nobody in it can read. Said once, not with every permission. */
export const organizationCheck: Check = {
  id: 'organization',
  title: 'no policy of the organization stands against the job',
  async run({ target, own, mayExist }) {
    const { roleArn } = target.batchJob;
    if (roleArn === undefined || !(await mayExist(roleArn))) return [];
    const policies = own(roleArn);
    await policies.answer([{ action: 's3:CreateJob', resource: '*', context: {} }]);
    switch (policies.source()) {
      case 'simulation':
        return [
          ok("IAM's simulation heeds service control policies without conditions, and no resource control policy"),
        ];
      case 'policies':
        return [
          couldNotCheck(
            'service control policies and resource control policies of the organization are not in the policies that were read: one that denies is met by the job first (looking needs iam:SimulatePrincipalPolicy)',
          ),
        ];
      default:
        // That nothing of the roles can be read is said by the checks of their permissions.
        return [];
    }
  },
};
