// A key of KMS and what hangs on it. Nothing is encrypted with it: what counts is who may use it, and in which state it is. Asymmetric
// keys sign.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html

/** What KMS says of a key. `Gone`: its waiting period is over; then KMS does not know it any more. */
export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'Gone';

export interface Key {
  readonly arn: string;
  /** A UUID, or `mrk-…` for a multi-Region key, whose replicas share it. */
  readonly keyId: string;
  readonly accountId: string;
  readonly region: string;
  /** `AWS`: the AWS managed key of a service, which nobody can change. */
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly createdMs: number;
  description: string;
  /** Text of the key policy. */
  policy: string;
  enabled: boolean;
  /** Set while its deletion is scheduled, and ever after. */
  deletionMs?: number;
  /** Of an asymmetric key, which signs. @default - it is symmetric, and encrypts */
  readonly signing?: SigningPair;
  /** Absent: its material is not rotated. */
  rotation?: { readonly periodDays: number; readonly sinceMs: number };
  readonly tags: Map<string, string>;
  /** By id. */
  readonly grants: Map<string, Grant>;
  /** Of a replica: the ARN of the primary key. */
  readonly primaryArn?: string;
}

export type SigningSpec = 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_NIST_P521' | 'RSA_2048' | 'RSA_3072' | 'RSA_4096';

export interface SigningPair {
  readonly spec: SigningSpec;
  /** PEM of PKCS #8; nobody is told. */
  readonly privateKey: string;
}

/** Leave for one principal to use the key, beside what policies say. */
export interface Grant {
  readonly grantId: string;
  readonly token: string;
  readonly name?: string;
  readonly createdMs: number;
  readonly granteePrincipal: string;
  readonly retiringPrincipal?: string;
  /** ARN of the root of the account that created it. */
  readonly issuingAccount: string;
  /** Names of operations, for example `Decrypt`. */
  readonly operations: readonly string[];
  readonly constraint?: GrantConstraint;
}

/** What the encryption context of a request must be, or what must at least be in it. */
export interface GrantConstraint {
  readonly kind: 'EncryptionContextEquals' | 'EncryptionContextSubset';
  readonly context: Readonly<Record<string, string>>;
}

export interface KeyAlias {
  readonly arn: string;
  /** `alias/…` */
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdMs: number;
  targetArn: string;
  updatedMs: number;
}

export function stateOf({ enabled, deletionMs }: Key, nowMs: number): KeyState {
  if (deletionMs !== undefined) return deletionMs <= nowMs ? 'Gone' : 'PendingDeletion';
  return enabled ? 'Enabled' : 'Disabled';
}
