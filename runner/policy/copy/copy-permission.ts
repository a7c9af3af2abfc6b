// What a permission of whoever copies is: one principal reads the source and writes the destination.

/** What it is granted on. Listings and uploads are of a bucket, and a listing of some of its keys. */
export type CopyPlace =
  | 'source bucket'
  | 'source listing'
  | 'source objects'
  | 'source key'
  | 'destination bucket'
  | 'destination listing'
  | 'destination objects'
  | 'destination key'
  | 'copier itself'
  | 'keys of both buckets';

/** What a copy is asked to do that not every copy does. */
export const COPY_USES = [
  ...(['all versions', 'annotations', 'lock', 'acl', 'new tags'] as const),
  ...(['delete', 'restore', 'checks'] as const),
] as const;

export type CopyUse = (typeof COPY_USES)[number];

export interface CopyPermission {
  readonly action: string;
  readonly on: CopyPlace;
  /** Operations of AWS that ask for it, as the SDK names them. */
  readonly calls: readonly string[];
  readonly because: string;
  /** What happens where it is not granted. */
  readonly without: string;
  /** Whether no object fails without it, so that no check asks for it. @default false */
  readonly optional?: true;
  /** Why a copy may do without. @default - it may not */
  readonly doubt?: string;
  /** Uses that need it together. @default - every copy does */
  readonly onlyFor?: readonly CopyUse[];
  /** The use that needs another one in its place. @default - none */
  readonly notFor?: CopyUse;
}

export function isForUses({ onlyFor = [], notFor }: CopyPermission, uses: ReadonlySet<CopyUse>): boolean {
  return onlyFor.every((use) => uses.has(use)) && (notFor === undefined || !uses.has(notFor));
}
