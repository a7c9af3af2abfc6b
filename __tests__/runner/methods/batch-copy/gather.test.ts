// When S3 may list the bucket by itself, and when a list has to be made: what is there already, or is not known, would be copied again.
import { describe, expect, it } from '@jest/globals';
import { gather, type Gathered } from '../../../../runner/methods/batch-copy/gather';
import { planCopies } from '../../../../runner/methods/copy/plan-copies';
import type { CopyOptions } from '../../../../runner/plan/copy-options';
import { RunnerError } from '../../../../runner/ports/errors';
import type { Spill } from '../../../../runner/ports/spill';
import { fakeCopying, listed, type FakeCopying } from '../../fakes/fake-copying';
import { ACCOUNT, bucketIn, fakeEngine, setup } from '../../fakes/fake-world';

interface Case {
  readonly versioning?: 'Enabled' | 'never enabled';
  readonly there?: readonly string[];
  readonly mayGenerate?: boolean;
  readonly copies?: CopyOptions;
  readonly prepare?: (copying: FakeCopying) => void;
  readonly spill?: Spill;
  readonly keys?: readonly string[];
}

function gathered({ mayGenerate = true, copies = {}, keys = ['f/a', 'f/b'], ...more }: Case): Promise<Gathered> {
  const given = setup();
  bucketIn(given, 'src').versioning = more.versioning ?? 'never enabled';
  const copying = fakeCopying({
    src: keys.map((key) => listed(key)),
    dst: (more.there ?? []).map((key) => listed(key)),
  });
  more.prepare?.(copying);
  const engine = fakeEngine(given);
  const source = { bucket: 'src', region: 'eu-west-1', accountId: ACCOUNT };
  const target = { source, destinations: [], rules: [], prefixes: ['f/'], copyTo: { bucket: 'dst' }, batchJob: {} };
  const world = { ...engine, ...(more.spill && { spill: more.spill }), aws: { ...engine.aws, copying } };
  return gather(planCopies(target, { selection: {}, copies }), world, mayGenerate);
}

const objectsIn = ({ groups }: Gathered): readonly (number | undefined)[] => groups.map(({ list }) => list?.objects);

describe('what is to be copied', () => {
  it.each<[string, Case, readonly (number | undefined)[]]>([
    ['is listed by S3 where nothing is there, of a bucket that never had versions', {}, [undefined]],
    ['has a list where the bucket has versions: S3 would take the older ones, too', { versioning: 'Enabled' }, [2]],
    ['has a list where something is there', { there: ['f/a'] }, [1]],
    ['has a list where something is kept as it is', { there: ['f/a'], copies: { overwrite: 'never' } }, [1]],
    ['has a list where S3 may not list it', { mayGenerate: false }, [2]],
    [
      'has a list where nothing tells whether something is there',
      {
        there: [],
        prepare: (copying) => {
          copying.buckets.get('dst')?.set('f/a', listed('f/a', { etag: 'e2-2' }));
          copying.heads.set('src/f/a', { encryption: 'aws:kms' });
          copying.heads.set('dst/f/a', { encryption: 'aws:kms' });
        },
      },
      [1],
    ],
  ])('%s', async (_what, one, expected) => {
    const found = await gathered(one);
    expect([objectsIn(found), found.open]).toEqual([expected, one.prepare === undefined ? 0 : 1]);
  });
});

describe('lists for which there is no room', () => {
  const full = (): Spill & { asked: number } => {
    const spill = {
      asked: 0,
      inMemoryBytes: 0,
      keep(): never {
        spill.asked += 1;
        throw new RunnerError('usage', 'the disk is full');
      },
    };
    return spill;
  };
  /** Of more than one part. */
  const keys = Array.from({ length: 20_000 }, (_, number) => `f/${'long'.repeat(220)}/${number}`);

  it('are refused, with what else can be done', async () => {
    await expect(gathered({ there: ['f/a'], spill: full() })).rejects.toMatchObject({
      message: expect.stringContaining('nothing was sent: the disk is full'),
      hint: expect.stringContaining('--overwrite always'),
    });
    await expect(gathered({ versioning: 'Enabled', spill: full() })).rejects.toMatchObject({
      hint: expect.not.stringContaining('--overwrite always'),
    });
  });

  it('are no reason to refuse where S3 lists the bucket itself, and nothing more is kept after the first refusal', async () => {
    const spill = full();
    const { survey, groups } = await gathered({ keys, spill });
    expect(survey.copied.versions.value).toBe(keys.length);
    expect(groups).toMatchObject([{ request: {} }]);
    expect([groups[0]?.list, spill.asked]).toEqual([undefined, 1]);
  });

  it('end with what went wrong where that is no want of room', async () => {
    const keep = (): never => {
      throw new TypeError('a mistake');
    };
    await expect(gathered({ there: ['f/a'], spill: { inMemoryBytes: 0, keep } })).rejects.toThrow('a mistake');
  });
});
