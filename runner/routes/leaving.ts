// How something ended that leaves objects to other methods, and what is told of them.
import type { Ending } from '../events/events';
import type { RouteEvent } from '../events/route-event';
import type { Engine, InsteadFlags } from '../ports/engine';
import { counted } from '../text/figures';
import { visible } from '../text/safe-text';
import { together, type LeftGroup } from './left-groups';
import { ROUTES } from './routes';

export interface Leaves {
  readonly groups: readonly LeftGroup[];
  /** How it ended beside these. */
  readonly without: Pick<Ending, 'outcome' | 'summary'>;
}

export type Leaving = Ending & {
  /** @default - other methods have nothing to copy */
  readonly leaves?: Leaves;
};

/** @param before how it ended, with nothing of these groups in it. @default - as it ended */
export function leaving(ending: Leaving, groups: readonly LeftGroup[], before?: Leaves['without']): Leaving {
  if (groups.length === 0) return ending;
  const { leaves, outcome, summary } = ending;
  const without = before ?? leaves?.without ?? { outcome, summary };
  return { ...ending, leaves: { groups: together([...(leaves?.groups ?? []), ...groups]), without } };
}

export interface RouteOptions {
  /** Whether what other methods copy is handed on to them afterwards. @default - it is told how they do */
  readonly routes?: boolean;
}

function keysOf({ examples, objects }: LeftGroup): string {
  const more = objects > examples.length ? ' and more' : '';
  return `${examples.map((key) => `'${visible(key)}'`).join(', ')}${more}`;
}

/** Why objects of a cause are not copied, with their number. */
export function whyLeft({ cause, objects }: Pick<LeftGroup, 'cause' | 'objects'>, noun: string): string {
  return ROUTES[cause].why(counted(objects, noun), objects === 1 ? 'is' : 'are');
}

/** Whether somebody may hand them on: all of them are known by name. */
export function isKnown({ versions }: LeftGroup): boolean {
  return versions !== undefined && versions.length > 0;
}

/**
 * Says of each group why it is left, and what copies it.
 * @param command that copies a group, where this run does not
 * @param noun of one of its objects. @default 'object version'
 */
export function* tellRoutes(
  groups: readonly LeftGroup[],
  { routes = false }: RouteOptions,
  command: (group: LeftGroup) => string,
  noun = 'object version',
): Generator<RouteEvent> {
  for (const group of groups) {
    const { cause, objects, older, examples } = group;
    const route = ROUTES[cause];
    const old =
      older === 0 ? '' : `; ${counted(older, 'older version')} among them no method copies that copies current objects`;
    const first = route.restored === true && older < objects ? '; they have to be restored first' : '';
    const about = {
      kind: 'route',
      ...{ cause, objects, examples, method: route.method },
      detail: `${whyLeft(group, noun)}: ${keysOf(group)}${old}${first}`,
    } as const;
    if (routes && isKnown(group)) yield { ...about, does: 'follows' };
    // What no method copies no command copies.
    else yield { ...about, does: 'told', ...(older === objects ? {} : { command: command(group) }) };
  }
}

/** Flags of a copy of the same selection: those that only replication has are left out. */
export const COPYING_INSTEAD: InsteadFlags = {
  method: 'copy',
  'replication-status': undefined,
  'latest-only': undefined,
  encryption: undefined,
};

/** The command that copies what replication does not: exactly these, or, where they are too many, all that is missing or different. */
export function copyCommand({ command }: Engine, group: LeftGroup): string {
  if (isKnown(group)) return command('run', [], {}, { route: true });
  return command('run', [], {}, { ...COPYING_INSTEAD, ...ROUTES[group.cause].flags });
}
