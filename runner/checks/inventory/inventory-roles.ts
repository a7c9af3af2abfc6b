import { roleMend } from '../../patches/policy-patches';
import { faultInTrust } from '../../policy/trust-policy';
import type { CheckContext } from '../asked/asked-once';
import { ok, wrong, type Check, type Finding } from '../check';
import { allowing } from '../roles/judge-permissions';
import { toldByLambda } from '../roles/told-by-services';
import { ASKED, needsOf, ofRoles, type FunctionRole } from '../asked/function-roles';

const SERVICE = 'lambda.amazonaws.com';

async function trusted(role: FunctionRole, context: CheckContext): Promise<readonly Finding[]> {
  const { title, arn } = role;
  const found = await context.aws.roles.find(arn);
  if (found === undefined)
    return [
      wrong(
        `there is no ${title} ${arn}`,
        'make it anew with terraform apply',
        roleMend(arn, SERVICE, (await needsOf(role, context)).map(allowing)),
      ),
    ];
  const told = toldByLambda(arn, role.name, context.aws.region, context.nowMs);
  const fault = faultInTrust(found.trustPolicy, SERVICE, told);
  // A trust may ask for the ARN and the account of the function.
  if (fault === undefined || fault.kind === 'conditional') return [ok(`${title} ${arn}`)];
  return [
    wrong(
      `the ${title} ${arn} ${fault.detail}: Lambda could not assume it`,
      `let its trust policy allow sts:AssumeRole for the service ${SERVICE}`,
      { kind: 'trust', roleArn: arn, trustPolicy: found.trustPolicy, service: SERVICE },
    ),
  ];
}

/** Lambda must be able to assume the role of each function. */
export const inventoryRolesCheck: Check = {
  id: 'inventory-roles',
  title: 'roles of the functions are there and trust Lambda',
  run: (context) => ofRoles(context, (role) => trusted(role, context), `${ASKED} and iam:GetRole`),
};
