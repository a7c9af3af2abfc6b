// Keys that something on the way could take for something else.
import type { Kind } from './kinds';

/** Beginnings of the keys of the fixture and of its copies are of this length, so that the longest key has 1,024 bytes on both sides. */
export const PREFIX_BYTES = 4;
const LONGEST_BYTES = 1_024 - PREFIX_BYTES;

const STRANGE = [
  '/leading',
  '//',
  'a//b',
  '.',
  '..',
  './here',
  '../up',
  'a/../b',
  'a/.',
  ' ',
  'a b  c ',
  'plus+sign',
  'plus+and space and %2B and %',
  '%20',
  '%2F%2f',
  'amp&ersand=x',
  'question?versionId=1',
  'hash#fragment',
  'semi;colon,comma:at@',
  '"quoted\'<&>"',
  '\\back\\slash',
  '~tilde*star(paren)!',
  'tab\tline\nfeed\rreturn',
  '\u0001\u001f\u007f',
  '\u001b[31mred',
  '::error::x',
  'grüße/straße',
  'e\u0301 and \u00e9',
  '\u{1F600}/\u{10ffff}',
  '\uffee',
  'k'.repeat(LONGEST_BYTES),
  '世'.repeat(Math.floor(LONGEST_BYTES / 3)),
];

export const KEYS: readonly Kind[] = [
  ...STRANGE.map((key) => ({ key })),
  { key: 'trailing/', sizeBytes: 0 },
  { key: 'trailing-with-content/', sizeBytes: 30 },
  { key: 'parts +%&?/\u{1F600}', parts: [5 * 1024 ** 2, 9] },
];
