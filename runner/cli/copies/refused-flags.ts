// Flags that a method does not heed: refused before anything is asked, since nobody would see that they were not.
import { DEFAULT_METHOD, METHODS, methodNamed } from '../../methods/registry';
import type { Method } from '../../methods/method';
import { RunnerError } from '../../ports/errors';
import { booleanFlag, textFlag, type Given } from '../flag-values';
import { COPY_FLAGS, COPY_PLACE_FLAGS } from '../flags/copy-flags';
import { COPY_FILTER_FLAGS, GLOB_FLAGS, KEYS_FLAGS } from '../flags/version-flags';

/** Of all copies, by whichever method; replication rules say the same of replicas. */
const OF_COPIES = Object.keys({ ...COPY_PLACE_FLAGS, ...COPY_FLAGS, ...GLOB_FLAGS, ...KEYS_FLAGS });
/** Flags that are on by default. */
const USUALLY_ON: ReadonlySet<string> = new Set(['job-tags']);

/** @param said name of a flag, and behind a space what its value begins with. @default - whatever its value is */
function isGiven(given: Given, said: string): boolean {
  const [name = '', beginning = ''] = said.split(' ');
  const values: readonly unknown[] = [given[name]].flat();
  return values.some((value) =>
    USUALLY_ON.has(name)
      ? value === false
      : value !== undefined &&
        value !== false &&
        (beginning === '' || (typeof value === 'string' && value.startsWith(beginning))),
  );
}

function shown(said: string): string {
  return USUALLY_ON.has(said) ? `--no-${said}` : `--${said.replace(/:$/, ':…')}`;
}

/** Why a method does not heed it; undefined: it does. */
function refusalOf(said: string, { name, refuses = {} }: Pick<Method, 'name' | 'refuses'>): string | undefined {
  if (name === DEFAULT_METHOD && OF_COPIES.includes(said))
    return 'it copies as the replication rules say, to where they say';
  return refuses[said];
}

function unheededBy({ name, refuses = {} }: Pick<Method, 'name' | 'refuses'>): readonly string[] {
  return name === DEFAULT_METHOD ? [...OF_COPIES, ...Object.keys(refuses)] : Object.keys(refuses);
}

function others(said: string): string {
  const heeding = Object.values(METHODS).filter((method) => refusalOf(said, method) === undefined);
  const names = heeding.map(({ name }) => name);
  const last = names.pop();
  if (last === undefined) return '';
  return `, or use --method ${names.length === 0 ? last : `${names.join(', ')} or ${last}`}`;
}

/** Without what a method does not heed: a command for another method than these were given for. */
export function heededBy(given: Given, name: string): Given {
  const method = methodNamed(name);
  const unheeded = unheededBy(method).filter((said) => isGiven(given, said));
  const names = new Set(unheeded.map((said) => said.split(' ')[0] ?? ''));
  return Object.fromEntries(Object.entries(given).filter(([flag]) => !names.has(flag)));
}

/** @throws RunnerError `usage` when flags were given that the method does not heed */
export function refuseUnheeded(given: Given, method: Pick<Method, 'name' | 'refuses'> = methodIn(given)): void {
  const { name } = method;
  // What another method copies has to go somewhere.
  const isForRoutes = (said: string): boolean => said === 'destination-bucket' && booleanFlag(given, 'route');
  const first = unheededBy(method).find((said) => isGiven(given, said) && !isForRoutes(said));
  if (first === undefined) return;
  const [flag = ''] = first.split(' ');
  throw new RunnerError(
    'usage',
    `${shown(first)} is not for --method ${name}: ${refusalOf(first, method) ?? ''}`,
    `leave it out${others(first)}; variables like S3_BACKFILL_${flag.toUpperCase().replaceAll('-', '_')} and the settings file count, too`,
  );
}

function methodIn(given: Given): Method {
  return methodNamed(textFlag(given, 'method') ?? DEFAULT_METHOD);
}

/** What replicas were to be the rules say, and every version of them is compared. */
const NOT_OF_REPLICAS = [
  ...Object.keys(COPY_FILTER_FLAGS),
  ...['destination-prefix', 'keep', 'destination-storage-class', 'all-versions'],
  ...['destination-header', 'destination-metadata', 'destination-tag', 'without-tags'],
  ...Object.keys(KEYS_FLAGS),
];

/** @throws RunnerError `usage` when flags were given that no comparison of this method heeds */
export function refuseUncompared(given: Given): void {
  const { name, refuses = {} } = methodIn(given);
  const ofReplicas = name === DEFAULT_METHOD;
  // Copies of some methods never have earlier versions; filters and what was kept are compared for all.
  const unheeded = ofReplicas
    ? NOT_OF_REPLICAS
    : [...['wait', 'all-versions'].filter((flag) => Object.hasOwn(refuses, flag)), 'report'];
  const first = unheeded.find((flag) => isGiven(given, flag));
  if (first === undefined) return;
  const why = ofReplicas
    ? 'replicas are compared version by version, all that the replication rules cover'
    : first === 'report'
      ? 'a report names versions of the source, and copies have version ids of their own'
      : refuses[first];
  throw new RunnerError(
    'usage',
    `--${first} is not for verify --method ${name}: ${why ?? ''}`,
    ofReplicas ? 'leave it out, or add --method copy, by which copies are compared' : 'leave it out',
  );
}
