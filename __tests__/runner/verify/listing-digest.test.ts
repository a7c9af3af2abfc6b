/** @group outside */
// The digest of a listing is what the Python of the documentation makes of it.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { VersionEntry } from '../../../runner/ports/s3/objects';
import { startDigest } from '../../../runner/verify/listing-digest';
import { compareKeys } from '../../../runner/text/key-order';
import { blocksIn, textOf } from '../../docs/page';
import { HOSTILE } from '../renderers/hostile-text';

describe('the digest of a listing', () => {
  const [script = ''] = blocksIn(textOf('docs/runner.md'), 'python');
  const entry = fc.record({
    key: fc.oneof(
      fc.constantFrom(...HOSTILE.filter((key) => !/\p{Cs}/u.test(key) && key !== '')),
      fc.string({ unit: 'binary', minLength: 1 }),
    ),
    versionId: fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/),
    deleteMarker: fc.boolean(),
  });
  const listing = fc.uniqueArray(entry, { selector: ({ key, versionId }) => `${key} ${versionId}`, maxLength: 30 });

  /** What `aws s3api list-object-versions` prints. */
  function printed(entries: readonly VersionEntry[]): string {
    const shown = ({ key, versionId, sizeBytes, etag }: VersionEntry): object => ({
      Key: key,
      VersionId: versionId,
      Size: sizeBytes,
      ETag: `"${etag}"`,
    });
    return JSON.stringify({
      Versions: entries.filter(({ deleteMarker }) => !deleteMarker).map(shown),
      DeleteMarkers: entries
        .filter(({ deleteMarker }) => deleteMarker)
        .map(({ key, versionId }) => ({ Key: key, VersionId: versionId })),
    });
  }

  it('is what the Python of docs/runner.md makes of the same listing', () => {
    fc.assert(
      fc.property(listing, (all) => {
        const entries = all.map((one): VersionEntry => ({
          ...one,
          latest: false,
          lastModifiedMs: 0,
          storageClass: '',
          ...(one.deleteMarker ? { sizeBytes: 0, etag: '' } : { sizeBytes: 7, etag: 'abc-2' }),
        }));
        const keys = [...new Set(entries.map(({ key }) => key))].sort(compareKeys);
        const digest = startDigest();
        for (const key of keys) digest.add(entries.filter((one) => one.key === key));
        const { sha256, lines } = digest.end();
        const python = execFileSync('python3', ['-c', script], { input: printed(entries), encoding: 'utf8' });
        expect(python.trim()).toBe(`${sha256} ${lines}`);
      }),
      { numRuns: 15 },
    );
  });
});
