// What checks and S3 have found, each with what to do.
import type { CheckEvent } from '../../events/check-events';
import { count } from '../../text/figures';
import { eventsOf, type Story } from '../story';
import { findingName } from '../text/checks-text';
import type { Tone } from './charts';
import { code, codeBlock, html, NOTHING, type Html } from './markup';

/** Jobs that S3 gives a reason for, and what to do about each. */
export function stoppedSection(story: Story): Html {
  const stopped = eventsOf(story, 'transfer-ended').filter(({ reasons, advice }) => reasons.length + advice.length > 0);
  if (stopped.length === 0) return NOTHING;
  return html`<section aria-labelledby="stopped">
    <h2 id="stopped">What S3 says of the jobs, and what to do</h2>
    ${stopped.map(
      ({ transferId, status, reasons, advice }) =>
        html`<article class="cause">
          <h3><span>${code(transferId)}</span><span class="word">${status}</span></h3>
          <dl class="facts">
            ${reasons.map(
              ({ code: name, text }) =>
                html`<dt>S3 says</dt>
                  <dd>${code(name === '' ? text : `${name}: ${text}`)}</dd>`,
            )}
            ${advice.map(
              (text) =>
                html`<dt>To do</dt>
                  <dd>${text}</dd>`,
            )}
          </dl>
        </article>`,
    )}
  </section>`;
}

/** What is wrong is read first. */
const GRAVITY: Readonly<Record<CheckEvent['answer'], number>> = { wrong: 0, 'could-not-check': 1, ok: 2 };

const CHECK_WORD: Readonly<Record<CheckEvent['answer'], readonly [Tone, string]>> = {
  ok: ['good', 'ok'],
  wrong: ['bad', 'wrong'],
  'could-not-check': ['wait', 'unsure'],
};

/** Whether a check found something else than that all is right. */
export function foundAmiss(story: Story): boolean {
  return eventsOf(story, 'check').some(({ answer }) => answer !== 'ok');
}

export function checksSection(story: Story): Html {
  const checks = eventsOf(story, 'check');
  if (checks.length === 0) return NOTHING;
  const worstFirst = [...checks].sort((a, b) => GRAVITY[a.answer] - GRAVITY[b.answer]);
  const rows = worstFirst.map((event) => {
    const { answer, detail, fix, patch } = event;
    const [tone, word] = CHECK_WORD[answer];
    return html`<tr>
      <td><span class="word ${tone}">${word}</span></td>
      <th scope="row">${findingName(event)}</th>
      <td>
        ${detail}${fix === undefined ? NOTHING : html`<br />To do: ${fix}`}
        ${patch === undefined ? NOTHING : codeBlock(patch.text)}
      </td>
    </tr>`;
  });
  const amiss = checks.filter(({ answer }) => answer !== 'ok').length;
  const table = html`<table>
    <caption>
      What was checked before anything was sent
    </caption>
    <thead>
      <tr>
        <th scope="col">answer</th>
        <th scope="col">check</th>
        <th scope="col">found</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  return html`<section aria-labelledby="checks">
    <h2 id="checks">Checks</h2>
    ${
      amiss > 0
        ? table
        : html`<details>
            <summary>All ${count(checks.length)} are ok</summary>
            ${table}
          </details>`
    }
  </section>`;
}
