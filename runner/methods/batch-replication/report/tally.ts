// Counts the rows of a report by cause. Holds counts and a few examples, never the rows.
import { causeOf } from './causes';
import type { CauseTally } from '../../../events/report-events';
import type { PrefixOutcome } from '../../../events/report-events';
import { folderOf, OTHER_PREFIXES } from '../../../text/key-folder';
import type { ReportRow } from './report-rows';

const EXAMPLES = 5;
const LONGEST_MESSAGE = 300;
const MOST_CODES = 1_000;
const MOST_FOLDERS = 200;

export interface Tally {
  add(row: ReportRow): void;
  readonly succeeded: number;
  readonly failed: number;
  /** Most frequent first. */
  causes(): readonly CauseTally[];
  /** Most failures first. */
  byPrefix(): readonly PrefixOutcome[];
}

interface Group {
  count: number;
  readonly message: string;
  readonly examples: string[];
}

/** @param prefix of the job; folders below it are told apart */
export function startTally(prefix: string): Tally {
  const groups = new Map<string, Group>();
  const folders = new Map<string, { succeeded: number; failed: number }>();
  const folderWith = (key: string): { succeeded: number; failed: number } => {
    const folder = folderOf(key, prefix);
    const name = folders.has(folder) || folders.size < MOST_FOLDERS ? folder : OTHER_PREFIXES;
    const known = folders.get(name) ?? { succeeded: 0, failed: 0 };
    folders.set(name, known);
    return known;
  };
  let succeeded = 0;
  let failed = 0;
  return {
    add({ key, succeeded: wentWell, code, message }) {
      const folder = folderWith(key);
      if (wentWell) {
        succeeded += 1;
        folder.succeeded += 1;
        return;
      }
      failed += 1;
      folder.failed += 1;
      const known = groups.has(code) || groups.size < MOST_CODES ? code : 'other';
      const group = groups.get(known) ?? { count: 0, message: message.slice(0, LONGEST_MESSAGE), examples: [] };
      group.count += 1;
      if (group.examples.length < EXAMPLES && !group.examples.includes(key)) group.examples.push(key);
      groups.set(known, group);
    },
    get succeeded() {
      return succeeded;
    },
    get failed() {
      return failed;
    },
    causes: () =>
      [...groups]
        .map(([code, group]) => ({ code: code === '' ? 'none given' : code, ...group, ...causeOf(code) }))
        .sort((a, b) => b.count - a.count),
    byPrefix: () =>
      [...folders]
        .map(([name, outcome]) => ({ prefix: name, ...outcome }))
        .sort((a, b) => b.failed - a.failed || b.succeeded - a.succeeded),
  };
}
