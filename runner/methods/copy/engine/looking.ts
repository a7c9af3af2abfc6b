// What a copy finds out about single objects: how they are to be copied, and whether two are the same.
import type { Copying } from '../../../ports/s3/copying';
import { defined } from '../../../text/defined';
import type { CopyRun } from './copy-pairs';
import { lookAt } from './look';
import type { CopyRequest } from '../plan-copies';
import { selectingByTags } from '../selecting';
import { traitsOf } from './traits';

export function lookingAt(
  { storageClass, encryption, annotations = 'copy', keep = [], selection = {}, from, to }: CopyRequest,
  copying: Copying,
): Pick<CopyRun, 'traits' | 'look' | 'selects'> {
  const options = { annotations, keep, ...defined({ storageClass, encryption }) };
  return {
    traits: (source) => traitsOf(source, options, copying, from.bucket),
    look: (source, destination) =>
      lookAt(copying, { bucket: from.bucket, key: source.key }, { bucket: to.bucket, key: destination.key }),
    ...defined({ selects: selectingByTags(selection, copying, from.bucket) }),
  };
}
