import { describe, expect, it } from '@jest/globals';
import { warningsOf, type WarningFacts } from '../../../runner/plan/warnings';
import { exactly } from '../../../runner/text/interval';
import { surveyOf } from '../fakes/fake-survey';

const NOW = Date.UTC(2026, 0, 15);
const MINUTE = 60_000;
const found = (changes: Partial<WarningFacts>) => warningsOf({ nowMs: NOW, plannedJobs: 1, notAsked: [], ...changes });
const kinds = (changes: Partial<WarningFacts>): readonly string[] => found(changes).map(({ warning }) => warning);

describe('warnings', () => {
  it('are none where nothing is wrong', () => {
    const survey = { ...surveyOf(10, 10), fromBefore: 3, oldestWithIdMs: NOW - 60 * MINUTE };
    expect(kinds({ survey, activeJobs: 5 })).toEqual([]);
  });

  it('tell of versioning that seems to be minutes old, only when older versions have no id', () => {
    const young = { ...surveyOf(10, 10), fromBefore: 3, oldestWithIdMs: NOW - 14 * MINUTE };
    expect(kinds({ survey: young })).toEqual(['versioning-is-new']);
    expect(kinds({ survey: { ...young, fromBefore: 0 } })).toEqual([]);
    const estimated = { versions: { value: 10, low: 5, high: 20 }, bytes: young.total.bytes };
    expect(kinds({ survey: { ...young, total: estimated } })).toEqual([]);
    expect(kinds({ survey: { ...young, oldestWithIdMs: NOW - 15 * MINUTE } })).toEqual([]);
  });

  it('tell of more than six jobs at once', () => {
    expect(kinds({ activeJobs: 5, plannedJobs: 1 })).toEqual([]);
    expect(kinds({ activeJobs: 6, plannedJobs: 1 })).toEqual(['active-jobs']);
    expect(kinds({ activeJobs: 0, plannedJobs: 7 })).toEqual(['active-jobs']);
  });

  it('tell of more objects than a job takes, if only perhaps', () => {
    expect(kinds({ survey: surveyOf(20e9, 1) })).toEqual([]);
    expect(kinds({ survey: surveyOf({ value: 1e9, low: 1, high: 21e9 }, 1) })).toEqual(['too-many-objects']);
  });

  it.each([
    ['INTELLIGENT_TIERING', 'intelligent-tiering'],
    ['STANDARD_IA', 'retrieval'],
    ['GLACIER_IR', 'retrieval'],
  ])('tell what reading from %s does', (storageClass, warning) => {
    expect(kinds({ survey: surveyOf(10, 1, { storageClass }) })).toEqual([warning]);
  });

  it('tell of no class that nothing is copied from, nor of a folder that has the name of a class', () => {
    const survey = surveyOf(0, 0, { storageClass: 'GLACIER_IR' });
    expect(kinds({ survey })).toEqual([]);
    const copiedBy = [{ by: 'prefix' as const, name: 'GLACIER_IR', versions: exactly(3), bytes: exactly(3) }];
    expect(kinds({ survey: { ...survey, copiedBy } })).toEqual([]);
  });

  it('tell the age of an inventory from a day on', () => {
    const at = (hours: number) => kinds({ survey: { ...surveyOf(1, 1), inventoryMs: NOW - hours * 60 * MINUTE } });
    expect([at(24), at(25)]).toEqual([[], ['old-inventory']]);
  });

  it('tell what could not be asked, and have each a hint', () => {
    const all = found({ notAsked: ['S3 GetBucketLifecycleConfiguration dst: AccessDenied'], activeJobs: 9 });
    expect(all.map(({ warning }) => warning)).toEqual(['active-jobs', 'not-asked']);
    expect(all.filter(({ hint }) => hint === '')).toEqual([]);
  });
});
