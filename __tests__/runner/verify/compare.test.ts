// What a comparison says that it rests on.
import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../../runner/events/comparisons/comparison';
import type { Engine } from '../../../runner/ports/engine';
import { RunnerError } from '../../../runner/ports/errors';
import { compare } from '../../../runner/verify/compare';
import type { FakeVersion } from '../fakes/fake-buckets';
import { bucketIn, fakeEngine, rule, setup } from '../fakes/fake-world';

const SCOPE = { destination: 'dst', rules: [rule()], prefixes: ['folder/'] };
const copies = (...names: readonly string[]): readonly FakeVersion[] =>
  names.map((name) => ({ key: `folder/${name}`, replicationStatus: 'REPLICA' }));

interface Given {
  readonly source?: readonly FakeVersion[];
  readonly destination?: readonly FakeVersion[];
  readonly sample?: number;
  /** What S3 answers of headers and tags, in place of what is there. */
  readonly objects?: Partial<Engine['aws']['objects']>;
  readonly signal?: AbortSignal;
}

async function compared({
  source = [],
  destination = [],
  sample = 100,
  objects = {},
  signal,
}: Given): Promise<Comparison> {
  const given = setup();
  bucketIn(given, 'src').versions.push(...source);
  bucketIn(given, 'dst').versions.push(...destination);
  const engine = fakeEngine(given);
  const aws = { ...engine.aws, objects: { ...engine.aws.objects, ...objects } };
  const telling = compare('src', SCOPE, sample, { ...engine, aws, ...(signal === undefined ? {} : { signal }) });
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return step.value.comparison;
  }
}

const denied = (what: string) => () => Promise.reject(new RunnerError('denied', `S3 ${what}: AccessDenied`));

describe('the evidence of a comparison', () => {
  it('is of all, of a sample, or of none', async () => {
    const both = { source: copies('a', 'b', 'c'), destination: copies('a', 'b', 'c') };
    expect((await compared(both)).evidence).toMatchObject({ how: 'all', looked: 3, of: 3, tags: true });
    expect((await compared({ ...both, sample: 2 })).evidence).toMatchObject({ how: 'sample', looked: 2, of: 3 });
    expect((await compared({ ...both, sample: 0 })).evidence).toEqual({
      how: 'none',
      looked: 0,
      of: 3,
      tags: false,
      etagNotComparable: 0,
      statuses: [],
    });
  });

  it('names what S3 did not show, and why', async () => {
    const both = { source: copies('a'), destination: copies('a') };
    const unseen = await compared({ ...both, objects: { head: denied('HeadObject') } });
    expect(unseen.evidence).toMatchObject({ how: 'none', tags: false, why: 'S3 HeadObject: AccessDenied' });
    const untagged = await compared({ ...both, objects: { tags: denied('GetObjectTagging') } });
    expect(untagged.evidence).toMatchObject({ how: 'all', tags: false, why: 'S3 GetObjectTagging: AccessDenied' });
  });

  it('does not believe a count of no tags before it was let to read some', async () => {
    const tagged = { source: copies('a', 'b'), destination: copies('a', 'b') };
    const asked: string[] = [];
    const tags = (bucket: string) => Promise.resolve(asked.push(bucket)).then(() => ({}));
    await compared({ ...tagged, objects: { tags } });
    expect([...new Set(asked)].sort()).toEqual(['dst', 'src']);
  });

  it('counts the statuses of the source, the most frequent first', async () => {
    const [a, ...others] = copies('a', 'b', 'c');
    const source = [{ ...a, key: 'folder/a', replicationStatus: 'FAILED' }, ...others];
    expect((await compared({ source, destination: copies('a', 'b', 'c') })).evidence.statuses).toEqual([
      { status: 'REPLICA', count: 2 },
      { status: 'FAILED', count: 1 },
    ]);
  });

  it('is of no more versions beside than the sample has', async () => {
    const { extra } = await compared({ destination: copies('x', 'y', 'z'), sample: 2 });
    expect(extra).toMatchObject({ versions: 3, replicas: 2, notLookedAt: 1 });
  });
});

describe('the answer of a comparison', () => {
  it('is not complete where a closer look finds another one than the listing', async () => {
    const source = [{ key: 'folder/a', tags: { a: '1' } }];
    const { answer, versions } = await compared({ source, destination: copies('a') });
    expect(answer).toBe('incomplete');
    expect(versions).toMatchObject({ compared: 1, same: 0, different: 1 });
  });

  it('ends with the interruption of whoever asks', async () => {
    const both = { source: copies('a'), destination: copies('a') };
    await expect(compared({ ...both, signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'interrupted' });
  });
});
