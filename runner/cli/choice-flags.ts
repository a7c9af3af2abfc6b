// `--key`, with or without `--version-id`, `--manifest FILE`, or `--keys FILE`: object versions that are chosen one by one.
import { RunnerError } from '../ports/errors';
import { isUnder, outsidePrefixes, type Choice } from '../target/choice';
import { textFlag, textFlags, type Given } from './flag-values';
import { defined } from '../text/defined';

/** Flags that select among many versions; none of them has anything to do with a version that is named. */
const FILTERS = [
  ...['match', 'tag', 'latest-only', 'replication-status', 'created-after', 'created-before'],
  ...['larger-than', 'smaller-than', 'storage-class', 'suffix', 'substring', 'encryption'],
  ...['include', 'exclude'],
];
/**
 * Undefined: nothing is chosen one by one.
 * @throws RunnerError `usage` when flags contradict each other
 */
export function choiceOf(given: Given): Choice | undefined {
  const key = textFlag(given, 'key');
  const versionId = textFlag(given, 'version-id');
  const path = textFlag(given, 'manifest');
  const list = textFlag(given, 'keys');
  const [chosenBy = '--key', another] = [
    ...(key === undefined ? [] : ['--key']),
    ...(path === undefined ? [] : ['--manifest']),
    ...(list === undefined ? [] : ['--keys']),
  ];
  if (another !== undefined)
    throw new RunnerError('usage', `${chosenBy} and ${another} were both given`, 'choose one of the two');
  if (list === '-' && given['outputs'] === '-')
    throw new RunnerError(
      'usage',
      '--keys - and --outputs - both read standard input',
      'name a file for one of the two',
    );
  if (versionId !== undefined && key === undefined)
    throw new RunnerError('usage', '--version-id needs --key', 'say which object the version is of');
  const [filter] = FILTERS.filter((name) => given[name] !== undefined && given[name] !== false);
  if (filter !== undefined && (key ?? path ?? list) !== undefined)
    throw new RunnerError(
      'usage',
      `${chosenBy} and --${filter} were both given: ${chosenBy} says which versions, and --${filter} looks for them`,
      'leave one of them out; variables like S3_BACKFILL_SUFFIX and the settings file count, too',
    );
  const prefixes = textFlags(given, 'prefix') ?? [];
  if (path !== undefined) return { how: 'manifest', path, prefixes };
  if (list !== undefined) return { how: 'keys', path: list, prefixes };
  if (key === undefined) return undefined;
  if (!isUnder(prefixes, key)) throw outsidePrefixes('--key', key, prefixes);
  return { how: 'key', key, ...defined({ versionId }) };
}
