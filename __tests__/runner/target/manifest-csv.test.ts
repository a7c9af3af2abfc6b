import { describe, expect, it } from '@jest/globals';
import { parseManifest } from '../../../runner/target/manifest-csv';

const read = (...rows: readonly string[]) => parseManifest(rows.join('\n'), 'src', 'list.csv');
const wrong = (count: number): readonly string[] => Array.from({ length: count }, () => 'src,k,');

describe('a manifest', () => {
  it('is read in its order, decoded, past a byte order mark and empty lines', () => {
    expect(read('\ufeffsrc,b%20c,v1', '', 'src,a,null')).toEqual([
      { key: 'b c', versionId: 'v1' },
      { key: 'a', versionId: 'null' },
    ]);
  });

  it.each([
    ['src,k', /row 1 has 2 columns; three are needed/],
    ['Bucket,Key,VersionId', /row 1 is a header/],
    ['other,k,v', /row 1 is of bucket "other"; the source bucket is 'src'/],
    ['src,,v', /row 1 has no key/],
    ['src,100%,v', /row 1 has the key "100%", which is not URL-encoded/],
    ['src,k,', /row 1 has no version id: write the id, or null/],
    ['src,k,v 1', /row 1 has the version id "v 1", which is none of S3's/],
    ['', /the manifest list\.csv is empty/],
    ['src,"k,v', /the manifest list\.csv is no CSV/],
  ])('of %j is refused', (row, said) => {
    expect(() => read(row)).toThrow(said);
  });

  it('with many wrong rows names five, and says how many more there are', () => {
    expect(() => read(...wrong(5))).toThrow(
      /; row 5 has no version id: write the id, or null for a version from before versioning$/,
    );
    expect(() => read(...wrong(6))).toThrow(/row 5 .*; and 1 more row$/);
    expect(() => read(...wrong(7))).toThrow(/row 5 .*; and 2 more rows$/);
    expect(() => read(...wrong(7))).not.toThrow(/row 6/);
  });
});
