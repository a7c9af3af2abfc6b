// Rotation of key material: whether it is on, and how often. Nothing that this emulator does depends on it.
import * as z from 'zod';
import { kmsFault, NOTHING, readInput, seconds, type Json, type KmsCall, type KmsOperations } from './kms-call';
import { openKey } from './open-key';

const DEFAULT_DAYS = 365;
const DAY_MS = 24 * 3600 * 1000;

export const ROTATION_OPERATIONS: KmsOperations = {
  GetKeyRotationStatus: getStatus,
  EnableKeyRotation: enable,
  DisableKeyRotation: disable,
};

const INPUT = { KeyId: z.string().min(1) };

function getStatus(call: KmsCall): Json {
  const { KeyId } = readInput(call, z.strictObject(INPUT));
  const { rotation, keyId } = openKey(call, KeyId, { crossAccount: true });
  if (rotation === undefined) return { KeyId: keyId, KeyRotationEnabled: false };
  const { periodDays, sinceMs } = rotation;
  return {
    KeyId: keyId,
    KeyRotationEnabled: true,
    RotationPeriodInDays: periodDays,
    NextRotationDate: seconds(sinceMs + periodDays * DAY_MS),
  };
}

function enable(call: KmsCall): Json {
  const schema = z.strictObject({ ...INPUT, RotationPeriodInDays: z.int().min(90).max(2560).optional() });
  const { KeyId, RotationPeriodInDays: days } = readInput(call, schema);
  const key = openKey(call, KeyId, { refused: 'disabled and pending deletion' });
  if (key.signing !== undefined) throw kmsFault('UnsupportedOperationException', `${key.arn} is asymmetric.`);
  const periodDays = days ?? key.rotation?.periodDays ?? DEFAULT_DAYS;
  key.rotation = { periodDays, sinceMs: call.world.clock.now() };
  return NOTHING;
}

function disable(call: KmsCall): Json {
  const { KeyId } = readInput(call, z.strictObject(INPUT));
  delete openKey(call, KeyId, { refused: 'disabled and pending deletion' }).rotation;
  return NOTHING;
}
