// One self-contained page: it loads nothing, runs nothing, and can be mailed or kept.
import type { Certificate } from '../../events/certificate';
import { eventsOf, type Story } from '../story';
import { hasFailed } from '../story-head';
import { ANSWER_WORDS, ofCopies } from '../text/certificate-text';
import { routeText } from '../text/route-text';
import { moment } from '../text/transfers-text';
import { ANSWER_TONE, certificateSection, certificateTitle } from './certificate-section';
import { checksSection, foundAmiss, stoppedSection } from './checks-section';
import { differenceSection } from './difference-section';
import { fleetSection } from './fleet-section';
import { headSection, verdictSection } from './head-section';
import { html, NOTHING, type Html } from './markup';
import { planSection } from './plan-section';
import { progressSection } from './progress-section';
import { reportSections } from './report-sections';
import { STYLE } from './style';

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

function notesSection(story: Story): Html {
  const notes = [
    ...eventsOf(story, 'nothing-matched').map(({ explanation, hint }) =>
      [explanation, ...(hint === undefined ? [] : [hint])].join('; '),
    ),
    ...eventsOf(story, 'route').map(routeText),
    ...eventsOf(story, 'deletion').map(({ detail }) => detail),
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

/** The page of a whole run: why it failed, if it has, and then how it went. */
export function storyPage(story: Story): string {
  const checks = checksSection(story);
  const course = html`${planSection(story)}${progressSection(story)}`;
  const found = html`${stoppedSection(story)}${reportSections(eventsOf(story, 'report'))}
  ${eventsOf(story, 'certificate').map(certificateSection)}${differenceSection(eventsOf(story, 'difference'))}`;
  const fleet = html`${eventsOf(story, 'fleet-report').map(fleetSection)}`;
  const inOrder = hasFailed(story)
    ? html`${foundAmiss(story) ? html`${checks}${found}${course}` : html`${found}${course}${checks}`}`
    : html`${course}${found}${checks}`;
  const body = html`${headSection(story)}
  ${verdictSection(eventsOf(story, 'verdict').at(-1), eventsOf(story, 'error').at(-1))}
  ${fleet}${inOrder}${notesSection(story)}`;
  return page('Backfill report', `${moment(story.startedMs)} to ${moment(story.endedMs)}`, body);
}

/** The page of a certificate alone. */
export function certificatePage(certificate: Certificate): string {
  const { source, answer, endedAt } = certificate;
  const body = html`<section class="verdict ${ANSWER_TONE[answer]}" aria-label="Verdict">
      <p>
        <strong
          >${ofCopies(certificate) ? 'Copying' : 'Replication'} is
          ${answer === 'not-compared' ? 'not known: it was not compared' : ANSWER_WORDS[answer]}</strong
        >
      </p>
    </section>
    ${certificateSection(certificate)}`;
  return page(`${certificateTitle(certificate)}: ${source.bucket}`, endedAt, body);
}
