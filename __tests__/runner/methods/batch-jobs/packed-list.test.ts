// A list that is kept packed: what is written of it is what was added, and S3 finds the ETag that the job names.
import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { PackedList, packedText } from '../../../../runner/methods/batch-jobs/packed-list';

const md5 = (bytes: string | Uint8Array): Buffer => createHash('md5').update(bytes).digest();
const row = (number: number): string =>
  `bucket,folder/year=2026/part-${String(number)}-${md5(String(number)).toString('hex')}.parquet\n`;

it('gives back its rows, in parts, with the digests of all of them', () => {
  const list = new PackedList(1_000);
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
  const list = new PackedList(1024 ** 2);
  const rows = Array.from({ length: 40_000 }, (_, number) => row(number));
  for (const one of rows) list.add(one);
  expect(list.digest).toHaveLength(64);
  expect(list.heldBytes).toBeLessThan(rows.join('').length / 2);
});
