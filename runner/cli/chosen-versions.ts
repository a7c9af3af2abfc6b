// Object versions that were chosen one by one: `--key`, with or without `--version-id`, or `--manifest FILE`.
import { resolve } from 'node:path';
import { RunnerError } from '../ports/errors';
import { textFlag, textFlags, type Given } from './flag-values';
import { parseManifest, type ObjectVersionId } from '../target/manifest-csv';
import { nearest } from '../text/nearest';
import type { Aws } from '../ports/aws';
import type { World } from '../ports/world';
import { visible } from '../text/safe-text';

/** What the flags choose; undefined: nothing one by one. */
export type Choice =
  | { readonly how: 'key'; readonly key: string; readonly versionId?: string }
  /** @property prefixes of the keys that it may list; empty: any */
  | { readonly how: 'manifest'; readonly path: string; readonly prefixes: readonly string[] };

/** Flags that select among many versions; none of them has anything to do with a version that is named. */
const FILTERS = [
  ...['match', 'tag', 'latest-only', 'replication-status', 'created-after', 'created-before'],
  ...['larger-than', 'smaller-than', 'storage-class', 'suffix', 'substring', 'encryption'],
];
/** Names that are compared with a key that is not there. */
const MOST_NAMES = 1_000;

function isUnder(prefixes: readonly string[], key: string): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => key.startsWith(prefix));
}

function outside(chosenBy: string, key: string, prefixes: readonly string[]): RunnerError {
  const [first = '', ...more] = prefixes.map((prefix) => `'${visible(prefix)}'`);
  return new RunnerError(
    'usage',
    `${chosenBy} names '${visible(key)}', which is not under --prefix ${first}${more.map((one) => ` or ${one}`).join('')}`,
    `leave --prefix out, or give one that the key begins with; S3_BACKFILL_PREFIX and the settings file count, too`,
  );
}

/** @throws RunnerError `usage` when flags contradict each other */
export function choiceOf(given: Given): Choice | undefined {
  const key = textFlag(given, 'key');
  const versionId = textFlag(given, 'version-id');
  const path = textFlag(given, 'manifest');
  if (key !== undefined && path !== undefined)
    throw new RunnerError('usage', '--key and --manifest were both given', 'choose one of the two');
  if (versionId !== undefined && key === undefined)
    throw new RunnerError('usage', '--version-id needs --key', 'say which object the version is of');
  const chosenBy = path === undefined ? '--key' : '--manifest';
  const [filter] = FILTERS.filter((name) => given[name] !== undefined && given[name] !== false);
  if (filter !== undefined && (key !== undefined || path !== undefined))
    throw new RunnerError(
      'usage',
      `${chosenBy} and --${filter} were both given: ${chosenBy} says which versions, and --${filter} looks for them`,
      'leave one of them out; variables like S3_BACKFILL_SUFFIX and the settings file count, too',
    );
  const prefixes = textFlags(given, 'prefix') ?? [];
  if (path !== undefined) return { how: 'manifest', path, prefixes };
  if (key === undefined) return undefined;
  if (!isUnder(prefixes, key)) throw outside('--key', key, prefixes);
  return { how: 'key', key, ...(versionId === undefined ? {} : { versionId }) };
}

async function oneVersion(
  aws: Aws,
  bucket: string,
  { key, versionId }: { readonly key: string; readonly versionId?: string },
): Promise<ObjectVersionId> {
  const head = await aws.objects.head(bucket, key, versionId);
  if (head !== undefined) return { key, versionId: head.versionId };
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const meant = versionId === undefined ? nearest(key, await aws.objects.below(bucket, folder, MOST_NAMES)) : undefined;
  throw new RunnerError(
    'usage',
    `there is no ${versionId === undefined ? 'object' : `version '${visible(versionId)}' of`} '${visible(key)}' in '${bucket}'`,
    meant === undefined || meant === key
      ? 'letter case and slashes count; list versions with: aws s3api list-object-versions'
      : `did you mean --key '${visible(meant)}'?`,
  );
}

/**
 * The versions that were chosen.
 * @throws RunnerError `usage` when there is no such file or object, or when it lists keys that are not under the prefixes
 */
export async function chosenVersions(
  choice: Choice,
  bucket: string,
  aws: Aws,
  { files, workingDirectory }: Pick<World, 'files' | 'workingDirectory'>,
): Promise<readonly ObjectVersionId[]> {
  if (choice.how === 'key') return [await oneVersion(aws, bucket, choice)];
  const origin = `'${visible(choice.path)}'`;
  const text = await files.read(resolve(workingDirectory, choice.path));
  if (text === undefined) throw new RunnerError('usage', `there is no manifest ${origin}`);
  const versions = parseManifest(text, bucket, origin);
  const astray = versions.find(({ key }) => !isUnder(choice.prefixes, key));
  if (astray !== undefined) throw outside(`--manifest ${origin}`, astray.key, choice.prefixes);
  return versions;
}
