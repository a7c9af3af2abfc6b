// Pages and Markdown show what keys hold and become nothing of it.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import type { RunnerEvent } from '../../../../runner/events/events';
import { courseChart, barChart } from '../../../../runner/renderers/html/charts';
import { code, html } from '../../../../runner/renderers/html/markup';
import { certificatePage, storyPage } from '../../../../runner/renderers/html/page';
import { eventMarkdown } from '../../../../runner/renderers/markdown/event-markdown';
import { markdownCode, markdownTable, markdownText } from '../../../../runner/renderers/markdown/safe-markdown';
import { visible } from '../../../../runner/text/safe-text';
import { HOSTILE, hostileText } from '../hostile-text';
import { certificateWith, storyWith } from './page-story';

/** Tags of a page, with their attributes' names; texts and values left out. */
function skeleton(page: string): readonly string[] {
  return [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
}

const PLAIN = skeleton(storyPage(storyWith('plain')));
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u;

describe('the page', () => {
  it('has the same elements and attributes whatever the keys are', () => {
    fc.assert(
      fc.property(
        hostileText.filter((key) => key !== '' && key !== 'folder/2024/' && key !== 'folder/2025/'),
        (key) => {
          expect(skeleton(storyPage(storyWith(key)))).toEqual(PLAIN);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('holds no character that could turn its text around or hide in it', () => {
    for (const key of HOSTILE) {
      const page = storyPage(storyWith(key)) + certificatePage(certificateWith(key));
      expect(page.replaceAll('\n', '')).not.toMatch(FORBIDDEN);
    }
  });

  it('loads nothing and runs nothing: no script, no link, no image, no address', () => {
    const page = storyPage(storyWith('folder/a')) + certificatePage(certificateWith('folder/a'));
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|form|base|a)\b/i);
    expect(page).not.toMatch(/\b(src|href|srcset|action|on\w+)\s*=|url\(|@import|https?:/i);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('shows what repairs a wrong answer as lines that can be pasted', () => {
    const page = storyPage(storyWith('<folder>'));
    expect(page).toContain(
      '<pre><code dir="auto">resource &quot;x&quot; &quot;y&quot; {\n  bucket = &quot;&lt;folder&gt;&quot;\n}</code></pre>',
    );
  });

  it('puts texts into templates escaped, and templates as they are', () => {
    expect(html`<b title="${'"\'`'}">${'<&>'}${html`<i>${1}</i>`}${[code('a'), code('b')]}</b>`.text).toBe(
      '<b title="&quot;&#39;&#96;">&lt;&amp;&gt;<i>1</i><code dir="auto">a</code><code dir="auto">b</code></b>',
    );
  });
});

describe('charts', () => {
  it('tell those who do not see them the same numbers', () => {
    const row = {
      label: html`x`,
      parts: [
        { tone: 'good', name: 'same', value: 1200 },
        { tone: 'bad', name: 'missing', value: 3 },
      ],
    } as const;
    expect(barChart('Title', 'what', [row]).text).toContain('aria-label="1,200 same, 3 missing"');
    const point = { atMs: 0, total: 10, succeeded: 0, failed: 0 };
    const chart = courseChart('Title', [point, { ...point, atMs: 1000, succeeded: 7, failed: 2 }], String).text;
    expect(chart).toContain('aria-label="7 succeeded and 2 failed of 10 at the end"');
    expect(chart).toContain('<polygon class="area-good" points="0,100 0.00,100.00 100.00,30.00 100,100" />');
    expect(chart).toContain('<polygon class="area-bad" points="0.00,100.00 100.00,30.00 100.00,10.00 0.00,100.00" />');
  });

  it('are left out where there is nothing to draw', () => {
    expect(barChart('Title', 'what', []).text).toBe('');
    expect(courseChart('Title', [{ atMs: 5, total: 1, succeeded: 1, failed: 0 }], String).text).toBe('');
  });

  it('show fifteen rows and say how many more there are', () => {
    const rows = Array.from({ length: 20 }, (_, index) => ({
      label: html`row ${index}`,
      parts: [{ tone: 'good' as const, name: 'same', value: 1 }],
    }));
    const { text } = barChart('Title', 'what', rows);
    expect(text).toContain('row 14');
    expect(text).not.toContain('row 15');
    expect(text).toContain('and 5 more');
  });
});

describe('Markdown', () => {
  const github = new MarkdownIt({ html: true, linkify: true });

  /** What a reader sees, and the elements that it is shown in. */
  function rendered(markdown: string): { readonly text: string; readonly tags: readonly string[] } {
    const page = github.render(markdown);
    const decode = (text: string): string =>
      text.replace(/&(lt|gt|quot|amp|#\d+);/g, (_, name: string) =>
        name.startsWith('#')
          ? String.fromCodePoint(Number(name.slice(1)))
          : ({ lt: '<', gt: '>', quot: '"', amp: '&' }[name] ?? '?'),
      );
    return {
      text: decode(page.replace(/<[^>]*>/g, '')).trim(),
      tags: [...page.matchAll(/<(\w+)/g)].map(([, tag = '']) => tag),
    };
  }

  it('shows a sentence as it is, wherever it begins', () => {
    fc.assert(
      fc.property(hostileText, (key) => {
        const { text, tags } = rendered(`- ${markdownText(key)}\n`);
        expect(text.replace(/\s+/g, ' ')).toBe(visible(key).trim().replace(/\s+/g, ' '));
        expect(tags).toEqual(['ul', 'li']);
      }),
      { numRuns: 500 },
    );
  });

  it('shows a key as it is, in one cell of a table', () => {
    fc.assert(
      fc.property(hostileText, (key) => {
        const { text, tags } = rendered(markdownTable(['a', 'b'], [[markdownCode(key), 'end']]));
        expect(tags).toEqual(['table', 'thead', 'tr', 'th', 'th', 'tbody', 'tr', 'td', 'code', 'td']);
        expect(text.replace(/\s+/g, ' ')).toBe(`a b ${visible(key)} end`.replace(/\s+/g, ' '));
      }),
      { numRuns: 500 },
    );
  });

  it('has the same elements whatever the keys are, in every result', () => {
    const elements = (key: string): readonly string[] =>
      rendered(
        storyWith(key)
          .events.flatMap((event) => eventMarkdown(event) ?? [])
          .join('\n\n'),
      ).tags;
    const plain = elements('plain');
    for (const key of HOSTILE.filter((one) => one.trim() !== '')) expect(elements(key)).toEqual(plain);
  });

  it('fits into the summary of a CI job: failures with meaning, number, keys, remedy, and whether to try again', () => {
    const report = storyWith('folder/a').events.find(
      (event): event is Extract<RunnerEvent, { kind: 'report' }> => event.kind === 'report',
    );
    if (report === undefined) throw new Error('no report');
    const { text } = rendered(eventMarkdown(report) ?? '');
    expect(text).toContain('DstPutObjectNotPermitted — 2,900');
    expect(text).toContain('To do: allow s3:ReplicateObject on the destination objects');
    expect(text).toContain('Can a new job succeed? yes, after that');
    expect(text).toContain('For example: folder/a, folder/b');
  });
});
