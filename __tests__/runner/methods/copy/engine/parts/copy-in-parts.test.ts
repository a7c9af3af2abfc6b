// A copy in parts through trouble: all of it is there, or nothing, and no upload is left behind untold.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CopyOutcome } from '../../../../../../runner/methods/copy/engine/outcome';
import { copyInParts, type PartsRun } from '../../../../../../runner/methods/copy/engine/parts/copy-in-parts';
import { PartRoom } from '../../../../../../runner/methods/copy/engine/parts/part-room';
import { RunnerError } from '../../../../../../runner/ports/errors';
import type { CopyOrder } from '../../../../../../runner/ports/s3/copying';
import { fakeClock } from '../../../../fakes/fake-clock';
import { fakeCopying, INTERNAL, listed, refusal, SLOW_DOWN, type FakeCopying } from '../../../../fakes/fake-copying';
import type { UploadCall } from '../../../../fakes/fake-uploads';
import { NO_ANSWER } from '../../../../fakes/outage';
import type { ObjectHead } from '../../../../../../runner/ports/s3/object-head';

const MIB = 1024 ** 2;
const ETAG = '0'.repeat(32);
const SOURCE = listed('k', { etag: ETAG, sizeBytes: 20 * MIB });
const DENIED = new RunnerError('denied', 'S3: AccessDenied', undefined, 'AccessDenied');
const HEADERS = { 'content-type': 'a/b', 'cache-control': 'no-store' };

function store(): FakeCopying {
  const copying = fakeCopying({ src: [SOURCE], dst: [] });
  copying.heads.set('src/k', { contentHeaders: HEADERS, metadata: { of: 'it' } });
  return copying;
}

interface Done {
  readonly outcome: CopyOutcome;
  readonly journal: readonly string[];
  readonly again: readonly RunnerError[];
}

function begin(copying: FakeCopying, changes: Partial<CopyOrder> = {}, signal = new AbortController().signal) {
  const journal: string[] = [];
  const again: RunnerError[] = [];
  const room: PartRoom = new PartRoom(() => void room.grant());
  const run: PartsRun = {
    partBytes: 8 * MIB,
    atOnce: 4,
    room,
    throttled: () => undefined,
    again: (error) => again.push(error),
    answered: () => undefined,
    journal: {
      uploadIntended: ({ key }) => void journal.push(`intended ${key}`),
      uploadBegun: ({ uploadId }) => void journal.push(`begun ${uploadId}`),
      uploadEnded: ({ uploadId }, how) =>
        void journal.push(`${how.ended} ${uploadId}${how.ended === 'left' ? ` ${how.command}` : ''}`),
    },
  };
  const order: CopyOrder = {
    from: { bucket: 'src', key: 'k', etag: ETAG },
    to: { bucket: 'dst', key: 'to/k' },
    onto: 'nothing',
    storageClass: 'STANDARD_IA',
    annotations: 'copy',
    ...changes,
  };
  const pacer = { clock: fakeClock(), random: () => 0.5, signal };
  return { journal, again, room, ended: copyInParts(order, copying, pacer, run) };
}

async function copied(copying: FakeCopying, changes: Partial<CopyOrder> = {}): Promise<Done> {
  const { ended, journal, again } = begin(copying, changes);
  return { outcome: await ended, journal, again };
}

/** The first requests of this kind fail so. */
function failing(operation: UploadCall['operation'], errors: readonly RunnerError[], after = false): FakeCopying {
  const copying = store();
  const left = [...errors];
  copying.uploadFault = (call) => {
    const error = call.operation === operation ? left.shift() : undefined;
    return error === undefined ? undefined : { error, after };
  };
  return copying;
}

function operations({ calls }: FakeCopying, operation: UploadCall['operation']): number {
  return calls.filter((call) => call.operation === operation).length;
}

describe('a copy in parts', () => {
  it('sends everything again that the source has, and every byte once, in order', async () => {
    const copying = store();
    copying.tagsOf.set('src/k', { a: '1', 'b c': 'ü' });
    copying.annotationsOf.set('src/k', new Map([['note', 'text']]));
    const lock = { legalHold: 'ON' };
    const { outcome, journal } = await copied(copying, { lock, websiteRedirect: '/there' });
    expect(outcome.became).toBe('copied');
    const [done] = copying.completed;
    expect(done?.order).toMatchObject({
      contentHeaders: HEADERS,
      metadata: { of: 'it' },
      tags: { a: '1', 'b c': 'ü' },
      storageClass: 'STANDARD_IA',
      lock,
      websiteRedirect: '/there',
    });
    expect(done?.parts.map(({ number, firstByte, lastByte }) => [number, firstByte, lastByte])).toEqual([
      [1, 0, 8 * MIB - 1],
      [2, 8 * MIB, 16 * MIB - 1],
      [3, 16 * MIB, 20 * MIB - 1],
    ]);
    expect(copying.annotationsOf.get('dst/to/k')).toEqual(new Map([['note', 'text']]));
    expect(journal).toEqual(['intended to/k', 'begun u1', 'completed u1']);
    expect(operations(copying, 'abort')).toBe(0);
  });

  it('leaves annotations out where they are excluded, and does not ask for them', async () => {
    const copying = store();
    copying.annotationsOf.set('src/k', new Map([['note', 'text']]));
    await copied(copying, { annotations: 'exclude' });
    expect(copying.annotationsOf.has('dst/to/k')).toBe(false);
    expect(operations(copying, 'annotations')).toBe(0);
  });

  it('puts tags that no header holds when it is complete, before it is told so', async () => {
    const copying = store();
    const tags = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`t${index}`, 'ü'.repeat(60)]));
    copying.tagsOf.set('src/k', tags);
    expect((await copied(copying)).outcome.became).toBe('copied');
    expect(copying.completed[0]?.order.tags).toEqual({});
    expect(copying.tagsOf.get('dst/to/k')).toEqual(tags);
    const denied = failing('putTags', [DENIED]);
    denied.tagsOf.set('src/k', tags);
    const { outcome, journal } = await copied(denied);
    expect(outcome).toMatchObject({ became: 'failed', error: { code: 'HalfCopied' } });
    expect(journal).not.toContain('completed u1');
  });

  it('begins with the checksum of the source, of the kind that parts can have', async () => {
    for (const [algorithm, type, expected] of [
      ['CRC64NVME', 'FULL_OBJECT', 'FULL_OBJECT'],
      ['CRC32', 'FULL_OBJECT', 'FULL_OBJECT'],
      ['CRC32C', 'COMPOSITE', 'COMPOSITE'],
      ['SHA256', 'FULL_OBJECT', 'COMPOSITE'],
    ] as const) {
      const copying = store();
      copying.heads.set('src/k', { checksums: [{ algorithm, type, value: 'x' }] });
      await copied(copying);
      expect(copying.completed[0]?.order.checksum).toEqual({ algorithm, type: expected });
    }
  });

  it('is told as intended before each attempt to begin it', async () => {
    const { journal } = await copied(failing('createUpload', [NO_ANSWER, INTERNAL]));
    expect(journal).toEqual(['intended to/k', 'intended to/k', 'intended to/k', 'begun u1', 'completed u1']);
  });

  it('copies as many parts at once as it may and there is room for, and fewer where there is none', async () => {
    const most = async (grants: boolean): Promise<number> => {
      const copying = store();
      let [underway, highest] = [0, 0];
      const copyPart = copying.copyPart.bind(copying);
      copying.copyPart = async (order) => {
        highest = Math.max(highest, (underway += 1));
        await new Promise((resolve) => setImmediate(resolve));
        underway -= 1;
        return copyPart(order);
      };
      const started = begin(copying);
      if (!grants) Object.assign(started.room, { grant: () => false });
      await started.ended;
      expect(started.room.taken).toBe(0);
      return highest;
    };
    expect(await most(true)).toBe(3);
    expect(await most(false)).toBe(1);
  });
});

describe('a copy in parts that cannot be', () => {
  it.each<[string, (copying: FakeCopying) => void, CopyOutcome['became']]>([
    ['whose source is gone', ({ buckets }) => buckets.get('src')?.clear(), 'gone'],
    ['whose source has changed', ({ buckets }) => buckets.get('src')?.set('k', { ...SOURCE, etag: 'new' }), 'changed'],
    [
      'whose source has metadata that nobody can read',
      ({ heads }) => heads.set('src/k', { missingMetadata: 1 }),
      'failed',
    ],
  ])('%s begins no upload', async (_title, change, expected) => {
    const copying = store();
    change(copying);
    expect((await copied(copying)).outcome.became).toBe(expected);
    expect(operations(copying, 'createUpload')).toBe(0);
  });

  it.each<[Partial<ObjectHead>, CopyOutcome['became']]>([
    [{ storageClass: 'GLACIER' }, 'archived'],
    [{ storageClass: 'DEEP_ARCHIVE', restore: 'ongoing' }, 'archived'],
    [{ storageClass: 'GLACIER', restore: 'done' }, 'copied'],
    [{ storageClass: 'INTELLIGENT_TIERING', archiveStatus: 'ARCHIVE_ACCESS' }, 'archived'],
  ])('because it is archived says so before anything is begun: %j', async (head, expected) => {
    const copying = store();
    copying.heads.set('src/k', head);
    expect((await copied(copying)).outcome.became).toBe(expected);
    expect(operations(copying, 'createUpload')).toBe(expected === 'copied' ? 1 : 0);
  });

  it.each(['tags', 'annotations'] as const)('because its %s may not be read begins no upload', async (operation) => {
    const copying = failing(operation, [DENIED]);
    expect((await copied(copying)).outcome).toEqual({ became: 'failed', error: DENIED });
    expect(operations(copying, 'createUpload')).toBe(0);
  });

  it.each<[string, number, CopyOutcome['became']]>([
    ['changes', 1, 'changed'],
    ['changes late', 3, 'changed'],
  ])('because its source %s under way is aborted, and nothing is there', async (_title, part, expected) => {
    const copying = store();
    copying.uploadFault = ({ operation, number }) => {
      if (operation === 'copyPart' && number === part) copying.buckets.get('src')?.set('k', { ...SOURCE, etag: 'new' });
      return undefined;
    };
    const { outcome, journal } = await copied(copying);
    expect(outcome.became).toBe(expected);
    expect([copying.open.size, copying.buckets.get('dst')?.size, journal.at(-1)]).toEqual([0, 0, 'aborted u1']);
  });

  it('because a part is denied is aborted once nothing is under way', async () => {
    const copying = store();
    copying.uploadFault = ({ operation, number }) =>
      operation === 'copyPart' && number === 2 ? { error: DENIED } : undefined;
    const { outcome, journal } = await copied(copying);
    expect(outcome).toEqual({ became: 'failed', error: DENIED });
    expect(journal.at(-1)).toBe('aborted u1');
    expect(copying.calls.findLastIndex(({ operation }) => operation === 'copyPart')).toBeLessThan(
      copying.calls.findIndex(({ operation }) => operation === 'abort'),
    );
  });

  it('and whose upload cannot be aborted tells how to do it', async () => {
    const copying = store();
    copying.uploadFault = ({ operation }) =>
      operation === 'copyPart' || operation === 'abort' ? { error: DENIED } : undefined;
    const { outcome, journal } = await copied(copying);
    expect(outcome.became).toBe('failed');
    expect(journal.at(-1)).toBe('left u1 aws s3api abort-multipart-upload --bucket dst --key to/k --upload-id u1');
  });

  it('because it is interrupted is aborted, and ends all', async () => {
    const abort = new AbortController();
    const interrupted = new RunnerError('interrupted', 'interrupted');
    const copying = store();
    copying.uploadFault = ({ operation, number }) => {
      if (operation !== 'copyPart' || number !== 2) return undefined;
      abort.abort();
      return { error: interrupted };
    };
    const { ended, journal } = begin(copying, {}, abort.signal);
    await expect(ended).rejects.toBe(interrupted);
    expect([copying.open.size, journal.at(-1)]).toEqual([0, 'aborted u1']);
  });
});

describe('the completion of a copy in parts', () => {
  it('never takes the place of what was written meanwhile', async () => {
    const copying = store();
    copying.uploadFault = ({ operation }) => {
      if (operation === 'completeUpload') copying.buckets.get('dst')?.set('to/k', listed('to/k', { etag: 'theirs' }));
      return undefined;
    };
    const { outcome, journal } = await copied(copying);
    expect(outcome).toEqual({ became: 'changed' });
    expect(copying.buckets.get('dst')?.get('to/k')?.etag).toBe('theirs');
    expect(journal.at(-1)).toBe('aborted u1');
  });

  it('of one that was to replace what has been deleted is changed', async () => {
    const copying = store();
    expect((await copied(copying, { onto: { etag: 'old' } })).outcome).toEqual({ became: 'changed' });
    expect(copying.open.size).toBe(0);
  });

  it('that meets another write begins the whole upload again, and aborts the first', async () => {
    const copying = failing('completeUpload', [refusal('ConditionalRequestConflict')]);
    const { outcome, journal, again } = await copied(copying);
    expect(outcome.became).toBe('copied');
    expect(journal).toEqual([
      ...['intended to/k', 'begun u1', 'aborted u1'],
      ...['intended to/k', 'begun u2', 'completed u2'],
    ]);
    expect(again).toHaveLength(1);
  });

  it('that always meets another write gives up, and copies nothing again once something else stands there', async () => {
    const conflict = refusal('ConditionalRequestConflict');
    const endless = failing(
      'completeUpload',
      Array.from({ length: 9 }, () => conflict),
    );
    expect((await copied(endless)).outcome).toEqual({ became: 'failed', error: conflict });
    expect(operations(endless, 'createUpload')).toBe(3);
    const copying = store();
    copying.uploadFault = ({ operation }) => {
      if (operation !== 'completeUpload') return undefined;
      copying.buckets.get('dst')?.set('to/k', listed('to/k'));
      return { error: conflict };
    };
    expect((await copied(copying)).outcome).toEqual({ became: 'changed' });
    expect(operations(copying, 'createUpload')).toBe(1);
  });

  it('whose answer was lost is found at the destination, and carried over all the same', async () => {
    const copying = failing('completeUpload', [NO_ANSWER], true);
    copying.annotationsOf.set('src/k', new Map([['note', 'text']]));
    const { outcome, journal } = await copied(copying);
    expect(outcome.became).toBe('copied');
    expect([copying.completed.length, operations(copying, 'abort'), journal.at(-1)]).toEqual([1, 0, 'completed u1']);
    expect(copying.annotationsOf.get('dst/to/k')?.size).toBe(1);
  });

  it('whose answer was lost does not take what somebody else wrote for its own', async () => {
    const copying = store();
    let asked = 0;
    copying.uploadFault = ({ operation }) => {
      if (operation !== 'completeUpload' || (asked += 1) > 1) return undefined;
      copying.buckets.get('dst')?.set('to/k', listed('to/k', { etag: '1'.repeat(32), sizeBytes: 20 * MIB }));
      return { error: NO_ANSWER };
    };
    expect((await copied(copying)).outcome).toEqual({ became: 'changed' });
  });
});

describe('a copy in parts, in any trouble', () => {
  it('is there whole and once, or not at all, and leaves no upload', async () => {
    const errors = [SLOW_DOWN, INTERNAL, NO_ANSWER, DENIED, refusal('PreconditionFailed')];
    const faults = fc.array(
      fc.option(fc.record({ error: fc.constantFrom(...errors), after: fc.boolean() }), { freq: 2 }),
      {
        maxLength: 25,
      },
    );
    await fc.assert(
      fc.asyncProperty(faults, async (script) => {
        const copying = store();
        const left = [...script];
        copying.uploadFault = ({ operation }) => {
          if (operation === 'abort') return undefined;
          const fault = left.shift() ?? undefined;
          // What S3 refuses or throttles it has not done.
          return fault !== undefined && ['unavailable', 'unreachable'].includes(fault.error.kind)
            ? fault
            : fault && { error: fault.error };
        };
        const { outcome } = await copied(copying);
        expect(copying.completed).toHaveLength(copying.made.length);
        expect(copying.made.length).toBeLessThanOrEqual(1);
        if (outcome.became === 'copied') expect(copying.made).toHaveLength(1);
        // An attempt to begin one whose answer was lost leaves one without parts, which nobody pays for.
        expect([...copying.open.values()].filter(({ parts }) => parts.size > 0)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
