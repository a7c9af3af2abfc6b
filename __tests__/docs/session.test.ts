// docs/session.md is what the program says now: it is recorded again, and compared but for what is new in every run.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordSession } from '../../docs/session/record';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { textOf } from './page';

let folder: string;

beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => removeFolder(folder));

/** Without moments, durations, rates, ids and hashes, and without the states that a job happened to be seen in. */
function lasting(page: string): readonly string[] {
  const masked = page
    .replace(/^.*: job [0-9a-f-]{36} (?:New|Preparing|Ready|Active|Completing|Complete|Failing|Failed)\b.*\n/gm, '')
    .replace(/; it was (?:New|Preparing|Ready|Active|Completing|Failing) .*$/gm, '')
    .replace(/[0-9a-f]{8}(?:(?:-|&#45;)[0-9a-f]{4}){3}(?:-|&#45;)[0-9a-f]{12}/g, 'ID')
    .replace(/\b[0-9a-f]{16,64}\b/g, 'HASH')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'MOMENT')
    .replace(/\b[\d,.]+ (?:s|min|h)\b/g, 'DURATION');
  return masked.split('\n');
}

describe('docs/session.md', () => {
  it('shows what the program shows; npm run session records it anew', async () => {
    const recorded = await recordSession(buildRunner(folder), folder);
    expect(lasting(textOf('docs/session.md'))).toEqual(lasting(recorded));
  }, 120_000);

  it('names no place of one machine, and no secret', () => {
    expect(textOf('docs/session.md')).not.toMatch(/\/(?:work|home|root|tmp|Users)\/|127\.0\.0\.1|emulator-secret/);
  });

  it('holds nothing that steers a terminal', () => {
    expect(textOf('docs/session.md').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});
