import { judgeNeeds } from '../roles/judge-permissions';
import type { Check } from '../check';
import { ASKED, needsOf, ofRoles } from '../asked/function-roles';

/** Asked before a run: S3 would say so object by object, and each message would be given up. */
export const inventoryRolePermissionsCheck: Check = {
  id: 'inventory-role-permissions',
  title: 'roles of the functions may do what the functions do on both sides',
  run: (context) =>
    ofRoles(
      context,
      async (role) => {
        if (!(await context.mayExist(role.arn))) return [];
        return judgeNeeds(await needsOf(role, context), { title: role.title, own: context.own(role.arn) });
      },
      ASKED,
    ),
};
