// A certificate on the page.
import type { Certificate } from '../../events/certificate';
import type { Comparison, ComparisonAnswer } from '../../events/comparisons/comparison';
import type { ComparedGroup, Finding } from '../../events/comparisons/finding';
import { count, counted } from '../../text/figures';
import { bytes } from '../../text/interval-figures';
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
  markerWords,
  matchedWords,
  ofCopies,
  outsideWords,
} from '../text/certificate-text';
import { tableWords } from '../text/tables-text';
import { barChart, type Row, type Tone } from './charts';
import { code, html, NOTHING, type Html } from './markup';
import { keysOf } from './report-sections';

export const ANSWER_TONE: Readonly<Record<ComparisonAnswer, Tone>> = {
  complete: 'good',
  incomplete: 'bad',
  pending: 'wait',
  'not-compared': 'other',
};

function rowOf(label: Html, { same, missing, different, pending }: Omit<ComparedGroup, 'name' | 'bytes'>): Row {
  return {
    label,
    parts: [
      { tone: 'good', name: 'same', value: same },
      { tone: 'bad', name: 'missing or different', value: missing + different },
      { tone: 'wait', name: 'pending', value: pending },
    ],
  };
}

/** What is amiss first, then the largest. */
function worstFirst(groups: readonly ComparedGroup[]): readonly ComparedGroup[] {
  const amiss = ({ missing, different, pending }: ComparedGroup): number => missing + different + pending;
  return [...groups].sort((a, b) => amiss(b) - amiss(a) || b.same - a.same);
}

export function figures(pairs: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl class="figures">
    ${pairs.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function findingArticle({ finding, reason, count: amount, meaning, remedy, examples }: Finding): Html {
  return html`<article class="cause">
    <h3>
      <span>${finding === reason ? finding : `${finding}: ${reason}`}</span>
      <span class="word ${finding === 'pending' ? 'wait' : 'bad'}">${count(amount)}</span>
    </h3>
    <p>${meaning}</p>
    <dl class="facts">
      <dt>To do</dt>
      <dd>${remedy}</dd>
      ${
        examples.length === 0
          ? NOTHING
          : html`<dt>For example</dt>
              <dd>${keysOf(examples.map(({ key }) => key))}</dd>`
      }
    </dl>
  </article>`;
}

function factsOf(comparison: Comparison): Html {
  const { versions, deleteMarkers, evidence, ruleIds, listed } = comparison;
  const extras = extraWords(comparison);
  const facts: readonly (readonly [name: string, value: string | Html])[] = [
    ...(isOfCopies(comparison)
      ? []
      : [
          [
            'Rules',
            ruleIds.length === 0 ? 'none: the bucket was named' : html`${ruleIds.map((id) => html`${code(id)} `)}`,
          ] as const,
        ]),
    ['Listed', html`${listed.map((prefix) => (prefix === '' ? html`every key` : html`${code(prefix)} `))}`],
    ['Evidence', evidenceWords(comparison)],
    ...(evidence.statuses.length === 0
      ? []
      : [
          [
            'Status at the source',
            evidence.statuses.map(({ status, count: n }) => `${count(n)} ${status}`).join(', '),
          ] as const,
        ]),
    ...(versions.outside === 0 ? [] : [['Not compared', outsideWords(comparison)] as const]),
    ...(deleteMarkers.listed === 0 ? [] : [['Delete markers', markerWords(comparison)] as const]),
    ...(extras === '' ? [] : [['Only at the destination', extras] as const]),
    ...tableWords(comparison).map((words) => ['Read', words] as const),
  ];
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function digests({ sourceDigest, destinationDigest }: Comparison): Html {
  return html`<details>
    <summary>What was read: SHA-256 of the listings</summary>
    <dl class="facts digest">
      <dt>source</dt>
      <dd>${code(sourceDigest.sha256)}, ${counted(sourceDigest.lines, 'line')}</dd>
      <dt>destination</dt>
      <dd>${code(destinationDigest.sha256)}, ${counted(destinationDigest.lines, 'line')}</dd>
    </dl>
  </details>`;
}

function comparisonPart(source: string, comparison: Comparison): Html {
  const { answer, versions, findings } = comparison;
  const copies = isOfCopies(comparison);
  const title = html`<h3>
    ${code(sourceOf(source, comparison))} → ${code(destinationOf(comparison))}:
    <span class="word ${ANSWER_TONE[answer]}">${ANSWER_WORDS[answer]}</span>
  </h3>`;
  if (answer === 'not-compared')
    return html`${title}
      <p>${code(comparison.reason ?? '')}</p>
      ${tableWords(comparison).map((words) => html`<p>${words}</p>`)}`;
  return html`${title}
    <p>${comparisonSummary(comparison)}</p>
    ${figures([
      ['compared', count(versions.compared)],
      ['same', count(versions.same)],
      ['missing', count(versions.missing)],
      ['different', count(versions.different)],
      ...(copies ? [] : [['pending', count(versions.pending)] as const]),
      ['size', bytes(versions.bytes)],
    ])}
    ${findings.map(findingArticle)}
    ${barChart(
      `${copies ? 'Copies' : 'Replicas'} by prefix`,
      'prefix',
      worstFirst(comparison.byPrefix).map((group) =>
        rowOf(group.name === '' ? html`no folder` : code(group.name), group),
      ),
      nounOf(comparison) === 'object' ? 'objects' : undefined,
    )}
    ${barChart(
      `${copies ? 'Copies' : 'Replicas'} by storage class`,
      'storage class of the source',
      worstFirst(comparison.byClass).map((group) => rowOf(code(group.name), group)),
      nounOf(comparison) === 'object' ? 'objects' : undefined,
    )}
    ${factsOf(comparison)}${digests(comparison)}`;
}

export function certificateTitle(certificate: Certificate): string {
  return `Certificate of ${ofCopies(certificate) ? 'copying' : 'replication'}`;
}

export function certificateSection(certificate: Certificate): Html {
  const { source, prefixes, listing, startedAt, endedAt, comparisons, kept } = certificate;
  const chosen = chosenWords(certificate);
  const copies = ofCopies(certificate);
  const matched = matchedWords(certificate);
  const asked = endpointWords(certificate);
  const all =
    prefixes.length === 0
      ? html`${copies ? 'every key' : 'every key that the enabled rules cover'}`
      : html`${prefixes.map((one) => html`${code(one)} `)}`;
  const what = chosen === '' ? all : html`${chosen}`;
  return html`<section aria-labelledby="certificate">
    <h2 id="certificate">${certificateTitle(certificate)}</h2>
    <dl class="facts">
      <dt>Source</dt>
      <dd>${code(source.bucket)} in ${source.region}, account ${source.accountId}</dd>
      <dt>What</dt>
      <dd>${what}</dd>
      <dt>When</dt>
      <dd>${startedAt} to ${endedAt}</dd>
      <dt>By</dt>
      <dd>${listingWords(listing)} of both sides at that time${matched === undefined ? '' : `, ${matched}`}</dd>
      ${
        asked === undefined
          ? []
          : html`<dt>S3 was asked</dt>
              <dd>${asked}</dd>`
      }
      ${
        kept === undefined
          ? []
          : html`<dt>Kept evidence</dt>
              <dd>${keptWords(kept)}; evidence.json has SHA-256 ${code(kept.sha256)}</dd>`
      }
    </dl>
    ${comparisons.map((comparison) => comparisonPart(source.bucket, comparison))}
  </section>`;
}
