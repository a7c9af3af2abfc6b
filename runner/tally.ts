// Counts the rows of a report by cause. Holds counts and a few examples, never the rows.
import { causeOf, type CauseTally } from './causes';
import type { ReportRow } from './report-rows';

const EXAMPLES = 5;
const LONGEST_MESSAGE = 300;
const MOST_CODES = 1_000;

export interface Tally {
  add(row: ReportRow): void;
  readonly succeeded: number;
  readonly failed: number;
  /** Most frequent first. */
  causes(): readonly CauseTally[];
}

interface Group {
  count: number;
  readonly message: string;
  readonly examples: string[];
}

export function startTally(): Tally {
  const groups = new Map<string, Group>();
  let succeeded = 0;
  let failed = 0;
  return {
    add({ key, succeeded: wentWell, code, message }) {
      if (wentWell) {
        succeeded += 1;
        return;
      }
      failed += 1;
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
  };
}
