// A certificate, for a person.
import type { Certificate, KeptEvidence } from '../../events/certificate';
import type { Comparison, ComparisonAnswer, Evidence } from '../../events/comparisons/comparison';
import type { Finding } from '../../events/comparisons/finding';
import { count, counted } from '../../text/figures';
import { bytes } from '../../text/interval-figures';
import { visible } from '../../text/safe-text';
import {
  comparisonSummary,
  destinationOf,
  endpointWords,
  isOfCopies,
  nounOf,
  sourceOf,
} from '../../events/certificate-summary';
import { copyEvidenceWords } from './copy-evidence-text';
import { tableWords } from './tables-text';

export const ANSWER_WORDS: Readonly<Record<ComparisonAnswer, string>> = {
  complete: 'complete',
  incomplete: 'not complete',
  pending: 'not complete yet',
  'not-compared': 'not compared',
};

/** `all 12 object versions`, `the one object version`, `the first 500 object versions` */
function theVersions({ versions: { compared }, upTo }: Comparison): string {
  if (upTo !== undefined) return `the first ${counted(compared, 'object version')}`;
  return compared === 1 ? 'the one object version' : `all ${counted(compared, 'object version')}`;
}

/** What the listings alone have shown. */
function listedWords(comparison: Comparison): string {
  const { versions, deleteMarkers, evidence } = comparison;
  const { compared } = versions;
  const there = Math.min(evidence.of, compared);
  if (compared === 0) return `version ids were compared for ${counted(deleteMarkers.listed, 'delete marker')}`;
  if (there === compared) return `version id, size and ETag were compared for ${theVersions(comparison)}`;
  const rest =
    there === 0 ? 'none is there' : `size and ETag for ${count(there)} that ${there === 1 ? 'is' : 'are'} there`;
  return `version ids were compared for ${theVersions(comparison)}, ${rest}`;
}

/** For which replicas metadata and status were compared. */
function shareWords({ how, looked, of, drawn }: Evidence, one: string, several: string): string {
  if (how === 'all') return `for every ${one}`;
  const share = `for ${count(looked)} of ${count(of)} ${of === 1 ? one : several}`;
  if (drawn === undefined) return share;
  if (drawn === looked) return `${share}, drawn at random`;
  return drawn < looked
    ? `${share}, ${count(drawn)} of them drawn at random`
    : `${share}, of ${count(drawn)} drawn at random`;
}

/** What the comparison rests on, in a sentence: what was done, and nothing else. */
export function evidenceWords(comparison: Comparison): string {
  if (isOfCopies(comparison)) return copyEvidenceWords(comparison, shareWords(comparison.evidence, 'copy', 'copies'));
  const { how, of, tags, why, etagNotComparable } = comparison.evidence;
  const also = tags
    ? 'metadata, tags and replication status, not annotations,'
    : 'metadata and replication status, neither tags nor annotations,';
  const closer =
    of === 0
      ? ''
      : how === 'none'
        ? '; nothing else was'
        : `; ${also} ${shareWords(comparison.evidence, 'replica', 'replicas')}`;
  const etags =
    etagNotComparable === 0
      ? ''
      : `; ${counted(etagNotComparable, 'ETag')} cannot be compared (SSE-KMS or SSE-C): there the other evidence stands alone`;
  return `${listedWords(comparison)}${closer}${etags}${why === undefined ? '' : `; not everything could be looked at: ${why}`}`;
}

/** No version has its replica, and others are there: probably copies, which have version ids of their own. */
function isCopied({ versions }: Comparison): boolean {
  return versions.missing > 0 && versions.missing === versions.compared;
}

/** What the destination has beside the replicas or copies; empty: nothing. */
export function extraWords(comparison: Comparison): string {
  const { versions, replicas, others, notLookedAt, deleteMarkers } = comparison.extra;
  if (isOfCopies(comparison)) {
    const copies = [
      ...(versions === 0 ? [] : [counted(versions, nounOf(comparison))]),
      ...(deleteMarkers === 0 ? [] : [counted(deleteMarkers, 'delete marker')]),
    ];
    return copies.length === 0 ? '' : `${copies.join(' and ')} that the source has not`;
  }
  const parts = [
    ...(replicas === 0
      ? []
      : [`${counted(replicas, 'replica')} that the source has not, deleted there or of another bucket`]),
    ...(others === 0
      ? []
      : [
          `${counted(others, 'version')} that ${others === 1 ? 'is no replica' : 'are no replicas'}${isCopied(comparison) ? ' (if they were copied, compare them with --method copy)' : ''}`,
        ]),
    ...(notLookedAt === 0 ? [] : [`${counted(notLookedAt, 'version')} not looked at`]),
    ...(deleteMarkers === 0 ? [] : [counted(deleteMarkers, 'delete marker')]),
  ];
  return versions + deleteMarkers === 0 ? '' : parts.join(', ');
}

/** What was passed over: `3 versions that no rule selects` */
export function outsideWords(comparison: Comparison): string {
  const { outside } = comparison.versions;
  const { handedOn = 0 } = comparison;
  const others = outside - handedOn;
  const handed = `${counted(handedOn, 'version')} that another method has copied`;
  if (handedOn > 0) return others === 0 ? handed : `${handed}, ${counted(others, 'version')} that no rule selects`;
  return isOfCopies(comparison)
    ? `${counted(outside, nounOf(comparison))} that the copy left out, or that ${outside === 1 ? 'was' : 'were'} deleted meanwhile`
    : `${counted(outside, 'version')} that no rule selects`;
}

/** What became of the delete markers of the source. */
export function markerWords(comparison: Comparison): string {
  const { same, missing, notReplicated } = comparison.deleteMarkers;
  const there = `${count(same)} there, ${count(missing)} missing`;
  return isOfCopies(comparison) ? there : `${there}, ${count(notReplicated)} that no rule replicates`;
}

function findingLines({ finding, reason, count: amount, meaning, remedy, examples }: Finding): readonly string[] {
  return [
    `  ${count(amount)}  ${finding === reason ? finding : `${finding} (${reason})`}: ${meaning}`,
    `      to do:   ${remedy}`,
    ...(examples.length === 0 ? [] : [`      keys:    ${examples.map(({ key }) => `'${visible(key)}'`).join(', ')}`]),
  ];
}

function comparisonLines(source: string, comparison: Comparison): readonly string[] {
  const { answer, versions, deleteMarkers, findings } = comparison;
  const head = `'${visible(sourceOf(source, comparison))}' -> '${visible(destinationOf(comparison))}': ${ANSWER_WORDS[answer]}`;
  if (answer === 'not-compared')
    return [head, `  ${visible(comparison.reason ?? '')}`, ...tableWords(comparison).map((words) => `  ${words}`)];
  const extras = extraWords(comparison);
  return [
    head,
    `  ${comparisonSummary(comparison)}`,
    ...(versions.outside === 0 ? [] : [`  ${outsideWords(comparison)}, not compared`]),
    ...(deleteMarkers.listed === 0 ? [] : [`  delete markers: ${markerWords(comparison)}`]),
    ...(extras === '' ? [] : [`  only at the destination: ${extras}`]),
    ...findings.flatMap(findingLines),
    `  ${visible(evidenceWords(comparison))}`,
    ...tableWords(comparison).map((words) => `  ${words}`),
    `  listing of the source       sha256 ${comparison.sourceDigest.sha256} (${counted(comparison.sourceDigest.lines, 'line')})`,
    `  listing of the destination  sha256 ${comparison.destinationDigest.sha256} (${counted(comparison.destinationDigest.lines, 'line')})`,
  ];
}

/** Which versions a certificate is about, where it is about none but those that were chosen; empty: it is about all. */
export function chosenWords(certificate: Certificate): string {
  const { chosen } = certificate;
  if (chosen === undefined) return '';
  return `${counted(chosen, ofCopies(certificate) ? 'key' : 'object version')} chosen one by one, and no other`;
}

/** Whether it is about copies, and not about replicas. */
export function ofCopies({ matched }: Certificate): boolean {
  return matched === 'newest-with-newest' || matched === 'from-the-newest';
}

/** What of copies was compared with what; undefined: it is not about copies. */
export function matchedWords({ matched }: Certificate): string | undefined {
  if (matched === 'newest-with-newest') return 'newest object with newest object';
  return matched === 'from-the-newest' ? 'all versions of each key from the newest down' : undefined;
}

/** By what both sides were read. */
export function listingWords(listing: Certificate['listing']): string {
  return listing === 'S3Inventory' ? 'S3 Inventory, looked at' : listing;
}

/** The digest of what was kept. */
export function keptWords({ files }: KeptEvidence): string {
  // What S3 has delivered is kept as it is, and nobody has counted its rows file by file.
  if (files.some(({ rows }) => rows === undefined))
    return `${counted(files.length, 'file')} with ${bytes(files.reduce((sum, file) => sum + file.bytes, 0))}`;
  return `${counted(files.length, 'file')} with ${counted(
    files.reduce((sum, { rows = 0 }) => sum + rows, 0),
    'row',
  )}`;
}

export function certificateText(certificate: Certificate): string {
  const { source, comparisons, startedAt, endedAt, listing, kept } = certificate;
  const chosen = chosenWords(certificate);
  const matched = matchedWords(certificate);
  const asked = endpointWords(certificate);
  return [
    ...comparisons.flatMap((comparison) => comparisonLines(source.bucket, comparison)),
    `${chosen === '' ? '' : `${chosen}; `}${matched === undefined ? '' : `${matched}, `}by ${listingWords(listing)} from ${startedAt} to ${endedAt}`,
    ...(asked === undefined ? [] : [`S3 was asked ${asked}`]),
    ...(kept === undefined ? [] : [`kept evidence: ${keptWords(kept)}; evidence.json has sha256 ${kept.sha256}`]),
  ].join('\n');
}
