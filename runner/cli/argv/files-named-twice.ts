// A file that is written is named once: the last to write would leave nothing of what was there, or was to be read.
import { join, resolve } from 'node:path';
import { EVIDENCE_FILE } from '../../evidence/kept/held-files';
import { RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import { isKmsKey } from '../../signing/kms-key';
import { SIGNATURE_ENDING } from '../../signing/signature';
import { visible } from '../../text/safe-text';
import type { Command } from '../commands/command';
import { textFlags, type Given } from '../flag-values';
import type { Flag } from '../flags/flag';

interface NamedFile {
  /** As it was given. */
  readonly by: string;
  readonly path: string;
  readonly isWritten: boolean;
}

const STANDARD_INPUT = '-';
/** Flags that name directories with evidence: the file in it that says of what it is stands for all of them. */
const OF_EVIDENCE: ReadonlySet<string> = new Set(['evidence', 'from', 'since', 'report']);

/** Whether its text may be the name of a file or a directory of this machine. */
export function isPath({ takes, names }: Flag): boolean {
  return takes === 'file' || takes === 'directory' || names === 'path';
}

/** Name of the word that stands without a flag and is that of a file; undefined: there is none. */
export function filePlace({ usage, completes }: Command): string | undefined {
  return completes === 'files' ? /[<[](\w+)/.exec(usage)?.[1] : undefined;
}

function byFlag(name: string, { takes, steers }: Flag, given: Given): readonly NamedFile[] {
  const by = `--${name}`;
  const texts = (textFlags(given, name) ?? []).filter(
    (text) => text !== STANDARD_INPUT && !(takes === 'text' && isKmsKey(text)),
  );
  const isWritten = takes !== 'text' && steers === 'writes';
  const paths = texts.map((text) => (OF_EVIDENCE.has(name) ? join(text, EVIDENCE_FILE) : text));
  if (name !== 'certificate' || given['sign-with'] === undefined) return paths.map((path) => ({ by, path, isWritten }));
  return [...paths, ...paths.map((path) => path + SIGNATURE_ENDING)].map((path) => ({ by, path, isWritten }));
}

function namedFiles(given: Given, command: Command): readonly NamedFile[] {
  const byFlags = Object.entries(command.flags).flatMap(([name, flag]) =>
    isPath(flag) ? byFlag(name, flag, given) : [],
  );
  const place = filePlace(command);
  const byWords = place === undefined ? [] : (textFlags(given, place) ?? []);
  return [...byFlags, ...byWords.map((path) => ({ by: `the ${place}`, path, isWritten: false }))];
}

/**
 * Whatever a file is called: links to folders are followed.
 * @throws RunnerError `usage` when a file would be written over what another flag writes or reads
 */
export async function refuseFilesNamedTwice(given: Given, command: Command, world: World): Promise<void> {
  const all = namedFiles(given, command);
  if (all.length < 2 || !all.some(({ isWritten }) => isWritten)) return;
  const named: NamedFile[] = [];
  for (const one of all)
    named.push({ ...one, path: await world.files.place(resolve(world.workingDirectory, one.path)) });
  for (const one of named.filter(({ isWritten }) => isWritten)) {
    const other = named.find((file) => file !== one && file.path === one.path);
    if (other === undefined) continue;
    throw new RunnerError(
      'usage',
      `${one.by} and ${other.by} both name '${visible(one.path)}': one would be written over the other`,
      `name another one with ${one.by}`,
    );
  }
}
