// rclone's own names of keys: what no file system takes is written by symbols that stand for it.
// https://rclone.org/overview/#restricted-characters

const SYMBOLS = 0x2400;
const DELETE = '\u2421';
/** Stands for a dot where a part of a path is nothing but dots. */
export const DOT = '\uff0e';
/** Stands before what is really one of these symbols. */
const QUOTE = '\u201b';
const SYMBOL = new RegExp(`${QUOTE}?[\u2400-\u2421${DOT}]`, 'g');

/** A character of a key, in rclone's own names. */
export function toRclone(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(SYMBOLS + code);
  return code === 0x7f ? DELETE : character;
}

/** What follows the folder in the key of an object that rclone names. */
export function fromRclone(name: string): string {
  return name.replace(SYMBOL, (found) => {
    if (found.startsWith(QUOTE)) return found.slice(1);
    if (found === DELETE) return '\u007f';
    return found === DOT ? '.' : String.fromCharCode(found.charCodeAt(0) - SYMBOLS);
  });
}

/** Why rclone cannot copy such a key; undefined: it can. @see https://rclone.org/s3/ */
export function uncarried(key: string): string | undefined {
  if (key === '' || key.endsWith('/')) return 'its key ends with a slash, which is a folder to rclone';
  const hasNoPath = key.split('/').some((part) => part === '' || part === '.' || part === '..');
  return hasNoPath ? "a part of its key is empty, '.' or '..', which rclone's paths have not" : undefined;
}
