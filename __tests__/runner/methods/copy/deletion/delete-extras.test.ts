// The end of copies: what is deleted, what is not, and when nothing is.
import { describe, expect, it } from '@jest/globals';
import type { DeletionEvent } from '../../../../../runner/events/deletion-events';
import {
  deleteExtras,
  type DeletedSoFar,
  type MadeCopy,
} from '../../../../../runner/methods/copy/deletion/delete-extras';
import type { DeletionCounts } from '../../../../../runner/methods/copy/deletion/deletion-words';
import { formerIdOf } from '../../../../../runner/methods/copy/journal/copy-ids';
import { readCopy, writeCopy } from '../../../../../runner/methods/copy/journal/copy-journal';
import type { CopyRequest } from '../../../../../runner/methods/copy/plan-copies';
import { shortHash } from '../../../../../runner/plan/canonical';
import type { Engine } from '../../../../../runner/ports/engine';
import { RunnerError } from '../../../../../runner/ports/errors';
import { fakeCopying, listed, type FakeCopying } from '../../../fakes/fake-copying';
import { fakeJournal } from '../../../fakes/fake-journal';
import { fakeEngine, setup } from '../../../fakes/fake-world';

const REQUEST: CopyRequest = { from: { bucket: 'src', prefix: 'f/' }, to: { bucket: 'dst', prefix: 'g/' } };
const numbered = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(4, '0')}`);

function world(
  src: readonly string[],
  dst: readonly string[],
): { readonly copying: FakeCopying; readonly engine: Engine; readonly abort: AbortController } {
  const copying = fakeCopying({ src: src.map((key) => listed(key)), dst: dst.map((key) => listed(key)) });
  const abort = new AbortController();
  const engine = fakeEngine(setup());
  return {
    copying,
    abort,
    engine: { ...engine, aws: { ...engine.aws, copying }, signal: abort.signal, journal: fakeJournal() },
  };
}

interface Deleting {
  readonly request?: Partial<CopyRequest>;
  readonly most?: number;
  readonly failed?: number;
  readonly allowEmpty?: boolean;
  readonly sofar?: DeletedSoFar;
}

const plannedOf = (more: Partial<CopyRequest> = {}): MadeCopy => {
  const request = { ...REQUEST, ...more };
  const hash = shortHash(request);
  return { request, hash, transferId: formerIdOf('copy', hash) };
};

async function deleted(
  engine: Engine,
  { request, most = 5_000, failed = 0, allowEmpty = false, sofar = { deleted: 0 } }: Deleting = {},
): Promise<{ readonly counts: DeletionCounts; readonly events: readonly DeletionEvent[] }> {
  const deleting = deleteExtras([plannedOf(request)], { most, allowEmpty }, failed, engine, sofar);
  const events: DeletionEvent[] = [];
  for (;;) {
    const step = await deleting.next();
    if (step.done === true) return { counts: step.value, events };
    if (step.value.kind === 'deletion') events.push(step.value);
  }
}

const left = ({ buckets }: FakeCopying): readonly string[] => [...(buckets.get('dst')?.keys() ?? [])].sort();

describe('what the source has not', () => {
  it('is deleted in batches of a thousand, and nothing beside the prefix is', async () => {
    const { engine, copying } = world(['f/a'], ['g/a', 'other', 'g', ...numbered('g/x', 2_500)]);
    const { counts, events } = await deleted(engine);
    expect(counts).toMatchObject({ objects: 2_500, deleted: 2_500, markers: 2_500, failed: 0 });
    expect(copying.deletions.map((keys) => keys.length)).toEqual([1_000, 1_000, 500]);
    expect(left(copying)).toEqual(['g', 'g/a', 'other']);
    expect(events).toMatchObject([{ stage: 'done', deleted: 2_500 }]);
  });

  it('is what keys and sizes say that the filters let pass, by the keys of the source', async () => {
    const { engine, copying } = world(['f/a', 'f/kept.log'], ['g/x.txt', 'g/y.log', 'g/kept.log', 'g/f.txt']);
    await deleted(engine, { request: { selection: { match: '^f/[xyf][.]txt$' } } });
    expect(left(copying)).toEqual(['g/kept.log', 'g/y.log']);
  });

  it('is not what the source has, and a filter leaves out', async () => {
    const { engine, copying } = world([], ['g/a', 'g/b']);
    // Of the source it has grown, so that it is not copied any more; the copy is as it was.
    copying.buckets.get('src')?.set('f/a', listed('f/a', { sizeBytes: 100 }));
    await deleted(engine, { request: { selection: { smallerThanBytes: 10 } } });
    expect(left(copying)).toEqual(['g/a']);
  });

  it('stays where somebody writes it meanwhile', async () => {
    const { engine, copying } = world(['f/a'], ['g/a', 'g/x', 'g/y']);
    copying.deletionFault = () => {
      copying.buckets.get('dst')?.set('g/x', listed('g/x', { etag: 'newer' }));
      return undefined;
    };
    const { counts } = await deleted(engine);
    expect(counts).toMatchObject({ deleted: 1, changed: 1 });
    expect(left(copying)).toEqual(['g/a', 'g/x']);
  });
});

describe('nothing is deleted', () => {
  it.each<[string, readonly string[], Deleting, RegExp]>([
    ['where there is more than may be', ['f/a'], { most: 2 }, /has 3 objects that the source has not, and 2 may/],
    ['where a copy has failed', ['f/a'], { failed: 1 }, /some copies have failed/],
    ['where the source is empty', [], {}, /the source has no object there/],
  ])('%s', async (_what, src, given, why) => {
    const { engine, copying } = world(src, ['g/x', 'g/y', 'g/z']);
    const { counts, events } = await deleted(engine, given);
    expect(counts).toMatchObject({ deleted: 0, why: expect.stringMatching(why) });
    expect(events).toMatchObject([{ stage: 'left-out', deleted: 0 }]);
    expect(copying.deletions).toEqual([]);
  });

  it('but everything, where the source may be empty', async () => {
    const { engine, copying } = world([], ['g/x']);
    expect((await deleted(engine, { allowEmpty: true })).counts).toMatchObject({ deleted: 1 });
    expect(left(copying)).toEqual([]);
  });

  it.each(['src', 'dst'])('where the listing of %s breaks off after pages that were good', async (broken) => {
    const { engine, copying } = world(numbered('f/', 3_000), [...numbered('g/', 3_000), ...numbered('g/x', 10)]);
    const objects = copying.objects.bind(copying);
    copying.objects = async function* (bucket, range) {
      let pages = 0;
      for await (const page of objects(bucket, range)) {
        if (bucket === broken && pages === 2) throw new RunnerError('denied', 'AccessDenied');
        pages += 1;
        yield page;
      }
    };
    await expect(deleted(engine)).rejects.toMatchObject({ kind: 'denied' });
    expect(copying.deletions).toEqual([]);
  });

  it('beyond what was counted, where more comes while it is deleted', async () => {
    const { engine, copying } = world(['f/a'], numbered('g/x', 3));
    const objects = copying.objects.bind(copying);
    let listings = 0;
    copying.objects = async function* (bucket, range) {
      if (bucket === 'dst') listings += 1;
      if (listings === 2) for (const key of numbered('g/new', 5)) copying.buckets.get('dst')?.set(key, listed(key));
      yield* objects(bucket, range);
    };
    expect((await deleted(engine)).counts).toMatchObject({ objects: 3, deleted: 3 });
  });

  it('more, once somebody has stopped it: what was deleted is counted and remembered', async () => {
    const { engine, copying, abort } = world(['f/a'], numbered('g/x', 2_500));
    copying.deletionFault = () => {
      abort.abort();
      return undefined;
    };
    const sofar = { deleted: 0 };
    const { transferId, request } = plannedOf();
    const header = { transferId, request, region: 'r', accountId: 'a', startedMs: 1 };
    await writeCopy(engine.journal, header, () => 1);
    await expect(deleted(engine, { sofar })).rejects.toMatchObject({ kind: 'interrupted' });
    expect(sofar).toEqual({ deleted: 1_000 });
    expect(copying.deletions).toHaveLength(1);
    expect((await readCopy(engine.journal, transferId))?.deletion).toMatchObject({ deleted: 1_000 });
  });
});
