// Which flags are of one of several backfills, and which of all.
import type { Command } from '../commands/command';

/** Said once, of all of them. */
export const OF_THE_WHOLE: ReadonlySet<string> = new Set([
  ...['fleet', 'settings', 'output', 'quiet', 'verbose', 'on-event', 'on-event-env', 'report-file', 'certificate', 'sign-with'],
  ...['yes', 'timeout', 'patience-seconds', 'max-cost', 'max-objects'],
]);

/** Why what is of one backfill alone cannot be said of several. */
export const OF_ONE_ALONE: Readonly<Record<string, string>> = {
  plan: 'all plans are made anew',
  out: 'a plan that is kept is of one backfill',
  'print-command': 'a script is of one backfill',
  delete: 'the name of each bucket is typed',
  detach:
    'those that wait for their turn are begun by whoever watches; --timeout ends earlier, and the same command goes on',
  'source-inventory': 'an inventory is of one bucket',
  'destination-inventory': 'an inventory is of one bucket',
};

/** Where the handoff is: the file says it, and the command line does not. */
export const WHICH_HANDOFF: readonly string[] = ['outputs', 'stack', 'source-bucket'];

/** Flags that an entry of the file may say. */
export function entryFlags({ flags }: Pick<Command, 'flags'>): readonly string[] {
  return Object.keys(flags).filter((flag) => !OF_THE_WHOLE.has(flag) && !Object.hasOwn(OF_ONE_ALONE, flag));
}
