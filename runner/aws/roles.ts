import { roleInArn } from '../arn';
import { isRunnerError } from '../errors';
import type { Roles } from '../ports';
import { lazy, send, type Session } from './session';

function decoded(document: string): string {
  try {
    return decodeURIComponent(document);
  } catch {
    return document;
  }
}

export function iamRoles(session: Session): Roles & { close(): void } {
  const iam = lazy(async () => {
    const sdk = await import('@aws-sdk/client-iam');
    const endpoint = session.endpointOf('IAM');
    return { sdk, client: new sdk.IAMClient({ ...session.shared, ...(endpoint === undefined ? {} : { endpoint }) }) };
  });
  return {
    async find(roleArn) {
      const { sdk, client } = await iam.get();
      try {
        const { Role } = await send(session, 'IAM GetRole', (abortSignal) =>
          client.send(new sdk.GetRoleCommand({ RoleName: roleInArn(roleArn)?.name }), { abortSignal }),
        );
        // The name is unique in the account; a path may still make it another role.
        if (Role?.Arn !== roleArn) return undefined;
        return {
          trustPolicy: decoded(Role.AssumeRolePolicyDocument ?? '{}'),
          createdMs: Role.CreateDate?.getTime() ?? 0,
        };
      } catch (error) {
        if (isRunnerError(error, 'not-found')) return undefined;
        throw error;
      }
    },
    close: () => void iam.made()?.then(({ client }) => client.destroy()),
  };
}
