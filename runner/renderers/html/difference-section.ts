// What has changed between two kept comparisons, on the page.
import type { CountedChange, DifferenceEvent, VersionChange } from '../../events/comparisons/difference-event';
import { count } from '../../text/figures';
import type { Tone } from './charts';
import { code, html, NOTHING, type Html } from './markup';
import { keysOf } from './report-sections';

const TONE: Readonly<Record<VersionChange, Tone>> = {
  lost: 'bad',
  changed: 'bad',
  'came-missing': 'bad',
  replicated: 'good',
  'came-replicated': 'good',
  rewritten: 'wait',
  'source-deleted': 'wait',
  'came-extra': 'wait',
  gone: 'other',
  'still-missing': 'bad',
  'still-different': 'bad',
  'still-extra': 'wait',
  'still-same': 'other',
};

function changeArticle({ change, count: amount, meaning, examples }: CountedChange): Html {
  return html`<article class="cause">
    <h3><span>${change}</span><span class="word ${TONE[change]}">${count(amount)}</span></h3>
    <p>${meaning}</p>
    ${
      examples.length === 0
        ? NOTHING
        : html`<dl class="facts">
            <dt>For example</dt>
            <dd>${keysOf(examples.map(({ key }) => key))}</dd>
          </dl>`
    }
  </article>`;
}

function pairPart({ source, destination, since, until, changes }: DifferenceEvent): Html {
  return html`<h3>${code(source)} → ${code(destination)}</h3>
    <p>From ${since} to ${until}, by key, version id, kind and size.</p>
    ${changes.map(changeArticle)}`;
}

export function differenceSection(pairs: readonly DifferenceEvent[]): Html {
  if (pairs.length === 0) return NOTHING;
  return html`<section aria-labelledby="changes">
    <h2 id="changes">What has changed</h2>
    ${pairs.map(pairPart)}
  </section>`;
}
