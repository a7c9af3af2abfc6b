// How every backfill of a fleet has ended.
import type { FleetReportEvent } from '../../events/fleet/fleet-events';
import { FLEET_TITLES, fleetCells, isAmiss } from '../text/fleet-text';
import { code, html, NOTHING, type Html } from './markup';

export function fleetSection({ members }: FleetReportEvent): Html {
  const amiss = members.filter(isAmiss);
  return html`<section aria-labelledby="backfills">
    <h2 id="backfills">Backfills</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Backfills">
      <table>
        <thead>
          <tr>
            ${FLEET_TITLES.map((title) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${members.map(
            (row) =>
              html`<tr>
                ${fleetCells(row).map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      amiss.length === 0
        ? NOTHING
        : html`<ul>
            ${amiss.map(
              ({ member, summary = '', comeBack }) =>
                html`<li>
                  ${code(member)}: ${summary}${comeBack === undefined ? NOTHING : html`; it alone: ${code(comeBack)}`}
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}
