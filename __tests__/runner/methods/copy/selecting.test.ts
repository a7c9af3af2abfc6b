// Which objects a copy takes: by globs in their order, beside the other filters.
import { describe, expect, it } from '@jest/globals';
import { selecting } from '../../../../runner/methods/copy/selecting';
import type { KeyGlob, Selection } from '../../../../runner/target/selection';
import { listed } from '../../fakes/fake-copying';

const out = (glob: string): KeyGlob => ({ does: 'exclude', glob });
const back = (glob: string): KeyGlob => ({ does: 'include', glob });

/** Of the keys under `folder/`, those that are taken. */
function taken(selection: Selection, rests: readonly string[]): readonly string[] {
  return rests.filter((rest) => selecting(selection)?.(listed(`folder/${rest}`), rest) !== false);
}

describe('globs of a copy', () => {
  const RESTS = ['a.jpg', 'a.tmp', 'b/c.jpg', 'b/c.tmp', 'folder/x'];

  it.each<[string, readonly KeyGlob[], readonly string[]]>([
    ['leave out what matches', [out('*.tmp')], ['a.jpg', 'b/c.jpg', 'folder/x']],
    ['take in again what was left out before', [out('*'), back('*.jpg')], ['a.jpg', 'b/c.jpg']],
    ['are decided by the last that matches', [out('*'), back('*.jpg'), out('b/*')], ['a.jpg']],
    ['leave out what was taken in before', [out('b/*'), back('b/*.jpg'), out('*')], []],
    ['are held against what follows the prefix', [out('folder/*')], ['a.jpg', 'a.tmp', 'b/c.jpg', 'b/c.tmp']],
  ])('%s', (_what, globs, expected) => {
    expect(taken({ globs }, RESTS)).toEqual(expected);
  });

  it('read any key', () => {
    const rests = ['tab\tline\nfeed', '\u{1F600}/x', '**', '[a]', '/', ''];
    expect(taken({ globs: [out('*\n*'), out('\u{1F600}*'), out('[*][*]'), out('[[]a]'), out('[/]')] }, rests)).toEqual([
      '',
    ]);
    expect(taken({ globs: [out('?*')] }, rests)).toEqual(['']);
  });

  it('stand beside the other filters', () => {
    expect(taken({ globs: [out('b/*')], suffix: '.jpg' }, RESTS)).toEqual(['a.jpg']);
    expect(taken({ globs: [out('*.tmp')], match: '^folder/b/' }, RESTS)).toEqual(['b/c.jpg']);
  });
});
