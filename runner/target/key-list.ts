// Lists of keys: one key a line, as it is, or JSON lines, in which every key can stand: `"a\nb"`, or objects with the member `key`. What
// has failed in a copy is written as such a list.
import { RunnerError } from '../ports/errors';
import { LONGEST_KEY_BYTES } from '../text/s3-address';
import { shownJson } from '../text/safe-text';

/** Undefined: the line is not of that form. */
function jsonKey(line: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const key = typeof value === 'object' && value !== null && 'key' in value ? value.key : value;
  return typeof key === 'string' ? key : undefined;
}

function faultOf(key: string): string | undefined {
  if (key === '') return 'has no key';
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES)
    return `has a key of more than ${LONGEST_KEY_BYTES} bytes, which no object has`;
  if (/\p{Cs}/u.test(key)) return 'has a key with half a character';
  return undefined;
}

/**
 * Keys of a list, in its order. Its first line says of which form it is; empty lines are none.
 * @param origin what it is called in messages
 * @throws RunnerError `usage`, naming the line
 */
export function keysOfList(text: string, origin: string): readonly string[] {
  const refused = (line: number, what: string, hint: string): RunnerError =>
    new RunnerError('usage', `${origin}, line ${line}: ${what}`, hint);
  const lines = text.split('\n');
  const isJson = jsonKey(lines.find((line) => line.trim() !== '') ?? '') !== undefined;
  const keys: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '' || (isJson && line.trim() === '')) continue;
    if (!isJson && (line.endsWith('\r') || line.startsWith('\ufeff')))
      throw refused(
        index + 1,
        `${shownJson(line)} ${line.endsWith('\r') ? 'ends with a carriage return' : 'begins with a byte order mark'}, which would be a part of the key`,
        `write the list without it; where it is meant, as JSON: ${line.endsWith('\r') ? '"key\\r"' : '"\\ufeffkey"'}`,
      );
    const key = isJson ? jsonKey(line) : line;
    if (key === undefined)
      throw refused(
        index + 1,
        `${shownJson(line)} is no key in JSON, and the first line is one`,
        'each line is a text like "folder/a", or an object like {"key":"folder/a"}',
      );
    const fault = faultOf(key);
    if (fault !== undefined) throw refused(index + 1, fault, 'take the line out');
    keys.push(key);
  }
  if (keys.length > 0) return keys;
  throw new RunnerError(
    'usage',
    `${origin} lists no key`,
    'one key a line is needed; without a list everything is copied',
  );
}

/** The list in JSON lines. */
export function keyList(rows: readonly { readonly key: string }[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
