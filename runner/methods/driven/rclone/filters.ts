// Filters in rclone's order: there the first that matches decides, where here the last one does.
// https://rclone.org/filtering/
import type { Selection } from '../../../target/selection';
import type { CopyRequest } from '../../copy/plan-copies';
import { literalGlob } from '../folders';
import { DOT, toRclone } from './names';

/** Keys of which a part is `.` or `..`, by rclone's names: it would look for them elsewhere. */
const NO_PATHS = `- /{{(?s:(.*/)?${DOT}${DOT}?(/.*)?)}}`;
const NOTHING = '- **';

/** A character that means itself in an expression; no brace stands there, which would end it. */
function symbolExpression(character: string): string {
  const name = toRclone(character);
  return /^[\w\u0080-\u{10ffff}]$/u.test(name) ? name : `\\x${name.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** @param text what stands between the brackets */
function setExpression(text: string): string {
  const not = text.startsWith('!');
  const inside = Array.from(not ? text.slice(1) : text);
  const isRange = (index: number): boolean => inside[index] === '-' && index > 0 && index < inside.length - 1;
  const parts = inside.map((character, index) => (isRange(index) ? '-' : symbolExpression(character)));
  return `[${not ? '^' : ''}${parts.join('')}]`;
}

/** The glob as an expression that rclone reads within a rule. */
function globExpression(glob: string): string {
  const characters = Array.from(glob);
  const parts: string[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '*') parts.push('.*');
    else if (character === '?') parts.push('.');
    else if (character === '[') {
      // A bracket that comes first is one of the characters.
      const end = characters.indexOf(']', at + (characters[at + 1] === '!' ? 3 : 2));
      parts.push(setExpression(characters.slice(at + 1, end).join('')));
      at = end;
    } else parts.push(symbolExpression(character));
  }
  return `/{{(?s:${parts.join('')})}}`;
}

/** @param stem beginning of all names that are meant */
function rulesOf({ globs = [] }: Selection, stem: string): readonly string[] {
  const before = literalGlob(stem);
  return [
    ...globs.toReversed().map(({ does, glob }) => `${does === 'include' ? '+' : '-'} ${globExpression(before + glob)}`),
    ...(stem === '' ? [] : [`+ ${globExpression(`${before}*`)}`, NOTHING]),
  ];
}

/** As words of the command line. */
export function filterWords({ selection = {} }: Pick<CopyRequest, 'selection'>, stem: string): readonly string[] {
  const { largerThanBytes, smallerThanBytes } = selection;
  // Nothing is smaller than nothing, and to rclone a negative size is no limit.
  const isNothing = smallerThanBytes !== undefined && smallerThanBytes < 1;
  const rules = isNothing ? [NOTHING] : [NO_PATHS, ...rulesOf(selection, stem)];
  return [
    ...rules.flatMap((rule) => ['--filter', rule]),
    ...(largerThanBytes === undefined ? [] : ['--min-size', `${Math.floor(largerThanBytes) + 1}B`]),
    ...(smallerThanBytes === undefined || isNothing ? [] : ['--max-size', `${Math.ceil(smallerThanBytes) - 1}B`]),
  ];
}
