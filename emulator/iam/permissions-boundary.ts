// The permissions boundary of a role: a managed policy that says what its other policies can allow at most.
import { ServiceError } from '../service';
import { noSuchEntity, roleArn, roleOf, type IamCall, type IamOperations } from './operation';
import { changeRole } from './propagation';

export const BOUNDARY_OPERATIONS: IamOperations = {
  PutRolePermissionsBoundary: {
    resource: roleArn,
    context: ({ parameters }) => ({ 'iam:PermissionsBoundary': parameters.required('PermissionsBoundary') }),
    handle: putBoundary,
  },
  DeleteRolePermissionsBoundary: { resource: roleArn, handle: deleteBoundary },
};

/**
 * ARN of the parameter `PermissionsBoundary`.
 * @throws ServiceError `NoSuchEntity` or `InvalidInput`
 */
export function boundaryOf({ world, caller, parameters }: IamCall): string | undefined {
  const arn = parameters.optional('PermissionsBoundary');
  if (arn === undefined) return undefined;
  if (!/^arn:[\w-]+:iam::(\d{12}|aws):policy\/.+$/.test(arn)) {
    throw new ServiceError(400, 'InvalidInput', `ARN ${arn} is not valid: a boundary is a managed policy.`);
  }
  if (world.policies.get(arn)?.accountId === caller.accountId) return arn;
  throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
}

function putBoundary(call: IamCall): undefined {
  const role = roleOf(call);
  const arn = boundaryOf(call);
  if (arn === undefined) return;
  changeRole(call.world, role, () => {
    role.permissionsBoundaryArn = arn;
  });
}

function deleteBoundary(call: IamCall): undefined {
  const role = roleOf(call);
  if (role.permissionsBoundaryArn === undefined) {
    throw noSuchEntity(`The role with name ${role.name} does not have a permissions boundary.`);
  }
  changeRole(call.world, role, () => {
    delete role.permissionsBoundaryArn;
  });
}
