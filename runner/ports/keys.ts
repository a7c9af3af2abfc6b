// Keys of KMS, as the engine needs them.

/** KMS keys. */
export interface Keys {
  /** Undefined when there is no such key. */
  find(keyArn: string): Promise<KeyView | undefined>;
}

export interface KeyView {
  readonly arn: string;
  /** Enabled, Disabled, PendingDeletion, … */
  readonly state: string;
  readonly multiRegion: boolean;
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
