import { COPY_ROLE_NEEDS } from '../../policy/role-needs';
import { isAliasArn } from '../../text/arn';
import { copyKeysInUse } from '../asked/copy-keys-in-use';
import type { Check } from '../check';
import { needsWithKey } from '../keys/kms-permissions';
import { judgeNeeds } from './judge-permissions';

/** S3 asks KMS in the name of the role: by its policies, those of the keys, and their grants. */
export const copyRoleKeysCheck: Check = {
  id: 'copy-role-keys',
  title: 'copy role may use the KMS keys of both buckets',
  async run(context) {
    const { roleArn } = context.target.batchJob;
    if (roleArn === undefined || !(await context.mayExist(roleArn))) return [];
    // What is said of an alias, or of a key that is missing, the check of the keys says.
    const uses = (await copyKeysInUse(context)).filter(({ arn }) => !isAliasArn(arn));
    const needs = uses.map(async (use) => {
      const key = await context.key(use.arn);
      const isMissing = 'value' in key && key.value === undefined;
      return isMissing ? [] : needsWithKey(use, key, roleArn, COPY_ROLE_NEEDS, context);
    });
    return judgeNeeds((await Promise.all(needs)).flat(), { title: 'copy role', own: context.own(roleArn) });
  },
};
