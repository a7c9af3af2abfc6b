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
    ['src', /line 1 has 1 column; three are needed/],
    ['src,k', /line 1 has no version id: it has the columns bucket and key/],
    ['"src","k","v","true","false"', /line 1 has 5 columns; .* name the manifest\.json instead/],
    ['Bucket,Key,VersionId', /line 1 is a header/],
    ['other,k,v', /line 1 is of bucket "other"; the source bucket is 'src'/],
    ['src,,v', /line 1 has no key/],
    ['src,100%,v', /line 1 has the key "100%", which is not URL-encoded/],
    ['src,k,', /line 1 has no version id: write the id, or null/],
    ['src,k,v 1', /line 1 has the version id "v 1", which is none of S3's/],
    ['', /the manifest list\.csv is empty/],
    ['src,"k,v', /the manifest list\.csv is no CSV/],
  ])('of %j is refused', (row, said) => {
    expect(() => read(row)).toThrow(said);
  });

  it('with many wrong rows names five, and says how many more there are', () => {
    expect(() => read(...wrong(5))).toThrow(
      /; line 5 has no version id: write the id, or null for a version from before versioning$/,
    );
    expect(() => read(...wrong(6))).toThrow(/line 5 .*; and 1 more line$/);
    expect(() => read(...wrong(7))).toThrow(/line 5 .*; and 2 more lines$/);
    expect(() => read(...wrong(7))).not.toThrow(/line 6/);
  });
});
