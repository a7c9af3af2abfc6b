// Why an object has no copy, or what is different about it: what each means, and what to do.
import type { CopyDifferentReason, CopyMissingReason } from '../../events/comparisons/finding';
import type { Explained } from '../reasons';

export type CopyReason = CopyMissingReason | CopyDifferentReason;

const AGAIN = 'copy again: what is different is written anew';
// Not every method that is compared so can be told to.
const WHATEVER = 'copy those objects again, whatever is there: s3-backfill copy --overwrite always does it';

const EXPLAINED: Readonly<Record<CopyReason, Explained>> = {
  archived: {
    meaning: 'the source object is archived, and was not restored: it cannot be read, and so not be copied',
    remedy: 'restore it (aws s3api restore-object), wait until that is done, and copy again',
  },
  content: {
    meaning: 'the bytes are others, by checksum or ETag, and as many',
    remedy: `find out who has written there, or whether the source was changed while it was copied; then ${AGAIN}`,
  },
  'customer-key': {
    meaning: 'the source object is encrypted with a key of a customer (SSE-C), which S3 does not keep',
    remedy: 'copy it with the key: aws s3api copy-object with --copy-source-sse-customer-key',
  },
  gone: {
    meaning: 'the copy was there when it was listed, and was deleted since',
    remedy: 'find out who deletes there, and copy again',
  },
  headers: {
    meaning: 'system metadata (Content-Type, Cache-Control, …) is different',
    remedy: `a copy whose bytes are the same is left as it is: ${WHATEVER}`,
  },
  'key-too-long': {
    meaning: 'its key would have more than the 1,024 bytes that S3 takes, with the prefix of the destination',
    remedy: 'give the destination a shorter prefix, or the object another key',
  },
  metadata: {
    meaning: 'user metadata is different',
    remedy: `a copy whose bytes are the same is left as it is: ${WHATEVER}`,
  },
  nameless: {
    meaning:
      'its key is the prefix that is taken away: nothing is left of it that could be its name at the destination',
    remedy:
      'give the destination a prefix, or do without it: it is most often an empty object that stands for a folder',
  },
  'not-copied': { meaning: 'there is no object with its key at the destination', remedy: 'copy again' },
  'not-in-source': {
    meaning: 'its key was chosen, and the source has no such object: nothing could be copied of it',
    remedy: 'check the list (letter case, slashes and spaces count), or take the key out',
  },
  'object-lock': {
    meaning: 'retention or legal hold of the source is not there, or ends earlier',
    remedy:
      'set it at the destination (aws s3api put-object-retention, put-object-legal-hold); where it is set, allow s3:GetObjectRetention and s3:GetObjectLegalHold, without which S3 does not show it',
  },
  size: { meaning: 'the size is another one', remedy: AGAIN },
  'source-newer': {
    meaning: 'the source object was written after its copy, and nothing shows that it is the same still',
    remedy: AGAIN,
  },
  'storage-class': {
    meaning: 'the storage class is another one than the copy was to have',
    remedy: `nothing, if a lifecycle rule at the destination has moved it, or one at the source has since; else ${WHATEVER}`,
  },
  tags: {
    meaning: 'tags are different',
    remedy: `set them at the destination (aws s3api put-object-tagging), or ${WHATEVER}`,
  },
  unreadable: {
    meaning: 'it is not there, and the source object may not be looked at',
    remedy: 'allow s3:GetObject on the source objects, and copy again',
  },
  'website-redirect': {
    meaning: 'the website redirect is another one, or is not there',
    remedy: WHATEVER,
  },
};

const ON_TOP = '--overwrite always puts all versions of the source on top of what is there';
const ANEW = `nothing can be changed below a version: ${ON_TOP}`;

/** Of versions, what is not as it is of the newest objects. */
const OF_VERSIONS: Readonly<Partial<Record<CopyReason, Explained>>> = {
  content: {
    meaning: 'the version in its place holds other bytes, by checksum or ETag, and as many',
    remedy: `find out who has written there, or what was deleted on either side; ${ON_TOP}`,
  },
  gone: {
    meaning: 'its copy was there when it was listed, and was deleted since',
    remedy: `find out who deletes there; ${ON_TOP}`,
  },
  headers: { meaning: 'system metadata (Content-Type, Cache-Control, …) of its copy is different', remedy: ANEW },
  metadata: { meaning: 'user metadata of its copy is different', remedy: ANEW },
  'not-copied': {
    meaning: 'no version stands for it at the destination',
    remedy: `copy again, which adds what is newer than all that is there; where something else is there, ${ON_TOP}`,
  },
  size: {
    meaning: 'the version in its place has another size',
    remedy: `find out who has written there, or what was deleted on either side; ${ON_TOP}`,
  },
  'source-newer': {
    meaning: 'it was written after the version in its place, and nothing shows that both are the same',
    remedy: `find out who has written there, or what was deleted on either side; ${ON_TOP}`,
  },
  tags: {
    meaning: 'tags of its copy are different',
    remedy: `set them at the destination (aws s3api put-object-tagging with --version-id); ${ON_TOP}`,
  },
  unreadable: {
    meaning: 'no version stands for it at the destination, and it may not be looked at',
    remedy: 'allow s3:GetObjectVersion on the source objects, and copy again',
  },
  'website-redirect': { meaning: 'the website redirect of its copy is another one, or is not there', remedy: ANEW },
};

export function copyMeaningOf(reason: CopyReason): Explained {
  return EXPLAINED[reason];
}

/** The same, of versions. */
export function versionMeaningOf(reason: CopyReason): Explained {
  return OF_VERSIONS[reason] ?? EXPLAINED[reason];
}
