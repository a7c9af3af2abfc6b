// The worker: messages in, copies and outcomes out.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { copyOrders, type Worker } from '../../../lambdas/working/copy-orders';
import { KeyOrders } from '../../../runner/methods/inventory/messages/key-order';
import type { OutcomeLine } from '../../../runner/methods/inventory/messages/run-files';
import { RunnerError } from '../../../runner/ports/errors';
import type { ListedObject } from '../../../runner/ports/s3/copying';
import { fakeClock } from '../../runner/fakes/fake-clock';
import { fakeCopying, listed, refusal, type FakeCopying } from '../../runner/fakes/fake-copying';
import { fakeInvocation, record } from '../fake-invocation';

let copying: FakeCopying;
let put: Map<string, string>;
let again: string[];
let worker: Worker;

/** Sleeps only between two attempts: the end of an invocation is far away. */
function patientClock(): Worker['clock'] {
  const clock = fakeClock();
  return {
    now: () => clock.now(),
    sleep: (milliseconds, signal) =>
      milliseconds < 100_000
        ? clock.sleep(milliseconds, signal)
        : new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(new RunnerError('interrupted', 'interrupted'))),
          ),
  };
}

beforeEach(() => {
  copying = fakeCopying({ source: [listed('in/a'), listed('in/b'), listed('in/c')], copies: [] });
  put = new Map();
  again = [];
  worker = {
    settings: {
      ...{ from: { bucket: 'source', prefix: 'in/' }, to: { bucket: 'copies', prefix: 'out/' } },
      ...{ overwrite: 'different', traits: { annotations: 'copy' } },
      ...{ reportBucket: 'reports', reportPrefix: 'runs', mostReceives: 5 },
    },
    copying,
    clock: patientClock(),
    random: () => 0.5,
    put: (bucket, key, text) => Promise.resolve(void put.set(`${bucket}/${key}`, text)),
    again: (handle, seconds) => Promise.resolve(void again.push(`${handle} ${seconds}`)),
  };
});

function message(objects: readonly ListedObject[], messageId = 'm1', receives = 1) {
  const orders = new KeyOrders('run-1');
  const full = objects.flatMap((object) => orders.add(object));
  const [body = '', ...more] = [...full, ...orders.rest()];
  expect(more).toEqual([]);
  return record(body, messageId, receives);
}

const outcomes = (): OutcomeLine[] =>
  [...put.values()].flatMap((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as OutcomeLine),
  );
const became = (): Record<string, string> => Object.fromEntries(outcomes().map((line) => [line.key, line.became]));
const failures = async (...records: readonly ReturnType<typeof message>[]) =>
  (await copyOrders(records, worker, fakeInvocation())).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

describe('objects of messages', () => {
  it('are copied under the condition that nothing stands there and that the source is as it was listed', async () => {
    expect(await failures(message([listed('in/a')]), message([listed('in/b')], 'm2'))).toEqual([]);
    expect(copying.made.sort()).toEqual(['out/a', 'out/b']);
    expect(copying.orders).toMatchObject([
      { from: { bucket: 'source', etag: 'e1' }, onto: 'nothing' },
      { from: { bucket: 'source', etag: 'e1' }, onto: 'nothing' },
    ]);
    expect([...put.keys()]).toEqual(['reports/runs/run-1/outcomes/request-1.jsonl']);
    expect(outcomes()).toContainEqual({ key: 'in/a', became: 'copied', bytes: 3, messageId: 'm1', receives: 1 });
  });

  it('are not copied again when their message comes twice', async () => {
    await failures(message([listed('in/a')]));
    put.clear();
    expect(await failures(message([listed('in/a')], 'm1', 2))).toEqual([]);
    expect(copying.made).toEqual(['out/a']);
    expect(became()).toEqual({ 'in/a': 'same' });
  });

  it.each([
    ['different', 'copied', 'e1'],
    ['never', 'kept', 'old'],
  ] as const)('that stand there otherwise are, with overwrite %s, %s', async (overwrite, outcome, etag) => {
    copying.buckets.get('copies')?.set('out/a', listed('out/a', { etag: 'old', sizeBytes: 9 }));
    worker = { ...worker, settings: { ...worker.settings, overwrite } };
    expect(await failures(message([listed('in/a')]))).toEqual([]);
    expect(became()).toEqual({ 'in/a': outcome });
    expect(copying.buckets.get('copies')?.get('out/a')?.etag).toBe(etag);
  });

  it.each([
    ['since its message was sent', { lastModifiedMs: 2_000 }, {}, 'taken', 'theirs'],
    ['before', { lastModifiedMs: 900 }, {}, 'copied', 'e1'],
    ['since, and before the source', { lastModifiedMs: 2_000 }, { etag: 'e2', lastModifiedMs: 3_000 }, 'copied', 'e2'],
  ])('that somebody has written at the destination %s', async (_when, theirs, ours, outcome, etag) => {
    copying.buckets.get('copies')?.set('out/a', listed('out/a', { etag: 'theirs', sizeBytes: 9, ...theirs }));
    copying.buckets.get('source')?.set('in/a', listed('in/a', ours));
    expect(await failures(message([listed('in/a')], 'm1', 2))).toEqual([]);
    expect(became()).toEqual({ 'in/a': outcome });
    expect(copying.buckets.get('copies')?.get('out/a')?.etag).toBe(etag);
  });

  it('that have changed or gone since the inventory, or are archived, are outcomes and no failures', async () => {
    const source = copying.buckets.get('source');
    source?.set('in/a', listed('in/a', { etag: 'e2', sizeBytes: 4 }));
    source?.delete('in/b');
    copying.fault = ({ from }) => (from.key === 'in/c' ? { error: refusal('InvalidObjectState') } : undefined);
    const records = message([listed('in/a'), listed('in/b'), listed('in/c', { storageClass: 'GLACIER' })]);
    expect(await failures(records)).toEqual([]);
    expect(became()).toEqual({ 'in/a': 'copied', 'in/b': 'gone', 'in/c': 'archived' });
    expect(copying.buckets.get('copies')?.get('out/a')?.etag).toBe('e2');
  });

  it('that were archived and are restored are copied', async () => {
    expect(await failures(message([listed('in/c', { storageClass: 'GLACIER' })]))).toEqual([]);
    expect(became()).toEqual({ 'in/c': 'copied' });
  });

  it('above 500 GiB are left to a program that has more time', async () => {
    const object = listed('in/a', { sizeBytes: 501 * 1024 ** 3 });
    const body = new KeyOrders('run-1').add(object)[0] ?? '';
    expect(await failures(record(body))).toEqual([]);
    expect(became()).toEqual({ 'in/a': 'too-large' });
    expect(copying.orders).toEqual([]);
  });
});

describe('a message comes back', () => {
  const denied = (key: string): void => {
    copying.fault = (order) => (order.from.key === key ? { error: refusal('AccessDenied') } : undefined);
  };

  it('alone, when one of its objects could not be copied: the others are told, and it waits longer each time', async () => {
    denied('in/b');
    const records = [message([listed('in/a'), listed('in/b')], 'bad', 2), message([listed('in/c')], 'good')];
    expect(await failures(...records)).toEqual(['bad']);
    expect(again).toEqual(['handle of bad 60']);
    expect(became()).toEqual({ 'in/a': 'copied', 'in/b': 'failed', 'in/c': 'copied' });
    const lines = outcomes();
    expect(lines.find(({ key }) => key === 'in/b')).toMatchObject({ code: 'AccessDenied', again: true, receives: 2 });
    expect(lines.find(({ key }) => key === 'in/c')).not.toHaveProperty('again');
  });

  it('at once for the last time, so that it goes to the dead letters', async () => {
    denied('in/a');
    expect(await failures(message([listed('in/a')], 'bad', 5))).toEqual(['bad']);
    expect(again).toEqual(['handle of bad 0']);
  });

  it('not, when no other attempt would fare better', async () => {
    copying.fault = () => ({ error: refusal('EntityTooLarge') });
    expect(await failures(message([listed('in/a')]))).toEqual([]);
    expect(outcomes()).toMatchObject([{ became: 'failed', code: 'EntityTooLarge' }]);
  });

  it.each(['', '{"version":1}', '{"version":1,"kind":"keys","run":"r","objects":[["out/a",1,"e",0,"STANDARD"]]}'])(
    'when it is %j, which is none of ours or about keys of another folder',
    async (body) => {
      expect(await failures(record(body, 'poison'), message([listed('in/a')], 'good'))).toEqual(['poison']);
      expect(became()).toEqual({ 'in/a': 'copied' });
    },
  );

  it('when its credentials have ended: what was not begun is not told as done', async () => {
    copying.fault = () => ({ error: new RunnerError('expired', 'the token has expired', undefined, 'ExpiredToken') });
    const invocation = fakeInvocation();
    const answer = await copyOrders([message([listed('in/a'), listed('in/b')])], worker, invocation);
    expect(answer.batchItemFailures).toHaveLength(1);
    expect(outcomes()).toEqual([]);
    expect(invocation.lines).toContainEqual({ event: 'stopped', why: 'expired', code: 'ExpiredToken' });
  });

  it('when the time of the function ends before it was begun', async () => {
    const clock = { ...worker.clock, sleep: () => Promise.resolve() };
    worker = { ...worker, clock };
    const objects = Array.from({ length: 40 }, (_, index) => listed(`in/${index}`));
    for (const one of objects) copying.buckets.get('source')?.set(one.key, one);
    const answer = await copyOrders([message(objects)], worker, fakeInvocation('request-1', [1_000]));
    expect(answer.batchItemFailures).toHaveLength(1);
    const late = outcomes().filter(({ code }) => code === 'OutOfTime');
    expect(late.length).toBeGreaterThan(0);
    expect(late).toEqual(late.map(() => expect.objectContaining({ became: 'failed', again: true })));
    expect(outcomes()).toHaveLength(40);
  });

  it('when the time ends while S3 asks to slow down: that is told', async () => {
    copying.fault = () => ({ error: new RunnerError('throttled', 'slow down', undefined, 'SlowDown') });
    const patient = worker.clock;
    let [sleeps, ends] = [0, (): void => undefined];
    const clock: Worker['clock'] = {
      now: () => patient.now(),
      sleep: (milliseconds, signal) => {
        if (milliseconds >= 100_000) return new Promise((resolve) => (ends = resolve));
        sleeps += 1;
        if (sleeps > 5) ends();
        return patient.sleep(milliseconds, signal);
      },
    };
    worker = { ...worker, clock };
    expect(await failures(message([listed('in/a')]))).toEqual(['m1']);
    expect(outcomes()).toMatchObject([{ key: 'in/a', became: 'failed', code: 'SlowDown', again: true }]);
  });

  it('when a large one lacks its annotations: the next attempt puts them, and no byte again', async () => {
    const large = listed('in/a', { sizeBytes: 6 * 1024 ** 3 });
    const checksums = [{ algorithm: 'CRC64NVME', type: 'FULL_OBJECT', value: 'sum' }] as const;
    copying.buckets.get('source')?.set(large.key, large);
    copying.heads.set('source/in/a', { checksums });
    copying.annotationsOf.set('source/in/a', new Map([['note', 'text']]));
    const denied = new RunnerError('denied', 'S3: AccessDenied', undefined, 'AccessDenied');
    copying.uploadFault = ({ operation }) => (operation === 'putAnnotation' ? { error: denied } : undefined);
    expect(await failures(message([large]))).toEqual(['m1']);
    expect(outcomes()).toMatchObject([{ key: 'in/a', became: 'failed', code: 'HalfCopied', again: true }]);
    copying.heads.set('copies/out/a', { checksums });
    copying.uploadFault = () => undefined;
    put.clear();
    expect(await failures(message([large], 'm1', 2))).toEqual([]);
    expect(outcomes()).toMatchObject([{ key: 'in/a', became: 'same' }]);
    expect(copying.annotationsOf.get('copies/out/a')).toEqual(new Map([['note', 'text']]));
    expect(copying.made).toEqual(['out/a']);
  });

  it('when what became of it cannot be written: nothing is done that nobody can read about', async () => {
    worker = { ...worker, put: () => Promise.reject(refusal('AccessDenied')) };
    await expect(copyOrders([message([listed('in/a')])], worker, fakeInvocation())).rejects.toMatchObject({
      code: 'AccessDenied',
    });
  });
});

it('logs counts, and neither keys nor what S3 says of an object', async () => {
  copying.fault = () => ({ error: refusal('AccessDenied') });
  const invocation = fakeInvocation();
  await copyOrders([message([listed('in/a')])], worker, invocation);
  expect(invocation.lines).toEqual([{ event: 'copied', run: 'run-1', objects: 1, copied: 0, failed: 1 }]);
});
