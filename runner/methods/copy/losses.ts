// What a copy is not beside its original, in a sentence: told before it is made. Pure.
import type { CopyOptions, KeptByLook } from '../../plan/copy-options';
import { visible } from '../../text/safe-text';

const ON_REQUEST: Readonly<Record<KeptByLook, string>> = {
  acl: 'ACLs',
  lock: 'Object Lock',
  redirects: 'website redirects',
};

/** As `--keep` takes them. */
const KEEPABLE = Object.keys(ON_REQUEST) as readonly KeptByLook[];

function encryptionOf({ encryption }: CopyOptions): string {
  if (encryption === undefined) return 'as the destination bucket says';
  return encryption.algorithm === 'AES256' ? 'by SSE-S3' : `by ${encryption.algorithm}`;
}

function listOf(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name} '${visible(value)}'`)
    .join(', ');
}

function tagsOf(newTags: Readonly<Record<string, string>>): string {
  return Object.keys(newTags).length === 0
    ? 'copies have no tags, whatever their sources have'
    : `all its tags are replaced by ${listOf(newTags)}`;
}

/** What takes the place of all that the sources have. */
function replacedBy({ newMetadata, newTags, overwrite }: CopyOptions): readonly string[] {
  if (newMetadata === undefined && newTags === undefined) return [];
  const { headers = {}, user = {} } = newMetadata ?? {};
  const metadata = Object.keys(user).length === 0 ? 'no metadata' : `metadata ${listOf(user)}`;
  return [
    ...(newMetadata === undefined
      ? []
      : [`all headers and metadata of the source are replaced by ${listOf(headers)} and ${metadata}`]),
    ...(newTags === undefined ? [] : [tagsOf(newTags)]),
    ...(overwrite === 'always'
      ? []
      : ['what is at the destination already, with the same bytes, keeps its own (--overwrite always writes it anew)']),
  ];
}

/**
 * @param keptBy beginning of the command that keeps what this copy loses. @default - this one does
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export function lossesOf(copies: CopyOptions, keptBy = ''): string {
  const { keep = [], annotations = 'copy', storageClass } = copies;
  const dropped = KEEPABLE.filter((one) => !keep.includes(one));
  const lost = [...(annotations === 'copy' ? [] : ['annotations']), ...dropped.map((one) => ON_REQUEST[one])];
  const how = dropped.length === 0 ? '' : ` (${keptBy}--keep ${dropped.join(', --keep ')})`;
  return [
    copies.allVersions === true
      ? 'copies have version ids, times and, of objects in parts, ETags of their own; every version is copied, oldest first, and delete markers are placed'
      : 'copies have version ids, times and, of objects in parts, ETags of their own, and are made of the current versions alone',
    ...(lost.length === 0 ? [] : [`what they lose: ${lost.join(', ')}${how}`]),
    `they are encrypted ${encryptionOf(copies)}`,
    ...(storageClass === undefined ? [] : [`their storage class is ${storageClass}`]),
    ...replacedBy(copies),
  ].join('; ');
}
