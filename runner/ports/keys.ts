// Keys of KMS, as the engine needs them.

/** KMS keys. */
export interface Keys {
  /** Of a key, or of the key behind an alias; undefined when there is none. */
  find(keyArn: string): Promise<KeyView | undefined>;
}

/** KMS keys that sign. */
export interface SigningKeys {
  /** Of a key that signs, by its ARN or by the name of an alias. @throws RunnerError `not-found`, `denied`, `refused` */
  publicKey(id: string): Promise<PublicKey>;
  /** @param digest of what is signed. @throws RunnerError `not-found`, `denied`, `refused` */
  sign(id: string, algorithm: SigningAlgorithm, digest: Uint8Array): Promise<Uint8Array>;
}

/** Those that anybody can check with OpenSSL. Ed25519 of KMS is not among them: it signs 4,096 bytes at most, or no digest that OpenSSL knows. */
export type SigningAlgorithm = 'ECDSA_SHA_256' | 'ECDSA_SHA_384' | 'ECDSA_SHA_512' | 'RSASSA_PKCS1_V1_5_SHA_256';

export interface PublicKey {
  readonly arn: string;
  /** SubjectPublicKeyInfo. */
  readonly der: Uint8Array;
  /** `ECC_NIST_P256`, … */
  readonly spec: string;
  /** What it can sign with; empty: nothing. */
  readonly algorithms: readonly string[];
}

export interface KeyView {
  readonly arn: string;
  /** Enabled, Disabled, PendingDeletion, … */
  readonly state: string;
  readonly multiRegion: boolean;
  /** What it is for, where its material comes from, and which of a multi-Region key it is, by the names of condition keys of KMS. */
  readonly traits?: Readonly<Record<string, string | null>>;
  /** `SYMMETRIC_DEFAULT`, `RSA_2048`, `HMAC_256`, … @default - not told */
  readonly spec?: string;
  /** JSON. @default - it may not be read */
  readonly policy?: string;
  /** @default - they may not be read */
  readonly grants?: readonly KeyGrant[];
}

export interface KeyGrant {
  readonly granteeArn: string;
  /** Without `kms:`. */
  readonly operations: readonly string[];
  /** Pairs that the encryption context must have, and what it may have beside them. @default - the grant holds for every context */
  readonly constraint?: { readonly pairs: Readonly<Record<string, string>>; readonly nothingElse: boolean };
}
