// What is said of objects that jobs leave out.
import type { RouteEvent } from '../../events/route-event';
import type { Engine, InsteadFlags } from '../../ports/engine';
import { tellRoutes, whyLeft, type RouteOptions } from '../../routes/leaving';
import type { LeftGroup } from '../../routes/left-groups';
import { ROUTES } from '../../routes/routes';
import type { Selection } from '../../target/selection';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { Absent, Gathered } from './gather';
import { LARGEST_COPY_BYTES } from './keeps';

/** Flags of `copy` that choose exactly these, in place of those that were given. */
function choosing({ cause, classes }: LeftGroup, { largerThanBytes = 0 }: Selection): InsteadFlags {
  const { method, flags = {} } = ROUTES[cause];
  if (cause === 'too-large') return { method, ...(largerThanBytes >= LARGEST_COPY_BYTES ? {} : flags) };
  return { method, ...flags, 'storage-class': classes };
}

/** One for each reason: how many, which, and the command that copies them. */
export function tellLeft(
  { left }: Gathered,
  selection: Selection,
  { command }: Engine,
  options: RouteOptions,
): Generator<RouteEvent> {
  return tellRoutes(left, options, (group) => command('run', [], {}, choosing(group, selection)), 'object');
}

/** The same, for the end. Undefined: nothing is left out. */
export function leftSummary(left: readonly LeftGroup[]): string | undefined {
  if (left.length === 0) return undefined;
  const all = left.reduce((sum, { objects }) => sum + objects, 0);
  const why = left.map((group) => whyLeft(group, 'object'));
  return `${counted(all, 'object')} no job copies: ${why.join('; ')}; what copies ${all === 1 ? 'it' : 'them'} stands above`;
}

/** Undefined: all that were chosen are there. */
export function absentSummary({ keys, examples }: Absent): string | undefined {
  if (keys === 0) return undefined;
  const named = examples.map((key) => `'${visible(key)}'`).join(', ');
  return `${counted(keys, 'key')} that ${keys === 1 ? 'was' : 'were'} chosen ${keys === 1 ? 'is' : 'are'} not in the source: ${named}${keys > examples.length ? ' and more' : ''} (letter case and slashes count)`;
}
