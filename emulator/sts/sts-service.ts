// STS: who a caller is, and temporary credentials of roles.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
import { actorOf } from '../iam/access/actor';
import { userId } from '../iam/access/own-policies';
import { queryDate, QueryParameters, queryResponse, together, validationError } from '../http/query-api';
import { requestKeys } from '../iam/access/request-keys';
import { beginSession } from '../iam/access/role-session';
import { mayAssume } from '../iam/access/trust';
import { notEmulated, type Service, ServiceError, type ServiceRequest } from '../http/service';
import type { World } from '../world/world';
import { element, leaf, type Markup } from '../http/xml';
import { notAuthorized } from '../iam/access/caller-permission';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const MIN_SESSION_SECONDS = 900;
const DEFAULT_SESSION_SECONDS = 3600;
const CHAINED_SESSION_SECONDS = 3600;

interface StsCall {
  readonly world: World;
  readonly request: ServiceRequest;
  readonly parameters: QueryParameters;
}

export const STS_OPERATIONS: ReadonlyMap<string, (call: StsCall) => Markup> = new Map([
  ['AssumeRole', assumeRole],
  ['GetCallerIdentity', getCallerIdentity],
]);

export function stsService(world: World): Service {
  return (request) => {
    const parameters = new QueryParameters(request);
    const { action } = parameters;
    const operation = STS_OPERATIONS.get(action);
    if (operation === undefined) throw notEmulated(`The STS action ${action === '' ? '(none given)' : action}`);
    return {
      name: action,
      perform: () => queryResponse(action, NAMESPACE, request.id, operation({ world, request, parameters })),
    };
  };
}

/** Needs no permission: a policy that denies it has no effect. */
function getCallerIdentity({ world, request: { caller } }: StsCall): Markup {
  const id = userId(world, actorOf(world, caller.arn, caller.accountId));
  return together([leaf('Arn', caller.arn), leaf('UserId', id), leaf('Account', caller.accountId)]);
}

/**
 * Real roles cannot be assumed with the keys of an account's root. The keys that an emulator is started with are those of
 * root, so here they stand for an administrator of the account: the trust policy must allow the account.
 */
function assumeRole({ world, request, parameters }: StsCall): Markup {
  const { caller } = request;
  const roleArn = parameters.required('RoleArn');
  if (!/^arn:[\w-]+:iam::\d{12}:./.test(roleArn))
    throw new ServiceError(400, 'ValidationError', `${roleArn} is invalid`);
  const name = parameters.required('RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw validationError(
      `Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}`,
    );
  }
  const maxSeconds = 12 * 3600;
  const seconds = parameters.integer('DurationSeconds', MIN_SESSION_SECONDS, maxSeconds) ?? DEFAULT_SESSION_SECONDS;
  const externalId = parameters.optional('ExternalId');
  parameters.refuseUnread();
  const context = {
    ...requestKeys(world, request),
    'sts:RoleSessionName': name,
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
  };
  const allowed = mayAssume(world, { roleArn, callerArn: caller.arn, callerAccountId: caller.accountId, context });
  const role = world.roles.get(roleArn);
  // AWS does not tell whether the role exists either.
  if (!allowed || role === undefined) {
    throw new ServiceError(403, 'AccessDenied', notAuthorized(request, 'sts:AssumeRole', roleArn));
  }
  const isChained = world.sessions.has(caller.accessKeyId);
  const limit = isChained ? CHAINED_SESSION_SECONDS : role.maxSessionSeconds;
  if (seconds > limit) {
    throw validationError(
      isChained
        ? 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.'
        : 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  const session = beginSession(world, role, name, seconds);
  return together([
    element('Credentials', [
      leaf('AccessKeyId', session.accessKeyId),
      leaf('SecretAccessKey', session.secretAccessKey),
      leaf('SessionToken', session.sessionToken),
      leaf('Expiration', queryDate(session.expiresMs)),
    ]),
    element('AssumedRoleUser', [leaf('AssumedRoleId', `${role.id}:${name}`), leaf('Arn', session.arn)]),
  ]);
}
