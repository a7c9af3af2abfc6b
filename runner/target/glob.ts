// Globs as `aws s3` has them: `*` is any text, slashes too, `?` one character, `[…]` one of these, `[!…]` none of these. What other tools
// mean otherwise is refused, so that nobody leaves out something else than is meant. Matching never tries more than every part of the
// glob with every character of the text.
import { visible } from '../text/safe-text';

type Part =
  | { readonly is: 'any' }
  | { readonly is: 'one' }
  | { readonly is: 'symbol'; readonly symbol: number }
  | { readonly is: 'set'; readonly ranges: readonly (readonly [first: number, last: number])[]; readonly not: boolean };

/** Parts of a glob. */
export type Glob = readonly Part[];

const LONGEST = 1_024;

/** Numbers of the characters, whole ones: half a surrogate pair is never met. */
function symbolsOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function symbol(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** Characters that other tools read otherwise, and how the character itself is written. */
const AMBIGUOUS: Readonly<Record<string, string>> = {
  '{': 'braces choose nothing here: give the flag once for each choice; the character itself is [{]',
  '\\': 'a backslash takes nothing of its meaning here: a character itself is written in brackets, as [*], [?], [[] or [\\]',
};

/** The set that begins behind the bracket at `at`. */
function setAt(characters: readonly string[], at: number): { readonly part: Part; readonly end: number } | string {
  const not = characters[at + 1] === '!';
  const first = at + (not ? 2 : 1);
  if (!not && characters[first] === '^') return "'[^' is not the same everywhere: '[!' is none of these";
  // A bracket that comes first is one of the characters.
  const end = characters.indexOf(']', first + 1);
  if (end === -1) return "'[' has no ']': the character itself is [[]";
  const ranges: [number, number][] = [];
  for (let from = first; from < end; from += 1) {
    const low = characters[from] ?? '';
    const isRange = characters[from + 1] === '-' && from + 2 < end;
    const high = isRange ? (characters[from + 2] ?? '') : low;
    if (symbol(high) < symbol(low)) return `'${visible(`${low}-${high}`)}' goes backwards`;
    ranges.push([symbol(low), symbol(high)]);
    if (isRange) from += 2;
  }
  return { part: { is: 'set', ranges, not }, end };
}

/** The glob, or in words what is wrong with it. */
export function globOf(text: string): Glob | string {
  const characters = Array.from(text);
  if (text === '' || characters.length > LONGEST) return `1 to ${LONGEST} characters are allowed`;
  if (text.startsWith('/'))
    return 'a glob is held against what follows the prefix, which begins with no slash: leave the first one out; where a key has one there, [/]';
  const parts: Part[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const fault = AMBIGUOUS[character];
    if (fault !== undefined) return fault;
    if (character === '*') {
      if (parts.at(-1)?.is !== 'any') parts.push({ is: 'any' });
    } else if (character === '?') parts.push({ is: 'one' });
    else if (character === '[') {
      const set = setAt(characters, at);
      if (typeof set === 'string') return set;
      parts.push(set.part);
      at = set.end;
    } else parts.push({ is: 'symbol', symbol: symbol(character) });
  }
  return parts;
}

function takes(part: Part, symbol: number): boolean {
  switch (part.is) {
    case 'any':
    case 'one':
      return true;
    case 'symbol':
      return part.symbol === symbol;
    case 'set':
      return part.ranges.some(([first, last]) => first <= symbol && symbol <= last) !== part.not;
  }
}

/** Whether the whole text is as the glob says. Only the last `*` is ever taken back: what follows an earlier one was met as soon as it can be. */
export function matchesGlob(glob: Glob, text: string | readonly number[]): boolean {
  const symbols = typeof text === 'string' ? symbolsOf(text) : text;
  let next = 0;
  let anyAt = -1;
  let anyUpTo = 0;
  let at = 0;
  while (at < symbols.length) {
    const part = glob[next];
    if (part?.is === 'any') {
      anyAt = next;
      anyUpTo = at;
      next += 1;
    } else if (part !== undefined && takes(part, symbols[at] ?? 0)) {
      next += 1;
      at += 1;
    } else {
      if (anyAt === -1) return false;
      anyUpTo += 1;
      at = anyUpTo;
      next = anyAt + 1;
    }
  }
  while (glob[next]?.is === 'any') next += 1;
  return next === glob.length;
}
