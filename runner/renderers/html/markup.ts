// HTML that cannot be made wrongly: whatever is put into a template is text, unless it is HTML that a template has made.
import { visible } from '../../text/safe-text';

export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escaped(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return visible(part).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
  return part.map(({ text }) => text).join('');
}

/** `html\`<p>${anything}</p>\``: everything in `${}` is escaped; attributes stand in double quotes. */
export function html(template: readonly string[], ...parts: readonly Part[]): Html {
  return new Html(
    template.map((text, index) => text + (index < parts.length ? escaped(parts[index] ?? '') : '')).join(''),
  );
}

export const NOTHING = new Html('');

/** Text of several lines that is to be pasted: as it is; lines that are wider than the page go on below. */
export function codeBlock(text: string): Html {
  return new Html(`<pre><code dir="auto">${text.split('\n').map(escaped).join('\n')}</code></pre>`);
}

/** A key, a bucket, an id: never wider than the page, and its direction ends with it. */
export function code(text: string): Html {
  return html`<code dir="auto">${text}</code>`;
}
