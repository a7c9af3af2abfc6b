// What executions are to copy: counted from listings of both sides, listed where filters of DataSync cannot say it, and what DataSync leaves named.
import type { RunnerEvent } from '../../events/events';
import type { SurveyEvent } from '../../events/estimate-events';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
import { count, counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { SyncTask } from '../../checks/asked/sync-task';
import { PackedList } from '../batch-jobs/packed-list';
import type { CopyPlan } from '../copy/plan-copies';
import { surveyCopies } from '../copy/survey/survey-copies';
import { cannotCarry, leavesOut } from './carried';
import { passing } from './path-filter';
import { isListable, manifestRow, type ChosenKeys } from './plan-executions';

const EXAMPLES = 10;
/** All lists together, as they are held. */
const MOST_LISTED_BYTES = 256 * 1024 ** 2;

/** Objects that are named, and how many more there are. */
class Named {
  readonly #examples: string[] = [];
  objects = 0;

  add(key: string, why: string): void {
    this.objects += 1;
    if (this.#examples.length < EXAMPLES) this.#examples.push(`'${visible(key)}' (${why})`);
  }

  get text(): string {
    const more = this.objects > this.#examples.length ? ` and ${count(this.objects - this.#examples.length)} more` : '';
    return `${this.#examples.join(', ')}${more}`;
  }
}

export interface Gathered {
  readonly survey: SurveyEvent;
  readonly uncarried: Named;
  readonly leftOut: Named;
  readonly archived: Named;
  /** By the number of the transfer. @default - they are not listed */
  readonly lists?: readonly ChosenKeys[];
}

export async function gather(plan: CopyPlan, task: SyncTask, engine: Engine, listed: boolean): Promise<Gathered> {
  const [uncarried, leftOut, archived] = [new Named(), new Named(), new Named()];
  const lists = plan.transfers.map(() => ({ list: new PackedList(), objects: 0 }));
  const below = task.source.prefix.length;
  const folders = new Set(plan.transfers.map(({ request }) => request.from.prefix));
  const whyLeftOut = (key: string): string | undefined =>
    leavesOut(key.slice(below)) ??
    (!listed && key.endsWith('/') && folders.has(key)
      ? 'it stands for the folder of the prefix, which a filter of DataSync does not name'
      : undefined);
  // Filters of the task are none beside a list of keys.
  const passes = listed ? undefined : passing(task.order);
  const survey = await surveyCopies(plan, engine, {
    leaves({ key }: ListedObject) {
      const rest = key.slice(below);
      if (passes?.(rest) === false) return 'not-selected';
      if (cannotCarry(rest) !== undefined) return 'not-carried';
      if (whyLeftOut(key) !== undefined || (listed && !isListable(rest))) return 'not-carried';
      return undefined;
    },
    leftOut({ key }, reason) {
      const rest = key.slice(below);
      if (reason === 'archived-source') archived.add(key, 'archived, and not restored');
      if (reason !== 'not-carried') return;
      const why = cannotCarry(rest);
      if (why !== undefined) uncarried.add(key, why);
      else leftOut.add(key, whyLeftOut(key) ?? 'a line feed in its key, which no list holds');
    },
    takes({ key }, transfer) {
      if (!listed) return;
      const of = lists[transfer];
      of?.list.add(manifestRow(key.slice(below)));
      if (of !== undefined) of.objects += 1;
      if (lists.reduce((sum, { list }) => sum + list.heldBytes, 0) > MOST_LISTED_BYTES)
        throw new RunnerError(
          'usage',
          'the list of keys would be too large',
          'copy one prefix at a time, or leave the filters out: DataSync lists by itself then',
        );
    },
  });
  return { survey, uncarried, leftOut, archived, ...(listed ? { lists } : {}) };
}

export function* leftNotes(
  { uncarried, leftOut, archived }: Gathered,
  { command }: Engine,
): Generator<RunnerEvent, void> {
  const copying = command('run', [], {}, { method: 'copy' });
  if (uncarried.objects > 0)
    yield {
      kind: 'note',
      detail: `${counted(uncarried.objects, 'object')} that DataSync cannot copy, since it takes keys for paths, and that will be missing: ${uncarried.text}; this copies them: ${copying}`,
    };
  if (leftOut.objects > 0)
    yield {
      kind: 'note',
      detail: `${counted(leftOut.objects, 'object')} that DataSync leaves out without a word: ${leftOut.text}; this copies them: ${copying}`,
    };
  if (archived.objects > 0)
    yield {
      kind: 'note',
      detail: `${counted(archived.objects, 'object')} that DataSync skips, and does not count as failed: ${archived.text}; restore them first (aws s3api restore-object)`,
    };
}
