// A completion report as text: what says the same is said once, and what is rare does not bury what is frequent.
import { describe, expect, it } from '@jest/globals';
import type { CauseTally, ReportEvent } from '../../../../runner/events/report-events';
import { reportText } from '../../../../runner/renderers/text/report-text';
import { fate } from '../../fakes/fake-jobs';
import { runProgram, setup } from '../../fakes/fake-world';

function cause(code: string, changes: Partial<CauseTally> = {}): CauseTally {
  const same = { meaning: 'it may not', remedy: 'allow it', retriable: 'after-remedy' } as const;
  return { code, count: 1, message: 'no', examples: [`${code}/key`], ...same, ...changes };
}

function reportOf(causes: readonly CauseTally[]): ReportEvent {
  const failed = causes.reduce((sum, { count }) => sum + count, 0);
  return {
    kind: 'report',
    transferId: 'j',
    location: 's3://r/m',
    succeeded: 0,
    failed,
    causes,
    unlisted: 0,
    doubts: [],
    byPrefix: [],
  };
}

describe('a report in text', () => {
  it('tells causes with the same meaning and remedy as one, with their numbers together', () => {
    const text = reportText(
      reportOf([cause('A', { count: 3 }), cause('B', { count: 2 }), cause('C', { remedy: 'else' })]),
    );
    expect(text).toContain('  5  A, B: it may not\n');
    expect(text).toContain("keys:    'A/key', 'B/key'\n");
    expect(text).toContain('  1  C: it may not\n');
  });

  it('keeps causes apart whose remedies are the same and whose meanings are not', () => {
    const text = reportText(reportOf([cause('A'), cause('B', { meaning: 'it cannot' })]));
    expect(text).toMatch(/ {2}1 {2}A: it may not\n[^]* {2}1 {2}B: it cannot\n/);
  });

  it('counts what is beyond twenty causes, and tells it with --verbose', () => {
    const report = reportOf(Array.from({ length: 25 }, (_, n) => cause(`C${n}`, { count: 100 - n, meaning: `m${n}` })));
    expect(reportText(report)).toContain(
      '  390  for 5 more causes: --verbose tells them, and --report-file keeps them\n',
    );
    expect(reportText(report)).not.toContain('C20');
    expect(reportText(report, true)).toMatch(/C20: m20[^]*C24: m24/);
    expect(reportText(report, true)).not.toContain('more causes');
  });

  it('of 400 codes that nobody knows is a page, and 400 with --verbose; the event has all of them', async () => {
    const rows = Array.from({ length: 400 }, (_, n) => `folder/${n},v,failed,500,Code${n}x,${'why '.repeat(60)}`);
    const ran = async (...flags: readonly string[]) => {
      const given = setup();
      given.jobs.fates.push(fate({ rows }));
      return runProgram(given, '--retries', '0', '--verify', 'never', ...flags);
    };
    const { stdout } = await ran();
    expect(stdout.length).toBeLessThan(4_000);
    expect(stdout).toContain(
      '  400  Code0x, Code1x, Code2x, Code3x, Code4x and 395 more codes: this version of s3-backfill does not know these codes\n',
    );
    expect((await ran('--verbose')).stdout).toContain("does not know the code 'Code399x'");
    const { events } = await ran('--output', 'json');
    expect(events.find(({ kind }) => kind === 'report')?.['causes']).toHaveLength(400);
  });
});
