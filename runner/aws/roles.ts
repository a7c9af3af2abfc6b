import { roleInArn } from '../text/arn';
import { isRunnerError } from '../ports/errors';
import type { Roles } from '../ports/roles';
import type { LazyIam } from './iam-client';
import { send, type Session } from './session';
import { defined } from '../text/defined';
import { told } from './told';

/** A policy document of IAM, which comes URL-encoded. */
export function decoded(document: string): string {
  try {
    return decodeURIComponent(document);
  } catch {
    return document;
  }
}

export function iamRoles(session: Session, iam: LazyIam): Roles {
  return {
    async arnOf(roleName) {
      const { sdk, client } = await iam.get();
      try {
        const { Role } = await send(session, 'IAM GetRole', (abortSignal) =>
          client.send(new sdk.GetRoleCommand({ RoleName: roleName }), { abortSignal }),
        );
        return Role?.Arn;
      } catch (error) {
        if (isRunnerError(error, 'not-found')) return undefined;
        throw error;
      }
    },

    async find(roleArn) {
      const { sdk, client } = await iam.get();
      try {
        const { Role } = await send(session, 'IAM GetRole', (abortSignal) =>
          client.send(new sdk.GetRoleCommand({ RoleName: roleInArn(roleArn)?.name }), { abortSignal }),
        );
        // The name is unique in the account; a path may still make it another role.
        if (Role?.Arn !== roleArn) return undefined;
        return {
          trustPolicy: decoded(told(Role.AssumeRolePolicyDocument, 'IAM GetRole', 'the trust policy of the role')),
          createdMs: told(Role.CreateDate, 'IAM GetRole', 'when the role was made').getTime(),
          ...defined({ id: Role.RoleId }),
          tags: Object.fromEntries((Role.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
        };
      } catch (error) {
        if (isRunnerError(error, 'not-found')) return undefined;
        throw error;
      }
    },
  };
}
