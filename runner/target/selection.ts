// Which of the object versions under a prefix are wanted. A method says which of these filters it has; the runner filters the rest by
// itself.

export interface Selection {
  /** Replication statuses. @default - NONE and FAILED: what was never replicated, or failed */
  readonly statuses?: readonly SelectableStatus[];
  /** Milliseconds since 1970; versions that were created after it. @default - any age */
  readonly createdAfterMs?: number;
  /** Milliseconds since 1970; versions that were created before it. @default - any age */
  readonly createdBeforeMs?: number;
  /** Versions that are larger. @default - any size */
  readonly largerThanBytes?: number;
  /** Versions that are smaller. @default - any size */
  readonly smallerThanBytes?: number;
  /** Storage classes, as S3 writes them. @default - every class */
  readonly storageClasses?: readonly string[];
  /** End of the keys. @default - any */
  readonly suffix?: string;
  /** Somewhere in the keys. @default - any */
  readonly substring?: string;
  /** How the versions are encrypted, in S3's words. @default - any */
  readonly encryption?: SelectableEncryption;
  /** Regular expression, with the flag `u`, that is looked for in the whole key; S3 has no such filter. @default - any key */
  readonly match?: string;
  /**
   * Globs that are held in turn against what follows the prefix in a key, the last one that matches decides, and what none matches is taken;
   * only copies that are made one by one have such a filter. @default - any key
   */
  readonly globs?: readonly KeyGlob[];
  /** Tags that a version has to have, every one; S3 has no such filter. @default - any */
  readonly tags?: Readonly<Record<string, string>>;
  /** Only versions that are the current ones of their keys; S3 has no such filter. @default - every version */
  readonly latestOnly?: true;
}

export interface KeyGlob {
  readonly does: 'include' | 'exclude';
  readonly glob: string;
}

export const DEFAULT_STATUSES: readonly SelectableStatus[] = ['NONE', 'FAILED'];
export const EVERY_STATUS: readonly SelectableStatus[] = [...DEFAULT_STATUSES, 'COMPLETED', 'REPLICA'];

/** PENDING cannot be selected. */
export type SelectableStatus = 'NONE' | 'FAILED' | 'COMPLETED' | 'REPLICA';

/** How S3 encrypts a version, in S3's words; `NOTSSE`: by no key of its own. */
export type SelectableEncryption = 'SSES3' | 'SSEKMS' | 'DSSEKMS' | 'SSEC' | 'NOTSSE';

/** Whether S3's manifest generator lacks one of the filters, so that the runner has to find the versions itself. */
export function isSearch({ match, tags, latestOnly }: Selection): boolean {
  return match !== undefined || tags !== undefined || latestOnly !== undefined;
}
