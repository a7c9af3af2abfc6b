import { SYNC_KEY_NEEDS } from '../../policy/datasync/role-needs';
import { isAliasArn } from '../../text/arn';
import { copyKeysInUse } from '../asked/copy-keys-in-use';
import type { CheckContext } from '../asked/asked-once';
import { ofSyncTask, rolesOf, type SyncTask } from '../asked/sync-task';
import type { Check, Finding } from '../check';
import { needsWithKey } from '../keys/kms-permissions';
import { judgeNeeds } from '../roles/judge-permissions';

async function look(task: SyncTask, context: CheckContext): Promise<readonly Finding[]> {
  // What is said of an alias, or of a key that is missing, the check of the keys says.
  const uses = (await copyKeysInUse(context)).filter(({ arn }) => !isAliasArn(arn));
  const found = await Promise.all(
    rolesOf(task).map(async ({ title, arn, side }) => {
      const own = uses.filter((use) => (use.side === 'source' ? side === 'source' : side === 'destination'));
      if (own.length === 0 || !(await context.mayExist(arn))) return [];
      const needs = own.map(async (use) => {
        const key = await context.key(use.arn);
        const isMissing = 'value' in key && key.value === undefined;
        return isMissing ? [] : needsWithKey(use, key, arn, SYNC_KEY_NEEDS, context);
      });
      return judgeNeeds((await Promise.all(needs)).flat(), { title, own: context.own(arn) });
    }),
  );
  return found.flat();
}

/** S3 asks KMS in the name of the role of each side: by its policies, those of the keys, and their grants. */
export const syncRoleKeysCheck: Check = {
  id: 'datasync-role-keys',
  title: 'roles of the task may use the KMS keys of their buckets',
  run: (context) => ofSyncTask(context, (task) => look(task, context)),
};
