// The one name that a place of this machine has, however it was spelled.
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Links are followed; what is not there, or may not be looked at, keeps the name that it was given. */
export async function placeOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(await placeOf(folder), basename(path));
  }
}
