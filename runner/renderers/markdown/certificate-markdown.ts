// A certificate in Markdown.
import type { Certificate } from '../../events/certificate';
import type { Comparison } from '../../events/comparisons/comparison';
import type { Finding } from '../../events/comparisons/finding';
import { count, counted } from '../../text/figures';
import {
  comparisonSummary,
  destinationOf,
  endpointWords,
  isOfCopies,
  nounOf,
  sourceOf,
} from '../../events/certificate-summary';
import {
  ANSWER_WORDS,
  chosenWords,
  evidenceWords,
  extraWords,
  keptWords,
  listingWords,
  matchedWords,
  ofCopies,
} from '../text/certificate-text';
import { tableWords } from '../text/tables-text';
import { markdownCode, markdownTable, markdownText } from './safe-markdown';

function findingSection({ finding, reason, count: amount, meaning, remedy, examples }: Finding): string {
  return [
    `#### ${finding === reason ? finding : `${finding}: ${markdownText(reason)}`} — ${count(amount)}`,
    '',
    `- ${markdownText(meaning)}`,
    `- **To do:** ${markdownText(remedy)}`,
    ...(examples.length === 0 ? [] : [`- **For example:** ${examples.map(({ key }) => markdownCode(key)).join(', ')}`]),
  ].join('\n');
}

function comparisonSection(source: string, comparison: Comparison): string {
  const { answer, versions, deleteMarkers, findings } = comparison;
  const copies = isOfCopies(comparison);
  const title = `### ${markdownCode(sourceOf(source, comparison))} → ${markdownCode(destinationOf(comparison))}: ${ANSWER_WORDS[answer]}`;
  if (answer === 'not-compared')
    return [title, markdownCode(comparison.reason ?? ''), ...tableWords(comparison).map(markdownText)].join('\n\n');
  const counts: readonly (readonly [string, number])[] = [
    ['compared', versions.compared],
    ['same', versions.same],
    ['missing', versions.missing],
    ['different', versions.different],
  ];
  const rows: readonly (readonly [string, number])[] = copies
    ? [
        ...counts,
        ['left out by the copy, or deleted meanwhile', versions.outside],
        ...(comparison.allVersions === true
          ? ([
              ['delete markers: there', deleteMarkers.same],
              ['delete markers: missing', deleteMarkers.missing],
            ] as const)
          : []),
      ]
    : [
        ...counts,
        ['pending', versions.pending],
        ['selected by no rule, not compared', versions.outside],
        ['delete markers: there', deleteMarkers.same],
        ['delete markers: missing', deleteMarkers.missing],
        ['delete markers: replicated by no rule', deleteMarkers.notReplicated],
      ];
  const extras = extraWords(comparison);
  return [
    title,
    '',
    markdownText(comparisonSummary(comparison)),
    '',
    markdownTable(
      [nounOf(comparison) === 'object' ? 'newest objects of the source' : 'object versions of the source', 'number'],
      rows.map(([name, value]) => [name, count(value)]),
      [1],
    ),
    ...findings.flatMap((finding) => ['', findingSection(finding)]),
    ...(extras === '' ? [] : ['', `Only at the destination: ${markdownText(extras)}.`]),
    '',
    `Evidence: ${markdownText(evidenceWords(comparison))}.`,
    ...tableWords(comparison).map((words) => `\n${markdownText(words)}.`),
    '',
    markdownTable(
      ['listing', 'lines', 'SHA-256'],
      [
        ['source', count(comparison.sourceDigest.lines), markdownCode(comparison.sourceDigest.sha256)],
        ['destination', count(comparison.destinationDigest.lines), markdownCode(comparison.destinationDigest.sha256)],
      ],
      [1],
    ),
  ].join('\n');
}

export function certificateMarkdown(certificate: Certificate): string {
  const { source, prefixes, comparisons, startedAt, endedAt, listing, answer, kept } = certificate;
  const chosen = chosenWords(certificate);
  const copies = ofCopies(certificate);
  const matched = matchedWords(certificate);
  const asked = endpointWords(certificate);
  const every = copies ? 'every key' : 'every key that the enabled rules cover';
  const all = prefixes.length === 0 ? every : prefixes.map(markdownCode).join(', ');
  const what = chosen === '' ? all : chosen;
  return [
    `## Certificate of ${copies ? 'copying' : 'replication'}: ${ANSWER_WORDS[answer]}`,
    '',
    `Source ${markdownCode(source.bucket)} (account ${markdownText(source.accountId)}, ${markdownText(source.region)}), ${what}; ` +
      `${counted(comparisons.length, 'destination')}; ${matched === undefined ? '' : `${matched}, `}by ${listingWords(listing)} from ${markdownText(startedAt)} to ${markdownText(endedAt)}.`,
    ...comparisons.flatMap((comparison) => ['', comparisonSection(source.bucket, comparison)]),
    ...(asked === undefined ? [] : ['', `S3 was asked ${markdownText(asked)}.`]),
    ...(kept === undefined
      ? []
      : ['', `Kept evidence: ${keptWords(kept)}; evidence.json has SHA-256 ${markdownCode(kept.sha256)}.`]),
  ].join('\n');
}
