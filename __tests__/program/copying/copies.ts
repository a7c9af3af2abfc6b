// The words that copy, and what is at the destination then, for tests of the built program.
import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { Program, RunOptions, Said } from '../setup';

/** Of what is below a prefix of `src`, to `dst`. */
export const copy = (from: string, to: string, ...more: readonly string[]): readonly string[] => [
  'copy',
  `s3://src/${from}`,
  `s3://dst/${to}`,
  '--yes',
  ...more,
];

/** Versions of each key of the destination. */
export async function versionsAt({ s3 }: Program, prefix: string): Promise<ReadonlyMap<string, number>> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'dst', Prefix: prefix }));
  const counts = new Map<string, number>();
  for (const { Key = '' } of Versions) counts.set(Key, (counts.get(Key) ?? 0) + 1);
  return counts;
}

export const REGION = { AWS_REGION: 'eu-west-1' };

export const run = (program: Program, words: readonly string[], options: RunOptions = {}): Promise<Said> =>
  program.run(words, { ...options, env: REGION });

export async function deleteAll({ s3 }: Program): Promise<void> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'dst' }));
  for (const { Key, VersionId } of Versions) await s3.send(new DeleteObjectCommand({ Bucket: 'dst', Key, VersionId }));
}

export const idIn = (text: string): string => /copy-[0-9a-f]{16}/.exec(text)?.[0] ?? '';
