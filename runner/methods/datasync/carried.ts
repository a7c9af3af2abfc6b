// Keys that DataSync, which takes them for paths of a file system, cannot carry, and those that it leaves out without a word. Pure.
// https://docs.aws.amazon.com/datasync/latest/userguide/datasync-limits.html#file-system-limits
// https://docs.aws.amazon.com/datasync/latest/userguide/filtering.html

const LONGEST_PART_BYTES = 255;

/** Folders of DataSync's own and of file systems. */
const LEFT_OUT = ['.aws-datasync', '.awssync', '.zfs'];

/** Why it cannot. @param rest what follows the folder of the location in the key */
export function cannotCarry(rest: string): string | undefined {
  // The object that stands for the folder of the location itself.
  if (rest === '') return undefined;
  if (rest.startsWith('/')) return 'a slash at its beginning, below the folder of the location';
  const parts = rest.replace(/\/$/, '').split('/');
  if (parts.includes('')) return 'two slashes side by side';
  if (parts.includes('.') || parts.includes('..')) return "'.' or '..' between two slashes";
  const long = parts.find((part) => Buffer.byteLength(part) > LONGEST_PART_BYTES);
  return long === undefined
    ? undefined
    : `${Buffer.byteLength(long)} bytes between two slashes, and ${LONGEST_PART_BYTES} are the most`;
}

/** Why it does so without counting it as failed. */
export function leavesOut(rest: string): string | undefined {
  if (rest === '') return 'it stands for the folder of the location, which is not copied';
  if (/\.snapshot\/?$/.test(rest)) return "its name ends with '.snapshot'";
  const found = LEFT_OUT.find((name) => `/${rest}`.includes(`/${name}`));
  return found === undefined ? undefined : `'/${found}' is part of its key`;
}
