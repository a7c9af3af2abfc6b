// The top of the page: what it is about, and how it ended.
import type { ErrorEvent, VerdictEvent } from '../../events/events';
import type { Outcome } from '../../events/exit-code';
import type { Story } from '../story';
import { headOf } from '../story-head';
import type { Tone } from './charts';
import { code, html, NOTHING, type Html } from './markup';

const TONE_OF: Readonly<Record<Outcome, Tone>> = {
  done: 'good',
  'nothing-to-do': 'good',
  'nothing-found': 'wait',
  'nothing-matched': 'wait',
  'nothing-replicable': 'bad',
  'some-failed': 'bad',
  differs: 'bad',
  'not-compared': 'wait',
  'not-known': 'wait',
  failed: 'bad',
  cancelled: 'bad',
  'still-running': 'wait',
  detached: 'wait',
  'not-begun': 'bad',
  'internal-error': 'bad',
  interrupted: 'wait',
};

const WORDS_OF: Readonly<Record<Outcome, string>> = {
  done: 'Done',
  'nothing-to-do': 'Nothing to do',
  'nothing-found': 'Nothing was found',
  'nothing-matched': 'Nothing matched',
  'nothing-replicable': 'Nothing can be replicated',
  'some-failed': 'Some objects failed',
  differs: 'Source and destination differ',
  'not-compared': 'Could not be compared',
  'not-known': 'What became of the objects is not known',
  failed: 'The job failed',
  cancelled: 'The job was cancelled',
  'still-running': 'Still running',
  detached: 'Running on its own',
  'not-begun': 'Could not begin',
  'internal-error': 'An internal error of s3-backfill',
  interrupted: 'Interrupted',
};

export function headSection(story: Story): Html {
  return html`<section aria-label="About">
    <dl class="facts">
      ${headOf(story).map(
        ({ name, text, isCode }) =>
          html`<dt>${name}</dt>
            <dd>${isCode ? code(text) : html`${text}`}</dd>`,
      )}
    </dl>
  </section>`;
}

export function verdictSection(verdict: VerdictEvent | undefined, error: ErrorEvent | undefined): Html {
  if (error !== undefined)
    return html`<section class="verdict bad" aria-label="Verdict">
      <p><strong>It could not be done</strong> <span class="soft">exit code ${error.exitCode}</span></p>
      <p>${error.message}</p>
      ${error.hint === undefined ? NOTHING : html`<p>To do: ${error.hint}</p>`}
    </section>`;
  if (verdict === undefined)
    return html`<section class="verdict wait" aria-label="Verdict">
      <p><strong>Not ended</strong></p>
    </section>`;
  const { outcome, exitCode, summary, comeBack } = verdict;
  return html`<section class="verdict ${TONE_OF[outcome]}" aria-label="Verdict">
    <p><strong>${WORDS_OF[outcome]}</strong> <span class="soft">exit code ${exitCode}</span></p>
    <p>${summary}</p>
    ${comeBack === undefined ? NOTHING : html`<p>Come back with ${code(comeBack)}</p>`}
  </section>`;
}
