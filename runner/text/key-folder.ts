/** Where there are too many folders to tell apart. */
export const OTHER_PREFIXES = '(other prefixes)';

/** The next folder below `prefix`, or `prefix` itself for keys that lie directly below it. */
export function folderOf(key: string, prefix: string): string {
  const slash = key.indexOf('/', prefix.length);
  return slash === -1 ? prefix : key.slice(0, slash + 1);
}

/** The folder that the key lies in, with its slash; empty at the top of the bucket. */
export function parentFolder(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}
