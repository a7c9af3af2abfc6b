// Outputs of the program that hold text from outside, and do nothing with it.
import { expect } from '@jest/globals';
import MarkdownIt from 'markdown-it';
import { actedOn } from '../runner/text/log-readers';

const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u;
/** A tag that does something, or has an attribute that does. */
const ACTIVE = /^<(script|img|iframe|object|embed|form|link|base|a)\b|\s(on\w+|src|href)\s*=/i;

export function expectHarmlessText(text: string): void {
  expect(text.replaceAll('\n', '')).not.toMatch(STEERING);
  expect(actedOn(text)).toEqual([]);
  expect(text).not.toMatch(/\$metadata|node_modules|emulator-secret/);
}

function expectNoActiveTag(page: string): void {
  const tags = [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
  expect(tags.filter((tag) => ACTIVE.test(tag))).toEqual([]);
  expect(page).not.toContain('<h1>taken over');
}

function expectHarmlessPage(page: string): void {
  expectHarmlessText(page);
  expectNoActiveTag(page);
}

/** What a page made of the Markdown would hold. */
function expectHarmlessMarkdown(text: string): void {
  expectHarmlessText(text);
  const page = new MarkdownIt({ html: true, linkify: true }).render(text);
  expectNoActiveTag(page);
  expect(page).not.toContain('<!');
  // Where pages are shown, somebody is notified and an issue is linked, except in code.
  expect(page.replace(/<(code|pre)>.*?<\/\1>/gs, '')).not.toMatch(/@octocat|#1\b|GH-1|:smile:/);
}

/** By the value of `--output`, or the ending of a file. */
export const rulesOf: Readonly<Record<string, (text: string) => void>> = {
  text: expectHarmlessText,
  json: (text) => {
    expectHarmlessText(text);
    for (const line of text.trimEnd().split('\n')) JSON.parse(line);
  },
  markdown: expectHarmlessMarkdown,
  html: expectHarmlessPage,
  md: expectHarmlessMarkdown,
};
