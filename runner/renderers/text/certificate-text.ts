// A certificate, for a person.
import type {
  Certificate,
  Comparison,
  ComparisonAnswer,
  Evidence,
  ExtraCounts,
  Finding,
} from '../../events/certificate';
import { count, counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { comparisonSummary } from '../../events/certificate-summary';

export const ANSWER_WORDS: Readonly<Record<ComparisonAnswer, string>> = {
  complete: 'complete',
  incomplete: 'not complete',
  pending: 'not complete yet',
  'not-compared': 'not compared',
};

/** What the comparison rests on, in a sentence. */
export function evidenceWords({ how, looked, of, tags, why, etagNotComparable }: Evidence): string {
  const every = 'version id, size and ETag were compared for every version';
  const also = tags ? 'metadata, tags and replication status' : 'metadata and replication status, not tags,';
  const share =
    how === 'all' ? 'for every replica' : `for ${count(looked)} of ${counted(of, 'replica')}, drawn at random`;
  const closer = of === 0 ? '' : how === 'none' ? '; nothing else was' : `; ${also} ${share}`;
  const etags =
    etagNotComparable === 0
      ? ''
      : `; ${counted(etagNotComparable, 'ETag')} cannot be compared (SSE-KMS or SSE-C): there the other evidence stands alone`;
  return `${every}${closer}${etags}${why === undefined ? '' : `; not everything could be looked at: ${why}`}`;
}

/** What the destination has beside the replicas; empty: nothing. */
export function extraWords({ versions, replicas, others, notLookedAt, deleteMarkers }: ExtraCounts): string {
  const parts = [
    ...(replicas === 0
      ? []
      : [`${counted(replicas, 'replica')} that the source has not, deleted there or of another bucket`]),
    ...(others === 0
      ? []
      : [`${counted(others, 'version')} that ${others === 1 ? 'is no replica' : 'are no replicas'}`]),
    ...(notLookedAt === 0 ? [] : [`${counted(notLookedAt, 'version')} not looked at`]),
    ...(deleteMarkers === 0 ? [] : [counted(deleteMarkers, 'delete marker')]),
  ];
  return versions + deleteMarkers === 0 ? '' : parts.join(', ');
}

function findingLines({ finding, reason, count: amount, meaning, remedy, examples }: Finding): readonly string[] {
  return [
    `  ${count(amount)}  ${finding === reason ? finding : `${finding} (${reason})`}: ${meaning}`,
    `      to do:   ${remedy}`,
    ...(examples.length === 0 ? [] : [`      keys:    ${examples.map(({ key }) => `'${visible(key)}'`).join(', ')}`]),
  ];
}

function comparisonLines(source: string, comparison: Comparison): readonly string[] {
  const { answer, destination, versions, deleteMarkers, extra, evidence, findings } = comparison;
  const head = `'${visible(source)}' -> '${visible(destination)}': ${ANSWER_WORDS[answer]}`;
  if (answer === 'not-compared') return [head, `  ${visible(comparison.reason ?? '')}`];
  const { listed, same, missing, notReplicated } = deleteMarkers;
  const extras = extraWords(extra);
  return [
    head,
    `  ${comparisonSummary(comparison)}`,
    ...(versions.outside === 0 ? [] : [`  ${counted(versions.outside, 'version')} that no rule selects, not compared`]),
    ...(listed === 0
      ? []
      : [
          `  delete markers: ${count(same)} there, ${count(missing)} missing, ${count(notReplicated)} that no rule replicates`,
        ]),
    ...(extras === '' ? [] : [`  only at the destination: ${extras}`]),
    ...findings.flatMap(findingLines),
    `  ${visible(evidenceWords(evidence))}`,
    `  listing of the source       sha256 ${comparison.sourceDigest.sha256} (${counted(comparison.sourceDigest.lines, 'line')})`,
    `  listing of the destination  sha256 ${comparison.destinationDigest.sha256} (${counted(comparison.destinationDigest.lines, 'line')})`,
  ];
}

export function certificateText({ source, comparisons, startedAt, endedAt, listing }: Certificate): string {
  return [
    ...comparisons.flatMap((comparison) => comparisonLines(source.bucket, comparison)),
    `by ${listing} from ${startedAt} to ${endedAt}`,
  ].join('\n');
}
