// The permissions boundary of a role or a user: a managed policy that says what its other policies can allow at most.
import { element, leaf, NO_MARKUP, type Markup } from '../../http/xml';
import type { Identity } from '../../world/identity';
import { ROLES, USERS, type IdentityKind } from './identity-kind';
import { checkedPolicyArn, noSuchEntity, type IamCall, type IamOperations } from '../operations/operation';

function boundaryOperations(kind: IdentityKind): IamOperations {
  return {
    [`Put${kind.word}PermissionsBoundary`]: {
      resource: kind.arn,
      context: ({ parameters }) => ({ 'iam:PermissionsBoundary': parameters.required('PermissionsBoundary') }),
      handle: (call) => putBoundary(kind, call),
    },
    [`Delete${kind.word}PermissionsBoundary`]: {
      resource: kind.arn,
      handle: (call) => deleteBoundary(kind, call),
    },
  };
}

export const BOUNDARY_OPERATIONS: IamOperations = { ...boundaryOperations(ROLES), ...boundaryOperations(USERS) };

/**
 * ARN of the parameter `PermissionsBoundary`.
 * @throws ServiceError `NoSuchEntity` or `ValidationError`
 */
export function boundaryOf({ world, caller, parameters }: IamCall): string | undefined {
  const arn = parameters.optional('PermissionsBoundary');
  if (arn === undefined) return undefined;
  checkedPolicyArn(arn);
  if (world.policies.get(arn)?.accountId === caller.accountId) return arn;
  throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
}

/** `<PermissionsBoundary>`; nothing if there is none. */
export function boundaryElement({ permissionsBoundaryArn: arn }: Identity): Markup {
  if (arn === undefined) return NO_MARKUP;
  return element('PermissionsBoundary', [
    leaf('PermissionsBoundaryType', 'Policy'),
    leaf('PermissionsBoundaryArn', arn),
  ]);
}

function putBoundary(kind: IdentityKind, call: IamCall): undefined {
  const { identity, change } = kind.named(call);
  const arn = boundaryOf(call);
  if (arn === undefined) return;
  change(() => {
    identity.permissionsBoundaryArn = arn;
  });
}

function deleteBoundary(kind: IdentityKind, call: IamCall): undefined {
  const { identity, change } = kind.named(call);
  if (identity.permissionsBoundaryArn === undefined) {
    throw noSuchEntity(
      `The ${kind.word.toLowerCase()} with name ${identity.name} does not have a permissions boundary.`,
    );
  }
  change(() => {
    delete identity.permissionsBoundaryArn;
  });
}
