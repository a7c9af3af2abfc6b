// Pairs of keys that were chosen one by one: each is looked for on both sides.
import type { Copying, ListedObject } from '../../../ports/s3/copying';
import { compareKeys } from '../../../text/key-order';
import { defined } from '../../../text/defined';
import type { Pair } from '../../../verify/copies/pairs';
import type { KeysOf } from '../plan-copies';
import type { Part } from './part';
import type { Walked } from './walk';

interface Sides {
  readonly copying: Pick<Copying, 'objects'>;
  readonly from: KeysOf;
  readonly to: KeysOf;
}

const AT_ONCE = 64;

async function objectAt(copying: Sides['copying'], bucket: string, key: string): Promise<ListedObject | undefined> {
  for await (const page of copying.objects(bucket, { prefix: key, until: key }))
    for (const one of page) if (one.key === key) return one;
  return undefined;
}

export async function pairOfKey(rest: string, { copying, from, to }: Sides): Promise<Pair> {
  const [source, destination] = await Promise.all(
    [from, to].map(({ bucket, prefix }) => objectAt(copying, bucket, prefix + rest)),
  );
  return { rest, ...defined({ source, destination }) };
}

/** @param keys of the source; those outside of its prefix, and those that are settled, are left out */
export async function* pairsOfKeys(
  keys: readonly string[],
  parts: readonly Part[],
  sides: Sides,
): AsyncGenerator<readonly Walked[]> {
  const { prefix } = sides.from;
  const rests = [...new Set(keys)].flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  rests.sort(compareKeys);
  const left = rests.flatMap((rest) => {
    const part = parts.find((one) => one.holds(rest) && (one.after === undefined || compareKeys(rest, one.after) > 0));
    return part === undefined ? [] : [{ rest, part }];
  });
  for (let from = 0; from < left.length; from += AT_ONCE) {
    const group = left.slice(from, from + AT_ONCE);
    const pairs = await Promise.all(group.map(({ rest }) => pairOfKey(rest, sides)));
    yield pairs.flatMap((pair, index) => {
      const part = group[index]?.part;
      return part === undefined ? [] : [{ ...pair, part, step: part.step(pair.rest) }];
    });
  }
  for (const part of parts) part.end();
}
