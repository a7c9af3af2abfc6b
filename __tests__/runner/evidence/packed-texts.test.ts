// Texts that are packed are read as they were added, wherever one block ends and the next one begins.
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { PackedTexts, TextReader } from '../../../runner/evidence/packed-texts';

function read(blocks: readonly Uint8Array[]): readonly string[] {
  const reader = new TextReader(blocks);
  const found: string[] = [];
  while (reader.goesOn) found.push(reader.next());
  return found;
}

describe('packed texts', () => {
  it('are read in their order, empty and long ones too', () => {
    const one = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('', '\ufeff\0"', 'x'.repeat(5_000), 'ü'.repeat(300_000)),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), (texts) => {
        const packed = new PackedTexts();
        for (const text of texts) packed.add(text);
        const { blocks } = packed;
        expect(read(blocks)).toEqual(texts);
        expect(read(blocks.length === 0 ? [] : [Buffer.concat(blocks)])).toEqual(texts);
      }),
      { numRuns: 100 },
    );
  });

  it('are what their bytes say, of one place or of two', () => {
    const packed = new PackedTexts();
    packed.addAscii(Buffer.from('a/b/c'), 2, 5);
    packed.addAscii(Buffer.from('a/b/c'), 0, 2, Buffer.from('de'), 1);
    packed.addAscii(Buffer.from('a'), 1, 1);
    expect(read(packed.blocks)).toEqual(['b/c', 'a/d', '']);
  });
});
