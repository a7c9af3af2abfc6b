// What the gates take for the worst: everything unknown is copied, to every destination, under SSE-KMS.
import { describe, expect, it } from '@jest/globals';
import type { SurveyEvent } from '../../../runner/events/estimate-events';
import { hasGates, holdGatesByRules, holdWithoutSurvey, type Gates } from '../../../runner/plan/gates';
import type { ReplicationRule } from '../../../runner/ports/s3/replication';
import { exactly } from '../../../runner/text/interval';
import { surveyOf } from '../fakes/fake-survey';
import { rule } from '../fakes/fake-world';

const UNKNOWN: SurveyEvent = {
  ...surveyOf(0, 0),
  unknown: [{ reason: 'sse-c', versions: exactly(1e6), bytes: exactly(0) }],
};

/** Dollars in cents that are enough for the survey, found by halving. */
function costOf(survey: SurveyEvent, rules: readonly ReplicationRule[]): number {
  let [low, high] = [0, 1e6];
  while (high - low > 0.001) {
    const middle = (low + high) / 2;
    const isEnough = passes({ maxCostUsd: middle }, survey, rules);
    [low, high] = isEnough ? [low, middle] : [middle, high];
  }
  return high;
}

function passes(gates: Gates, survey: SurveyEvent, rules: readonly ReplicationRule[] = [rule()]): boolean {
  try {
    holdGatesByRules(gates, survey, rules, { jobs: 1, sourceRegion: 'eu-west-1', regionOf: () => 'eu-west-1' });
    return true;
  } catch {
    return false;
  }
}

describe('what is not known', () => {
  it('arrives once at each destination of an enabled rule', () => {
    const one = costOf(UNKNOWN, [rule()]);
    const another = rule({ id: 'far', destinationBucket: 'far' });
    expect(costOf(UNKNOWN, [rule(), another])).toBeGreaterThan(one * 1.5);
    expect(costOf(UNKNOWN, [rule(), rule({ id: 'same' })])).toBeCloseTo(one, 2);
    expect(costOf(UNKNOWN, [rule(), { ...another, enabled: false }])).toBeCloseTo(one, 2);
  });

  it('arrives in the storage class of the rule, or in STANDARD', () => {
    const standard = costOf(UNKNOWN, [rule()]);
    expect(costOf(UNKNOWN, [rule({ storageClass: 'STANDARD' })])).toBeCloseTo(standard, 2);
    expect(costOf(UNKNOWN, [rule({ storageClass: 'GLACIER_IR' })])).toBeGreaterThan(standard + 1);
  });

  it('is paid as if it were under SSE-KMS', () => {
    const known = (kms: boolean) => costOf({ ...surveyOf(1e6, 0, { kms }) }, [rule()]);
    expect(costOf(UNKNOWN, [rule()])).toBeCloseTo(known(true), 1);
    expect(known(true)).toBeGreaterThan(known(false) + 1);
  });
});

describe('gates', () => {
  it('do not count what is paid every month', () => {
    const stored = surveyOf(1, 1024 ** 4);
    expect(costOf(stored, [rule()])).toBeLessThan(1);
  });

  it('allow as much as they say, and no more', () => {
    expect(passes({ maxObjects: 5 }, surveyOf(5, 1))).toBe(true);
    expect(passes({ maxObjects: 4 }, surveyOf(5, 1))).toBe(false);
  });

  it('cannot be held where nothing was counted, if there are any', () => {
    expect([hasGates({}), hasGates({ maxObjects: 0 }), hasGates({ maxCostUsd: 0 })]).toEqual([false, true, true]);
    expect(() => holdWithoutSurvey({}, 'why')).not.toThrow();
    expect(() => holdWithoutSurvey({ maxObjects: 0 }, 'why')).toThrow('cannot be held: why');
  });
});
