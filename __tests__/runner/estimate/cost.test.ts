import { describe, expect, it } from '@jest/globals';
import { exactly } from '../../../runner/text/interval';
import type { CostEvent, SurveyEvent } from '../../../runner/events/estimate-events';
import type { Estimate } from '../../../runner/text/interval';
import { costOf, type CostInput } from '../../../runner/estimate/cost';
import { parsePrices } from '../../../runner/estimate/price-file';
import { PRICES, priceOf } from '../../../runner/estimate/prices';
import { durationOf } from '../../../runner/estimate/duration';
import { holdGatesByRules } from '../../../runner/plan/gates';
import { rule } from '../fakes/fake-world';
import { surveyOf } from '../fakes/fake-survey';

const TIB = 1024 ** 4;

function input(survey: SurveyEvent, changes: Partial<CostInput> = {}): CostInput {
  return { survey, jobs: 1, sourceRegion: 'eu-west-1', regionOf: () => 'eu-west-2', ...changes };
}

const amounts = ({ lines }: CostEvent): Record<string, number | undefined> =>
  Object.fromEntries(lines.map(({ item, amount }) => [item, amount?.value]));

describe('cost', () => {
  it('of 10 TB in 20 million objects from eu-west-1 to eu-west-2 is that of the worked example', () => {
    const cost = costOf(input(surveyOf(20e6, 10 * TIB)));
    expect(amounts(cost)).toEqual({
      job: 0.25,
      task: 20,
      'manifest-object': expect.closeTo(0.3, 9),
      get: expect.closeTo(8, 9),
      put: expect.closeTo(100, 9),
      transfer: expect.closeTo(204.8, 9),
      'storage-month': expect.closeTo(245.76, 9),
    });
    expect(cost.once.value).toBeCloseTo(333.35, 6);
    expect(cost.monthly.value).toBeCloseTo(245.76, 6);
  });

  it('is quantity times price in every line, bounds included, and the sums are those of the lines', () => {
    const versions: Estimate = { value: 1000, low: 800, high: 1500 };
    const cost = costOf(
      input(surveyOf(versions, { value: 2 * TIB, low: TIB, high: 3 * TIB }, { kms: true }), { jobs: 3 }),
    );
    for (const { quantity, usd = 0, per = 1, amount } of cost.lines) {
      expect(amount?.value).toBeCloseTo((quantity.value * usd) / per, 9);
      expect(amount?.high).toBeCloseTo(((quantity.high ?? NaN) * usd) / per, 9);
    }
    const once = cost.lines.filter(({ paid }) => paid === 'once');
    expect(cost.once.low).toBeCloseTo(
      once.reduce((sum, { amount }) => sum + (amount?.low ?? 0), 0),
      9,
    );
    expect(cost.lines.find(({ item }) => item === 'kms-request')?.quantity.value).toBe(2000);
    expect(cost.lines.find(({ item }) => item === 'job')?.quantity).toEqual(exactly(3));
  });

  it('has no upper bound when the number of versions has none', () => {
    expect(costOf(input(surveyOf({ value: 10, low: 5 }, exactly(1)))).once).not.toHaveProperty('high');
  });

  it('has no line for transfer within a Region, and may be free or not where the Region is not known', () => {
    const survey = surveyOf(10, TIB);
    expect(amounts(costOf(input(survey, { regionOf: () => 'eu-west-1' })))).not.toHaveProperty('transfer');
    const unknown = costOf(input(survey, { regionOf: () => undefined })).lines.find(({ item }) => item === 'transfer');
    expect([unknown?.amount?.low, unknown?.amount?.high]).toEqual([0, expect.closeTo(20.48, 9)]);
  });

  it('generates a manifest of the whole bucket for each job, and says so when the bucket was not counted', () => {
    const line = (wholeBucket: boolean) =>
      costOf(input({ ...surveyOf(10, 1, { total: 500 }), wholeBucket }, { jobs: 2 })).lines.find(
        ({ item }) => item === 'manifest-object',
      );
    expect(line(true)?.quantity.value).toBe(1000);
    expect(line(true)).not.toHaveProperty('note');
    expect(line(false)?.note).toMatch(/every object of the bucket/);
    const chosen = costOf(input({ ...surveyOf(10, 1), how: 'chosen' }));
    expect(amounts(chosen)).not.toHaveProperty('manifest-object');
  });

  it('names what has no price, instead of calling it free', () => {
    const cost = costOf(input(surveyOf(10, TIB, { storageClass: 'GLACIER_IR' })));
    const storage = cost.lines.find(({ item }) => item === 'storage-month');
    expect(storage).not.toHaveProperty('amount');
    expect(cost.lines.find(({ item }) => item === 'put')?.price).toMatchObject({ verified: false, assumed: true });
  });
});

describe('prices', () => {
  it('have each a date, a source and a unit', () => {
    const faulty = PRICES.filter(
      ({ date, source, per, usd }) => !/^\d{4}-\d\d-\d\d$/.test(date) || source === '' || per <= 0 || usd < 0,
    );
    expect(faulty).toEqual([]);
  });

  it('of another Region stand in, and are marked', () => {
    expect(priceOf({ item: 'job', region: 'ap-south-1' })?.origin).toMatchObject({
      region: 'eu-west-1',
      assumed: true,
    });
    expect(priceOf({ item: 'job', region: 'ca-central-1' })?.origin).toMatchObject({
      region: 'ca-central-1',
      assumed: false,
    });
  });

  it('of a transfer are those of the pair of Regions, or those to any other', () => {
    const own = [
      { item: 'transfer' as const, region: 'x', usd: 5, per: 1, date: '2026-01-01', source: 's', verified: true },
      {
        item: 'transfer' as const,
        region: 'x',
        toRegion: 'y',
        usd: 1,
        per: 1,
        date: '2026-01-01',
        source: 's',
        verified: true,
      },
    ];
    expect(priceOf({ item: 'transfer', region: 'x', toRegion: 'y' }, own)?.usd).toBe(1);
    expect(priceOf({ item: 'transfer', region: 'x', toRegion: 'z' }, own)?.usd).toBe(5);
  });

  const file = (price: Record<string, unknown>): string =>
    JSON.stringify({
      version: 1,
      currency: 'USD',
      prices: [{ item: 'task', region: 'eu-west-1', usd: 2, per: 1, date: '2026-01-01', source: 'contract', ...price }],
    });

  it('of a file win over those that are built in', () => {
    const cost = costOf(input(surveyOf(10, 1), { prices: parsePrices(file({}), 'p.json') }));
    expect(amounts(cost)['task']).toBe(20);
  });

  it.each<[string, string, RegExp]>([
    ['is no JSON', '{', /is no JSON/],
    ['has another version', JSON.stringify({ version: 2, currency: 'USD', prices: [] }), /version/],
    ['has an item that nobody pays', file({ item: 'tax' }), /prices\.0\.item/],
    ['has a negative price', file({ usd: -1 }), /prices\.0\.usd/],
    ['has a PUT without a class', file({ item: 'put' }), /put needs a storageClass/],
    ['has a class where there is none', file({ storageClass: 'STANDARD' }), /task has no storageClass/],
    ['has a date that is none', file({ date: 'today' }), /a date like 2026-01-31/],
    ['has a misspelt field', file({ perr: 1 }), /perr/],
  ])('of a file that %s are refused', (_, text, message) => {
    expect(() => parsePrices(text, 'p.json')).toThrow(message);
  });
});

describe('duration', () => {
  it('of 450 GB is an hour of the default bandwidth, at least', () => {
    const { lowSeconds, highSeconds = 0, binds } = durationOf({ survey: surveyOf(10, 450e9) });
    expect([lowSeconds, binds]).toEqual([3600, 'bandwidth']);
    expect(highSeconds).toBeGreaterThanOrEqual(3600);
  });

  it('of many small objects is bound by request rates, and shorter over several folders', () => {
    const one = durationOf({ survey: surveyOf(11e6, 1) });
    const many = durationOf({ survey: surveyOf(11e6, 1, { folders: 10 }) });
    expect([one.binds, one.lowSeconds, many.lowSeconds, many.highSeconds]).toEqual([
      'requests',
      10_000,
      1_000,
      one.highSeconds,
    ]);
  });

  it('counts KMS only where it is asked, and has no upper bound without one of the amounts', () => {
    const quotas = (kms: boolean) => durationOf({ survey: surveyOf(1e6, 1, { kms }) }).terms.map(({ quota }) => quota);
    expect([quotas(false), quotas(true)]).toEqual([
      ['bandwidth', 'requests'],
      ['bandwidth', 'requests', 'kms'],
    ]);
    expect(durationOf({ survey: surveyOf({ value: 5, low: 5 }, 1) })).not.toHaveProperty('highSeconds');
  });
});

describe('gates', () => {
  const hold = (survey: SurveyEvent, gates: { maxCostUsd?: number; maxObjects?: number }) => () =>
    holdGatesByRules(gates, survey, [rule()], { jobs: 1, sourceRegion: 'eu-west-1', regionOf: () => 'eu-west-2' });

  it('let pass what is within them, to the last object and cent', () => {
    expect(hold(surveyOf(100, 0), { maxObjects: 100, maxCostUsd: 0.251 })).not.toThrow();
  });

  it.each<[string, SurveyEvent, { maxCostUsd?: number; maxObjects?: number }, RegExp]>([
    ['more objects', surveyOf(101, 0), { maxObjects: 100 }, /may be 101, and --max-objects allows 100/],
    [
      'what may be more objects',
      surveyOf({ value: 90, low: 80, high: 120 }, 0),
      { maxObjects: 100 },
      /may be up to 120/,
    ],
    ['an unbounded number', surveyOf({ value: 9, low: 8 }, 0), { maxObjects: 100 }, /no upper bound/],
    ['more money', surveyOf(20e6, 10 * TIB), { maxCostUsd: 333 }, /the cost may be \$333\.35/],
    ['what has no price', surveyOf(1, 1, { storageClass: 'NEW_CLASS' }), { maxCostUsd: 333 }, /no price of: PUT/],
  ])('do not let pass %s', (_, survey, gates, message) => {
    expect(hold(survey, gates)).toThrow(message);
  });

  it('count what cannot be said as if it were copied', () => {
    const survey = {
      ...surveyOf(10, 0),
      unknown: [{ reason: 'sse-c' as const, versions: exactly(1e6), bytes: exactly(TIB) }],
    };
    expect(hold(survey, { maxObjects: 999_999 })).toThrow(/1,000,010/);
    expect(hold(survey, { maxCostUsd: 20 })).toThrow(/\$/);
    expect(hold(surveyOf(10, 0), { maxCostUsd: 20 })).not.toThrow();
  });
});
