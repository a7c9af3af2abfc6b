// The survey against a bucket of the emulator: what it counts is what a job then takes.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Selection } from '../../../runner/target/selection';
import { group, reasons, startSurveyed, type Surveyed } from './surveyed';

let surveyed: Surveyed;

beforeAll(async () => {
  surveyed = await startSurveyed();
});
afterAll(() => surveyed.end());

describe('a survey of a bucket', () => {
  it('counts what would be copied, and why the rest would not', async () => {
    const survey = await surveyed.counted(['folder/']);
    expect(survey).toMatchObject({ how: 'listing', exact: true, wholeBucket: false });
    // Two versions of plain.txt, instant.bin, deleted.txt below its marker, and the hostile keys.
    expect(survey.copied.versions).toEqual({ value: 9, low: 9, high: 9 });
    expect(reasons(survey)).toEqual({ archived: 1, 'kms-not-opted-in': 1, 'delete-marker': 1 });
    expect(survey.unknown.map(({ reason, versions }) => [reason, versions.value])).toEqual([['sse-c', 1]]);
    expect(survey.total.versions.value).toBe(13);
  });

  it('tells it by folder, class, encryption, status and age', async () => {
    const survey = await surveyed.counted(['folder/']);
    expect(group(survey, 'prefix')).toEqual({ 'folder/': 6, 'folder/x/': 2, 'folder/é/': 1 });
    expect(group(survey, 'storage-class')).toEqual({ STANDARD: 8, GLACIER_IR: 1 });
    expect(group(survey, 'encryption')).toEqual({ 'SSE-S3': 9 });
    expect(group(survey, 'replication-status')).toEqual({ NONE: 9 });
    expect(group(survey, 'age')).toEqual({ 'under 1 day': 9 });
    expect(group(survey, 'version')).toEqual({ current: 7, noncurrent: 2 });
    expect(survey.arriving).toMatchObject([
      { bucket: 'dst', storageClass: 'STANDARD', kms: false, versions: { value: 8 } },
      {
        bucket: 'dst',
        storageClass: 'GLACIER_IR',
        versions: { value: 1 },
        bytes: { value: 5_000, low: 5_000, high: 5_000 },
      },
    ]);
  });

  it('finds the same in every way of counting', async () => {
    const sampled = await surveyed.counted(['']);
    const exact = await surveyed.counted([''], {}, { mode: 'exact' });
    expect({ ...exact, basis: '' }).toEqual({ ...sampled, basis: '' });
    expect(sampled.wholeBucket).toBe(true);
    expect(reasons(sampled)).toMatchObject({ 'outside-rules': 2 });
  });

  it('reads the tags of objects where a rule asks for some', async () => {
    const survey = await surveyed.counted(['tagged/']);
    expect([survey.copied.versions.value, reasons(survey)]).toEqual([1, { 'outside-rules': 1 }]);
  });

  it.each<[string, Selection, number]>([
    ['suffix', { suffix: '.txt' }, 6],
    ['size', { largerThanBytes: 4_000 }, 1],
    ['class', { storageClasses: ['GLACIER_IR'] }, 1],
    ['status', { statuses: ['COMPLETED'] }, 0],
    ['encryption', { encryption: 'SSEKMS' }, 0],
    ['age', { createdBeforeMs: 1 }, 0],
  ])('applies the filter by %s', async (_, selection, expected) => {
    expect((await surveyed.counted(['folder/'], selection)).copied.versions.value).toBe(expected);
  });

  it('tells cost, time and warnings after it, and sends nothing but questions', async () => {
    const before = surveyed.program.running.log.length;
    const kinds = (await surveyed.events(['folder/'])).map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(['survey', 'cost', 'duration']);
    const sent = surveyed.program.running.log
      .slice(before)
      .flatMap((entry) => ('method' in entry ? [entry.method] : []));
    expect(sent.filter((method) => method !== 'GET' && method !== 'HEAD' && method !== 'POST')).toEqual([]);
  });
});
