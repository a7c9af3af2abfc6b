// Tools copy folders: a prefix that ends within a name is its folder, and the beginning of the names in it.
import type { CopyRequest } from '../copy/plan-copies';

export interface Folders {
  /** Each empty, or ending with a slash. */
  readonly from: string;
  readonly to: string;
  /** Beginning of what follows the folder; empty: all of it. */
  readonly stem: string;
}

/** Undefined: the keys of the copies would begin with what no folder is. */
export function foldersOf({ from, to }: Pick<CopyRequest, 'from' | 'to'>): Folders | undefined {
  const at = from.prefix.lastIndexOf('/') + 1;
  const stem = from.prefix.slice(at);
  if (!to.prefix.endsWith(stem)) return undefined;
  const folder = to.prefix.slice(0, to.prefix.length - stem.length);
  if (folder !== '' && !folder.endsWith('/')) return undefined;
  return { from: from.prefix.slice(0, at), to: folder, stem };
}

/** Text as a glob that means this text and nothing else. */
export function literalGlob(text: string): string {
  return text.replace(/[*?[]/g, '[$&]');
}
