// A comparison of copies as the certificate has it, made of what a pass has found. Pure.
import type { Comparison, ComparisonAnswer, CopyTrait, ReplacedTrait } from '../../events/comparisons/comparison';
import { NO_OBJECT_TO_COMPARE, NOTHING_TO_COMPARE } from '../../events/certificate-summary';
import type { Looking } from '../../evidence/look-at-version';
import type { Engine } from '../../ports/engine';
import type { ListedObject } from '../../ports/s3/copying';
import { defined } from '../../text/defined';
import { counted } from '../../text/figures';
import { startObjectDigest } from '../listing-digest';
import { MOST_CHOSEN_KEYS } from '../scope';
import type { CopiesPass } from './copies-pass';
import type { Expected } from './judge-copy';
import type { CopyLooker } from './look-at-copy';

/** What a comparison of copies asks for: AWS, or what it has answered before. */
export interface CopiesComparedBy extends Pick<Engine, 'random' | 'signal' | 'command'> {
  readonly aws: Pick<Engine['aws'], 'destinationIdentity'> & {
    readonly objects: Looking;
    readonly copying: Pick<Engine['aws']['copying'], 'objects' | 'versions'>;
  };
}

/** Keys of a bucket that begin with the prefix, exactly as it is; empty: every key. */
export interface CopyPlace {
  readonly bucket: string;
  readonly prefix: string;
}

export interface CopyPair {
  readonly from: CopyPlace;
  /** Its prefix takes the place of the other in each key. */
  readonly to: CopyPlace;
}

export interface CompareCopiesOptions {
  /** Copies whose metadata and tags are compared; of more, so many at random. */
  readonly sample: number;
  /** Objects of the source after which it ends. @default - all are compared */
  readonly most?: number;
  /** Keys of the source, in S3's order, that are compared, and no other. @default - all under the prefix */
  readonly chosen?: readonly string[];
  /** Whether all versions are, from the newest down. @default - the newest objects are */
  readonly allVersions?: boolean;
  /** What the copies were to be. */
  readonly expected: Expected;
  /** What was to be copied; what it leaves out is not expected. @default - everything */
  readonly selects?: (source: ListedObject, rest: string) => boolean;
  /** The same, by what takes a request: asked of those alone that are amiss. @default - everything */
  readonly selectsByTags?: (source: ListedObject) => Promise<boolean>;
}

/** Keys that are listed one by one; undefined: everything under the prefix is. */
export function oneByOne(chosen: readonly string[] | undefined): readonly string[] | undefined {
  return chosen === undefined || chosen.length > MOST_CHOSEN_KEYS ? undefined : chosen;
}

/** One size alone proves nothing of the bytes. */
function answerOf({ totals, markers, contentNotRead, contentNotComparable }: CopiesPass): ComparisonAnswer {
  const { compared, missing, different } = totals.versions();
  if (missing + different + markers.missing > 0) return 'incomplete';
  return compared + markers.listed === 0 || contentNotRead + contentNotComparable > 0 ? 'not-compared' : 'complete';
}

type Noun = 'object' | 'object version';

/** Why nothing is known, where nothing is known to be amiss. */
function reasonOf(pass: CopiesPass, { why = '' }: CopyLooker, noun: Noun): string | undefined {
  if (pass.totals.versions().missing + pass.totals.versions().different + pass.markers.missing > 0) return undefined;
  if (pass.contentNotRead > 0)
    return `${counted(pass.contentNotRead, noun)} with another ETag than the source may not be looked at: ${why}`;
  if (pass.contentNotComparable > 0)
    return `${counted(pass.contentNotComparable, noun)} could be compared by size alone: neither ETag nor checksum of both sides tells whether the bytes are the same`;
  if (pass.totals.versions().compared + pass.markers.listed > 0) return undefined;
  // A listing that nothing of is there when it is asked about is no empty one.
  if (pass.gone > 0)
    return `${counted(pass.gone, noun)} of the source ${pass.gone === 1 ? 'was' : 'were'} listed, and S3 knew none of them when asked about each`;
  return noun === 'object' ? NO_OBJECT_TO_COMPARE : NOTHING_TO_COMPARE;
}

/** Before the listing did. */
interface Ended {
  /** The last key. */
  readonly upTo: string;
  /** Objects of the source so far. */
  readonly seen: number;
  readonly engine: Pick<Engine, 'command'>;
}

/** What a comparison comes to that has ended early: what is amiss is amiss, and of the rest nothing is known. */
function partOf(
  answer: ComparisonAnswer,
  reason: string | undefined,
  { upTo, seen, engine }: Ended,
  noun: Noun,
): Pick<Comparison, 'answer' | 'reason' | 'upTo'> {
  if (answer === 'incomplete') return { answer, upTo };
  const only = `only the first ${counted(seen, noun)} of the source were listed, and nothing is amiss with what was compared; ${engine.command('verify')} compares all`;
  // That there is nothing to compare nobody knows before the end.
  return {
    answer: 'not-compared',
    reason: reason === undefined || reason === NO_OBJECT_TO_COMPARE || reason === NOTHING_TO_COMPARE ? only : reason,
    upTo,
  };
}

/** What no look compares, or none of these. */
function neverCompared({
  redirects = true,
  lock = false,
  headers,
  addedMetadata = [],
}: Expected): readonly CopyTrait[] {
  return [
    'annotations',
    'acl',
    'encryption',
    ...(lock ? [] : ['object-lock' as const]),
    ...(redirects ? [] : ['website-redirect' as const]),
    ...(headers?.includes('Cache-Control') === false ? ['cache-control' as const] : []),
    ...(addedMetadata.length === 0 ? [] : ['file-mtime' as const]),
  ];
}

/** What was held against something else than the source. */
function replacedIn({ newMetadata, newTags }: Expected): Pick<Comparison['evidence'], 'replaced'> {
  const replaced: readonly ReplacedTrait[] = [
    ...(newMetadata === undefined ? [] : ['metadata' as const]),
    ...(newTags === undefined ? [] : ['tags' as const]),
  ];
  return replaced.length === 0 ? {} : { replaced };
}

function evidenceOf(
  pass: CopiesPass,
  { tagsReadable, why = pass.tagsNotRead }: CopyLooker,
  expected: Expected,
): Comparison['evidence'] {
  const { looked, paired, drawn, etagNotComparable, contentNotComparable, contentNotRead } = pass;
  return {
    how: looked === 0 ? 'none' : looked >= paired ? 'all' : 'sample',
    looked,
    of: paired,
    ...defined({ drawn }),
    tags: looked > 0 && tagsReadable,
    ...defined({ why }),
    etagNotComparable,
    contentNotComparable,
    contentNotRead,
    neverCompared: neverCompared(expected),
    ...replacedIn(expected),
    statuses: [],
  };
}

/** What is known before anything is read. */
function headOf(
  { from, to }: CopyPair,
  { chosen, allVersions }: CompareCopiesOptions,
): Pick<Comparison, 'destination' | 'keyPrefix' | 'allVersions' | 'ruleIds' | 'listed' | 'deleteMarkers'> {
  return {
    destination: to.bucket,
    keyPrefix: { source: from.prefix, destination: to.prefix },
    ...(allVersions === true ? { allVersions } : {}),
    ruleIds: [],
    listed: oneByOne(chosen) ?? [from.prefix],
    deleteMarkers: { listed: 0, same: 0, missing: 0, notReplicated: 0 },
  };
}

/** One that could not be made. */
export function notCompared(pair: CopyPair, options: CompareCopiesOptions, reason: string): Comparison {
  const nothing = startObjectDigest().end();
  return {
    ...headOf(pair, options),
    answer: 'not-compared',
    reason,
    versions: { compared: 0, same: 0, missing: 0, different: 0, pending: 0, outside: 0, bytes: 0, sameBytes: 0 },
    extra: { versions: 0, replicas: 0, others: 0, notLookedAt: 0, deleteMarkers: 0, examples: [] },
    evidence: {
      how: 'none',
      looked: 0,
      of: 0,
      tags: false,
      etagNotComparable: 0,
      contentNotComparable: 0,
      contentNotRead: 0,
      neverCompared: neverCompared(options.expected),
      statuses: [],
    },
    findings: [],
    byPrefix: [],
    byClass: [],
    sourceDigest: nothing,
    destinationDigest: nothing,
  };
}

interface Found extends Pick<Comparison, 'sourceDigest' | 'destinationDigest'> {
  readonly pass: CopiesPass;
  readonly look: CopyLooker;
}

/** @param ended undefined: everything was compared */
export function comparisonOf(
  pair: CopyPair,
  options: CompareCopiesOptions,
  { pass, look, ...digests }: Found,
  ended: Ended | undefined,
): Comparison {
  const noun: Noun = options.allVersions === true ? 'object version' : 'object';
  const [answer, reason] = [answerOf(pass), reasonOf(pass, look, noun)];
  return {
    ...headOf(pair, options),
    ...(ended === undefined ? { answer, ...defined({ reason }) } : partOf(answer, reason, ended, noun)),
    versions: pass.totals.versions(),
    deleteMarkers: pass.markers,
    extra: pass.extra(),
    evidence: evidenceOf(pass, look, options.expected),
    findings: pass.totals.findings(),
    byPrefix: pass.totals.byPrefix(),
    byClass: pass.totals.byClass(),
    ...digests,
  };
}
