/** @group outside */
// The certificate as a value: its schema, its digests, its words.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import type { VersionEntry } from '../../../runner/ports/objects';
import { certificateText } from '../../../runner/renderers/text/certificate-text';
import { CERTIFICATE_SCHEMA } from '../../../runner/verify/certificate-schema';
import { startDigest } from '../../../runner/verify/listing-digest';
import { compareKeys } from '../../../runner/text/key-order';
import { blocksIn, ROOT, textOf } from '../../docs/page';
import { HOSTILE } from '../renderers/hostile-text';
import { certificateWith } from '../renderers/html/page-story';

const SCHEMA = path.join(ROOT, 'schemas', 'certificate.schema.json');
const jsonSchema = (): unknown => JSON.parse(JSON.stringify(z.toJSONSchema(CERTIFICATE_SCHEMA)));

describe('schemas/certificate.schema.json', () => {
  it('is what a certificate is; UPDATE_SCHEMA=1 npx jest certificate.test && npx prettier --write schemas makes it anew', () => {
    if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(SCHEMA, JSON.stringify(jsonSchema(), null, 2));
    expect(JSON.parse(readFileSync(SCHEMA, 'utf8'))).toEqual(jsonSchema());
  });

  it('takes a certificate as it is written, and none with a field that nobody knows', () => {
    const written: unknown = JSON.parse(JSON.stringify(certificateWith('folder/')));
    expect(CERTIFICATE_SCHEMA.safeParse(written).success).toBe(true);
    expect(CERTIFICATE_SCHEMA.safeParse({ ...certificateWith('folder/'), more: 1 }).success).toBe(false);
  });
});

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

describe('the text of a certificate', () => {
  it('says what was found, on what it rests, when, and by which listing', () => {
    const text = certificateText(certificateWith('folder/'));
    expect(text).toContain("'photos-eu' -> 'photos-us': not complete");
    expect(text).toContain('70  missing (never-tried): S3 has never tried to replicate it');
    expect(text).toContain('for 10,000 of 48,134 replicas, drawn at random');
    expect(text).toContain('by ListObjectVersions from 2026-03-01T09:10:00.000Z to 2026-03-01T09:14:21.000Z');
  });

  it('is harmless whatever the keys are', () => {
    for (const key of HOSTILE)
      expect(certificateText(certificateWith(key)).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\u202a-\u202e]/u);
  });
});
