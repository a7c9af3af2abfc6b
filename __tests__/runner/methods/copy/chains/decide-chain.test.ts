// What becomes of a chain, by how the destination stands to it.
import { describe, expect, it } from '@jest/globals';
import { decideChain, topOf, type ChainDecision } from '../../../../../runner/methods/copy/chains/decide-chain';
import type { Overwrite } from '../../../../../runner/plan/copy-options';
import type { Alignment } from '../../../../../runner/verify/copies/version-chains/align';

const said = (one: ChainDecision): string => (one.does === 'copy' ? `copy from ${one.from}` : `leave: ${one.why}`);
const aligned = (common: number, older = 0): Alignment => ({ is: 'aligned', common, older });

describe('a chain of three versions', () => {
  it.each<[title: string, alignment: Alignment, never: string, different: string, always: string]>([
    ['of which nothing is there', aligned(0), 'copy from 0', 'copy from 0', 'copy from 0'],
    ['that was begun', aligned(1), 'copy from 1', 'copy from 1', 'copy from 1'],
    ['that is there', aligned(3), 'leave: same', 'leave: same', 'leave: same'],
    ['that was begun over others', aligned(2, 4), 'leave: kept', 'copy from 2', 'copy from 2'],
    ['that is there over others', aligned(3, 1), 'leave: same', 'leave: same', 'leave: same'],
    ['that is not what is there', { is: 'different' }, 'leave: kept', 'leave: different', 'copy from 0'],
    ['that may be what is there', { is: 'unknown' }, 'leave: kept', 'leave: not-comparable', 'copy from 0'],
  ])('%s is treated as asked', (_title, alignment, ...expected) => {
    const overwrites: readonly Overwrite[] = ['never', 'different', 'always'];
    expect(overwrites.map((overwrite) => said(decideChain(3, alignment, overwrite)))).toEqual(expected);
  });

  it('is written onto what is current: nothing, an object, or a delete marker', () => {
    const object = { deleteMarker: false, etag: 'e' };
    const marker = { deleteMarker: true, etag: '' };
    expect(topOf([])).toBe('nothing');
    expect(topOf([marker, object])).toEqual({ etag: 'e' });
    expect(topOf([object, marker])).toBe('marker');
  });
});
