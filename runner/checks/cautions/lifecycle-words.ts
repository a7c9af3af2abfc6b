// What lifecycle rules will do, in words. Pure.
import type { LifecycleFilter, LifecycleMoment, LifecycleRule, NoncurrentAge } from '../../ports/s3/lifecycle-rule';
import { count, counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { Sample } from '../asked/sampled-versions';
import type { Warning } from './caution';
import type { Effect, Side } from './lifecycle-effects';
import type { Reach } from './lifecycle-reach';

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function scopeOf({ prefix, tags, largerThanBytes, smallerThanBytes }: LifecycleFilter): string {
  const tagged = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return [
    prefix === '' ? 'every key' : `keys under '${visible(prefix)}'`,
    ...(tagged.length === 0 ? [] : [`tagged ${visible(tagged.join(' and '))}`]),
    ...(largerThanBytes === undefined ? [] : [`over ${count(largerThanBytes)} bytes`]),
    ...(smallerThanBytes === undefined ? [] : [`under ${count(smallerThanBytes)} bytes`]),
  ].join(', ');
}

export function whenOf(when: LifecycleMoment): string {
  return 'atMs' in when ? `on ${day(when.atMs)}` : `${counted(when.days, 'day')} after they were created`;
}

function ageOf({ days, keepsNewest = 0 }: NoncurrentAge): string {
  const kept = keepsNewest === 0 ? '' : `, apart from the newest ${count(keepsNewest)} of each key`;
  return `${counted(days, 'day')} after they became noncurrent${kept}`;
}

/** ` (2 of 3 such current versions listed are due now)`; figures of the source on both sides, for replicas keep its dates. */
function figures(reach: Reach | undefined, noun: string, side: Side, sample: Sample | undefined): string {
  if (reach === undefined || sample === undefined) return '';
  const where = side === 'source' ? 'listed' : 'listed at the source';
  const all = sample.listed.filter(({ deleteMarker }) => !deleteMarker).length;
  if (reach.of === 0) return ` (none of ${counted(all, 'version')} ${where} is ${noun})`;
  const of = `${count(reach.of)} such ${noun} version${reach.of === 1 ? '' : 's'} ${where}`;
  if (reach.due > 0) return ` (${count(reach.due)} of ${of} ${reach.due === 1 ? 'is' : 'are'} due now)`;
  return ` (none of ${of} is due before ${day(reach.nextMs ?? 0)})`;
}

const KEPT_TIMES = 'replicas keep the creation time of their source, so that their time may have come when they arrive';

function sentence(effect: Effect, side: Side, sample: Sample | undefined): string {
  const isSource = side === 'source';
  switch (effect.does) {
    case 'expire': {
      const what = `it expires current versions ${whenOf(effect.when)}${figures(effect.reach, 'current', side, sample)}`;
      return isSource
        ? `${what}: each gets a delete marker, which S3 does not replicate, so that the object stays at the destination`
        : `${what}: ${KEPT_TIMES}, and each gets a delete marker`;
    }
    case 'archive': {
      const what = `it moves current versions to ${visible(effect.storageClass)} ${whenOf(effect.when)}${figures(effect.reach, 'current', side, sample)}`;
      return isSource
        ? `${what}: S3 replicates no archived version, so that what is moved before the job comes to it is not copied`
        : `${what}: ${KEPT_TIMES}, and have to be restored before they are read`;
    }
    case 'delete-noncurrent': {
      const what = `it deletes noncurrent versions for good ${ageOf(effect.age)}${figures(effect.reach, 'noncurrent', side, sample)}`;
      return isSource
        ? `${what}: what is deleted before the job comes to it is not copied`
        : `${what}: replicas of noncurrent versions, which a run takes too, are deleted by it`;
    }
    case 'archive-noncurrent': {
      const what = `it moves noncurrent versions to ${visible(effect.storageClass)} ${ageOf(effect.age)}${figures(effect.reach, 'noncurrent', side, sample)}`;
      return isSource
        ? `${what}: S3 replicates no archived version, so that what is moved before the job comes to it is not copied`
        : `${what}: replicas of noncurrent versions, which a run takes too, are archived by it`;
    }
    case 'remove-lone-markers':
      return 'it removes delete markers that no version lies under: one that arrives before its versions may be removed';
    case 'unknown':
      return `what it will do is not known, for this version of s3-backfill does not know its ${visible(effect.elements.join(', '))}`;
  }
}

const ADVICE = 'AWS advises to disable lifecycle rules on both buckets while the job runs';
const HELD_BACK =
  'S3 holds them back from versions whose replication is PENDING or FAILED, not from those that were never tried';

export function warningOf(
  { id, filter }: LifecycleRule,
  bucket: string,
  side: Side,
  effects: readonly Effect[],
  { sample }: { readonly sample?: Sample },
): Warning {
  const does = effects.map((effect) => sentence(effect, side, sample)).join('; ');
  return {
    warning: side === 'source' ? 'source-lifecycle' : 'destination-lifecycle',
    detail: `the lifecycle rule '${visible(id)}' of the ${side} '${visible(bucket)}' is for ${scopeOf(filter)}: ${does}`,
    hint: side === 'source' ? `${ADVICE}; ${HELD_BACK}` : ADVICE,
  };
}
