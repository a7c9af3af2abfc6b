// What memory shall not hold comes back as it was, or not at all.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it, jest } from '@jest/globals';
import { spill } from '../../../runner/system/spill';

const PARTS = [Buffer.from('first'), Buffer.alloc(0), Buffer.from('the second one'), Buffer.alloc(100_000, 'x')];

it('comes back where the disk takes and gives a few bytes at a time', () => {
  const [write, read] = [fs.writeSync, fs.readSync];
  let calls = 0;
  jest.spyOn(fs, 'writeSync').mockImplementation(((
    file: number,
    bytes: Buffer,
    at: number,
    length: number,
    to: number,
  ) => {
    calls += 1;
    return write(file, bytes, at, Math.min(length, 30_000), to);
  }) as typeof fs.writeSync);
  jest
    .spyOn(fs, 'readSync')
    .mockImplementation(((file: number, into: Buffer, at: number, length: number, from: number) =>
      read(file, into, at, Math.min(length, 7_000), from)) as typeof fs.readSync);
  const shelf = spill(tmpdir(), 0);
  const back = PARTS.map((part) => shelf.keep(part));
  expect(back.map((part) => Buffer.from(part()))).toEqual(PARTS);
  expect(calls).toBeGreaterThan(PARTS.length);
});

it('is an error where it is not there any more, and no other bytes', () => {
  const back = spill(tmpdir(), 0).keep(Buffer.from('a list'));
  jest.spyOn(fs, 'readSync').mockImplementation(() => 0);
  expect(() => back()).toThrow('is not there any more');
});

it.each(['ENOSPC', 'EDQUOT'])(
  'that the disk does not take (%s) is refused, with where there may be more room',
  (code) => {
    jest.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('full'), { code });
    });
    expect(() => spill(tmpdir(), 0).keep(Buffer.from('a list'))).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`does not take what memory shall not hold (${code})`),
        hint: expect.stringContaining('TMPDIR'),
      }),
    );
  },
);
