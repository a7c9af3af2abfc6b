import { describe, expect, it } from '@jest/globals';
import { Gathered } from '../../../../runner/aws/lean/gathered';

describe('bytes that are gathered', () => {
  it('are those that were added since the place was cleared, however many', () => {
    const gathered = new Gathered();
    for (const letters of [3, 5_000, 200_000]) {
      gathered.clear();
      for (const letter of ['a', 'b']) gathered.add(Buffer.from(letter.repeat(letters)));
      expect(gathered.bytes.toString()).toBe('a'.repeat(letters) + 'b'.repeat(letters));
    }
    gathered.clear();
    expect(gathered.bytes).toHaveLength(0);
  });

  it('do not show in what was copied: they belong to who added them', () => {
    const gathered = new Gathered();
    const read = Buffer.from('one');
    gathered.add(read);
    read.write('two');
    expect(gathered.bytes.toString()).toBe('one');
  });

  it('come in the place of the bytes before, unless that was larger than a page', () => {
    const gathered = new Gathered();
    gathered.add(Buffer.alloc(500_000));
    const { buffer } = gathered.bytes;
    gathered.clear();
    gathered.add(Buffer.alloc(100));
    expect(gathered.bytes.buffer).toBe(buffer);
    gathered.add(Buffer.alloc(2_000_000));
    gathered.clear();
    gathered.add(Buffer.alloc(100));
    expect(gathered.bytes.buffer.byteLength).toBeLessThan(10_000);
  });
});
