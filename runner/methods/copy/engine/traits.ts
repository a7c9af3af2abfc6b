// What a copy is to be beside its bytes: what the listing says of its source, and what was asked to be kept that only a request tells.
import type {
  CannedAcl,
  CopyEncryption,
  CopyTraits,
  Copying,
  GrantPermission,
  ListedObject,
  NewMetadata,
  ObjectGrants,
} from '../../../ports/s3/copying';
import type { CopyLock } from '../../../ports/s3/copy-order';
import type { ObjectHead } from '../../../ports/s3/object-head';
import type { KeptByLook } from '../../../plan/copy-options';
import { defined } from '../../../text/defined';

export interface TraitOptions {
  /** @default - that of the source */
  readonly storageClass?: string;
  /** @default - as the destination bucket encrypts */
  readonly encryption?: CopyEncryption;
  /** @default - that of the source */
  readonly newMetadata?: NewMetadata;
  /** @default - those of the source */
  readonly newTags?: Readonly<Record<string, string>>;
  readonly annotations: CopyTraits['annotations'];
  /** Of every copy, whatever its source has. @default - the owner alone, or that of the source where it is kept */
  readonly acl?: 'bucket-owner-full-control';
  readonly keep: readonly KeptByLook[];
}

const EVERYBODY = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"';
const EVERY_ACCOUNT = 'uri="http://acs.amazonaws.com/groups/global/AuthenticatedUsers"';

/** Canned ACLs by what they grant beside full control to the owner; with them the copy is its own owner's, whoever that is. */
const CANNED: Readonly<Record<string, CannedAcl>> = {
  [`READ ${EVERYBODY}`]: 'public-read',
  [`READ ${EVERYBODY}, WRITE ${EVERYBODY}`]: 'public-read-write',
  [`READ ${EVERY_ACCOUNT}`]: 'authenticated-read',
};

/** Undefined: the owner alone, which a copy has anyway. */
function aclOf({ owner, grants }: ObjectGrants): CopyTraits['acl'] {
  const others = (Object.keys(grants) as GrantPermission[]).flatMap((permission) =>
    (grants[permission] ?? [])
      .filter((grantee) => permission !== 'FULL_CONTROL' || grantee !== owner)
      .map((grantee) => `${permission} ${grantee}`),
  );
  return others.length === 0 ? undefined : (CANNED[others.sort().join(', ')] ?? grants);
}

/** Without what has ended: S3 takes no date of the past. */
function lockOf({ lock, serverMs }: ObjectHead): CopyLock | undefined {
  if (lock === undefined) return undefined;
  const { mode, retainUntil, legalHold } = lock;
  const isRetained = retainUntil !== undefined && Date.parse(retainUntil) > (serverMs ?? 0);
  const held = legalHold === 'ON' ? { legalHold } : {};
  const kept = isRetained ? { ...held, retainUntil, ...defined({ mode }) } : held;
  return Object.keys(kept).length === 0 ? undefined : kept;
}

async function askedFor(
  source: ListedObject,
  { acl, keep }: TraitOptions,
  copying: Copying,
  bucket: string,
): Promise<Partial<CopyTraits>> {
  const place = { bucket, key: source.key };
  const [head, grants] = await Promise.all([
    keep.includes('redirects') || keep.includes('lock') ? copying.head(place, source.versionId) : undefined,
    keep.includes('acl') && acl === undefined ? copying.grants(place, source.versionId) : undefined,
  ]);
  // Of one that has gone meanwhile the copy says so.
  return defined({
    websiteRedirect: keep.includes('redirects') ? head?.websiteRedirect : undefined,
    lock: keep.includes('lock') && head !== undefined ? lockOf(head) : undefined,
    acl: grants === undefined ? acl : aclOf(grants),
  });
}

/**
 * Traits of the copy of one object; no request is made unless something is kept that takes one.
 * @param bucket of the source
 * @throws RunnerError what could not be looked at
 */
export function traitsOf(
  source: ListedObject,
  options: TraitOptions,
  copying: Copying,
  bucket: string,
): CopyTraits | Promise<CopyTraits> {
  const { storageClass = source.storageClass, encryption, newMetadata, newTags, annotations, acl, keep } = options;
  // For every object: nothing is made of what nobody has asked for.
  const isAsked = encryption !== undefined || newMetadata !== undefined || newTags !== undefined || acl !== undefined;
  const known = isAsked
    ? { storageClass, annotations, ...defined({ encryption, newMetadata, newTags, acl }) }
    : { storageClass, annotations };
  if (keep.length === 0) return known;
  return askedFor(source, options, copying, bucket).then((asked) => ({ ...known, ...asked }));
}
