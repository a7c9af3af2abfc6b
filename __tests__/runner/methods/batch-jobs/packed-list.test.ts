// A list that is kept packed: what is written of it is what was added, and S3 finds the ETag that the job names.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { PackedList, packedText, Shelf } from '../../../../runner/methods/batch-jobs/packed-list';
import { spill } from '../../../../runner/system/spill';

const md5 = (bytes: string | Uint8Array): Buffer => createHash('md5').update(bytes).digest();
const row = (number: number): string =>
  `bucket,folder/year=2026/part-${String(number)}-${md5(String(number)).toString('hex')}.parquet\n`;

it('gives back its rows, in parts, with the digests of all of them', () => {
  const list = new PackedList(new Shelf(), 1_000);
  const rows = Array.from({ length: 100 }, (_, number) => row(number));
  for (const one of rows) list.add(one);
  const parts = [...list.parts()];
  const text = rows.join('');
  expect(Buffer.concat(parts).toString()).toBe(text);
  expect(parts.slice(0, -1).every(({ byteLength }) => byteLength >= 1_000)).toBe(true);
  expect(list.digest).toBe(createHash('sha256').update(text).digest('hex'));
  expect(list.etag).toBe(`${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${String(parts.length)}`);
  expect(list.partCount).toBe(parts.length);
});

it.each(['', 'bucket,a\n'])('has the MD5 as its ETag where one request writes it: %j', (text) => {
  const list = packedText(text);
  expect([list.partCount, list.etag]).toEqual([1, md5(text).toString('hex')]);
});

it('takes less than half of the memory that ordinary keys have, once they are packed', () => {
  const list = new PackedList(new Shelf(), 1024 ** 2);
  const rows = Array.from({ length: 40_000 }, (_, number) => row(number));
  for (const one of rows) list.add(one);
  expect(list.digest).toHaveLength(64);
  expect(list.heldBytes).toBeLessThan(rows.join('').length / 2);
});

it('is the same where only its beginning stays in memory, and the rest is in a file that has no name', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
  const spilled: number[] = [];
  const inFile = spill(folder, 0);
  const shelf = new Shelf({
    inMemoryBytes: 3_000,
    keep(bytes) {
      spilled.push(bytes.byteLength);
      return inFile.keep(bytes);
    },
  });
  const [inMemory, first, second] = [new PackedList(), new PackedList(shelf, 1_000), new PackedList(shelf, 1_000)];
  for (let number = 0; number < 300; number += 1) {
    inMemory.add(row(number));
    first.add(row(number));
    second.add(row(number));
  }
  for (const list of [first, second]) {
    expect(Buffer.concat([...list.parts()])).toEqual(Buffer.concat([...inMemory.parts()]));
    // It is read twice: for its job, and when both sides are compared.
    expect(Buffer.concat([...list.parts()])).toEqual(Buffer.concat([...inMemory.parts()]));
    expect(list.digest).toBe(inMemory.digest);
  }
  expect(first.heldBytes + second.heldBytes - spilled.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(
    3_000,
  );
  expect(spilled.length).toBeGreaterThan(10);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

it('says where there was no room for it', () => {
  const nowhere = path.join(tmpdir(), 's3-backfill-test-that-is-not-there');
  const list = new PackedList(new Shelf(spill(nowhere, 0)), 10);
  expect(() => list.add(row(1))).toThrow(`'${nowhere}', does not take what memory shall not hold (ENOENT)`);
});
