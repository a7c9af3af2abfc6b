// What became of the objects of a copy, by folder: counts, bytes, requests that were tried again; in bounded memory.
import { describe, expect, it } from '@jest/globals';
import { CopyTally } from '../../../../runner/methods/copy/copy-tally';
import { NOTHING_COPIED } from '../../../../runner/methods/copy/journal/copy-counts';
import { reportText } from '../../../../runner/renderers/text/report-text';
import { OTHER_PREFIXES } from '../../../../runner/text/key-folder';
import { INTERNAL, listed, SLOW_DOWN } from '../../fakes/fake-copying';

const text = (tally: CopyTally, verbose = false): string =>
  reportText(tally.report('copy-0123456789abcdef', '/j', NOTHING_COPIED), verbose);

describe('folders of a copy', () => {
  it('have their objects, bytes, and what was tried again, those that S3 has slowed down first', () => {
    const tally = new CopyTally('f/');
    for (const key of ['f/a/1', 'f/a/2', 'f/b/1', 'f/top']) tally.copied(listed(key, { sizeBytes: 10 }));
    tally.triedAgain('f/b/1', SLOW_DOWN);
    tally.triedAgain('f/b/1', INTERNAL);
    expect(tally.byPrefix()).toEqual([
      { prefix: 'f/b/', succeeded: 1, failed: 0, bytes: 10, retries: 2, slowdowns: 1 },
      { prefix: 'f/a/', succeeded: 2, failed: 0, bytes: 20, retries: 0, slowdowns: 0 },
      { prefix: 'f/', succeeded: 1, failed: 0, bytes: 10, retries: 0, slowdowns: 0 },
    ]);
    expect(text(tally)).toContain("'f/b/'  1 copied (10 B), 2 tried again, 1 slowdown");
  });

  it('are told by nobody where there is one, in which nothing was tried again', () => {
    const tally = new CopyTally('f/');
    tally.copied(listed('f/1'));
    expect(text(tally)).not.toContain('by folder');
  });

  it('are at most a thousand, and the others; twenty are told, and all with --verbose', () => {
    const tally = new CopyTally('');
    for (let number = 0; number < 1_500; number += 1) tally.copied(listed(`${number}/x`));
    const folders = tally.byPrefix();
    expect(folders).toHaveLength(1_001);
    expect(folders[0]).toMatchObject({ prefix: OTHER_PREFIXES, succeeded: 500 });
    expect(text(tally)).toContain('981 more folders: --verbose tells them');
    expect(text(tally, true).split('\n').length).toBeGreaterThan(1_001);
  });
});
