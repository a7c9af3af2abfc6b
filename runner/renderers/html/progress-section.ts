// How it went, as the jobs were watched: numbers, the course over time, and each job as S3 counts it.
import { count, duration } from '../../text/figures';
import { moment } from '../text/transfers-text';
import { eventsOf, type Story } from '../story';
import { figures } from './certificate-section';
import { courseChart } from './charts';
import { code, html, NOTHING, type Html } from './markup';

export function progressSection(story: Story): Html {
  const last = story.progress.at(-1);
  if (last === undefined) return NOTHING;
  const seconds = (last.atMs - (story.progress[0]?.atMs ?? last.atMs)) / 1000;
  const done = last.succeeded + last.failed;
  const rows = eventsOf(story, 'transfer-ended').map(
    ({ transferId, prefix, status, total, succeeded, failed, reasons }) =>
      html`<tr>
        <th scope="row">${code(transferId)}</th>
        <td>${prefix === undefined ? html`all keys` : code(prefix)}</td>
        <td>${status}${reasons.map(({ text }) => html`<br />${code(text)}`)}</td>
        <td class="number">${count(succeeded)}</td>
        <td class="number">${count(failed)}</td>
        <td class="number">${count(total)}</td>
      </tr>`,
  );
  return html`<section aria-labelledby="progress">
    <h2 id="progress">Progress</h2>
    ${figures([
      ['in the jobs', count(last.total)],
      ['succeeded', count(last.succeeded)],
      ['failed', count(last.failed)],
      ['watched', duration(seconds)],
      ['objects per second', seconds > 0 ? (done / seconds).toFixed(1) : '–'],
    ])}
    ${courseChart('Progress over time', story.progress, moment)}
    ${
      rows.length === 0
        ? NOTHING
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Jobs">
            <table>
              <caption>
                Jobs, by the counters of S3
              </caption>
              <thead>
                <tr>
                  <th scope="col">job</th>
                  <th scope="col">prefix</th>
                  <th scope="col">status</th>
                  <th scope="col" class="number">succeeded</th>
                  <th scope="col" class="number">failed</th>
                  <th scope="col" class="number">of</th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}
