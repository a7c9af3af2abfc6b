// What the comparison of copies rests on, for a person.
import type { Comparison, CopyTrait, Evidence } from '../../events/comparisons/comparison';
import { nounOf } from '../../events/certificate-summary';
import { count, counted } from '../../text/figures';

const TRAIT_WORDS: Readonly<Record<CopyTrait, string>> = {
  acl: 'ACLs',
  annotations: 'annotations',
  encryption: 'encryption',
  'object-lock': 'Object Lock',
  'website-redirect': 'website redirects',
  'cache-control': 'Cache-Control and Expires',
  'file-mtime': "'file-mtime' in the metadata",
};

/** `a, b or c` */
function either(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** What the listings alone have shown. */
function listedWords(comparison: Comparison): string {
  const { versions, deleteMarkers, evidence, upTo } = comparison;
  const { of, contentNotRead = 0 } = evidence;
  const noun = nounOf(comparison);
  const all = versions.compared + contentNotRead;
  if (all === 0 && deleteMarkers.listed > 0)
    return `${counted(deleteMarkers.listed, 'delete marker')} ${deleteMarkers.listed === 1 ? 'was' : 'were'} compared`;
  const there = Math.min(of, all);
  const what = 'size, ETag and storage class were compared for';
  if (there < all) return `${what} ${count(there)} of ${counted(all, noun)}, and the others are not there`;
  if (upTo !== undefined) return `${what} the first ${counted(all, noun)}`;
  return `${what} ${all === 1 ? `the one ${noun}` : `all ${counted(all, noun)}`}`;
}

function etagWords({ etagNotComparable, contentNotComparable = 0, contentNotRead = 0 }: Evidence): string {
  const proven = etagNotComparable - contentNotComparable;
  const what = 'with another ETag, which in parts or under SSE-KMS is no checksum of the bytes:';
  const words = [
    ...(proven === 0 ? [] : [`${count(proven)} the same by checksum`]),
    ...(contentNotComparable === 0
      ? []
      : [`${count(contentNotComparable)} compared by size alone, for there is no checksum on both sides to compare`]),
    ...(contentNotRead === 0 ? [] : [`${count(contentNotRead)} not compared, for they may not be looked at`]),
  ];
  const all = etagNotComparable + contentNotRead;
  return all === 0 ? '' : `; ${count(all)} ${all === 1 ? 'copy' : 'copies'} ${what} ${words.join(', ')}`;
}

/** What was held against something else than the source. */
function replacedWords({ how, tags, replaced = [] }: Evidence): string {
  const compared = replaced.filter((one) => one !== 'tags' || tags);
  if (how === 'none' || compared.length === 0) return '';
  const what = compared.map((one) => (one === 'metadata' ? 'headers and metadata' : 'tags')).join(' and ');
  return `; ${what} were compared with what the copies were to be given, not with the source`;
}

/** @param share for which copies metadata was compared */
export function copyEvidenceWords(comparison: Comparison, share: string): string {
  const { evidence } = comparison;
  const { how, of, tags, why, neverCompared = [] } = evidence;
  const never = either([...(tags || how === 'none' ? [] : ['tags']), ...neverCompared.map((one) => TRAIT_WORDS[one])]);
  const closer =
    of === 0
      ? ''
      : how === 'none'
        ? '; nothing else was'
        : `; content headers${tags ? ', metadata and tags' : ' and metadata'}, not ${never}, ${share}${replacedWords(evidence)}`;
  return `${listedWords(comparison)}${etagWords(evidence)}${closer}${why === undefined ? '' : `; not everything could be looked at: ${why}`}`;
}
