// What a copy is told of single objects: how they are to be copied, and whether two are the same.
import type { Copying, ListedObject } from '../../../ports/s3/copying';
import type { VersionPlace } from '../../../ports/s3/uploads';
import { defined } from '../../../text/defined';
import { PART_BYTES } from './copy-one';
import type { CopyRun } from './copy-pairs';
import { lookAt } from './look';
import { carryAgain } from './parts/carry-over';
import type { CopyRequest } from '../plan-copies';
import { selectingByTags } from '../selecting';
import { traitsOf } from './traits';

/** Objects above a lower threshold than S3's are cut so that there are several parts. */
function partsOf({ partsAboveBytes }: CopyRequest): CopyRun['parts'] {
  return partsAboveBytes === undefined
    ? undefined
    : { aboveBytes: partsAboveBytes, partBytes: Math.min(PART_BYTES, partsAboveBytes) };
}

function placeOf(bucket: string, { key, versionId }: ListedObject): VersionPlace {
  return { bucket, key, ...defined({ versionId }) };
}

/** Gives a copy what no upload carries. @throws RunnerError what it lacks, and why */
export type Mend = (source: ListedObject, destination: ListedObject) => Promise<void>;

export function lookingAt(
  request: CopyRequest,
  copying: Copying,
): Pick<CopyRun, 'traits' | 'look' | 'parts' | 'selects'> & { readonly mend: Mend } {
  const { storageClass, encryption, newMetadata, newTags, annotations = 'copy', keep = [], selection = {} } = request;
  const { from, to } = request;
  const options = { annotations, keep, ...defined({ storageClass, encryption, newMetadata, newTags }) };
  return {
    traits: (source) => traitsOf(source, options, copying, from.bucket),
    look: (source, destination) => lookAt(copying, placeOf(from.bucket, source), placeOf(to.bucket, destination)),
    mend(source, destination) {
      const order = {
        from: { ...placeOf(from.bucket, source), etag: source.etag },
        annotations,
        ...defined({ newTags }),
      };
      return carryAgain(order, placeOf(to.bucket, destination), destination.etag, copying);
    },
    ...defined({ parts: partsOf(request), selects: selectingByTags(selection, copying, from.bucket) }),
  };
}
