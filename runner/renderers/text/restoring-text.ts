// How far the restoring of archived objects is, for a person.
import type { RestoringEvent } from '../../events/restoring-event';
import { count, counted, duration } from '../../text/figures';

export function restoringText({ objects, readable, ongoing, failed, tier, mostSeconds }: RestoringEvent): string {
  const parts = [
    `${count(readable)} of ${counted(objects, 'archived object')} can be read`,
    ...(ongoing === 0
      ? []
      : [`S3 is restoring ${count(ongoing)} (${tier}, up to ${duration(mostSeconds)} from when it was asked)`]),
    ...(failed === 0 ? [] : [`${count(failed)} ${failed === 1 ? 'stays' : 'stay'} archived`]),
  ];
  return parts.join('; ');
}
