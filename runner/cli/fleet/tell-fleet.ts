// `--fleet`: from the flags of all, and those that the file says of each, to backfills that are run together.
import type { Telling } from '../../events/events';
import { DEFAULT_METHOD, METHODS } from '../../methods/registry';
import { RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { nearest } from '../../text/nearest';
import { fleetVerb, type FleetVerb } from '../../verbs/fleet/fleet';
import type { Member } from '../../verbs/fleet/member';
import type { Turn } from '../../verbs/run-options';
import { givenOf } from '../argv/given';
import type { Command } from '../commands/command';
import { tellPlan } from '../commands/tell-plan';
import { tellRun } from '../commands/tell-run';
import { tellVerify } from '../commands/tell-verify';
import { heededBy } from '../copies/refused-flags';
import { booleanFlag, numberFlag, textFlag, type Given } from '../flag-values';
import { isAsked, LONGEST_SECONDS } from '../verb-options';
import { commandOfEntry, entryFlags, OF_EACH, OF_ONE_ALONE, OF_THE_WHOLE, saidTo } from './entry-flags';
import { readFleet, type FleetEntry } from './read-fleet';

const IDENTITY = ['profile', 'source-profile', 'source-role-arn', 'destination-profile', 'destination-role-arn'];

function refuse(given: Given, world: World): void {
  for (const [flag, why] of Object.entries({ ...OF_EACH, ...OF_ONE_ALONE })) {
    const value = given[flag];
    if (value === undefined || value === false) continue;
    const shown = flag === 'plan' ? 'a plan that was kept' : `--${flag}`;
    throw new RunnerError('usage', `${shown} and --fleet do not go together: ${why}`, 'leave out one of them');
  }
  if (booleanFlag(given, 'route') && isAsked(given, world))
    throw new RunnerError(
      'usage',
      '--route and --fleet do not go together where somebody is asked: what other methods copy is no part of the price',
      'add --yes, or leave out --route',
    );
}

/** What one is given: the flags of all, and over them its own. @throws RunnerError `usage` that names all that is wrong */
function givenFor(entry: FleetEntry, all: Given, verb: string, command: Command): Given {
  const { name } = entry;
  const words = saidTo(command, entry.words);
  const allowed = entryFlags(command);
  const faults = [...words.keys()]
    .filter((flag) => !allowed.includes(flag))
    .map((flag) => {
      if (OF_THE_WHOLE.has(flag)) return `${visible(flag)} is said once, of all`;
      if (Object.hasOwn(OF_ONE_ALONE, flag))
        return `${visible(flag)} is for none of several: ${OF_ONE_ALONE[flag] ?? ''}`;
      const meant = nearest(flag, allowed);
      return `${visible(flag)} is no option of ${verb}${meant === undefined ? '' : `, did you mean ${meant}?`}`;
    });
  if (faults.length > 0) throw new RunnerError('usage', `'${visible(name)}': ${faults.join('; ')}`);
  const flags = new Map([...words].map(([flag, texts]) => [flag, { texts, where: `'${name}': ${flag}` }]));
  const argv = { command: verb, places: [], flags: new Map(), unknown: [], lacking: [] };
  const own = givenOf(argv, verb, command, { flags });
  const sequences = new Set(Object.values(command.flags).flatMap(({ sequence }) => sequence ?? []));
  const said = Object.entries(own).filter(([flag]) => words.has(flag) || sequences.has(flag));
  const usual = Object.entries(all).filter(([flag]) => !OF_THE_WHOLE.has(flag));
  return { ...Object.fromEntries(usual), ...Object.fromEntries(said) };
}

/** Nobody is asked by one of several. */
function alone(world: World): World {
  return defined({ ...world, ask: undefined, answer: undefined });
}

function tellingOf(verb: FleetVerb, given: Given, world: World, again: string, turn: Turn): Telling {
  switch (verb) {
    case 'plan':
      return tellPlan(given, world, turn.worst);
    case 'run':
      return tellRun(given, world, again, turn);
    case 'verify':
      return tellVerify(given, world);
  }
}

/** @param again the command line that does the same again */
export async function* tellFleet(
  verb: FleetVerb,
  command: Command | undefined,
  given: Given,
  world: World,
  again: string,
): Telling {
  if (command === undefined) throw new Error(`there is no command ${verb}`);
  refuse(given, world);
  const file = textFlag(given, 'fleet') ?? '';
  const entries = await readFleet(file, world);
  const timeoutSeconds = numberFlag(given, 'timeout', { least: 0, most: LONGEST_SECONDS });
  const deadlineMs = timeoutSeconds === undefined ? undefined : world.clock.now() + timeoutSeconds * 1000;
  const stopping = new AbortController();
  const { ask } = world;
  const own: World = {
    ...alone(world),
    interrupted: stopping.signal,
    stdin: () => Promise.reject(new RunnerError('usage', 'standard input is not read for one of several')),
  };
  const members = entries.map((entry): Member => {
    const named = entry.words.get('method')?.at(-1) ?? textFlag(given, 'method') ?? DEFAULT_METHOD;
    // That there is no such method it says itself, and stops no other.
    const method = Object.values(METHODS).find(({ name }) => name === named) ?? METHODS[DEFAULT_METHOD];
    return {
      name: entry.name,
      hasOwnIdentity: IDENTITY.some((flag) => entry.words.has(flag)),
      // Who is told how many workers there may be, copies itself.
      worksHere: 'max-workers' in heededBy({ 'max-workers': 1 }, method.name),
      tell: (turn) => {
        const left = deadlineMs === undefined ? {} : { timeout: Math.max(0, (deadlineMs - world.clock.now()) / 1000) };
        const mine = { ...givenFor(entry, given, verb, commandOfEntry(command)), ...left };
        return Promise.resolve(tellingOf(verb, mine, own, again, turn));
      },
    };
  });
  return yield* fleetVerb(members, {
    verb,
    clock: world.clock,
    interrupted: world.interrupted,
    stopping,
    again,
    ...defined({
      deadlineMs,
      agree: isAsked(given, world) ? ask : undefined,
      maxCostUsd: numberFlag(given, 'max-cost', { least: 0, most: 1e12 }),
      maxObjects: numberFlag(given, 'max-objects', { least: 0, most: 1e15, whole: true }),
    }),
  });
}
