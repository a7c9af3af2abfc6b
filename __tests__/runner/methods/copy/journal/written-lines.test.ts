// A journal on a disk that is full for a while: what was to be written then is written later, and nothing of it is cut off.
import { describe, expect, it } from '@jest/globals';
import { WrittenLines } from '../../../../../runner/methods/copy/journal/written-lines';

/** Takes so many letters of each text. */
class Disk {
  text: string | undefined;
  room = Infinity;

  readonly write = (_name: string, text: string): Promise<boolean> => {
    // Files that are replaced are there whole, or as they were.
    if (this.room >= text.length) this.text = text;
    return Promise.resolve(this.room >= text.length);
  };
  readonly append = (_name: string, text: string): Promise<boolean> => {
    this.text = (this.text ?? '') + text.slice(0, this.room);
    return Promise.resolve(this.room >= text.length);
  };
}

function linesOf(disk: Disk): readonly string[] {
  return (disk.text ?? '').split('\n').filter((line) => line !== '');
}

describe('lines on a full disk', () => {
  it('are there in their order when there is room again, behind what was cut off', async () => {
    const disk = new Disk();
    const lines = new WrittenLines(disk, 'j', ['begin\n']);
    expect(await lines.write()).toBe(true);
    disk.room = 3;
    lines.add('first\n');
    expect(await lines.write('how far 1\n')).toBe(false);
    lines.add('second\n');
    expect(await lines.write('how far 2\n')).toBe(false);
    disk.room = Infinity;
    expect(await lines.write('how far 3\n')).toBe(true);
    expect(linesOf(disk)).toEqual(['begin', 'fir', 'fi', 'first', 'second', 'how far 3']);
  });

  it('begin the file when there is room for the first time', async () => {
    const disk = new Disk();
    disk.room = 0;
    const lines = new WrittenLines(disk, 'j', ['begin\n']);
    expect(await lines.write()).toBe(false);
    lines.add('first\n');
    expect([await lines.write(), disk.text]).toEqual([false, undefined]);
    disk.room = Infinity;
    expect(await lines.write()).toBe(true);
    expect(linesOf(disk)).toEqual(['begin', 'first']);
  });

  it('keep their order where several are written at once', async () => {
    const disk = new Disk();
    const lines = new WrittenLines(disk, 'j', ['begin\n']);
    const all = ['a', 'b', 'c'].map((line) => {
      lines.add(`${line}\n`);
      return lines.write();
    });
    expect(await Promise.all(all)).toEqual([true, true, true]);
    expect(linesOf(disk)).toEqual(['begin', 'a', 'b', 'c']);
  });

  it('that are too many to keep are given up, and that is said from then on', async () => {
    const disk = new Disk();
    const lines = new WrittenLines(disk, 'j', ['begin\n']);
    await lines.write();
    disk.room = 0;
    for (let number = 0; number <= 10_000; number += 1) lines.add('x\n');
    expect([await lines.write(), lines.hasLost]).toEqual([false, true]);
    disk.room = Infinity;
    expect(await lines.write()).toBe(false);
    expect(linesOf(disk)).toHaveLength(10_001);
  });
});
