// The key that a request is about, if there is one, the caller may, and its state allows it.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
import { requestKeys } from '../../iam/access/request-keys';
import type { ServiceError } from '../../http/service';
import { findKey } from '../access/find-key';
import { stateOf, type Key } from '../../world/kms-key';
import { keyAccess, mayUseKey, type KeyQuestion } from '../access/key-access';
import { kmsFault, notFound, type KmsCall } from './kms-call';
import { isCallerAllowed, notAuthorized } from '../../iam/access/caller-permission';
import { accountOfArn, regionOfArn } from '../../world/arn';

export interface Opening {
  /** Whether the key may be named by an alias. @default false */
  readonly byAlias?: boolean;
  /** Whether the key may be one of another account. @default false */
  readonly crossAccount?: boolean;
  /** States in which the operation fails. @default 'none' */
  readonly refused?: 'none' | 'pending deletion' | 'disabled and pending deletion';
  /** Condition keys beside those of every request. @default - none */
  readonly context?: KeyQuestion['context'];
}

/** @throws ServiceError `NotFoundException`, `AccessDeniedException`, `DisabledException` or `KMSInvalidStateException` */
export function openKey(call: KmsCall, keyId: string, opening: Opening = {}): Key {
  const { world, request, operation } = call;
  const arn = arnOf(call, keyId, opening);
  const alias = /(?:^|:)(alias\/.*)$/.exec(keyId)?.[1];
  const named = alias === undefined ? {} : { 'kms:RequestAlias': alias };
  const question = keyQuestion(call, `kms:${operation}`, { ...named, ...opening.context });
  const key = findKey(world, arn);
  if (typeof key === 'string') {
    const isOwn = accountOfArn(arn) === request.caller.accountId;
    if (!isOwn || keyAccess(world, arn, question) === 'denied') throw denied(call, question.action, arn);
    throw notFound(arn.includes(':alias/') ? `Alias ${arn} is not found.` : `Key '${arn}' does not exist`);
  }
  const isForeign = key.accountId !== request.caller.accountId;
  if ((isForeign && opening.crossAccount !== true) || !mayUseKey(world, key, question)) {
    throw denied(call, question.action, key.arn);
  }
  checkState(call, key, opening.refused ?? 'none');
  return key;
}

function arnOf({ world, request }: KmsCall, keyId: string, { byAlias = false }: Opening): string {
  const isAlias = keyId.startsWith('alias/') || /^arn:[^/]+:alias\//.test(keyId);
  if (isAlias && !byAlias) throw notFound(`Invalid keyId ${keyId}`);
  if (!keyId.startsWith('arn:')) {
    if (!isAlias && !/^(mrk-)?[0-9a-f-]{32,36}$/i.test(keyId)) throw notFound(`Invalid keyId ${keyId}`);
    return `arn:${world.partition}:kms:${request.region}:${request.caller.accountId}:${isAlias ? '' : 'key/'}${keyId}`;
  }
  if (regionOfArn(keyId) !== request.region) throw notFound(`Invalid arn ${regionOfArn(keyId)}`);
  return keyId;
}

export function keyQuestion(
  { world, request }: KmsCall,
  action: string,
  context: KeyQuestion['context'] = {},
): KeyQuestion {
  const { caller } = request;
  return {
    principalArn: caller.arn,
    principalAccountId: caller.accountId,
    action,
    context: { ...requestKeys(world, request), ...context },
  };
}

function checkState({ world }: KmsCall, key: Key, refused: NonNullable<Opening['refused']>): void {
  const state = stateOf(key, world.clock.now());
  if (refused !== 'none' && state === 'PendingDeletion') {
    throw kmsFault('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  }
  if (refused === 'disabled and pending deletion' && state === 'Disabled') {
    throw kmsFault('DisabledException', `${key.arn} is disabled.`);
  }
}

export function denied({ request }: KmsCall, action: string, resource: string): ServiceError {
  return kmsFault('AccessDeniedException', notAuthorized(request, action, resource));
}

/**
 * For what no key policy has a say in: lists, new keys, aliases.
 * @throws ServiceError `AccessDeniedException`
 */
export function authorizeByOwnPolicies(
  call: KmsCall,
  action: string,
  resource: string,
  context: KeyQuestion['context'] = {},
): void {
  if (!isCallerAllowed(call.world, call.request, action, resource, { context })) throw denied(call, action, resource);
}
