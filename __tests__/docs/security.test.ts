// docs/security.md names for each threat the test that holds it.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT, rowsIn, textOf } from './page';

const HELD_BY = /^`([\w./-]+\.test\.ts)` (.+)$/;
const PAGE = textOf('docs/security.md');
const THREATS = rowsIn(PAGE.slice(PAGE.indexOf('## Threat by threat'), PAGE.indexOf('## What it is made of'))).filter(
  ([threat]) => threat !== 'threat' && threat?.startsWith('---') !== true,
);

describe('each threat of docs/security.md', () => {
  it('is read: there are many', () => {
    expect(THREATS.length).toBeGreaterThan(15);
  });

  it('has a test file, and words of a title in it', () => {
    const wrong = THREATS.filter(([, , held = '']) => {
      const [, file = '', words = ''] = HELD_BY.exec(held) ?? [];
      return !existsSync(path.join(ROOT, '__tests__', file)) || !textOf(`__tests__/${file}`).includes(words);
    });
    expect(wrong).toEqual([]);
  });
});
