import { describe, expect, it } from '@jest/globals';
import { copyPrefixCheck } from '../../../../runner/checks/copy/copy-prefix';
import { bucketIn } from '../../fakes/fake-world';
import { said } from './copy-checks';

const under = (...prefixes: string[]) => ({ target: { prefixes } });

describe('the prefix of a copy', () => {
  it.each([
    ['has objects', under('folder/'), [/^ok: /]],
    ['is none, of a bucket with objects', under(), [/^ok: /]],
    ['is misspelt', under('foldr/'), [/^wrong: there is no object under 'foldr\/' in 'src'/]],
    ['begins with a slash', under('/folder/'), [/^wrong: /]],
    ['may be empty', { ...under('new/'), run: { allowEmpty: true } }, [/^ok: .*--allow-empty allows/]],
    ['of versions that were chosen one by one', { ...under('x'), run: { choose: () => Promise.resolve([]) } }, []],
  ])('%s', async (_, given, expected) => {
    expect(await said(copyPrefixCheck, given)).toEqual(expected.map((one) => expect.stringMatching(one)));
  });

  it('says nothing of a bucket without objects but that there are none', async () => {
    const change = (world: Parameters<typeof bucketIn>[0]): void => void bucketIn(world, 'src').versions.splice(0);
    expect(await said(copyPrefixCheck, { ...under(), change })).toEqual([
      expect.stringMatching(/^wrong: there is no object under 'src': nothing would be copied$/),
    ]);
  });
});
