// Completion reports on the page: charts, and each cause with what it means and what to do.
import type { CauseTally, Retriable } from '../../events/report-events';
import type { ReportEvent } from '../../events/report-events';
import { count } from '../../text/figures';
import { AGAIN, unlistedText } from '../report-words';
import { barChart, type Row, type Tone } from './charts';
import { code, html, NOTHING, type Html } from './markup';

const TONE: Readonly<Record<Retriable, Tone>> = {
  now: 'wait',
  'after-remedy': 'bad',
  never: 'other',
  unknown: 'other',
};
const FAILED_NAME: Readonly<Record<Retriable, string>> = {
  now: 'failed: can succeed as things are',
  'after-remedy': 'failed: can succeed after the remedy',
  never: 'failed: a new job cannot help',
  unknown: 'failed: whether a new job helps is not known',
};

/** The causes of several jobs together, most frequent first. */
function together(reports: readonly ReportEvent[]): readonly CauseTally[] {
  const alike = new Map<string, CauseTally>();
  for (const cause of reports.flatMap(({ causes }) => causes)) {
    // One code can have several remedies, since S3's own words name what is missing.
    const name = `${cause.code}\n${cause.remedy}`;
    const known = alike.get(name);
    const examples = [...new Set([...(known?.examples ?? []), ...cause.examples])].slice(0, 5);
    alike.set(name, { ...cause, count: (known?.count ?? 0) + cause.count, examples });
  }
  return [...alike.values()].sort((a, b) => b.count - a.count);
}

export function keysOf(keys: readonly string[]): Html {
  return html`<ul>
    ${keys.map((key) => html`<li>${code(key)}</li>`)}
  </ul>`;
}

function causeArticle(cause: CauseTally): Html {
  const { retriable, message, examples } = cause;
  return html`<article class="cause">
    <h3><span>${code(cause.code)}</span><span class="word bad">${count(cause.count)}</span></h3>
    <p>${cause.meaning}</p>
    <dl class="facts">
      <dt>To do</dt>
      <dd>${cause.remedy}</dd>
      <dt>New job helps</dt>
      <dd>${AGAIN[retriable]}</dd>
      ${
        message === ''
          ? NOTHING
          : html`<dt>S3 says</dt>
              <dd>${code(message)}</dd>`
      }
      ${
        examples.length === 0
          ? NOTHING
          : html`<dt>For example</dt>
              <dd>${keysOf(examples)}</dd>`
      }
    </dl>
  </article>`;
}

function byCause(reports: readonly ReportEvent[], causes: readonly CauseTally[]): Html {
  const succeeded = reports.reduce((sum, report) => sum + report.succeeded, 0);
  const unlisted = reports.reduce((sum, report) => sum + report.unlisted, 0);
  const rows: readonly Row[] = [
    { label: html`replicated`, parts: [{ tone: 'good', name: 'replicated', value: succeeded }] },
    ...causes.map(({ code: name, retriable, count: value }) => ({
      label: code(name),
      parts: [{ tone: TONE[retriable], name: FAILED_NAME[retriable], value }],
    })),
    ...(unlisted === 0
      ? []
      : [{ label: html`not listed`, parts: [{ tone: 'other' as const, name: 'not listed', value: unlisted }] }]),
  ];
  return barChart('Outcome by cause', 'outcome', rows);
}

function byPrefix(reports: readonly ReportEvent[]): Html {
  const folders = new Map<string, { succeeded: number; failed: number }>();
  for (const group of reports.flatMap((report) => report.byPrefix)) {
    const known = folders.get(group.prefix) ?? { succeeded: 0, failed: 0 };
    folders.set(group.prefix, {
      succeeded: known.succeeded + group.succeeded,
      failed: known.failed + group.failed,
    });
  }
  const rows = [...folders].map(([prefix, { succeeded, failed }]) => ({
    label: prefix === '' ? html`no folder` : code(prefix),
    parts: [
      { tone: 'good' as const, name: 'replicated', value: succeeded },
      { tone: 'bad' as const, name: 'failed', value: failed },
    ],
  }));
  return barChart('Outcome by prefix', 'prefix', rows);
}

export function reportSections(reports: readonly ReportEvent[]): Html {
  if (reports.length === 0) return NOTHING;
  const causes = together(reports);
  const outcome = html`<section aria-labelledby="outcome">
    <h2 id="outcome">Outcome</h2>
    ${byCause(reports, causes)}${byPrefix(reports)}
    <details>
      <summary>Completion reports</summary>
      ${reports.map(
        (report) =>
          html`<p>
            ${code(report.transferId)}: ${count(report.succeeded)} succeeded, ${count(report.failed)}
            failed${unlistedText(report)}, ${code(report.location)}
            ${report.doubts.map((doubt) => html`<br />${doubt}`)}
          </p>`,
      )}
    </details>
  </section>`;
  if (causes.length === 0) return outcome;
  return html`<section aria-labelledby="causes">
      <h2 id="causes">Why objects failed, and what to do</h2>
      ${causes.map(causeArticle)}
    </section>
    ${outcome}`;
}
