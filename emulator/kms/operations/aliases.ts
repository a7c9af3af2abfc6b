// Aliases: names of keys in one account and Region. What concerns an alias needs leave on the alias and on its key.
// https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html
import * as z from 'zod';
import type { KeyAlias } from '../../world/kms-key';
import {
  kmsFault,
  NOTHING,
  notFound,
  page,
  PAGE,
  readInput,
  seconds,
  type Json,
  type KmsCall,
  type KmsOperations,
} from './kms-call';
import { authorizeByOwnPolicies, openKey } from './open-key';

export const ALIAS_OPERATIONS: KmsOperations = {
  CreateAlias: createAlias,
  UpdateAlias: updateAlias,
  DeleteAlias: deleteAlias,
  ListAliases: listAliases,
};

const NAMED = { AliasName: z.string().min(1).max(256) };
const TARGETED = z.strictObject({ ...NAMED, TargetKeyId: z.string().min(1) });

function aliasArn({ world, request }: KmsCall, name: string): string {
  return `arn:${world.partition}:kms:${request.region}:${request.caller.accountId}:${name}`;
}

/** @throws ServiceError `ValidationException` or `InvalidAliasNameException` */
function checkName(name: string): void {
  if (!name.startsWith('alias/'))
    throw kmsFault(
      'ValidationException',
      `Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html`,
    );
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
    throw kmsFault('InvalidAliasNameException', `Alias ${name} contains invalid characters for an alias`);
  }
  if (name.startsWith('alias/aws/'))
    throw kmsFault('NotAuthorizedException', 'Aliases that begin with alias/aws/ are reserved.');
}

function createAlias(call: KmsCall): Json {
  const { world, request } = call;
  const { AliasName: name, TargetKeyId } = readInput(call, TARGETED);
  checkName(name);
  const arn = aliasArn(call, name);
  authorizeByOwnPolicies(call, 'kms:CreateAlias', arn);
  const key = openKey(call, TargetKeyId, { refused: 'pending deletion' });
  if (world.keyAliases.has(arn))
    throw kmsFault('AlreadyExistsException', `An alias with the name ${arn} already exists`);
  const now = world.clock.now();
  const alias: KeyAlias = {
    arn,
    name,
    accountId: request.caller.accountId,
    region: request.region,
    createdMs: now,
    updatedMs: now,
    targetArn: key.arn,
  };
  world.keyAliases.set(arn, alias);
  return NOTHING;
}

function aliasOf(call: KmsCall, name: string): KeyAlias {
  const arn = aliasArn(call, name);
  authorizeByOwnPolicies(call, `kms:${call.operation}`, arn);
  const alias = call.world.keyAliases.get(arn);
  if (alias === undefined) throw notFound(`Alias ${arn} is not found.`);
  return alias;
}

function updateAlias(call: KmsCall): Json {
  const { AliasName, TargetKeyId } = readInput(call, TARGETED);
  checkName(AliasName);
  const alias = aliasOf(call, AliasName);
  // The key that it is taken from may be in any state.
  openKey(call, alias.targetArn);
  alias.targetArn = openKey(call, TargetKeyId, { refused: 'pending deletion' }).arn;
  alias.updatedMs = call.world.clock.now();
  return NOTHING;
}

function deleteAlias(call: KmsCall): Json {
  const { AliasName } = readInput(call, z.strictObject(NAMED));
  checkName(AliasName);
  const alias = aliasOf(call, AliasName);
  openKey(call, alias.targetArn);
  call.world.keyAliases.delete(alias.arn);
  return NOTHING;
}

function listAliases(call: KmsCall): Json {
  const { world, request } = call;
  const input = readInput(call, z.strictObject({ KeyId: z.string().min(1).optional(), ...PAGE }));
  authorizeByOwnPolicies(call, 'kms:ListAliases', '*');
  const key = input.KeyId === undefined ? undefined : openKey(call, input.KeyId);
  const aliases = [...world.keyAliases.values()].filter(
    ({ accountId, region, targetArn }) =>
      accountId === request.caller.accountId &&
      region === request.region &&
      (key === undefined || targetArn === key.arn),
  );
  const items = aliases.map(({ name, arn, targetArn, createdMs, updatedMs }) => ({
    AliasName: name,
    AliasArn: arn,
    TargetKeyId: targetArn.slice(targetArn.lastIndexOf('/') + 1),
    CreationDate: seconds(createdMs),
    LastUpdatedDate: seconds(updatedMs),
  }));
  return page('Aliases', items, input);
}
