// The policy of whoever copies, and what the other account's bucket and key have to say beside it: nothing that this copy does not need.
import { bucketArn, viaS3 } from '../../text/arn';
import { literally } from '../pattern';
import { grantsOf, type Grant, type PolicyDocument, type PolicyStatement } from '../policy-document';
import { isForUses, type CopyPlace, type CopyUse } from './copy-permission';
import { COPY_PERMISSIONS } from './copy-permissions';

/** One side of a copy. */
export interface CopySide {
  readonly bucket: string;
  /** Beginning of the keys. @default - every key */
  readonly prefix?: string;
  /** Keys of KMS that its objects are under, by ARN. */
  readonly keyArns: readonly string[];
}

export interface CopyGrant {
  readonly source: CopySide;
  readonly destination: CopySide;
  /** Of the buckets: their partition counts. */
  readonly region: string;
  readonly uses: ReadonlySet<CopyUse>;
  /** ARN of the user or role that gets it, or those of an account: `arn:aws:iam::111122223333:role/*`. */
  readonly principalArns: readonly string[];
}

interface Granted {
  readonly resources: readonly string[];
  readonly condition?: PolicyStatement['Condition'];
}

function oneOrMore(texts: readonly string[]): string | readonly string[] {
  const [only, ...more] = texts;
  return only !== undefined && more.length === 0 ? only : texts;
}

function objectsOf({ bucket, prefix = '' }: CopySide, region: string): string {
  return `${bucketArn(bucket, region)}/${literally(prefix)}*`;
}

/** S3 asks KMS in the name of the object, or of its bucket where that has an S3 Bucket Key. */
function keyOf(side: CopySide, region: string): Granted {
  const regions = [...new Set(side.keyArns.map((arn) => arn.split(':')[3] ?? region))];
  return {
    resources: side.keyArns,
    condition: {
      StringEquals: { 'kms:ViaService': oneOrMore(regions.map(viaS3)) },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn(side.bucket, region), objectsOf(side, region)] },
    },
  };
}

/** A listing that names no prefix is one of the whole bucket, and is not allowed then. */
function listingOf({ bucket, prefix = '' }: CopySide, region: string): Granted {
  const resources = [bucketArn(bucket, region)];
  if (prefix === '') return { resources };
  return { resources, condition: { StringLike: { 's3:prefix': `${literally(prefix)}*` } } };
}

/** What a statement about it names. */
export function grantedOn(on: CopyPlace, { source, destination, region, principalArns }: CopyGrant): Granted {
  switch (on) {
    case 'source bucket':
      return { resources: [bucketArn(source.bucket, region)] };
    case 'source listing':
      return listingOf(source, region);
    case 'source objects':
      return { resources: [objectsOf(source, region)] };
    case 'source key':
      return keyOf(source, region);
    case 'destination bucket':
      return { resources: [bucketArn(destination.bucket, region)] };
    case 'destination listing':
      return listingOf(destination, region);
    case 'destination objects':
      return { resources: [objectsOf(destination, region)] };
    case 'destination key':
      return keyOf(destination, region);
    case 'copier itself':
      return { resources: principalArns };
    case 'keys of both buckets':
      return { resources: [...new Set([...source.keyArns, ...destination.keyArns])] };
  }
}

/** One for each permission. @param places of those on others nothing is said. @default - all */
export function copyGrants(grant: CopyGrant, places?: readonly CopyPlace[]): readonly Grant[] {
  return COPY_PERMISSIONS.filter(
    (permission) => isForUses(permission, grant.uses) && (places === undefined || places.includes(permission.on)),
  ).map(({ action, on }) => ({ action, on, ...grantedOn(on, grant) }));
}

/** What the copier's own policies have to allow. @param more what is granted beside. @default - nothing is */
export function copyPolicy(grant: CopyGrant, more: readonly Grant[] = []): PolicyDocument {
  return grantsOf([...copyGrants(grant), ...more]);
}

const OF_BUCKET = {
  source: ['source bucket', 'source listing', 'source objects'],
  destination: ['destination bucket', 'destination listing', 'destination objects'],
} as const satisfies Record<string, readonly CopyPlace[]>;

const OF_KEY = { source: 'source key', destination: 'destination key' } as const satisfies Record<string, CopyPlace>;

function lettingIn(document: PolicyDocument, principals: readonly string[]): PolicyDocument {
  const Principal = { AWS: oneOrMore(principals) };
  return {
    ...document,
    Statement: document.Statement.map(({ Sid, Effect, ...rest }) => ({ Sid, Effect, Principal, ...rest })),
  };
}

/**
 * What the policy of a bucket has to say where the bucket belongs to another account than the copier.
 * @param principals ARNs that a policy can name: no wildcards but the root of an account
 */
export function copyBucketPolicy(
  side: 'source' | 'destination',
  grant: CopyGrant,
  principals: readonly string[],
): PolicyDocument {
  // Checks say `unsure` without, and how a bucket is set up is its owner's business.
  const uses = new Set([...grant.uses].filter((use) => use !== 'checks'));
  return lettingIn(grantsOf(copyGrants({ ...grant, uses }, OF_BUCKET[side])), principals);
}

/** The same of a key, which its policy calls by no name. */
export function copyKeyPolicy(
  side: 'source' | 'destination',
  grant: CopyGrant,
  principals: readonly string[],
): PolicyDocument {
  const all = copyGrants(grant, [OF_KEY[side]]);
  const ofKey = all.map((one) => ({ ...one, resources: one.resources.length === 0 ? [] : ['*'] }));
  return lettingIn(grantsOf(ofKey), principals);
}
