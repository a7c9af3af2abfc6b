// Which flags are of one of several backfills, and which of all.
import type { Command } from '../commands/command';
import type { Flags } from '../flags/flag';
import { SELECTION_FLAGS } from '../flags/version-flags';
import type { Words } from './read-fleet';

/** Said once, of all of them. */
export const OF_THE_WHOLE: ReadonlySet<string> = new Set([
  ...[
    'fleet',
    'settings',
    'output',
    'quiet',
    'verbose',
    'on-event',
    'on-event-env',
    'report-file',
    'certificate',
    'sign-with',
  ],
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
  engine: 'an inventory is of one bucket',
  'athena-workgroup': 'an inventory is of one bucket',
  'athena-database': 'an inventory is of one bucket',
  'athena-results': 'an inventory is of one bucket',
};

/** What the file says of each, and the command line of none: why. */
export const OF_EACH: Readonly<Record<string, string>> = {
  outputs: 'the file says which handoffs there are',
  stack: 'the file says which handoffs there are',
  'source-bucket': 'the file says which handoffs there are',
  evidence: 'each has a directory of its own, which the file says',
  from: 'each has a directory of its own, which the file says',
};

/** How a run makes jobs and copies, whatever is copied: no comparison is another one by it. */
const OF_RUNS: ReadonlySet<string> = new Set([
  ...['role-arn', 'report-bucket', 'report-prefix', 'manifest-bucket', 'manifest-prefix', 'job-tags', 'priority'],
  ...['checks', 'always-create', 'confirm-up-to', 'retries', 'verify', 'survey', 'survey-limit', 'prices'],
  ...['poll-seconds', 'rule-wait-seconds', 'report-wait-seconds'],
  ...['destination-encryption', 'destination-kms-key', 'parts-above', 'overwrite', 'annotations', 'max-delete'],
  ...['max-workers', 'max-requests-per-second', 'max-bandwidth', 'task-arn', 'restored', 'from-listing'],
  ...['route', 'restore-tier', 'restore-days', 'allow-other-target'],
  // A comparison looks at every version, whatever S3 says of it.
  'replication-status',
]);

/** With what an entry chooses among objects one by one: for each command of a fleet, which then does it for these alone. */
const CHOOSING: Flags = {
  key: SELECTION_FLAGS.key,
  'version-id': SELECTION_FLAGS['version-id'],
  manifest: SELECTION_FLAGS.manifest,
};

/** The command as an entry of the file may speak to it. */
export function commandOfEntry(command: Command): Command {
  return { ...command, flags: { ...CHOOSING, ...command.flags } };
}

/** What an entry says to this command: one file is for plan, run and verify, and the first and last make nothing. */
export function saidTo({ flags }: Pick<Command, 'flags'>, words: Words): Words {
  return new Map([...words].filter(([flag]) => Object.hasOwn(flags, flag) || !OF_RUNS.has(flag)));
}

/** Flags that an entry of the file may say. */
export function entryFlags({ flags }: Pick<Command, 'flags'>): readonly string[] {
  return Object.keys(flags).filter((flag) => !OF_THE_WHOLE.has(flag) && !Object.hasOwn(OF_ONE_ALONE, flag));
}
