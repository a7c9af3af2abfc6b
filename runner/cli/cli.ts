// The command line. Parses, calls a use case, renders what it says; decides nothing.
import type { RunnerError } from '../ports/errors';
import type { ErrorEvent, RunnerEvent, VerdictEvent } from '../events/events';
import { errorEvent } from '../events/error-event';
import { exitCode } from '../events/exit-code';
import type { EventHook, World } from '../ports/world';
import { eventLine } from '../renderers/json';
import { givenOf } from './argv/given';
import { readArgv, type Argv } from './argv/read-argv';
import { configuredFlags, flagsOfVariables, type ConfiguredFlags } from './argv/settings-and-variables';
import { unknownCommand } from './argv/usage';
import { aboutCommands, tellHelp, tellVersion } from './commands/about';
import { BACKFILL_COMMANDS } from './commands/backfill';
import type { Command, Commands, Listener } from './commands/command';
import { DOCTOR_COMMANDS } from './commands/doctor';
import { INIT_COMMANDS } from './commands/init';
import { JOB_COMMANDS } from './commands/jobs';
import { LOCAL_COMMANDS } from './commands/local';
import { POLICY_COMMANDS } from './commands/policy';
import { RECOMMEND_COMMANDS } from './commands/recommend';
import { VERIFY_COMMANDS } from './commands/verify';
import type { Given } from './flag-values';
import { refuseFilesNamedTwice } from './argv/files-named-twice';
import { openHook } from './hook-flags';
import type { Flags, Steers } from './flags/flag';
import { withSameAsking } from './again/same-asking';
import { ALWAYS_FLAGS } from './help/help';
import type { KeptFiles } from './kept-files';
import { patientWorld } from './patient-world';
import { OUTPUT_FLAGS, outputOf, rendererFor } from './output';
import { commandShown, commandToRepeat } from './words-shown';

/** The commands that do the work. */
export const VERBS: Commands = {
  ...BACKFILL_COMMANDS,
  ...RECOMMEND_COMMANDS,
  ...DOCTOR_COMMANDS,
  ...VERIFY_COMMANDS,
  ...JOB_COMMANDS,
  ...POLICY_COMMANDS,
  ...INIT_COMMANDS,
  ...LOCAL_COMMANDS,
};

/** Of every command: a word has to be read before it is known which command it is for. */
const EVERY_FLAG: Flags = {
  ...(Object.assign({}, ...Object.values(VERBS).map(({ flags }) => flags)) as Flags),
  ...ALWAYS_FLAGS,
};

/** A name may stand for two flags, one of which steers: then it does. */
const STEERING_FLAGS: ReadonlyMap<string, Steers> = new Map(
  Object.values(VERBS)
    .flatMap(({ flags }) => Object.entries(flags))
    .sort(([, one], [, other]) => Number(one.steers !== 'nothing') - Number(other.steers !== 'nothing'))
    .map(([name, { steers }]) => [name, steers]),
);

export const COMMANDS = aboutCommands(VERBS, EVERY_FLAG);

/** What is kept for the files that were asked for. */
async function kept(
  given: Given,
  { flags }: Command,
  world: World,
  words: readonly string[],
): Promise<KeptFiles | undefined> {
  // Who is asked for the policy of a run that signs writes nothing.
  const named = ['report-file', 'certificate'].filter((name) => Object.hasOwn(flags, name));
  if (named.length === 0 || [...named, 'sign-with'].every((name) => given[name] === undefined)) return undefined;
  const { keepFiles } = await import('./kept-files');
  return keepFiles(given, world, commandShown(words, EVERY_FLAG));
}

/** @throws RunnerError `usage` when there is no such command */
function commandOf(argv: Argv): { readonly name: string; readonly command: Command } {
  const { command: name } = argv;
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (name === undefined || command === undefined) throw unknownCommand(name, COMMANDS);
  return { name, command };
}

function isAsked(argv: Argv, flag: keyof typeof ALWAYS_FLAGS): boolean {
  return argv.flags.get(flag)?.at(-1)?.text === 'true';
}

/** `-h`, as other programs have it, is the short one. */
function isBriefAsked(argv: Argv): boolean {
  return argv.flags.get('help')?.at(-1)?.flag === '-h';
}

function configuredFor(argv: Argv, world: World): Promise<ConfiguredFlags> {
  const known = argv.command !== undefined && Object.hasOwn(COMMANDS, argv.command);
  const { flags = {} } = known ? (COMMANDS[argv.command] ?? {}) : {};
  // What the program tells about itself does not depend on the directory.
  const isAbout = isAsked(argv, 'help') || isAsked(argv, 'version') || (known && Object.keys(flags).length === 0);
  return isAbout
    ? Promise.resolve({ flags: flagsOfVariables(OUTPUT_FLAGS, world.environment) })
    : configuredFlags({ ...OUTPUT_FLAGS, ...flags }, STEERING_FLAGS, argv.flags, world);
}

/**
 * The whole program.
 * @param words what stands after the program's name
 * @returns the exit code
 */
export async function cli(words: readonly string[], world: World): Promise<number> {
  const argv = readArgv(words, EVERY_FLAG);
  const configured = await configuredFor(argv, world);
  const shown = await rendererFor(outputOf(argv, configured), world);
  let hook: EventHook | undefined;
  let files: KeptFiles | undefined;
  const faults: RunnerError[] = [];
  const show = (event: RunnerEvent): void => {
    shown.tell(event);
    hook?.send(eventLine(event, world.clock));
  };
  const renderer: Listener = {
    tell: (event) => {
      show(event);
      files?.tell(event);
    },
    conclude: (event) => last(event),
    end: () => shown.end(),
  };
  /** Where the files are comes before the event that is the last one. */
  const last = async (event: VerdictEvent | ErrorEvent): Promise<void> => {
    files?.tell(event);
    const written = await files?.write();
    files = undefined;
    for (const told of written?.events ?? []) show(told);
    faults.push(...(written?.faults ?? []));
    show(event);
  };
  const failed = async (error: unknown): Promise<number> => {
    const event = errorEvent(error);
    await last(event);
    return event.exitCode;
  };
  const again = commandToRepeat(words, EVERY_FLAG);
  let code = 0;
  try {
    if (isAsked(argv, 'help')) code = await tellHelp(argv.command, COMMANDS, world, isBriefAsked(argv));
    else if (isAsked(argv, 'version')) code = tellVersion(world);
    else {
      const { name, command } = commandOf(argv);
      const given = givenOf(argv, name, command, configured);
      await refuseFilesNamedTwice(given, command, world);
      hook = openHook(given, world);
      const patient = patientWorld(world, given, (waiting) => renderer.tell(waiting));
      files = await kept(given, command, patient, words);
      if (configured.told !== undefined) renderer.tell({ kind: 'note', detail: configured.told });
      const listener = { ...renderer, tell: (event: RunnerEvent) => renderer.tell(withSameAsking(event, given)) };
      code = await command.run(given, patient, listener, again);
    }
  } catch (error) {
    code = await failed(error);
  }
  try {
    // Told whatever the run has come to; who has failed already keeps its exit code.
    for (const fault of faults.splice(0)) {
      const faultCode = await failed(fault);
      code ||= faultCode;
    }
  } finally {
    const hookFault = await hook?.end();
    if (hookFault !== undefined) {
      shown.tell({ kind: 'note', detail: `--on-event: ${hookFault}` });
      if (world.interrupted.aborted) code ||= exitCode({ error: 'interrupted' });
    }
    renderer.end();
  }
  return code;
}
