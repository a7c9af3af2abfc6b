// Text from outside (object keys, AWS's messages, file contents) on its way to a terminal or a log. What stands in for a character is
// decided here alone; HTML and Markdown (renderers), HCL (patches) and shells (shell-command.ts) begin with it.
import { withoutLogCommands } from './log-commands';

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * C0 and C1 controls and DEL (escape sequences begin with one of them); line and paragraph separators; halves of surrogate pairs;
 * what a reader does not see: marks that change the direction of text or join letters, variation selectors, fillers, tag characters;
 * and interlinear marks. https://unicode.org/reports/tr36/, https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

function codePoint(character: string): string {
  return NAMED[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * `text` with everything made visible that could steer a terminal, hide from a reader, or be a command to a system that runs builds,
 * such as `\u{1b}`. Of what it has given it gives the same.
 */
export function visible(text: string): string {
  return replaceUnsafe(text, codePoint);
}

/** Whether {@link visible} would leave it as it is. */
export function isVisible(text: string): boolean {
  return visible(text) === text;
}

/** `text` with another spelling for every character that {@link visible} would replace. */
export function replaceUnsafe(text: string, spelling: (character: string) => string): string {
  return withoutLogCommands(text.replace(UNSAFE, spelling), spelling);
}

/** Lines made of texts, each of them safe alone, in which nothing is a command that two of them would be together. */
export function safeLines(lines: string): string {
  return lines
    .split('\n')
    .map((line) => withoutLogCommands(line, codePoint))
    .join('\n');
}

/** `value` as JSON on one line, in which what {@link visible} would replace is escaped as JSON does it. */
export function escapedJson(value: unknown): string {
  return replaceUnsafe(JSON.stringify(value), jsonEscape);
}

/** Like {@link escapedJson}, on several lines. */
export function indentedJson(value: unknown): string {
  const lines = JSON.stringify(value, null, 2).split('\n');
  return lines.map((line) => replaceUnsafe(line, jsonEscape)).join('\n');
}

function jsonEscape(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** `value` as short JSON for a message; `nothing` for what JSON has no word for. */
export function shownJson(value: unknown): string {
  const text = value === undefined ? 'nothing' : visible(JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
