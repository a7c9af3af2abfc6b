// KMS: finds the operation of a request. JSON over POST, the operation in a header.
import {
  notEmulated,
  type PreparedOperation,
  type Service,
  type ServiceRequest,
  type ServiceResponse,
} from '../http/service';
import type { World } from '../world/world';
import { ALIAS_OPERATIONS } from './operations/aliases';
import { GRANT_OPERATIONS } from './operations/grants';
import { KEY_POLICY_OPERATIONS } from './operations/key-policies';
import { KEY_OPERATIONS } from './operations/keys';
import { NOTHING, type KmsOperation, type KmsOperations } from './operations/kms-call';
import { REPLICATE_KEY_OPERATIONS } from './operations/replicate-key';
import { ROTATION_OPERATIONS } from './operations/rotation';
import { SIGNATURE_OPERATIONS } from './operations/signatures';
import { TAG_OPERATIONS } from './operations/tags';
import { jsonResponse } from '../http/json-api';

const TARGET_PREFIX = 'TrentService.';

export const KMS_OPERATIONS: ReadonlyMap<string, KmsOperation> = new Map(
  [
    ALIAS_OPERATIONS,
    GRANT_OPERATIONS,
    KEY_OPERATIONS,
    KEY_POLICY_OPERATIONS,
    REPLICATE_KEY_OPERATIONS,
    ROTATION_OPERATIONS,
    SIGNATURE_OPERATIONS,
    TAG_OPERATIONS,
  ].flatMap((table: KmsOperations) => Object.entries(table)),
);

export function kmsService(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const target = request.headers['x-amz-target'] ?? '';
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : target;
  const operation = KMS_OPERATIONS.get(name);
  if (operation === undefined) throw notEmulated(`The KMS operation ${name === '' ? '(none given)' : name}`);
  const perform = (): ServiceResponse => {
    const answer = operation({ world, request, operation: name });
    return jsonResponse(request.id, '1.1', answer === NOTHING ? undefined : answer);
  };
  return { name, perform };
}
