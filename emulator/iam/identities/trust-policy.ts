// The trust policy of a role, as IAM checks it when it is written.
import type { World } from '../../world/world';
import type { IamCall } from '../operations/operation';
import { parsePolicyDocument, type Principal } from '../policy-language/policy-document';
import { malformedPolicy } from '../policy-language/policy-fault';
import { checkLength } from '../operations/policy-limits';

/** @throws ServiceError `MalformedPolicyDocument` or `LimitExceeded` */
export function readTrustPolicy({ world, parameters }: IamCall, parameter: string, roleName: string): string {
  const text = parameters.required(parameter);
  checkLength('trust policy', `role ${roleName}`, [text]);
  for (const { principals } of parsePolicyDocument(text, 'trust')) {
    for (const principal of principals?.items ?? []) checkPrincipal(world, principal);
  }
  return text;
}

/** IAM resolves principals at once: a role that is not there is refused, which is why Terraform tries again for a while. */
function checkPrincipal(world: World, { type, value }: Principal): void {
  if (isKnownPrincipal(world, type, value)) return;
  const name = type === 'Service' ? 'SERVICE' : type;
  throw malformedPolicy(`Invalid principal in policy: "${name}":"${value}"`);
}

/** Whether a policy that is written now may name this principal. */
export function isKnownPrincipal(world: World, type: Principal['type'], value: string): boolean {
  switch (type) {
    case 'Service':
      return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(value);
    case 'Federated':
      return value !== '';
    case 'CanonicalUser':
      return false;
    case 'AWS':
      return isKnownAws(world, value);
  }
}

function isKnownAws(world: World, value: string): boolean {
  if (value === '*' || /^\d{12}$/.test(value)) return true;
  const [, service = '', accountId = '', resource = ''] = /^arn:[\w-]+:(iam|sts)::(\d{12}):(.+)$/.exec(value) ?? [];
  if (resource === '' || /[*?]/.test(resource)) return false;
  if (service === 'sts') return /^(assumed-role|federated-user)\//.test(resource);
  // Of accounts that are not emulated, nothing is known.
  if (!world.accounts.some((account) => account.accountId === accountId)) return /^(root|role\/|user\/)/.test(resource);
  return resource === 'root' || world.roles.has(value) || world.users.has(value);
}
