// What keeps S3 from using a key of KMS, whoever may, and what brings the key back.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
import type { Patch } from '../../events/check-events';
import { commands } from '../../patches/commands';
import { visible } from '../../text/safe-text';

export interface FaultOfState {
  /** For example `waiting for its deletion`. */
  readonly is: string;
  readonly fix: string;
  readonly patch: Patch;
}

interface Remedy {
  readonly is: string;
  readonly fix: string;
  readonly patch: (arn: string) => Patch;
}

const about = (arn: string): readonly string[] => ['--key-id', arn, '--region', arn.split(':')[3] ?? ''];
const enable = (arn: string): readonly string[] => ['aws', 'kms', 'enable-key', ...about(arn)];
const looking = (arn: string): Patch => commands(['aws', 'kms', 'describe-key', ...about(arn)]);
const keeping = (arn: string): Patch => commands(['aws', 'kms', 'cancel-key-deletion', ...about(arn)], enable(arn));

const DISABLED: Remedy = {
  is: 'Disabled',
  fix: 'enable the key, or set is_enabled = true of its aws_kms_key',
  patch: (arn) => commands(enable(arn)),
};

/** Of a state that is not among them nobody knows more than that the key is not enabled. */
const REMEDIES: Readonly<Record<string, Remedy>> = {
  PendingDeletion: {
    is: 'waiting for its deletion',
    fix: 'cancel the deletion and enable the key',
    patch: keeping,
  },
  PendingReplicaDeletion: {
    is: 'waiting for the deletion of its replicas, and for its own',
    fix: 'cancel the deletion and enable the key',
    patch: keeping,
  },
  PendingImport: {
    is: 'without key material (PendingImport): it was never imported, was deleted, or has expired',
    fix: 'import the same key material again; nothing else makes the key usable',
    patch: (arn) =>
      commands([
        ...['aws', 'kms', 'get-parameters-for-import', ...about(arn)],
        ...['--wrapping-algorithm', 'RSAES_OAEP_SHA_256', '--wrapping-key-spec', 'RSA_4096'],
      ]),
  },
  Unavailable: {
    is: 'Unavailable: its custom key store is not connected',
    fix: 'connect the custom key store of the key, or its external key manager',
    patch: looking,
  },
  Creating: { is: 'still being made (Creating)', fix: 'wait until it is Enabled', patch: looking },
};

/** While its primary Region is changed (Updating), a multi-Region key encrypts and decrypts as ever. */
const USABLE: ReadonlySet<string> = new Set(['Enabled', 'Updating']);

/** Undefined: the key can be used in this state. */
export function faultOfState(arn: string, state: string): FaultOfState | undefined {
  if (USABLE.has(state)) return undefined;
  const { is, fix, patch } = REMEDIES[state] ?? { ...DISABLED, is: visible(state) };
  return { is, fix, patch: patch(arn) };
}

/** S3 encrypts with symmetric keys alone. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export function isFitForS3(spec: string): boolean {
  return spec === 'SYMMETRIC_DEFAULT';
}
