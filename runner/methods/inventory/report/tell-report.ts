// The report of a run: what its workers have written, and what SQS has given up, as causes.
import type { CauseTally, PrefixOutcome, ReportEvent } from '../../../events/report-events';
import { failedVersions, type FailedVersions } from '../../../evidence/failed-versions';
import { folderOf, OTHER_PREFIXES } from '../../../text/key-folder';
import type { Engine } from '../../../ports/engine';
import { count, counted } from '../../../text/figures';
import { visible } from '../../../text/safe-text';
import type { Became, ReadOutcome } from '../messages/run-files';
import { settledOf, type RunLook, type RunState } from '../runs/run-state';
import { isRunId, type RunRecord } from '../runs/run-record';
import { causeOf, codeOf, GIVEN_UP } from './causes';
import type { DeadLetters, DeadLists } from './dead-letters';

const EXAMPLES = 5;
const MOST_FOLDERS = 200;

/** What a report has come to. */
export interface ReadReport {
  readonly event: ReportEvent;
  readonly failed: FailedVersions;
  /** Objects that were not copied, whatever the reason. */
  readonly failures: number;
  /** Objects of which nothing tells what became. */
  readonly unlisted: number;
}

class RunTally {
  readonly failed = failedVersions();
  failures = 0;
  readonly #seen = new Set<string>();
  readonly #causes = new Map<string, { tally: CauseTally; readonly examples: string[] }>();
  readonly #folders = new Map<string, number>();

  constructor(private readonly prefix: string) {}

  add(line: ReadOutcome): void {
    const { key } = line;
    // A message that came twice tells of it twice.
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.failures += 1;
    const cause = causeOf(line);
    this.failed.add({ key, versionId: 'null' }, cause);
    const name = folderOf(key, this.prefix);
    const folder = this.#folders.has(name) || this.#folders.size < MOST_FOLDERS ? name : OTHER_PREFIXES;
    this.#folders.set(folder, (this.#folders.get(folder) ?? 0) + 1);
    const code = codeOf(line);
    const known = this.#causes.get(code);
    if (known === undefined) {
      const message = visible(line.message ?? '');
      this.#causes.set(code, { tally: { ...cause, code, count: 1, message, examples: [] }, examples: [visible(key)] });
      return;
    }
    if (known.examples.length < EXAMPLES) known.examples.push(visible(key));
    known.tally = { ...known.tally, count: known.tally.count + 1 };
  }

  causes(): readonly CauseTally[] {
    return [...this.#causes.values()]
      .map(({ tally, examples }) => ({ ...tally, examples }))
      .sort((a, b) => b.count - a.count);
  }

  byPrefix(): readonly PrefixOutcome[] {
    return [...this.#folders]
      .map(([prefix, failed]) => ({ prefix, succeeded: 0, failed }))
      .sort((a, b) => b.failed - a.failed);
  }
}

const NOT_COPIED: ReadonlySet<Became | undefined> = new Set<Became>([
  ...['failed', 'changed', 'taken', 'too-large', 'archived'],
] as Became[]);

/** What lies there and is none of this run. */
function othersDoubts(letters: DeadLetters, lists: DeadLists, { command }: Engine): readonly string[] {
  const others = [...letters.others.values()].reduce((sum, one) => sum + one, lists.others);
  const ids = [...letters.others.keys()];
  const named = ids.slice(0, EXAMPLES).map((id) => visible(id));
  const more = ids.length > named.length ? ` and ${count(ids.length - named.length)} more` : '';
  const [first] = ids.filter(isRunId);
  const tells = first === undefined ? '' : `; ${command('report', [first])} tells what they are`;
  const poisoned = letters.poisoned + lists.poisoned;
  return [
    ...(others === 0
      ? []
      : [
          `${counted(others, 'dead letter')} of other runs${named.length === 0 ? '' : ` (${named.join(', ')}${more})`}: they do not count here${tells}`,
        ]),
    ...(poisoned === 0
      ? []
      : [
          `${counted(poisoned, 'dead letter')} of no run (no message of this method): somebody else has sent what does not count here; see what it is (aws sqs receive-message) and who may send to the queues, then delete it`,
        ]),
  ];
}

function doubtsOf(
  letters: DeadLetters,
  lists: DeadLists,
  { settled, listsDead }: RunState,
  unlisted: number,
  engine: Engine,
): readonly string[] {
  const { lacks } = letters;
  const givenUp =
    lists.lacks !== undefined && listsDead > 0
      ? `the reader has given up ${counted(listsDead, 'message')}, of this or of other runs (${lists.lacks})`
      : lists.messages > 0
        ? `the reader has given up ${counted(lists.messages, 'message')} of this run`
        : undefined;
  return [
    ...(lacks === undefined ? [] : [`the dead letters could not be looked at: ${lacks}`]),
    ...othersDoubts(letters, lists, engine),
    ...(givenUp === undefined
      ? []
      : [`${givenUp}: objects of an inventory may be missing; the log of the reader says why`]),
    ...(settled.repeated === 0
      ? []
      : [
          `${counted(settled.repeated, 'object')} came twice, which SQS allows itself: nothing was copied twice, since each copy is made on a condition`,
        ]),
    ...(unlisted === 0
      ? []
      : [
          `of ${counted(unlisted, 'object')} neither an outcome nor a dead letter tells what became: a comparison tells whether any is missing`,
        ]),
  ];
}

export async function readReport(
  { runId, from }: RunRecord,
  look: RunLook,
  state: RunState,
  letters: DeadLetters,
  lists: DeadLists,
  engine: Engine,
): Promise<ReadReport> {
  const tally = new RunTally(from.prefix);
  const { settled } = state;
  await look.notableLines((line) => {
    // What became of it in the end decides.
    if (settled.of(line.key) === line.became && NOT_COPIED.has(line.became)) tally.add(line);
  });
  const silent = [...new Set(letters.keys)].filter((key) => settled.of(key) === undefined);
  for (const key of silent) tally.add({ key, became: 'failed', bytes: 0, code: GIVEN_UP });
  const unlisted = Math.max(0, state.objects - settled.size - silent.length);
  return {
    failed: tally.failed,
    failures: tally.failures,
    unlisted,
    event: {
      kind: 'report',
      transferId: runId,
      ...(from.prefix === '' ? {} : { prefix: from.prefix }),
      location: look.outcomesPlace,
      succeeded: settledOf(state) - Math.max(0, tally.failures - silent.length - settled.failing),
      failed: tally.failures,
      unlisted,
      doubts: doubtsOf(letters, lists, state, unlisted, engine),
      causes: tally.causes(),
      byPrefix: tally.byPrefix(),
    },
  };
}
