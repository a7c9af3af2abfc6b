import { describe, expect, it } from '@jest/globals';
import { certificateText } from '../../../../runner/renderers/text/certificate-text';
import { HOSTILE } from '../hostile-text';
import { certificateMarkdown } from '../../../../runner/renderers/markdown/certificate-markdown';
import { certificatePage } from '../../../../runner/renderers/html/page';
import { certificateWith, copyCertificateWith } from '../html/page-story';

describe('the text of a certificate', () => {
  it('says what was found, on what it rests, when, and by which listing', () => {
    const text = certificateText(certificateWith('folder/'));
    expect(text).toContain("'photos-eu' -> 'photos-us': not complete");
    expect(text).toContain('70  missing (never-tried): S3 has never tried to replicate it');
    expect(text).toContain('for 10,000 of 48,134 replicas, drawn at random');
    expect(text).toContain('by ListObjectVersions from 2026-03-01T09:10:00.000Z to 2026-03-01T09:14:21.000Z');
  });

  it('asks for the comparison of copies where no version has its replica, and others are there', () => {
    const certificate = certificateWith('folder/');
    const hint = '1 version that is no replica (if they were copied, compare them with --method copy)';
    expect(certificateText(certificate)).not.toContain(hint);
    const comparisons = certificate.comparisons.map((one) => ({
      ...one,
      versions: { ...one.versions, compared: 92, same: 0, missing: 92, different: 0, pending: 0 },
    }));
    expect(certificateText({ ...certificate, comparisons })).toContain(hint);
  });

  it('is harmless whatever the keys are', () => {
    for (const key of HOSTILE)
      expect(certificateText(certificateWith(key)).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\u202a-\u202e]/u);
  });
});

describe('the certificate of copies', () => {
  const certificate = copyCertificateWith('folder/');
  const forms = {
    text: certificateText(certificate),
    Markdown: certificateMarkdown(certificate),
    page: certificatePage(certificate),
  };

  it('says on what it rests: what was compared by checksum, by size alone, and not at all', () => {
    expect(forms.text.split('\n')).toEqual([
      "'photos-eu/folder/' -> 'photos-us/copies/folder/': not complete",
      "  48,120 of 48,230 objects are in 'photos-us/copies/folder/', 5 of them compared by size alone: that the bytes are the same is not proven; 92 missing, 18 different",
      '  210 objects that the copy left out, or that were deleted meanwhile, not compared',
      '  only at the destination: 3 objects that the source has not',
      '  92  missing (not-copied): there is no object with its key at the destination',
      '      to do:   copy again',
      "      keys:    'folder/'",
      '  18  different (content): the bytes are others, by checksum or ETag, and as many',
      expect.stringMatching(/^ {6}to do: {3}find out who has written there/),
      "      keys:    'folder/'",
      '  size, ETag and storage class were compared for 48,134 of 48,231 objects, and the others are not there; 13 copies with another ETag, which in parts or under SSE-KMS is no checksum of the bytes: 7 the same by checksum, 5 compared by size alone, for there is no checksum on both sides to compare, 1 not compared, for they may not be looked at; content headers, metadata and tags, not annotations, ACLs, encryption or Object Lock, for 10,000 of 48,134 copies, drawn at random; not everything could be looked at: folder/',
      expect.stringMatching(/^ {2}listing of the source {7}sha256 (3f){32} \(48,452 lines\)$/),
      expect.stringMatching(/^ {2}listing of the destination {2}sha256 /),
      'newest object with newest object, by ListObjectsV2 from 2026-03-01T09:10:00.000Z to 2026-03-01T09:14:21.000Z',
    ]);
  });

  it.each(Object.entries(forms))('says nothing of replicas, rules or delete markers as %s', (_form, said) => {
    expect(said).toContain('ListObjectsV2');
    expect(said).toMatch(/newest object with newest object/);
    expect(said.replace(/<style>[^]*<\/style>/, '')).not.toMatch(
      /replica|\brules?\b|delete marker|pending|object version|version id/i,
    );
  });

  it('of all versions speaks of object versions and delete markers, in every form', () => {
    const comparisons = certificate.comparisons.map((one) => ({
      ...one,
      allVersions: true as const,
      deleteMarkers: { listed: 7, same: 5, missing: 2, notReplicated: 0 },
      extra: { ...one.extra, deleteMarkers: 4 },
    }));
    const versions = {
      ...certificate,
      matched: 'from-the-newest',
      listing: 'ListObjectVersions',
      comparisons,
    } as const;
    const text = certificateText(versions);
    expect(text).toContain('48,120 of 48,230 object versions are in');
    expect(text).toContain('92 missing, 18 different, 2 delete markers missing');
    expect(text).toContain('  delete markers: 5 there, 2 missing\n');
    expect(text).toContain('3 object versions and 4 delete markers that the source has not');
    expect(text).toContain('were compared for 48,134 of 48,231 object versions');
    expect(text).toContain('all versions of each key from the newest down, by ListObjectVersions');
    for (const form of [text, certificateMarkdown(versions), certificatePage(versions)]) {
      expect(form).toContain('all versions of each key from the newest down');
      expect(form.replace(/<style>[^]*<\/style>/, '')).not.toMatch(/replica|\brules?\b|newest object|\d objects\b/i);
    }
    expect(certificateMarkdown(versions)).toContain('Certificate of copying');
    expect(certificateMarkdown(versions)).toMatch(/delete markers: missing *\| *2/);
    expect(certificatePage(versions)).toContain('5 there, 2 missing');
  });

  it('is one of copying, and one of replicas is one of replication', () => {
    expect([forms.Markdown, forms.page].filter((form) => form.includes('Certificate of copying'))).toHaveLength(2);
    expect(certificateMarkdown(certificateWith('folder/'))).toContain('Certificate of replication');
  });

  it('is harmless whatever the keys are', () => {
    for (const key of HOSTILE)
      expect(certificateText(copyCertificateWith(key)).replaceAll('\n', '')).not.toMatch(
        /[\p{Cc}\p{Zl}\u202a-\u202e]/u,
      );
  });
});
