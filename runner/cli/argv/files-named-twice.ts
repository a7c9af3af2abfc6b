// A file that is written is named once: the last to write would leave nothing of what was there, or was to be read.
import { resolve } from 'node:path';
import { RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import { visible } from '../../text/safe-text';
import type { Command } from '../commands/command';
import { textFlags, type Given } from '../flag-values';
import { isKmsKey } from '../../signing/kms-key';

interface NamedFile {
  /** As it was given. */
  readonly by: string;
  readonly path: string;
  readonly isWritten: boolean;
}

/** Texts that may be names of files. */
const MAY_BE_FILES: ReadonlySet<string> = new Set(['sign-with', 'public-key']);
const STANDARD_INPUT = '-';

function namedFiles(given: Given, { flags, usage, completes }: Command, world: World): readonly NamedFile[] {
  const path = (name: string): string => resolve(world.workingDirectory, name);
  const byFlags = Object.entries(flags).flatMap(([flag, { takes, steers }]) =>
    takes === 'file' || MAY_BE_FILES.has(flag)
      ? (textFlags(given, flag) ?? [])
          .filter((name) => name !== STANDARD_INPUT && !(takes === 'text' && isKmsKey(name)))
          .map((name) => ({ by: `--${flag}`, path: path(name), isWritten: takes === 'file' && steers === 'writes' }))
      : [],
  );
  const operand = completes === 'files' ? /[<[](\w+)/.exec(usage)?.[1] : undefined;
  const byWords = operand === undefined ? [] : (textFlags(given, operand) ?? []);
  return [...byFlags, ...byWords.map((name) => ({ by: `the ${operand}`, path: path(name), isWritten: false }))];
}

/** @throws RunnerError `usage` when a file would be written over what another flag writes or reads */
export function refuseFilesNamedTwice(given: Given, command: Command, world: World): void {
  const named = namedFiles(given, command, world);
  for (const one of named.filter(({ isWritten }) => isWritten)) {
    const other = named.find((file) => file !== one && file.path === one.path);
    if (other === undefined) continue;
    throw new RunnerError(
      'usage',
      `${one.by} and ${other.by} both name '${visible(one.path)}': one would be written over the other`,
      `name another file with ${one.by}`,
    );
  }
}
