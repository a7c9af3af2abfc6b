// A folder, with those that it lies in.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Nothing changes where it is there already.
 * Not by mkdir with `recursive`: of a file system that takes no folders, as /proc, Node 20 asks without end there.
 * @param mode of the folders that are made. @default - what the process gives to new ones
 * @throws Error of the system, by its `code`
 */
export function makeFolder(folder: string, mode = 0o777): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent, mode);
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
}
