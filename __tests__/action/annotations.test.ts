// What GitHub shows of a run beside its log, and how much of it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { annotator } from '../../action/annotations';
import { writeSummary } from '../../action/results';
import type { RunnerEvent } from '../../runner/events/events';

const cause = (code: string): Extract<RunnerEvent, { kind: 'report' }>['causes'][number] => ({
  code,
  count: 3,
  meaning: 'may not,\nsays S3',
  remedy: 'let it: 100%',
  retriable: 'after-remedy',
  message: '',
  examples: [],
});
const report = (codes: readonly string[]): RunnerEvent => ({
  kind: 'report',
  transferId: 'j',
  location: 's3://reports/m',
  succeeded: 0,
  failed: 3,
  unlisted: 0,
  doubts: [],
  causes: codes.map(cause),
  byPrefix: [],
});

describe('an annotation', () => {
  it('is one line, whose text and title end where GitHub reads that they end', () => {
    expect(annotator()(report(['Denied: x, y']))).toBe(
      '::error title=Denied%3A x%2C y%3A 3 failed::may not,%0Asays S3%0Ato do: let it: 100%25\n',
    );
  });

  it('tells of a fleet each backfill that is not green, and warns of those that still run', () => {
    const counts = { state: 'over', total: 0, succeeded: 0, failed: 0 } as const;
    const members = [
      { member: 'good', ...counts, outcome: 'done', exitCode: 0, summary: 'done' },
      { member: 'a:b', ...counts, outcome: 'differs', exitCode: 1, summary: '1 missing', comeBack: 's3-backfill run' },
      { member: 'slow', ...counts, outcome: 'still-running', exitCode: 4, summary: 'it goes on' },
    ] as const;
    expect(annotator()({ kind: 'fleet-report', members }).split('\n')).toEqual([
      '::error title=a%3Ab%3A differs::1 missing%0Ato do: s3-backfill run',
      '::warning title=slow%3A still-running::it goes on',
      '',
    ]);
  });

  it('tells how it ended, however many there were before', () => {
    const annotate = annotator();
    const codes = Array.from({ length: 30 }, (_, index) => `code-${index}`);
    expect(annotate(report(codes)).split('\n').filter(Boolean)).toHaveLength(9);
    const verdict = { outcome: 'some-failed', exitCode: 1, summary: '3 failed', transferIds: [] } as const;
    expect(annotate({ kind: 'verdict', ...verdict })).toBe('::error title=s3-backfill%3A some-failed::3 failed\n');
  });
});

describe('the summary of the job', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is not more than GitHub takes, ends with a whole line, and says where the rest is', () => {
    const file = path.join(folder, 'summary');
    writeSummary(file, 'ä'.repeat(99).concat('\n').repeat(8_000), '/report.md');
    const text = readFileSync(file, 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThan(1024 ** 2);
    const lines = text.trimEnd().split('\n');
    expect(lines.at(-1)).toContain('/report.md');
    expect(lines.slice(0, -2).every((line) => line === 'ä'.repeat(99))).toBe(true);
  });
});
