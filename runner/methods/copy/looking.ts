// What a copy finds out about single objects: how they are to be copied, and whether two are the same.
import type { Aws } from '../../ports/aws';
import type { CopyRun } from './copy-pairs';
import type { CopyRequest } from './plan-copies';
import { pairOfKey } from './walk/pairs-of-keys';

export function lookingAt(
  { storageClass, encryption, annotations = 'copy', from, to }: CopyRequest,
  { copying }: Pick<Aws, 'copying'>,
): Pick<CopyRun, 'traits' | 'look' | 'standing'> {
  const encrypted = encryption === undefined ? {} : { encryption };
  return {
    traits: (source) => ({ storageClass: storageClass ?? source.storageClass, annotations, ...encrypted }),
    look: () => Promise.resolve('unknown'),
    standing: async ({ to: { key } }) =>
      (await pairOfKey(key.slice(to.prefix.length), { copying, from, to })).destination,
  };
}
