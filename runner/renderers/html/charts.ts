// Charts that need no program: tables with a bar in each row, and a course over time.
import { count } from '../../text/figures';
import { html, NOTHING, type Html } from './markup';

/** What a colour means; the words beside it say the same. */
export type Tone = 'good' | 'bad' | 'wait' | 'other';

export interface Part {
  readonly tone: Tone;
  /** For the legend and for those who do not see the bar. */
  readonly name: string;
  readonly value: number;
}

export interface Row {
  readonly label: Html;
  readonly parts: readonly Part[];
}

const MOST_ROWS = 15;

function percent(value: number): string {
  return `${Math.round(value * 10_000) / 100}%`;
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

/** At least half a percent: what is there can be seen. */
function bar(parts: readonly Part[], longest: number): Html {
  let at = 0;
  const shown = parts.filter(({ value }) => value > 0);
  const words = shown.map(({ name, value }) => `${count(value)} ${name}`).join(', ');
  const pieces = shown.map(({ tone, value }) => {
    const share = Math.max(0.005, value / longest);
    const piece = html`<rect class="fill-${tone}" x="${percent(at)}" y="0" width="${percent(share)}" height="100%" />`;
    at += share;
    return piece;
  });
  return html`<svg class="bar" role="img" aria-label="${words === '' ? 'none' : words}">${pieces}</svg>`;
}

function legend(rows: readonly Row[]): Html {
  const names = new Map(
    rows
      .flatMap(({ parts }) => parts.map(({ name, tone, value }) => [name, { tone, value }] as const))
      .filter(([, { value }]) => value > 0),
  );
  return html`<ul class="legend">
    ${[...names].map(([name, { tone }]) => html`<li><span class="${tone}"></span>${name}</li>`)}
  </ul>`;
}

/**
 * A table with one bar in each row; nothing without rows.
 * @param counted what the numbers are of
 */
export function barChart(title: string, what: string, rows: readonly Row[], counted = 'object versions'): Html {
  if (rows.length === 0) return NOTHING;
  const shown = rows.slice(0, MOST_ROWS);
  const longest = Math.max(1, ...rows.map(({ parts }) => sumOf(parts)));
  const rest = rows.length - shown.length;
  return html`<figure class="chart">
    <table class="bars">
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">${what}</th>
          <th scope="col">share</th>
          <th scope="col" class="number">${counted}</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          ({ label, parts }) =>
            html`<tr>
              <th scope="row">${label}</th>
              <td class="bar">${bar(parts, longest)}</td>
              <td class="number">${count(sumOf(parts))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${legend(rows)}${rest > 0 ? html`<p class="soft">and ${count(rest)} more</p>` : NOTHING}
  </figure>`;
}

/** One moment of a course. */
export interface Point {
  readonly atMs: number;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** Succeeded and failed on top of each other over time, and what there was to do; nothing before two moments. */
export function courseChart(title: string, points: readonly Point[], moment: (ms: number) => string): Html {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return NOTHING;
  const highest = Math.max(1, ...points.map(({ total, succeeded, failed }) => Math.max(total, succeeded + failed)));
  const x = ({ atMs }: Point): string => ((100 * (atMs - first.atMs)) / (last.atMs - first.atMs)).toFixed(2);
  const y = (value: number): string => (100 - (100 * value) / highest).toFixed(2);
  const along = (value: (point: Point) => number, back = false): string =>
    (back ? [...points].reverse() : points).map((point) => `${x(point)},${y(value(point))}`).join(' ');
  const done = (point: Point): number => point.succeeded + point.failed;
  const words = `${count(last.succeeded)} succeeded and ${count(last.failed)} failed of ${count(last.total)} at the end`;
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <div class="axis"><span>${count(highest)} object versions</span></div>
    <svg class="course" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="${words}">
      <polygon class="area-good" points="0,100 ${along(({ succeeded }) => succeeded)} 100,100" />
      <polygon class="area-bad" points="${along(({ succeeded }) => succeeded)} ${along(done, true)}" />
      <polyline class="line-total" points="${along(({ total }) => total)}" />
    </svg>
    <div class="axis"><span>${moment(first.atMs)}</span><span>${moment(last.atMs)}</span></div>
    <ul class="legend">
      <li><span class="good"></span>succeeded</li>
      ${last.failed > 0 ? html`<li><span class="bad"></span>failed</li>` : NOTHING}
      <li><span class="other"></span>in the jobs (dashed)</li>
    </ul>
  </figure>`;
}
