// What a plan has estimated: what would be copied, by prefix and class, what not, money, time and warnings.
import type { Dimension, SurveyEvent } from '../../events/estimate-events';
import { dollars, estimated } from '../../text/interval-figures';
import { amountCells, durationText, notedCostRow, REASON, surveyHeading, UNKNOWN, type Row } from '../estimate-words';
import { eventsOf, type Story } from '../story';
import { barChart } from './charts';
import { code, html, NOTHING, type Html } from './markup';

function table(caption: string, titles: Row, rows: readonly Row[], numbers: number): Html {
  if (rows.length === 0) return NOTHING;
  const isNumber = (column: number): boolean => column < numbers;
  return html`<figure>
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}">
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${titles.map((title, column) => html`<th scope="col" class="${isNumber(column) ? 'number' : 'text'}">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell, column) => html`<td class="${isNumber(column) ? 'number' : 'text'}">${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}

function copiedChart(title: string, what: string, { copiedBy }: SurveyEvent, by: Dimension): Html {
  const rows = copiedBy
    .filter((group) => group.by === by)
    .map(({ name, versions }) => ({
      label: name === '' ? html`no folder` : code(name),
      parts: [{ tone: 'good' as const, name: 'to copy', value: versions.value }],
    }));
  return barChart(title, what, rows);
}

function surveyPart(survey: SurveyEvent): Html {
  const left: readonly Row[] = [
    ...survey.notCopied.map((one) => [...amountCells(one), REASON[one.reason]]),
    ...survey.unknown.map((one) => [...amountCells(one), UNKNOWN[one.reason]]),
  ];
  return html`<p>${surveyHeading(survey)}</p>
    <p class="soft">${survey.basis}</p>
    ${copiedChart('To copy, by prefix', 'prefix', survey, 'prefix')}
    ${copiedChart('To copy, by storage class', 'storage class', survey, 'storage-class')}
    ${table('Not copied, or not certain', ['object versions', 'size', 'why'], left, 2)}`;
}

/** Nothing where no plan was estimated. */
export function planSection(story: Story): Html {
  const surveys = eventsOf(story, 'survey');
  const costs = eventsOf(story, 'cost');
  const durations = eventsOf(story, 'duration');
  const warnings = eventsOf(story, 'warning');
  if (surveys.length + costs.length + durations.length + warnings.length === 0) return NOTHING;
  return html`<section aria-labelledby="plan">
    <h2 id="plan">Plan</h2>
    ${warnings.map(
      ({ detail, hint }) =>
        html`<p><span class="word wait">Warning</span> ${detail} <span class="soft">To do: ${hint}</span></p>`,
    )}
    ${surveys.map(surveyPart)}
    ${costs.map(
      ({ lines, once, monthly, currency }) =>
        html`<p>Cost in ${currency}: ${estimated(once, dollars)} once, ${estimated(monthly, dollars)} a month</p>
          ${table('Cost, line by line', ['amount', 'what', 'quantity', 'price'], lines.map(notedCostRow), 1)}`,
    )}
    ${durations.map((event) => html`<p>Time: ${durationText(event)}</p>`)}
  </section>`;
}
