// Access keys: the long-lived credentials of users.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
import { element, leaf, type Markup } from '../../http/xml';
import {
  limitExceeded,
  newId,
  noSuchEntity,
  userArn,
  userOf,
  type IamCall,
  type IamOperations,
} from '../operations/operation';
import { members, page, queryDate, together, validationError } from '../../http/query-api';
import type { AccessKey, User } from '../../world/identity';

const MAX_KEYS = 2;
const SECRET_LENGTH = 40;

export const ACCESS_KEY_OPERATIONS: IamOperations = {
  CreateAccessKey: { resource: ownerArn, handle: createKey },
  ListAccessKeys: { resource: ownerArn, handle: listKeys },
  UpdateAccessKey: { resource: ownerArn, handle: updateKey },
  DeleteAccessKey: { resource: ownerArn, handle: deleteKey },
};

/** Without a name, the keys are those of the user that asks. */
function owner(call: IamCall): User {
  if (call.parameters.optional('UserName') !== undefined) return userOf(call);
  const self = call.world.users.get(call.caller.arn);
  if (self === undefined) throw validationError('Must specify userName when calling with non-User credentials');
  return self;
}

function ownerArn(call: IamCall): string {
  return call.parameters.optional('UserName') === undefined ? call.caller.arn : userArn(call);
}

function createKey(call: IamCall): Markup {
  const { world } = call;
  const user = owner(call);
  if (user.accessKeys.size >= MAX_KEYS) {
    throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${MAX_KEYS}`);
  }
  const key: AccessKey = {
    accessKeyId: newId(world, 'AKIA', 16),
    secretAccessKey: newId(world, '', SECRET_LENGTH),
    createdMs: world.clock.now(),
    active: true,
  };
  user.accessKeys.set(key.accessKeyId, key);
  // The one and only time that the secret is told.
  return element('AccessKey', [keyContent(user, key), leaf('SecretAccessKey', key.secretAccessKey)]);
}

function listKeys(call: IamCall): Markup {
  const user = owner(call);
  const { items, elements } = page(call.parameters, [...user.accessKeys.values()]);
  return together([members('AccessKeyMetadata', items, (key) => keyContent(user, key)), elements]);
}

function updateKey(call: IamCall): undefined {
  const key = keyOf(call, owner(call));
  const status = call.parameters.required('Status');
  if (status !== 'Active' && status !== 'Inactive') {
    throw validationError(
      `Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]`,
    );
  }
  key.active = status === 'Active';
}

function deleteKey(call: IamCall): undefined {
  const user = owner(call);
  user.accessKeys.delete(keyOf(call, user).accessKeyId);
}

function keyOf({ parameters }: IamCall, user: User): AccessKey {
  const id = parameters.required('AccessKeyId');
  const key = user.accessKeys.get(id);
  if (key === undefined) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
}

function keyContent(user: User, { accessKeyId, active, createdMs }: AccessKey): Markup {
  return together([
    leaf('UserName', user.name),
    leaf('AccessKeyId', accessKeyId),
    leaf('Status', active ? 'Active' : 'Inactive'),
    leaf('CreateDate', queryDate(createdMs)),
  ]);
}
