// What every use case is given: AWS, time, chance, and the way to stop.
import type { Aws } from './aws';
import type { Clock } from './clock';
import type { Journal } from './journal';
import type { Programs } from './programs';
import type { Spill } from './spill';
import type { Threads } from './threads';
import type { Workshop } from './workshop';

/** Verbs that messages tell somebody to use. */
export type NamedVerb = 'doctor' | 'report' | 'retry' | 'run' | 'verify';

/** Values of flags, by the flag's name. */
export type KnownFlags = Readonly<Record<string, string>>;

/** Flags that take the place of those that were given; a list is given one by one, and what is undefined not at all. */
export type InsteadFlags = Readonly<Record<string, string | readonly string[] | true | undefined>>;

export interface Engine {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly random: () => number;
  /** Aborts when the user stops the program. */
  readonly signal: AbortSignal;
  /** Account whose jobs are meant. */
  readonly accountId: string;
  /** What is remembered between two runs. */
  readonly journal: Journal;
  /** Other programs of this machine. */
  readonly programs: Programs;
  /** @default - there is one, which does everything */
  readonly threads?: Threads;
  /** @default - everything stays in memory */
  readonly spill?: Spill;
  /** Large files of this machine. @default - nothing large is kept on it */
  readonly workshop?: Workshop;
  /** The command that attaches to a transfer again. @param verb what else is done with it. @default 'watch' */
  readonly comeBack: (transferId: string, verb?: 'cancel' | 'confirm' | 'watch') => string;
  /**
   * The command of another verb, with the flags that were given, to be pasted into a shell.
   * @param words what follows the verb, for example the id of a transfer
   * @param known what is meant, where neither a flag nor a handoff has said it
   * @param instead flags that are another way than they were given
   */
  readonly command: (verb: NamedVerb, words?: readonly string[], known?: KnownFlags, instead?: InsteadFlags) => string;
}
