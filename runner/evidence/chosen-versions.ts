// Object versions that were chosen one by one: a key, with or without a version id, or a file that lists them.
import { resolve } from 'node:path';
import type { Aws } from '../ports/aws';
import { RunnerError } from '../ports/errors';
import { LARGEST, mebibytes } from '../ports/limits';
import type { World } from '../ports/world';
import { isUnder, outsidePrefixes, type Choice, type Chosen } from '../target/choice';
import { keysOfList } from '../target/key-list';
import type { ObjectVersionId } from '../target/manifest-csv';
import { nearest } from '../text/nearest';
import { s3Address } from '../text/s3-address';
import { visible } from '../text/safe-text';
import { quotedFlag } from '../text/shell-command';
import { listedByManifest } from './manifest-file';

/** Names that are compared with a key that is not there. */
const MOST_NAMES = 1_000;

/** What to do about a key that is not there. */
async function hintFor(key: string, versionId: string | undefined, bucket: string, aws: Aws): Promise<string> {
  const address = s3Address(key);
  if (address !== undefined && address.key !== '')
    return `write ${quotedFlag('--key', address.key)}, without the bucket`;
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const meant = versionId === undefined ? nearest(key, await aws.objects.below(bucket, folder, MOST_NAMES)) : undefined;
  return meant === undefined || meant === key
    ? 'letter case and slashes count; list versions with: aws s3api list-object-versions'
    : `did you mean ${quotedFlag('--key', meant)}?`;
}

async function oneVersion(
  aws: Aws,
  bucket: string,
  { key, versionId }: { readonly key: string; readonly versionId?: string },
): Promise<ObjectVersionId> {
  const head = await aws.objects.head(bucket, key, versionId);
  if (head !== undefined) return { key, versionId: head.versionId };
  throw new RunnerError(
    'usage',
    `there is no ${versionId === undefined ? 'object' : `version '${visible(versionId)}' of`} '${visible(key)}' in '${bucket}'`,
    await hintFor(key, versionId, bucket, aws),
  );
}

/** The newest versions of the keys. */
async function listedKeys(
  { path, prefixes }: Extract<Choice, { readonly how: 'keys' }>,
  { files, stdin, workingDirectory }: Pick<World, 'files' | 'stdin' | 'workingDirectory'>,
): Promise<readonly ObjectVersionId[]> {
  const origin = path === '-' ? 'the list of keys on standard input' : `the list of keys '${visible(path)}'`;
  const text =
    path === '-' ? await stdin() : await files.read(resolve(workingDirectory, path), { largestBytes: LARGEST.keyList });
  if (text === undefined) throw new RunnerError('usage', `there is no list of keys '${visible(path)}'`);
  if (text.length > LARGEST.keyList)
    throw new RunnerError('usage', `${origin} is larger than ${mebibytes(LARGEST.keyList)}`, 'cut it into several');
  const keys = keysOfList(text, origin);
  const astray = keys.find((key) => !isUnder(prefixes, key));
  if (astray !== undefined) throw outsidePrefixes(`--keys '${visible(path)}'`, astray, prefixes);
  return keys.map((key) => ({ key, versionId: 'null' }));
}

/**
 * The versions that were chosen.
 * @throws RunnerError `usage` when there is no such file or object, or when it lists keys that are not under the prefixes
 */
export async function chosenVersions(
  choice: Choice,
  bucket: string,
  aws: Aws,
  world: Pick<World, 'files' | 'stdin' | 'workingDirectory'>,
): Promise<Chosen> {
  if (choice.how === 'key') return { versions: [await oneVersion(aws, bucket, choice)], notes: [] };
  if (choice.how === 'keys') return { versions: await listedKeys(choice, world), notes: [] };
  return listedByManifest(choice, bucket, aws, world);
}
