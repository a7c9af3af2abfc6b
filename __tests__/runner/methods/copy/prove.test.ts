// What a run of copies comes to once both sides were compared: green only where something shows it.
import { describe, expect, it } from '@jest/globals';
import type { Ending, RunnerEvent } from '../../../../runner/events/events';
import type { Outcome } from '../../../../runner/events/exit-code';
import { planCopies } from '../../../../runner/methods/copy/plan-copies';
import { proveCopies, type CopiesMade } from '../../../../runner/methods/copy/prove';
import type { Aws } from '../../../../runner/ports/aws';
import type { ListedObject } from '../../../../runner/ports/s3/copying';
import type { Target } from '../../../../runner/target/target';
import type { VerifyRunOptions } from '../../../../runner/verify/verify-run';
import { fakeCopying, listed } from '../../fakes/fake-copying';
import { ACCOUNT, fakeEngine, setup } from '../../fakes/fake-world';

const TARGET: Target = {
  source: { bucket: 'src', region: 'eu-west-1', accountId: ACCOUNT },
  destinations: [],
  rules: [],
  copyTo: { bucket: 'dst' },
  batchJob: {},
};
const SAME = [listed('a', { etag: 'e1' })];
/** Of the same size, under KMS, with no checksum. */
const BY_SIZE = [listed('a', { etag: 'e2' })];
const OTHER = [listed('a', { etag: 'e3', sizeBytes: 9 })];

async function proven(
  dst: readonly ListedObject[],
  outcome: Outcome,
  more: Partial<CopiesMade> = {},
  options: VerifyRunOptions = {},
): Promise<{ readonly ending: Ending; readonly events: readonly RunnerEvent[] }> {
  const copying = fakeCopying({ src: SAME, dst });
  const engine = fakeEngine(setup());
  const objects: Partial<Aws['objects']> = {
    head: (bucket, key) => {
      const object = copying.buckets.get(bucket)?.get(key) ?? SAME[0] ?? listed(key);
      const seen = { encryption: 'aws:kms', bucketKey: false, contentType: '', headers: {}, metadata: {}, tagCount: 0 };
      return Promise.resolve({ ...object, versionId: 'null', ...seen });
    },
    tags: () => Promise.resolve({}),
  };
  const aws: Aws = { ...engine.aws, copying, objects: { ...engine.aws.objects, ...objects } };
  const run = { ending: { outcome, summary: 'copied', transferIds: [] }, versions: 1, ...more };
  const plan = planCopies(TARGET, {});
  const proving = proveCopies(run, plan, TARGET, { ...engine, aws }, options);
  const events: RunnerEvent[] = [];
  for (;;) {
    const step = await proving.next();
    if (step.done === true) return { ending: step.value, events };
    events.push(step.value);
  }
}

describe('a run of copies', () => {
  it.each<[string, readonly ListedObject[], Outcome, Partial<CopiesMade>, Outcome]>([
    ['that is there, with one ETag', SAME, 'done', {}, 'done'],
    ['of which nothing else was told, and one ETag', SAME, 'not-known', {}, 'done'],
    ['that S3 has made now, of one size', BY_SIZE, 'done', {}, 'done'],
    ['of one size, that nobody has made now', BY_SIZE, 'not-known', {}, 'not-compared'],
    ['of one size, partly made by a run before', BY_SIZE, 'done', { resumedFromMs: 5 }, 'not-compared'],
    ['that is missing', [], 'done', {}, 'differs'],
    ['that differs', OTHER, 'done', {}, 'differs'],
    ['that differs and was to be left', OTHER, 'nothing-to-do', { left: 1 }, 'nothing-to-do'],
    ['that is missing beside one that was to be left', [], 'done', { left: 1 }, 'differs'],
    ['of which some failed', SAME, 'some-failed', {}, 'some-failed'],
  ])('%s', async (_what, dst, outcome, made, expected) => {
    expect((await proven(dst, outcome, made)).ending.outcome).toBe(expected);
  });

  it('of which only the size could be compared says so', async () => {
    expect((await proven(BY_SIZE, 'done')).ending.summary).toContain('not proven');
  });

  it('that goes on from a run before is compared, however large it is', async () => {
    const made = { versions: 2_000_000, resumedFromMs: 5 };
    expect((await proven([], 'done', made)).ending.outcome).toBe('differs');
    const { ending, events } = await proven([], 'done', { versions: 2_000_000 });
    expect(ending.outcome).toBe('done');
    expect(events).toContainEqual({ kind: 'note', detail: expect.stringContaining('nothing was compared') });
  });

  it('that is not to be compared says on what it rests', async () => {
    const { ending } = await proven([], 'done', { resumedFromMs: 5 }, { when: 'never' });
    expect(ending.summary).toContain('1970-01-01T00:00:00.005Z, and was not looked at again');
    expect(ending.summary).toContain('--verify never');
  });
});
