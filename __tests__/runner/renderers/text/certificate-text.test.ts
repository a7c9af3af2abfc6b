import { describe, expect, it } from '@jest/globals';
import { certificateText } from '../../../../runner/renderers/text/certificate-text';
import { HOSTILE } from '../hostile-text';
import { certificateWith } from '../html/page-story';

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
