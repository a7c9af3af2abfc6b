// What a command of the command line is, and how it tells what its use case says.
import { RunnerError } from '../../ports/errors';
import type { RunnerEvent, Telling, VerdictEvent } from '../../events/events';
import { exitCode } from '../../events/exit-code';
import type { Given } from '../flag-values';
import type { Flags } from '../flags/flag';
import type { World } from '../../ports/world';
import type { Renderer } from '../../renderers/renderer';

/** What a command tells its events. */
export interface Listener extends Renderer {
  /** Tells how it ended, once the files that keep it are written. */
  conclude(verdict: VerdictEvent): Promise<void>;
}

export interface Command {
  /** The word and what follows it: `<job>` has to be there, `[plan]` may be, `<job..>` stands for several. */
  readonly usage: string;
  readonly description: string;
  readonly flags: Flags;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** For flags of other programs that people try, as they are typed: what to do instead. @default - nothing is said */
  readonly instead?: Readonly<Record<string, string>>;
  /** What a shell offers for the words after the command. @default - nothing */
  readonly completes?: 'files' | readonly string[];
  /** Programs call it, people do not: it is in no list. @default false */
  readonly isHidden?: boolean;
  /** @param again the command line that does the same again */
  readonly run: (given: Given, world: World, renderer: Listener, again: string) => Promise<number>;
}

export type Commands = Readonly<Record<string, Command>>;

/** Renders what a use case says, and its ending. */
export async function through(telling: Telling, renderer: Listener): Promise<number> {
  for (;;) {
    const step = await telling.next();
    if (step.done !== true) {
      renderer.tell(step.value);
      continue;
    }
    const { settle, ...ending } = step.value;
    const code = exitCode(ending);
    await renderer.conclude({ kind: 'verdict', exitCode: code, ...ending });
    // Not before: who is killed in between is told again.
    await settle?.();
    return code;
  }
}

export function say(renderer: Renderer, event: RunnerEvent | undefined): void {
  if (event !== undefined) renderer.tell(event);
}

/** Job ids that were given, in their order. */
export function jobIdsIn(given: Given): readonly string[] {
  const ids = given['job'];
  const all = (Array.isArray(ids) ? ids : [ids]).map(String);
  // As a variable of a script that is not set becomes.
  if (all.includes(''))
    throw new RunnerError('usage', 'an empty id was given', 'name the job, as run and list tell it');
  return all;
}
