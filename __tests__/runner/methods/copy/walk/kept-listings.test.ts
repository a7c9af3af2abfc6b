// Listings that are begun early: no page is read twice, and none is believed that is older than what was written.
import { describe, expect, it } from '@jest/globals';
import { keepingListings, listAhead } from '../../../../../runner/methods/copy/walk/kept-listings';
import type { Engine } from '../../../../../runner/ports/engine';
import type { Copying, ListedObject } from '../../../../../runner/ports/s3/copying';
import type { KeyRange } from '../../../../../runner/ports/s3/objects';
import { fakeClock, type FakeClock } from '../../../fakes/fake-clock';
import { fakeCopying, listed } from '../../../fakes/fake-copying';
import { fakeEngine, setup } from '../../../fakes/fake-world';

interface World {
  readonly engine: Engine;
  readonly clock: FakeClock;
  /** Pages that were read: `bucket/page`, and what a listing was begun behind. */
  readonly read: string[];
  objects: readonly ListedObject[];
}

function world(): World {
  const read: string[] = [];
  const clock = fakeClock();
  const copying: Copying = {
    ...fakeCopying({ src: [listed('k')], dst: [] }),
    async *objects(bucket: string, { after }: KeyRange) {
      const from = after === undefined ? 0 : own.objects.findIndex(({ key }) => key === after) + 1;
      for (let at = from; at < own.objects.length; at += 2) {
        read.push(`${bucket}/${at}`);
        yield await Promise.resolve(own.objects.slice(at, at + 2));
      }
    },
  };
  const engine = fakeEngine(setup());
  const own: World = {
    engine: keepingListings({ ...engine, clock, aws: { ...engine.aws, copying } }),
    clock,
    read,
    objects: ['a', 'b', 'c', 'd', 'e'].map((key) => listed(key)),
  };
  return own;
}

async function keysOf({ engine }: World, most = Infinity, bucket = 'src'): Promise<string> {
  let keys = '';
  for await (const page of engine.aws.copying.objects(bucket, { prefix: '' })) {
    keys += page.map(({ key }) => key).join('');
    if (keys.length >= most) break;
  }
  return keys;
}

describe('a listing', () => {
  it('that was begun is gone on with by the first who reads on, and its first page is read once', async () => {
    const own = world();
    listAhead(own.engine, [{ bucket: 'src', prefix: '' }]);
    expect(await keysOf(own, 1)).toBe('ab');
    expect(await keysOf(own)).toBe('abcde');
    expect(own.read).toEqual(['src/0', 'src/2', 'src/4']);
  });

  it('that somebody else has taken over goes on behind the first page', async () => {
    const own = world();
    const both = await Promise.all([keysOf(own), keysOf(own)]);
    expect(both).toEqual(['abcde', 'abcde']);
    expect(own.read.filter((page) => page === 'src/0')).toHaveLength(1);
  });

  it('is made anew by whoever lists again, after a while, and after anything was written', async () => {
    const own = world();
    expect(await keysOf(own)).toBe('abcde');
    own.objects = own.objects.slice(1);
    expect(await keysOf(own, 1)).toBe('bc');
    own.objects = own.objects.slice(1);
    expect(await keysOf(own, 1)).toBe('bc');
    await own.clock.sleep(11_000, own.engine.signal);
    expect(await keysOf(own, 1)).toBe('cd');
    own.objects = own.objects.slice(1);
    const from = { bucket: 'src', key: 'k', etag: 'e1' };
    const traits = { storageClass: 'STANDARD', annotations: 'exclude' } as const;
    await own.engine.aws.copying.copy({ from, to: { bucket: 'dst', key: 'k' }, onto: 'nothing', ...traits });
    expect(await keysOf(own, 1)).toBe('de');
  });

  it('is one of its bucket and prefix alone, and of all keys', async () => {
    const own = world();
    await keysOf(own, 1);
    await keysOf(own, 1, 'dst');
    const behind: string[] = [];
    for await (const page of own.engine.aws.copying.objects('src', { prefix: '', after: 'b' }))
      behind.push(...page.map(({ key }) => key));
    expect(behind.join('')).toBe('cde');
    expect(own.read).toEqual(['src/0', 'dst/0', 'src/2', 'src/4']);
  });

  it('that fails fails for whoever waits for it, and is asked for again by the next one', async () => {
    const own = world();
    const { objects } = own;
    own.objects = null as unknown as typeof objects;
    listAhead(own.engine, [{ bucket: 'src', prefix: '' }]);
    await expect(keysOf(own)).rejects.toThrow();
    own.objects = objects;
    expect(await keysOf(own)).toBe('abcde');
  });
});
