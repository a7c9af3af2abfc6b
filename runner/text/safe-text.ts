// Text from outside (object keys, AWS's messages, file contents) on its way to a terminal.

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * C0 and C1 controls and DEL (escape sequences begin with one of them); line and paragraph separators; the marks that
 * change the direction of text or join letters invisibly; interlinear marks; the byte order mark; tag characters;
 * and halves of surrogate pairs. https://unicode.org/reports/tr36/
 */
const UNSAFE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** `text` with everything that could steer a terminal or hide from a reader made visible, such as `\u{1b}`. */
export function visible(text: string): string {
  return replaceUnsafe(text, (character) => NAMED[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** `text` with another spelling for every character that {@link visible} would replace. */
export function replaceUnsafe(text: string, spelling: (character: string) => string): string {
  return text.replace(UNSAFE, spelling);
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

/** `text` as one word of a shell command; what {@link visible} would replace is written byte by byte. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (text.search(UNSAFE) === -1) return `'${text.replaceAll("'", `'\\''`)}'`;
  const bytes = (character: string): string =>
    [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  return `$'${replaceUnsafe(text.replace(/[\\']/g, '\\$&'), bytes)}'`;
}
