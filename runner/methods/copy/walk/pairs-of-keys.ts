// Pairs of keys that were chosen one by one: each is looked for on both sides.
import { compareKeys } from '../../../text/key-order';
import type { PairOf } from '../../../verify/copies/pairs';
import type { KeysOf } from '../plan-copies';
import type { Part } from './part';
import type { Listing, Walked } from './walk';

interface Sides<Listed> {
  readonly listing: Listing<Listed>;
  readonly from: KeysOf;
  readonly to: KeysOf;
}

const AT_ONCE = 64;

async function listedAt<Listed extends { readonly key: string }>(
  listing: Listing<Listed>,
  bucket: string,
  key: string,
): Promise<Listed | undefined> {
  for await (const page of listing(bucket, { prefix: key, until: key }))
    for (const one of page) if (one.key === key) return one;
  return undefined;
}

export async function pairOfKey<Listed extends { readonly key: string }>(
  rest: string,
  { listing, from, to }: Sides<Listed>,
): Promise<PairOf<Listed>> {
  const [source, destination] = await Promise.all(
    [from, to].map(({ bucket, prefix }) => listedAt(listing, bucket, prefix + rest)),
  );
  return {
    rest,
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
  };
}

/** @param keys of the source; those outside of its prefix, and those that are settled, are left out */
export async function* pairsOfKeys<Listed extends { readonly key: string }>(
  keys: readonly string[],
  parts: readonly Part[],
  sides: Sides<Listed>,
): AsyncGenerator<readonly Walked<Listed>[]> {
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
