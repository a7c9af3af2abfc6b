// --sign-with and --public-key: who signs a certificate, and by whose key one is checked.
import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import { visible } from '../../text/safe-text';
import { publicKeyIn } from '../../signing/signature';
import { isKmsKey } from '../../signing/kms-key';
import { kmsPublicKey, kmsSigner, localSigner, tried, type Signer } from '../../signing/signer';
import { textFlag, type Given } from '../flag-values';
import { connect } from '../identity-flags';

export interface OpenSigner extends Signer {
  /** Lets go of the connections to KMS. */
  close(): void;
}

/** An alias is of the Region of the command; an ARN says its own. */
function regionFor(id: string, given: Given): string | undefined {
  return /^arn:[a-z0-9-]+:kms:([a-z0-9-]+):/.exec(id)?.[1] ?? textFlag(given, 'region');
}

/**
 * The key has signed something by then, so that nobody pays for a run whose certificate cannot be signed.
 * Undefined: nothing is to be signed.
 * @throws RunnerError
 */
export async function signerOf(given: Given, world: World): Promise<OpenSigner | undefined> {
  const named = textFlag(given, 'sign-with');
  if (named === undefined) return undefined;
  if (textFlag(given, 'certificate') === undefined)
    throw new RunnerError(
      'usage',
      '--sign-with was given without --certificate: there is nothing to sign',
      'add --certificate FILE; the signature is written beside it, into FILE.sig',
    );
  if (!isKmsKey(named)) {
    const path = resolve(world.workingDirectory, named);
    const file = await world.files.raw(path, { largestBytes: LARGEST_KEY });
    return { ...(await tried(localSigner(path, file))), close: () => undefined };
  }
  const aws = await connect(given, regionFor(named, given), world);
  try {
    return { ...(await tried(await kmsSigner(aws.signing, named))), close: () => aws.close() };
  } catch (error) {
    aws.close();
    throw error;
  }
}

/** Keys in PEM have a few KiB. */
const LARGEST_KEY = 64 * 1024;

/** Undefined: none is named, or one of KMS. */
export function publicKeyFile(given: Given, world: World): string | undefined {
  const named = textFlag(given, 'public-key');
  return named === undefined || isKmsKey(named) ? undefined : resolve(world.workingDirectory, named);
}

/** Undefined: none is named. @throws RunnerError `usage` when there is none, or it is none */
export async function publicKeyOf(given: Given, world: World): Promise<KeyObject | undefined> {
  const named = textFlag(given, 'public-key');
  if (named === undefined) return undefined;
  if (isKmsKey(named)) {
    const aws = await connect(given, regionFor(named, given), world);
    return kmsPublicKey(aws.signing, named).finally(() => aws.close());
  }
  const path = resolve(world.workingDirectory, named);
  const pem = await world.files.read(path, { largestBytes: LARGEST_KEY });
  const where = `--public-key: '${visible(path)}'`;
  if (pem !== undefined) return publicKeyIn(pem, where);
  throw new RunnerError(
    'usage',
    `${where} is not there; a public key in PEM, or the ARN or alias/… of a key of KMS is allowed`,
    'of a private key: openssl pkey -in key.pem -pubout -out key.pub.pem',
  );
}
