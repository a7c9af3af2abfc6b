// What becomes of each pair, by size and ETag, and never by time.
import { describe, expect, it } from '@jest/globals';
import { decide, type Decision } from '../../../../../runner/methods/copy/engine/decide';
import type { Overwrite } from '../../../../../runner/plan/copy-options';
import { listed } from '../../../fakes/fake-copying';

const said = (decision: Decision): string => ('why' in decision ? `${decision.does}: ${decision.why}` : decision.does);
const source = listed('k');

describe('an object', () => {
  it.each<[string, Parameters<typeof listed>[1] | undefined, string, string, string]>([
    // title, destination, never, different, always
    ['that is missing', undefined, 'copy: missing', 'copy: missing', 'copy: missing'],
    ['with the same size and ETag', {}, 'leave: same', 'leave: same', 'copy: asked'],
    ['that is older, and the same', { lastModifiedMs: -5 }, 'leave: same', 'leave: same', 'copy: asked'],
    ['of another size', { sizeBytes: 4 }, 'leave: kept', 'copy: different', 'copy: asked'],
    [
      'of another size with the same ETag',
      { sizeBytes: 4, etag: 'e1' },
      'leave: kept',
      'copy: different',
      'copy: asked',
    ],
    ['of the same size with another ETag', { etag: 'e1-2' }, 'leave: kept', 'look', 'copy: asked'],
  ])('%s is treated as asked', (_title, there, ...expected) => {
    const pair = { rest: 'k', source, ...(there === undefined ? {} : { destination: listed('k', there) }) };
    const overwrites: readonly Overwrite[] = ['never', 'different', 'always'];
    expect(overwrites.map((overwrite) => said(decide(pair, overwrite)))).toEqual(expected);
  });

  it('of no bytes is the same as every other of none', () => {
    const empty = listed('k', { sizeBytes: 0, etag: 'one' });
    const pair = { rest: 'k', source: empty, destination: { ...empty, etag: 'other' } };
    expect(said(decide(pair, 'different'))).toBe('leave: same');
  });

  it('whose ETags nobody has told is looked at', () => {
    const unknown = listed('k', { etag: '' });
    expect(decide({ rest: 'k', source: unknown, destination: unknown }, 'different').does).toBe('look');
  });

  it('that only the destination has is left alone, whatever is asked', () => {
    expect(said(decide({ rest: 'k', destination: source }, 'always'))).toBe('leave: extra');
  });

  it('is written onto nothing, or onto the very object that was listed', () => {
    expect(decide({ rest: 'k', source }, 'never')).toMatchObject({ onto: 'nothing' });
    const destination = listed('k', { sizeBytes: 9, etag: 'there' });
    expect(decide({ rest: 'k', source, destination }, 'different')).toMatchObject({ onto: { etag: 'there' } });
    expect(decide({ rest: 'k', source, destination }, 'always')).toMatchObject({ onto: { etag: 'there' } });
  });
});
