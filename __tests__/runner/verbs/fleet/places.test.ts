import { expect, it } from '@jest/globals';
import { Places } from '../../../../runner/verbs/fleet/places';

const never = new AbortController().signal;

it('serves the lowest rank first, and lets nobody overtake who needs more', async () => {
  const places = new Places(3);
  const served: string[] = [];
  const take = (name: string, count: number, rank: number): void => {
    void places.take(count, rank, never).then((taken) => served.push(`${name} ${taken}`));
  };
  take('first', 2, 9);
  take('large', 3, 1);
  take('small', 1, 2);
  take('urgent', 1, -1);
  await Promise.resolve();
  expect(served).toEqual(['first 2', 'urgent 1']);
  places.give(1);
  await Promise.resolve();
  expect(served).toHaveLength(2);
  places.give(2);
  await Promise.resolve();
  expect(served.slice(2)).toEqual(['large 3']);
  places.give(3);
  await Promise.resolve();
  expect(served.slice(3)).toEqual(['small 1']);
});

it('serves nobody before it is open', async () => {
  const places = new Places(1, false);
  const served: string[] = [];
  void places.take(1, 2, never).then(() => served.push('large'));
  void places.take(1, 1, never).then(() => served.push('small'));
  await Promise.resolve();
  expect(served).toEqual([]);
  places.open();
  await Promise.resolve();
  expect(served).toEqual(['small']);
});

it('gives no more than there are', async () => {
  expect(await new Places(6).take(20, 0, never)).toBe(6);
});

it('takes out of the line who is stopped, and serves those behind', async () => {
  const places = new Places(1);
  await places.take(1, 0, never);
  const stopping = new AbortController();
  const stopped = places.take(1, 0, stopping.signal);
  const behind = places.take(1, 1, never);
  stopping.abort();
  expect(await stopped).toBe(0);
  places.give(1);
  expect(await behind).toBe(1);
  expect(await places.take(1, 0, stopping.signal)).toBe(0);
});
