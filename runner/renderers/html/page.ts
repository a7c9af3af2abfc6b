// One self-contained page: it loads nothing, runs nothing, and can be mailed or kept.
import type { ErrorEvent, VerdictEvent } from '../../events/events';
import type { Outcome } from '../../events/exit-code';
import { count } from '../../text/figures';
import { moment } from '../text/transfers-text';
import { eventsOf, type Story } from '../story';
import { ANSWER_WORDS } from '../text/certificate-text';
import type { Certificate } from '../../events/certificate';
import { ANSWER_TONE, certificateSection } from './certificate-section';
import type { Tone } from './charts';
import { code, codeBlock, html, NOTHING, type Html } from './markup';
import { planSection } from './plan-section';
import { progressSection } from './progress-section';
import { reportSections } from './report-sections';
import { STYLE } from './style';
import type { CheckEvent } from '../../events/check-events';

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
  interrupted: 'Interrupted',
};

/** The policy forbids what the page does not do, whatever stands in it. */
function page(title: string, subtitle: string, body: Html): string {
  const head = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<style>${STYLE}</style>
`;
  const rest = html`<title>${title}</title>
    <header>
      <h1>${title}</h1>
      <p class="soft">${subtitle}</p>
    </header>
    <main>${body}</main>
    <footer>Made by s3-backfill. This page loads nothing and runs nothing.</footer>`;
  return `${head}${rest.text.replace('<header>', '</head>\n<body>\n<header>')}\n</body>\n</html>\n`;
}

function verdictSection(verdict: VerdictEvent | undefined, error: ErrorEvent | undefined): Html {
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

const CHECK_WORD: Readonly<Record<CheckEvent['answer'], readonly [Tone, string]>> = {
  ok: ['good', 'ok'],
  wrong: ['bad', 'wrong'],
  'could-not-check': ['wait', 'unsure'],
};

function checksSection(story: Story): Html {
  const checks = eventsOf(story, 'check');
  if (checks.length === 0) return NOTHING;
  const rows = checks.map(({ answer, title, detail, fix, patch }) => {
    const [tone, word] = CHECK_WORD[answer];
    return html`<tr>
      <td><span class="word ${tone}">${word}</span></td>
      <th scope="row">${title}</th>
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

function notesSection(story: Story): Html {
  const notes = [
    ...eventsOf(story, 'nothing-matched').map(({ explanation, hint }) =>
      [explanation, ...(hint === undefined ? [] : [hint])].join('; '),
    ),
    ...eventsOf(story, 'note').map(({ detail }) => detail),
  ];
  if (notes.length === 0) return NOTHING;
  return html`<section aria-labelledby="notes">
    <h2 id="notes">Notes</h2>
    <ul>
      ${notes.map((note) => html`<li>${note}</li>`)}
    </ul>
  </section>`;
}

/** The page of a whole run. */
export function storyPage(story: Story): string {
  const body = html`${verdictSection(eventsOf(story, 'verdict').at(-1), eventsOf(story, 'error').at(-1))}
  ${planSection(story)}${progressSection(story)}${reportSections(eventsOf(story, 'report'))}
  ${eventsOf(story, 'certificate').map(certificateSection)}${checksSection(story)}${notesSection(story)}`;
  return page('Backfill report', `${moment(story.startedMs)} to ${moment(story.endedMs)}`, body);
}

/** The page of a certificate alone. */
export function certificatePage(certificate: Certificate): string {
  const { source, answer, endedAt } = certificate;
  const body = html`<section class="verdict ${ANSWER_TONE[answer]}" aria-label="Verdict">
      <p>
        <strong
          >Replication is
          ${ANSWER_WORDS[answer] === 'could not be compared' ? 'unknown: it could not be compared' : ANSWER_WORDS[answer]}</strong
        >
      </p>
    </section>
    ${certificateSection(certificate)}`;
  return page(`Certificate of replication: ${source.bucket}`, endedAt, body);
}
