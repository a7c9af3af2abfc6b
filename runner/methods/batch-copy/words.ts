// What is said of objects that jobs leave out.
import type { NoteEvent } from '../../events/events';
import { ARCHIVED_CLASSES } from '../../replication/archived-classes';
import type { Engine, InsteadFlags } from '../../ports/engine';
import type { Selection } from '../../target/selection';
import { counted } from '../../text/figures';
import type { Gathered, Left, LeftReason } from './gather';
import { LARGEST_COPY_BYTES } from './keeps';

const WHY: Readonly<Record<LeftReason, (objects: string, are: string) => string>> = {
  'too-large': (objects, are) => `${objects} ${are} larger than 5 GiB, which one request does not copy`,
  'archived-source': (objects, are) => `${objects} ${are} archived (${ARCHIVED_CLASSES}), and cannot be read`,
  'class-not-kept': (objects, are) => `${objects} ${are} of a storage class that no job gives its copies`,
};

/** Flags of `copy` that choose exactly these, in place of those that were given. */
function choosing({ reason, classes }: Left, { largerThanBytes = 0 }: Selection): InsteadFlags {
  const method = { method: 'copy' };
  if (reason === 'too-large')
    return { ...method, ...(largerThanBytes >= LARGEST_COPY_BYTES ? {} : { 'larger-than': '5GiB' }) };
  const ofThese = { ...method, 'storage-class': [...classes].sort() };
  return reason === 'archived-source' ? { ...ofThese, restored: true } : ofThese;
}

function named({ objects, examples }: Left): string {
  const more = objects > examples.length ? ' and more' : '';
  return `${examples.map((key) => `'${key}'`).join(', ')}${more}`;
}

/** One note for each reason: how many, which, and the command that copies them. */
export function* leftNotes({ left }: Gathered, selection: Selection, { command }: Engine): Generator<NoteEvent> {
  for (const one of left) {
    const { reason, objects } = one;
    const why = WHY[reason](counted(objects, 'object'), objects === 1 ? 'is' : 'are');
    const first = reason === 'archived-source' ? 'once restored, ' : '';
    const copying = command('run', [], {}, choosing(one, selection));
    yield {
      kind: 'note',
      detail: `${why}, and no job copies ${objects === 1 ? 'it' : 'them'}: ${named(one)}; ${first}this does: ${copying}`,
    };
  }
}

/** The same, for the end. Undefined: nothing is left out. */
export function leftSummary(left: readonly Left[]): string | undefined {
  if (left.length === 0) return undefined;
  const all = left.reduce((sum, { objects }) => sum + objects, 0);
  const why = left.map(({ reason, objects }) => WHY[reason](counted(objects, 'object'), objects === 1 ? 'is' : 'are'));
  return `${counted(all, 'object')} no job copies: ${why.join('; ')}; what copies ${all === 1 ? 'it' : 'them'} stands above`;
}
