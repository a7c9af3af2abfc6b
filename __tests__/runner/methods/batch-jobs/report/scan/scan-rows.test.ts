// Rows of one part, as bytes: what is known of each is what its texts come to, however the rows before it began.
import { describe, expect, it } from '@jest/globals';
import { TextReader } from '../../../../../../runner/evidence/packed-texts';
import { rowOf, type ReportRow } from '../../../../../../runner/methods/batch-jobs/report/report-rows';
import { quotedColumns } from '../../../../../../runner/methods/batch-jobs/report/scan/csv-row';
import { rowPrint } from '../../../../../../runner/methods/batch-jobs/report/scan/row-print';
import { RowScanner } from '../../../../../../runner/methods/batch-jobs/report/scan/scan-rows';
import type { RowMemory, ScannedRows } from '../../../../../../runner/methods/batch-jobs/report/scan/scanned-rows';
import { folderOf } from '../../../../../../runner/text/key-folder';

const PREFIX = 'logs/';
const KEYS = [
  ...['logs/a/1', 'logs/a/22', 'logs/a/333', 'logs/a/4 4', 'logs/a/b/5', 'logs/a/long-name-of-an-object.json'],
  ...[
    'logs/1',
    'logs/2',
    'logs/c/3',
    'logs/a',
    'logs/a/',
    'logs/ab/1',
    'logs/ab/2',
    'logs/ab/3',
    'logs/ü/1',
    'logs/ü/2',
  ],
  ...['x/1', 'x/2', 'x/3', 'logs/a/6', 'logs/a/7,8', 'logs/a/9'],
];

function scan(into?: RowMemory): ScannedRows {
  const rows = KEYS.map(
    (key, row) => `src,${encodeURIComponent(key).replaceAll('%2F', '/')},v${row},succeeded,200,,success\n`,
  );
  const failed = ['SlowDown', 'InternalError', 'SlowDown'].map(
    (code, row) => `src,logs/a/f${row},v,failed,503,${code},"no, ""no"""\n`,
  );
  const bytes = Buffer.from([...rows, ...failed].join(''));
  return new RowScanner().scan({ bytes, head: new Uint8Array(0), prefix: PREFIX, isLast: true, ...(into && { into }) });
}

function textsIn(blocks: readonly Uint8Array[]): readonly string[] {
  const texts = new TextReader(blocks);
  const found: string[] = [];
  while (texts.goesOn) found.push(texts.next());
  return found;
}

function shared(rows: number): RowMemory {
  return {
    prints: new Int32Array(new SharedArrayBuffer(rows * 8)),
    folderOf: new Uint32Array(new SharedArrayBuffer(rows * 4)),
  };
}

describe('rows of a part', () => {
  it('have the fingerprint and the folder of their key, whatever the rows before them began with', () => {
    const { prints, folderOf: places, folders } = scan();
    const found = KEYS.map((_, row) => [prints[row * 2], prints[row * 2 + 1], folders[places[row] ?? -1]]);
    const expected = KEYS.map((key, row) => {
      const { low, high } = rowPrint(key, `v${row}`);
      return [low, high, folderOf(key, PREFIX)];
    });
    expect(found).toEqual(expected);
  });

  it('hold what S3 says of failed tasks once for all of which it says the same', () => {
    const { versions, ...failed } = scan().failed;
    expect(textsIn(versions)).toEqual(['logs/a/f0', 'v', 'logs/a/f1', 'v', 'logs/a/f2', 'v']);
    expect(failed).toEqual({
      at: [0, 1, 2].map((row) => KEYS.length + row),
      reasonOf: [0, 1, 0],
      reasons: ['SlowDown', 'InternalError'].map((code) => ({ code, message: 'no, "no"' })),
    });
  });

  it('say what the tail of the row says, whichever way their key is written and however often it came', () => {
    const tails = [
      'failed,503,SlowDown,"a ""b"", c"',
      'failed,SlowDown,503,d',
      'succeeded,200,,"well, well"',
      'failed',
    ];
    const keys = ['logs/a/1', 'logs/a/22', 'logs/a/3%2B3', 'logs/a/4+4', 'logs/%C3%BC', '"logs/a/,5"', 'logs/a/%2'];
    const rows = [...keys, ...keys].flatMap((key) => tails.map((tail) => ({ key, tail })));
    const bytes = Buffer.from(rows.map(({ key, tail }, row) => `src,${key},v${row},${tail}\n`).join(''));
    const { failed, prints, undecoded } = new RowScanner().scan({
      ...{ bytes, head: new Uint8Array(0), prefix: PREFIX, isLast: true },
    });
    const told = rows.flatMap(({ key, tail }, at) => {
      const { succeeded, code, message, ...row } = rowOf([
        ...['src', key.replaceAll('"', ''), `v${at}`],
        ...(quotedColumns(tail) ?? []),
      ]) as ReportRow;
      const { low, high } = rowPrint(row.key, row.versionId);
      expect([prints[at * 2], prints[at * 2 + 1]]).toEqual([low, high]);
      return succeeded ? [] : [{ at, version: [row.key, row.versionId], reason: { code, message } }];
    });
    const { at, versions, reasonOf, reasons } = failed;
    const texts = textsIn(versions);
    const read = at.map((place, row) => ({
      ...{ at: place, version: texts.slice(row * 2, row * 2 + 2), reason: reasons[reasonOf[row] ?? -1] },
    }));
    expect(read).toEqual(told);
    expect([reasons.length, undecoded.count]).toEqual([3, 2 * tails.length]);
  });

  it('that end in tails of which none comes twice, of more kinds than are held, are read all the same', () => {
    const bytes = Buffer.from(
      Array.from({ length: 5_000 }, (_, row) => `src,logs/a/${row},v,failed,500,InternalError,"id ${row}"\n`).join(''),
    );
    const { failed } = new RowScanner().scan({ bytes, head: new Uint8Array(0), prefix: PREFIX, isLast: true });
    expect(failed.reasons.map(({ message }) => message)).toEqual(failed.at.map((row) => `id ${row}`));
  });

  it('go into the memory that is given, and where that is too small into memory of their own', () => {
    const own = scan();
    for (const [rows, isThere] of [
      [KEYS.length + 3, true],
      [KEYS.length + 2, false],
    ] as const) {
      const into = shared(rows);
      const found = scan(into);
      expect([...found.prints]).toEqual([...own.prints]);
      expect([...found.folderOf]).toEqual([...own.folderOf]);
      expect(found.prints.buffer === into.prints.buffer).toBe(isThere);
    }
  });
});
