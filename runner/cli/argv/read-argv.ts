// The words of a command line, read once. Nothing is refused here: what is wrong is kept beside what could be read, so that
// somebody who asked for JSON gets what is wrong as JSON.
import { defined } from '../../text/defined';
import { nearest } from '../../text/nearest';
import type { Flags } from '../flags/flag';

/** A value as it was typed, and how its flag was. */
export interface Typed {
  /** Of a switch: `true`, `false`, or what stands behind its equals sign. */
  readonly text: string;
  /** `--output` or `-o`. */
  readonly flag: string;
  /** Which of the words it was. */
  readonly at: number;
}

export interface Argv {
  /** The first word that is neither a flag nor the value of one. */
  readonly command?: string;
  /** The further ones. */
  readonly places: readonly string[];
  /** What was typed for each flag, in its order. */
  readonly flags: ReadonlyMap<string, readonly Typed[]>;
  /** Words that begin with a dash and are no flags. What they were probably meant to be is in `flags`, too. */
  readonly unknown: readonly string[];
  /** Flags that nothing follows, and that need a value. */
  readonly lacking: readonly string[];
  /** The one at the very end, by its name. */
  readonly awaits?: string;
}

/** A flag in a word: `-yq` has two. */
interface Part {
  readonly name: string;
  readonly flag: string;
  /** Absent: the value is the next word, or the flag is a switch. */
  readonly text?: string;
}

interface WordRead {
  readonly parts: readonly Part[];
  readonly known: boolean;
}

const NEGATIVE = /^-\.?\d/;

/** `-` stands for standard input. */
function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-' && !NEGATIVE.test(word);
}

function readLong(word: string, flags: Flags): WordRead {
  const [, name = '', text] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const flag = `--${name}`;
  // With one dash it is told as unknown, and read as what was meant.
  if (Object.hasOwn(flags, name)) return { parts: [defined({ name, flag, text })], known: word.startsWith('--') };
  const positive = name.replace(/^no-/, '');
  if (positive !== name && text === undefined && Object.hasOwn(flags, positive) && flags[positive]?.takes === 'nothing')
    return { parts: [{ name: positive, flag, text: 'false' }], known: true };
  const meant = nearest(name, Object.keys(flags));
  return { parts: meant === undefined ? [] : [defined({ name: meant, flag, text })], known: false };
}

/** `-q`, `-yq`, `-o json`, `-ojson`, `-o=json`. */
function readShort(word: string, flags: Flags): WordRead {
  const parts: Part[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const name = Object.keys(flags).find((one) => flags[one]?.alias === letter);
    if (name === undefined) return { parts: [], known: false };
    const rest = word.slice(at + 1);
    const takesRest = rest !== '' && (flags[name]?.takes !== 'nothing' || rest.startsWith('='));
    const text = takesRest ? rest.replace(/^=/, '') : rest === '' ? undefined : 'true';
    parts.push(defined({ name, flag: `-${letter}`, text }));
    if (takesRest) break;
  }
  return { parts, known: true };
}

function readWord(word: string, flags: Flags): WordRead {
  const name = word.slice(1).replace(/=.*$/s, '');
  const isLong = word.startsWith('--') || (name.length > 1 && Object.hasOwn(flags, name));
  return isLong ? readLong(word, flags) : readShort(word, flags);
}

/** @param flags those of every command: which one it is, is not known before the words are read */
export function readArgv(argv: readonly string[], flags: Flags): Argv {
  const typed = new Map<string, Typed[]>();
  const words: string[] = [];
  const unknown: string[] = [];
  const lacking: string[] = [];
  let awaits: string | undefined;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') {
      words.push(...argv.slice(at + 1));
      break;
    }
    if (!isFlag(word)) {
      words.push(word);
      continue;
    }
    const { parts, known } = readWord(word, flags);
    if (!known) unknown.push(word);
    for (const { name, flag, text } of parts) {
      const isSwitch = flags[name]?.takes === 'nothing';
      const next = argv[at + 1];
      const takesNext =
        text === undefined && next !== undefined && (isSwitch ? /^(true|false)$/.test(next) : !isFlag(next));
      if (takesNext) at += 1;
      const value = text ?? (takesNext ? next : isSwitch ? 'true' : undefined);
      if (value !== undefined) typed.set(name, [...(typed.get(name) ?? []), { text: value, flag, at }]);
      else if (known) {
        lacking.push(flag);
        if (next === undefined) awaits = name;
      }
    }
  }
  const [command, ...places] = words;
  return defined({ command, places, flags: typed, unknown, lacking, awaits });
}
