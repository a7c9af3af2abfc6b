// A batch that is deleted: each key has its answer, whatever is thrown, lost, or refused for a while.
import { describe, expect, it } from '@jest/globals';
import { deleteBatch, type Doom } from '../../../../../runner/methods/copy/deletion/delete-batch';
import { RunnerError } from '../../../../../runner/ports/errors';
import { fakeClock } from '../../../fakes/fake-clock';
import { fakeCopying, INTERNAL, listed, SLOW_DOWN, type FakeCopying } from '../../../fakes/fake-copying';

const KEYS = ['a', 'b', 'c'];

function world(): FakeCopying {
  return fakeCopying({ dst: KEYS.map((key) => listed(key)) });
}

async function doomed(copying: FakeCopying, keys = KEYS): Promise<readonly Doom[]> {
  const pacer = { clock: fakeClock(), random: () => 0.5, signal: new AbortController().signal };
  const dooms = await deleteBatch(
    'dst',
    keys.map((key) => ({ key, etag: 'e1' })),
    copying,
    pacer,
  );
  return [...dooms].sort((one, other) => (one.key < other.key ? -1 : 1));
}

const left = ({ buckets }: FakeCopying): readonly string[] => [...(buckets.get('dst')?.keys() ?? [])];
const became = (dooms: readonly Doom[]): readonly string[] => dooms.map((one) => one.became);

describe('a batch', () => {
  it('is deleted by one request', async () => {
    const copying = world();
    expect(became(await doomed(copying))).toEqual(['deleted', 'deleted', 'deleted']);
    expect(copying.deletions).toEqual([KEYS]);
    expect(left(copying)).toEqual([]);
  });

  it('leaves what is another object now, and tells what was gone already', async () => {
    const copying = world();
    copying.buckets.get('dst')?.set('b', listed('b', { etag: 'written meanwhile' }));
    expect(became(await doomed(copying, [...KEYS, 'd']))).toEqual(['deleted', 'changed', 'deleted', 'gone']);
    expect(left(copying)).toEqual(['b']);
  });

  it('asks again for the keys alone that S3 could not delete for the moment', async () => {
    const copying = world();
    copying.refuses = (key) => (key === 'b' && copying.deletions.length < 3 ? 'InternalError' : undefined);
    expect(became(await doomed(copying))).toEqual(['deleted', 'deleted', 'deleted']);
    expect(copying.deletions).toEqual([KEYS, ['b'], ['b']]);
  });

  it('tells what S3 will not delete, and gives up on what never passes', async () => {
    const copying = world();
    copying.refuses = (key) => (key === 'a' ? 'AccessDenied' : key === 'b' ? 'SlowDown' : undefined);
    const dooms = await doomed(copying);
    expect(dooms).toMatchObject([{ code: 'AccessDenied' }, { code: 'SlowDown' }, { became: 'deleted' }]);
    expect(copying.deletions.length).toBeLessThan(10);
  });

  it.each([
    ['SlowDown', SLOW_DOWN],
    ['an error of S3', INTERNAL],
  ])('is sent again after %s', async (_what, error) => {
    const copying = world();
    copying.deletionFault = () => (copying.deletions.length < 3 ? { error } : undefined);
    expect(became(await doomed(copying))).toEqual(['deleted', 'deleted', 'deleted']);
  });

  it('finds out what an answer has done that was lost, and takes nothing of somebody else for it', async () => {
    const copying = world();
    copying.buckets.get('dst')?.set('b', listed('b', { etag: 'written meanwhile' }));
    copying.deletionFault = () =>
      copying.deletions.length === 1 ? { error: new RunnerError('unreachable', 'reset'), after: true } : undefined;
    expect(became(await doomed(copying))).toEqual(['deleted', 'changed', 'deleted']);
    expect(left(copying)).toEqual(['b']);
  });

  it('that may not be sent has failed, key by key', async () => {
    const copying = world();
    const denied = new RunnerError('denied', 'no', undefined, 'AccessDenied');
    copying.deletionFault = () => ({ error: denied });
    expect(await doomed(copying)).toMatchObject(KEYS.map((key) => ({ key, became: 'failed', code: 'AccessDenied' })));
  });

  it('ends where nobody would fare better', async () => {
    const copying = world();
    copying.deletionFault = () => ({ error: new RunnerError('expired', 'ExpiredToken') });
    await expect(doomed(copying)).rejects.toMatchObject({ kind: 'expired' });
  });
});
