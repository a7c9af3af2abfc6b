// A journal in memory.
import type { Journal } from '../../../runner/ports/journal';

export interface FakeJournal extends Journal {
  readonly kept: Map<string, string>;
}

/** @param isWritable whether anything can be written. @default true */
export function fakeJournal(isWritable = true): FakeJournal {
  const kept = new Map<string, string>();
  const read = (name: string): Promise<string | undefined> => Promise.resolve(kept.get(name));
  const write = (name: string, text: string): Promise<boolean> => {
    if (isWritable) kept.set(name, text);
    return Promise.resolve(isWritable);
  };
  return {
    kept,
    directory: '/kept',
    read,
    readLines: read,
    write,
    append: (name, text) => write(name, (kept.get(name) ?? '') + text),
    names: () => Promise.resolve([...kept.keys()]),
  };
}
