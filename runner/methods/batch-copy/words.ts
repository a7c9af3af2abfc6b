// What is said of objects that jobs leave out.
import type { NoteEvent } from '../../events/events';
import { ARCHIVED_CLASSES } from '../../replication/archived-classes';
import { counted } from '../../text/figures';
import type { CopyPlan } from '../copy/plan-copies';
import type { Gathered, Left, LeftReason } from './gather';
import { copyCommand } from './refusals';

const WHY: Readonly<Record<LeftReason, (objects: string, are: string) => string>> = {
  'too-large': (objects, are) => `${objects} ${are} larger than 5 GiB, which one request does not copy`,
  'archived-source': (objects, are) => `${objects} ${are} archived (${ARCHIVED_CLASSES}), and cannot be read`,
  'class-not-kept': (objects, are) => `${objects} ${are} of a storage class that no job gives its copies`,
};

/** Flags of `copy` that choose exactly these. */
const CHOOSING: Readonly<Record<LeftReason, readonly string[]>> = {
  'too-large': ['--larger-than', '5GiB'],
  'archived-source': ['--storage-class', 'GLACIER', '--storage-class', 'DEEP_ARCHIVE', '--restored'],
  'class-not-kept': ['--storage-class', 'REDUCED_REDUNDANCY'],
};

function named({ objects, examples }: Left): string {
  const more = objects > examples.length ? ' and more' : '';
  return `${examples.map((key) => `'${key}'`).join(', ')}${more}`;
}

/** One note for each reason: how many, which, and the command that copies them. */
export function* leftNotes({ left }: Gathered, { transfers }: CopyPlan): Generator<NoteEvent> {
  for (const one of left) {
    const { reason, objects } = one;
    const why = WHY[reason](counted(objects, 'object'), objects === 1 ? 'is' : 'are');
    const commands = transfers.map(({ request }) => copyCommand(request, ...CHOOSING[reason]));
    const first = reason === 'archived-source' ? 'once restored, ' : '';
    yield {
      kind: 'note',
      detail: `${why}, and no job copies them: ${named(one)}; ${first}this does: ${commands.join(' and ')}`,
    };
  }
}

/** The same, for the end. Undefined: nothing is left out. */
export function leftSummary(left: readonly Left[]): string | undefined {
  if (left.length === 0) return undefined;
  const all = left.reduce((sum, { objects }) => sum + objects, 0);
  const why = left.map(({ reason, objects }) => WHY[reason](counted(objects, 'object'), objects === 1 ? 'is' : 'are'));
  return `${counted(all, 'object')} no job copies: ${why.join('; ')}; the command that copies them stands above`;
}
