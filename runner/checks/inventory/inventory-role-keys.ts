import { WORKER_KEY_NEEDS } from '../../policy/inventory/role-needs';
import { isAliasArn } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';
import { copyKeysInUse } from '../asked/copy-keys-in-use';
import type { Check, Finding } from '../check';
import { needsWithKey } from '../keys/kms-permissions';
import { judgeNeeds } from '../roles/judge-permissions';
import { ASKED, ofRoles, type FunctionRole } from '../asked/function-roles';

async function keysOf({ title, arn }: FunctionRole, context: CheckContext): Promise<readonly Finding[]> {
  // What is said of an alias, or of a key that is missing, the check of the keys says.
  const uses = (await copyKeysInUse(context)).filter((use) => !isAliasArn(use.arn));
  if (uses.length === 0 || !(await context.mayExist(arn))) return [];
  const needs = uses.map(async (use) => {
    const key = await context.key(use.arn);
    const isMissing = 'value' in key && key.value === undefined;
    return isMissing ? [] : needsWithKey(use, key, arn, WORKER_KEY_NEEDS);
  });
  return judgeNeeds((await Promise.all(needs)).flat(), { title, own: context.own(arn) });
}

/** S3 asks KMS in the name of the worker. */
export const inventoryRoleKeysCheck: Check = {
  id: 'inventory-role-keys',
  title: 'the role of the worker may use the KMS keys of both buckets',
  run: (context) => ofRoles(context, (role) => (role.isWorker ? keysOf(role, context) : Promise.resolve([])), ASKED),
};
