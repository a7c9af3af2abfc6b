// The numbers of a plan, from nothing to the largest, as people read them.
import { describe, expect, it } from '@jest/globals';
import { costOf } from '../../../../runner/estimate/cost';
import { durationOf } from '../../../../runner/estimate/duration';
import type { SurveyEvent } from '../../../../runner/events/estimate-events';
import { costText, durationOfPlanText, surveyText } from '../../../../runner/renderers/text/estimate-text';
import {
  costMarkdown,
  durationMarkdown,
  surveyMarkdown,
} from '../../../../runner/renderers/markdown/estimate-markdown';
import { surveyOf } from '../../fakes/fake-survey';

const KIB = 1024;
const SIZES: readonly (readonly [title: string, survey: SurveyEvent])[] = [
  ['nothing', surveyOf(0, 0)],
  ['one empty object', surveyOf(1, 0)],
  ['three small objects', surveyOf(3, 40)],
  ['1,500 objects of 4 KiB', surveyOf(1_500, 1_500 * 4 * KIB)],
  ['20 TB in 3 billion objects', surveyOf(3e9, 20e12, { kms: true })],
  ['an estimate', surveyOf({ value: 5_000, low: 10, high: 9_000 }, { value: 1e6, low: 10, high: 3e9 })],
  ['an estimate without an upper bound', surveyOf({ value: 5, low: 1 }, { value: 10, low: 1 })],
];

const cost = (survey: SurveyEvent) =>
  costOf({ survey, jobs: 1, sourceRegion: 'eu-west-1', regionOf: () => 'eu-west-2' });
const text = (survey: SurveyEvent): string =>
  [surveyText(survey), costText(cost(survey)), durationOfPlanText(durationOf({ survey }))].join('\n');
const markdown = (survey: SurveyEvent): string =>
  [surveyMarkdown(survey), costMarkdown(cost(survey)), durationMarkdown(durationOf({ survey }))].join('\n');

describe('the numbers of a plan', () => {
  it.each(SIZES)('are never a range of one value, a fraction of a large unit, or a plural of one: %s', (_, survey) => {
    for (const said of [text(survey), markdown(survey)]) {
      expect(said).not.toMatch(/(?<![\d,.])(\S+(?: \w+)?) to \1(?![\d,.\w])/);
      expect(said).not.toMatch(/(?<![\d,.])0(\.\d+)? [KMGTP]iB/);
      expect(said).not.toMatch(/(?<![\d,.])1 (object versions|requests|tasks|jobs|calls|objects)\b/);
      expect(said).not.toMatch(/NaN|Infinity|undefined|about under|under 1 s to/);
    }
  });

  it('of small copies are told in units that fit, and a time that is no second as such', () => {
    const said = text(surveyOf(3, 40));
    expect(said).toMatch(/transfer from eu-west-1 to eu-west-2 +40 B +\$/);
    expect(said).toMatch(/^Time: under 1 s, by documented quotas/m);
    expect(text(surveyOf({ value: 5, low: 1 }, { value: 10, low: 1 }))).toMatch(/^Time: at best under 1 s, by/m);
    expect(text(surveyOf(1_500, 1_500 * 4 * KIB))).toMatch(/storage of STANDARD in eu-west-2 +5\.9 MiB +\$\S+ \/ GiB/);
  });

  it('of the largest copies keep their order of magnitude', () => {
    const said = text(surveyOf(3e9, 20e12));
    expect(said).toContain('3,000,000,000 object versions, 18 TiB, would be copied');
    expect(said).toMatch(/^ +\$3,000\.00 +object versions in the jobs +3,000,000,000 tasks/m);
    expect(said).toMatch(/^Time: 31 d 13 h to 33 d 10 h/m);
  });

  it('say of no copy at all that it takes no time', () => {
    expect(text(surveyOf(0, 0))).toMatch(/^Time: none: there is nothing to copy$/m);
  });

  it('have what a line leaves out at that line', () => {
    const survey = { ...surveyOf(3, 40), wholeBucket: false };
    const note = 'S3 counts every object of the bucket';
    const lines = text(survey).split('\n');
    const at = lines.findIndex((line) => line.includes('to generate the manifest'));
    expect(lines[at + 1]).toContain(note);
    expect(text(survey).split(note)).toHaveLength(2);
    const row = markdown(survey)
      .split('\n')
      .find((line) => line.includes('to generate the manifest'));
    expect(row).toContain(note);
  });
});
