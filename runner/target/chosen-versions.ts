// Object versions that were chosen one by one: a key, with or without a version id, or a manifest that lists them.
import { resolve } from 'node:path';
import { RunnerError } from '../ports/errors';
import { parseManifest, type ObjectVersionId } from './manifest-csv';
import { nearest } from '../text/nearest';
import type { Aws } from '../ports/aws';
import type { World } from '../ports/world';
import { visible } from '../text/safe-text';

export type Choice =
  | { readonly how: 'key'; readonly key: string; readonly versionId?: string }
  /** @property prefixes of the keys that it may list; empty: any */
  | { readonly how: 'manifest'; readonly path: string; readonly prefixes: readonly string[] };

/** Names that are compared with a key that is not there. */
const MOST_NAMES = 1_000;

/** Without prefixes every key is. */
export function isUnder(prefixes: readonly string[], key: string): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => key.startsWith(prefix));
}

/** @param chosenBy the flag that names the key, and its file where there is one */
export function outsidePrefixes(chosenBy: string, key: string, prefixes: readonly string[]): RunnerError {
  const [first = '', ...more] = prefixes.map((prefix) => `'${visible(prefix)}'`);
  return new RunnerError(
    'usage',
    `${chosenBy} names '${visible(key)}', which is not under --prefix ${first}${more.map((one) => ` or ${one}`).join('')}`,
    `leave --prefix out, or give one that the key begins with; S3_BACKFILL_PREFIX and the settings file count, too`,
  );
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
  if (astray !== undefined) throw outsidePrefixes(`--manifest ${origin}`, astray.key, choice.prefixes);
  return versions;
}
