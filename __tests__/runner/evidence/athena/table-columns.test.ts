// Which column of a table holds which column of an inventory's files: what Athena would find null, or another column, is refused.
import { describe, expect, it } from '@jest/globals';
import { columnsOf } from '../../../../runner/evidence/athena/table-columns';
import type { TableManifest } from '../../../../runner/evidence/tables/table-manifest';

const FILES = ['bucket', 'key', 'version_id', 'is_latest'];
const NAMES = { Bucket: 'bucket', Key: 'key', VersionId: 'version_id', IsLatest: 'is_latest' };
const BY_NAME = { 'serde.param.orc.column.index.access': 'FALSE' };
const BY_PLACE = { 'serde.param.parquet.column.index.access': 'true' };

function read(format: TableManifest['format'], columns: readonly string[], parameters: object = {}): unknown {
  const table = { columns, partitionKeys: ['dt'], location: '', inputFormat: '', parameters: { ...parameters } };
  const files = { location: '', bucket: 'src', madeMs: 0, deliveredTo: '', files: [], sha256: '' };
  return columnsOf(table, { ...files, format, columns: FILES, names: NAMES }, (why) => new Error(why));
}

describe('by their names', () => {
  const named: readonly [TableManifest['format'], object][] = [
    ['Parquet', {}],
    ['ORC', BY_NAME],
  ];
  it.each(named)('%s may have its columns in any order, and more of them', (format, parameters) => {
    expect(read(format, ['is_latest', 'more', 'version_id', 'KEY', 'bucket'], parameters)).toEqual({
      ...NAMES,
      Key: 'KEY',
    });
  });

  it.each(named)('%s needs each that is in the files, as it is spelt there', (format, parameters) => {
    expect(() => read(format, FILES.slice(0, 2), parameters)).toThrow(
      `it has no column 'version_id', 'is_latest', which the files of this inventory have (${format} is read by the names of columns)`,
    );
    expect(() => read(format, ['bucket', 'key', 'versionid', 'is_latest'], parameters)).toThrow("'version_id'");
  });
});

describe('by their places', () => {
  const placed: readonly [TableManifest['format'], object][] = [
    ['CSV', {}],
    ['ORC', {}],
    ['Parquet', BY_PLACE],
  ];
  it.each(placed)('%s may have them spelt otherwise, and more behind them', (format, parameters) => {
    expect(read(format, ['bucket', 'key', 'VersionID', 'islatest', 'more'], parameters)).toEqual({
      ...NAMES,
      VersionId: 'VersionID',
      IsLatest: 'islatest',
    });
  });

  it.each(placed)('%s needs them in the order of the files, and all of them', (format, parameters) => {
    expect(() => read(format, ['bucket', 'version_id', 'key', 'is_latest'], parameters)).toThrow(
      `its column 2 is 'version_id', and in the files of this inventory 'key' (${format} is read by the order of columns)`,
    );
    expect(() => read(format, FILES.slice(0, 3), parameters)).toThrow("its column 4 is '', and in the files");
  });
});
