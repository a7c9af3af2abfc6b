// What asymmetric keys do: sign a message or its digest, check a signature, tell the public key.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
import { createPublicKey, constants, sign, verify, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { notEmulated } from '../../http/service';
import type { Key, SigningPair } from '../../world/kms-key';
import { signDigest, verifyDigest } from '../access/sign-digest';
import {
  ALGORITHM_NAMES,
  ALGORITHMS,
  algorithmsOf,
  digestLength,
  publicKeyOf,
  type Algorithm,
  type AlgorithmName,
} from '../access/signing-pair';
import { kmsFault, readInput, validationFault, type Json, type KmsCall, type KmsOperations } from './kms-call';
import { openKey } from './open-key';

export const SIGNATURE_OPERATIONS: KmsOperations = { GetPublicKey: getPublicKey, Sign: signIt, Verify: verifyIt };

const LONGEST_MESSAGE = 4096;
const KEYED = { KeyId: z.string().min(1).max(2048), GrantTokens: z.array(z.string()).optional() };
const SIGN = z.strictObject({
  ...KEYED,
  Message: z.base64(),
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.enum(ALGORITHM_NAMES),
  DryRun: z.boolean().optional(),
});
const VERIFY = SIGN.extend({ Signature: z.base64() });

type Signed = z.output<typeof SIGN>;

function openPair(call: KmsCall, keyId: string, asked?: Signed): readonly [Key, SigningPair] {
  const context =
    asked === undefined ? {} : { 'kms:SigningAlgorithm': asked.SigningAlgorithm, 'kms:MessageType': asked.MessageType };
  const refused = 'disabled and pending deletion';
  const key = openKey(call, keyId, { byAlias: true, crossAccount: true, refused, context });
  if (key.signing !== undefined) return [key, key.signing];
  const code = call.operation === 'GetPublicKey' ? 'UnsupportedOperationException' : 'InvalidKeyUsageException';
  throw kmsFault(code, `${key.arn} key usage is ENCRYPT_DECRYPT which is not valid for ${call.operation}.`);
}

function getPublicKey(call: KmsCall): Json {
  const [key, pair] = openPair(call, readInput(call, z.strictObject(KEYED)).KeyId);
  return {
    KeyId: key.arn,
    PublicKey: publicKeyOf(pair).toString('base64'),
    CustomerMasterKeySpec: pair.spec,
    KeySpec: pair.spec,
    KeyUsage: 'SIGN_VERIFY',
    SigningAlgorithms: algorithmsOf(pair.spec),
  };
}

/** @throws ServiceError where the key does not sign so, or the message is not what it is said to be */
function messageOf(input: Signed, key: Key, pair: SigningPair): Buffer {
  const { SigningAlgorithm: name, MessageType: type } = input;
  if (!algorithmsOf(pair.spec).includes(name))
    throw kmsFault('InvalidKeyUsageException', `Algorithm ${name} is incompatible with key spec ${pair.spec}.`);
  const message = Buffer.from(input.Message, 'base64');
  if (message.length === 0 || message.length > LONGEST_MESSAGE)
    throw validationFault(`Message must have between 1 and ${LONGEST_MESSAGE} bytes`);
  if (type === 'DIGEST' && message.length !== digestLength(name))
    throw validationFault(`Digest is invalid length for algorithm ${name}`);
  if (type === 'DIGEST' && ALGORITHMS[name].padding === 'pss') throw notEmulated('Signing a digest with RSASSA_PSS');
  if (input.DryRun === true) throw kmsFault('DryRunOperationException', `${key.arn} would do that.`);
  return message;
}

function padded(key: KeyObject | string, { padding }: Algorithm): Parameters<typeof sign>[2] {
  if (padding !== 'pss') return key;
  return Object.assign(typeof key === 'string' ? { key } : { key }, {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  });
}

function signIt(call: KmsCall): Json {
  const input = readInput(call, SIGN);
  const [key, pair] = openPair(call, input.KeyId, input);
  const message = messageOf(input, key, pair);
  const algorithm = ALGORITHMS[input.SigningAlgorithm];
  const signature =
    input.MessageType === 'DIGEST'
      ? signDigest(pair, algorithm.hash, message)
      : sign(algorithm.hash, message, padded(pair.privateKey, algorithm));
  return { KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: input.SigningAlgorithm };
}

function isSigned(pair: SigningPair, name: AlgorithmName, type: string, message: Buffer, signature: Buffer): boolean {
  const algorithm = ALGORITHMS[name];
  if (type === 'DIGEST') return verifyDigest(pair, algorithm.hash, message, signature);
  return verify(algorithm.hash, message, padded(createPublicKey(pair.privateKey), algorithm) as KeyObject, signature);
}

function verifyIt(call: KmsCall): Json {
  const input = readInput(call, VERIFY);
  const [key, pair] = openPair(call, input.KeyId, input);
  const message = messageOf(input, key, pair);
  const { SigningAlgorithm: name, MessageType: type, Signature } = input;
  if (!isSigned(pair, name, type, message, Buffer.from(Signature, 'base64')))
    throw kmsFault('KMSInvalidSignatureException', 'The signature is not valid.');
  return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: name };
}
