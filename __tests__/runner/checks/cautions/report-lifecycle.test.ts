// Lifecycle rules that take reports away before somebody has read them.
import { describe, expect, it } from '@jest/globals';
import { START_MS } from '../../fakes/fake-clock';
import type { LifecycleRule } from '../../../../runner/ports/s3/lifecycle-rule';
import { holding, program } from '../../fakes/fake-world';

const DAY_MS = 86_400_000;

async function told(verb: string, changes: Partial<LifecycleRule>): Promise<readonly string[]> {
  const given = holding({ key: 'folder/a' });
  const whole = { id: 'tidy', enabled: true, filter: { prefix: '', tags: {} }, moves: [], movesNoncurrent: [] };
  given.lifecycles.set('reports', [{ ...whole, ...changes }]);
  const { events } = await program(given, verb, '--outputs', 'outputs.json', '--output', 'json');
  return events.filter(({ warning }) => warning === 'report-lifecycle').map(({ detail }) => String(detail));
}

describe('a lifecycle rule of the report bucket', () => {
  it.each<[string, Partial<LifecycleRule>, string]>([
    ['expires reports', { expires: { days: 1 } }, 'expires reports 1 day after they were created'],
    ['expires reports on a day', { expires: { atMs: START_MS + 3 * DAY_MS } }, 'expires reports on '],
    ['archives reports', { moves: [{ days: 0, storageClass: 'GLACIER' }] }, 'moves reports to GLACIER 0 days after'],
  ])('that %s is told', async (_what, changes, words) => {
    expect(await told('doctor', changes)).toEqual([
      expect.stringContaining(`the lifecycle rule 'tidy' of the report bucket 'reports' ${words}`),
    ]);
  });

  it.each<[string, Partial<LifecycleRule>]>([
    ['leaves them for months', { expires: { days: 90 } }],
    ['is disabled', { enabled: false, expires: { days: 1 } }],
    ['is for another folder', { filter: { prefix: 'else/', tags: {} }, expires: { days: 1 } }],
    ['is for tagged objects', { filter: { prefix: '', tags: { a: 'b' } }, expires: { days: 1 } }],
    ['moves them to a class that is read at once', { moves: [{ days: 0, storageClass: 'GLACIER_IR' }] }],
  ])('that %s is not told', async (_what, changes) => {
    expect(await told('doctor', changes)).toEqual([]);
  });

  it('is not told by a run, which reads its report when it comes', async () => {
    expect(await told('plan', { expires: { days: 1 } })).toEqual([]);
  });
});
