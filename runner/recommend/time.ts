// How long a way takes, as far as somebody documents what limits it. Pure.
import { copyDurationOf } from '../estimate/copy-cost';
import { durationOf } from '../estimate/duration';
import type { DurationEvent } from '../events/estimate-events';
import type { RankedTime } from '../events/recommendation-events';
import type { EstimatedAmount } from '../text/interval';
import type { Situation } from './situation';
import { copiesVersions, type Way } from './ways/way';

/** What a way would copy; absent members are not known. */
export function amountFor(way: Way, situation: Situation): Partial<EstimatedAmount> {
  const { objects, bytes, versions, versionBytes } = situation;
  if (!copiesVersions(way, situation))
    return { ...(objects === undefined ? {} : { versions: objects }), ...(bytes === undefined ? {} : { bytes }) };
  // Older versions that nobody has counted are there or not: what is known of the current ones is the least.
  const least = objects === undefined ? undefined : { value: objects.value, low: objects.low };
  const leastBytes = bytes === undefined ? undefined : { value: bytes.value, low: bytes.low };
  const [all, size] = [versions ?? least, versionBytes ?? leastBytes];
  return { ...(all === undefined ? {} : { versions: all }), ...(size === undefined ? {} : { bytes: size }) };
}

function paced(way: Way, { versions, bytes }: Partial<EstimatedAmount>, kms: boolean): DurationEvent | undefined {
  if (versions === undefined || way.paced === 'not-documented') return undefined;
  const copied = { versions, bytes: bytes ?? { value: 0, low: 0 } };
  if (way.paced === 'copies') return copyDurationOf({ copied, copiedBy: [] });
  return durationOf({ survey: { copied, copiedBy: [], arriving: [{ bucket: '', storageClass: '', kms, ...copied }] } });
}

export function timeOf(way: Way, situation: Situation): RankedTime {
  const { startsAfter } = way;
  const encryption = situation.encryption ?? [];
  const duration = paced(way, amountFor(way, situation), encryption.includes('SSE-KMS'));
  const begin = startsAfter.highSeconds === 0 ? '' : `; the first object after ${startsAfter.words}`;
  if (duration === undefined) {
    const why = way.paced === 'not-documented' ? 'no rate is documented' : 'the number of objects is not known';
    return { basis: `${why}${begin}` };
  }
  const { lowSeconds, highSeconds, terms } = duration;
  return {
    lowSeconds: lowSeconds + startsAfter.lowSeconds,
    ...(highSeconds === undefined ? {} : { highSeconds: highSeconds + startsAfter.highSeconds }),
    basis: `${terms.map(({ detail }) => detail).join('; ')}${begin}`,
  };
}

/** Nothing is late that nobody waits for. */
export function lateBy(time: RankedTime, { deadlineSeconds }: Situation): 'late' | 'in-time' | 'not-known' {
  if (deadlineSeconds === undefined) return 'in-time';
  if ((time.lowSeconds ?? 0) > deadlineSeconds) return 'late';
  return (time.highSeconds ?? Infinity) <= deadlineSeconds ? 'in-time' : 'not-known';
}
