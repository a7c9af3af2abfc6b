// What an entry of a fleet says to verbs that make nothing: every flag of run is decided about.
import { expect, it } from '@jest/globals';
import { BACKFILL_COMMANDS } from '../../../../runner/cli/commands/backfill';
import type { Command } from '../../../../runner/cli/commands/command';
import { VERIFY_COMMANDS } from '../../../../runner/cli/commands/verify';
import { commandOfEntry, entryFlags, saidTo } from '../../../../runner/cli/fleet/entry-flags';

function commandOf(commands: Readonly<Record<string, Command>>, name: string): Command {
  const command = commands[name];
  if (command === undefined) throw new Error(`no command ${name}`);
  return command;
}

/** Flags of run that an entry may say, that the command does not know, and that it is given all the same: it refuses them. */
function refusedBy(alone: Command): readonly string[] {
  const command = commandOfEntry(alone);
  const known = new Set(entryFlags(command));
  return entryFlags(commandOf(BACKFILL_COMMANDS, 'run')).filter(
    (flag) => !known.has(flag) && saidTo(command, new Map([[flag, ['x']]])).has(flag),
  );
}

it('lets verify refuse of an entry what selects versions that it cannot tell from others, and nothing else that run knows', () => {
  expect(new Set(refusedBy(commandOf(VERIFY_COMMANDS, 'verify')))).toEqual(new Set(['latest-only', 'encryption']));
});

it('lets plan refuse of an entry nothing that run knows', () => {
  expect(refusedBy(commandOf(BACKFILL_COMMANDS, 'plan'))).toEqual([]);
});
