// All ways, in the order of the guide's table.
import type { Keeps } from '../../methods/keeps';
import type { WayName } from '../situation';
import { WAYS_IN_AWS } from './in-aws';
import { WAYS_ON_A_HOST } from './on-a-host';
import type { Way } from './way';

const WAYS: Readonly<Record<WayName, Way>> = { ...WAYS_IN_AWS, ...WAYS_ON_A_HOST };

export const WAY_NAMES: readonly WayName[] = [
  'batch-replication',
  'batch-copy',
  'copy',
  'datasync',
  'inventory',
  'rclone',
  'aws-cli',
];

/** What the methods of this program keep, by their names. */
export type Having = ReadonlyMap<string, Keeps>;

/** Other programs that ways start. */
export const PROGRAMS: readonly string[] = Object.values(WAYS).flatMap(({ program }) => program ?? []);

/** What this program does itself, it keeps as it says; of the others the guide tells. */
export function wayOf(name: WayName, having: Having): Way {
  const way = WAYS[name];
  const keeps = having.get(name);
  return keeps === undefined ? way : { ...way, keeps };
}
