// What one method leaves, as a run of the one that copies it.
import type { Method } from '../../methods/method';
import { METHODS } from '../../methods/registry';
import type { CopyOptions } from '../../plan/copy-options';
import type { Engine } from '../../ports/engine';
import { destinationsOfRules, NOT_READABLE_NOW, readRules } from '../../replication/read-rules';
import type { LeftGroup } from '../../routes/left-groups';
import { ROUTES } from '../../routes/routes';
import type { ObjectVersionId } from '../../target/manifest-csv';
import type { CopyTo, Target } from '../../target/target';
import type { Telling } from '../../events/events';
import { defined } from '../../text/defined';
import type { RunOptions } from '../run-options';

/** A run that may hand on. */
export interface Handing {
  readonly method: Method;
  readonly target: Target;
  readonly engine: Engine;
  readonly options: RunOptions;
  /** Runs a part of it. */
  readonly start: (method: Method, target: Target, engine: Engine, options: RunOptions) => Telling;
}

/** What is handed on to one method. */
export interface Part {
  readonly group: LeftGroup;
  readonly versions: readonly ObjectVersionId[];
  readonly method: Method;
  readonly target: Target;
  readonly copies: CopyOptions;
  readonly copyTo: CopyTo;
  /** Whether each object is copied onto itself. */
  readonly isInPlace: boolean;
}

/** The one bucket that is copied to; undefined: there are several, or none is known. */
export async function destinationOf({ target, engine, options }: Handing): Promise<CopyTo | undefined> {
  const { aws } = engine;
  const said = options.routeTo ?? target.copyTo;
  if (said !== undefined) return said;
  const named = target.destinations.map(({ bucket }) => bucket);
  const buckets =
    named.length > 0 ? named : destinationsOfRules((await readRules(target, aws.buckets, NOT_READABLE_NOW)).rules);
  const [only, ...more] = new Set(buckets);
  return only === undefined || more.length > 0 ? undefined : { bucket: only };
}

/** What copies in place leave is copied in place, too. */
function isOntoItself({ copyTo, source }: Target): boolean {
  return copyTo?.bucket === source.bucket && copyTo.prefix === undefined && copyTo.before === undefined;
}

/** Why it cannot be handed on, or how it is. */
export async function partOf(group: LeftGroup, handing: Handing): Promise<Part | string> {
  const { target, options } = handing;
  const { method, otherwise, to, restored } = ROUTES[group.cause];
  const { versions } = group;
  if (versions === undefined || versions.length === 0) return 'they are not all known by name';
  const how = { ...options.copies, ...defined({ restored }) };
  if (to === 'source' || isOntoItself(target)) {
    for (const name of [method, ...(otherwise === undefined ? [] : [otherwise])]) {
      const there = METHODS[name].inPlace?.(target);
      if (there === undefined) continue;
      const copies = { ...how, ...there.copies };
      return {
        group,
        versions,
        method: METHODS[name],
        target: there.target,
        copies,
        copyTo: there.copyTo,
        isInPlace: true,
      };
    }
    return 'no method that copies objects onto themselves has all that it needs';
  }
  const copyTo = await destinationOf(handing);
  if (copyTo === undefined)
    return 'where they are to be copied is not known: name one bucket with --destination-bucket';
  return {
    ...{ group, versions, copyTo, target: { ...target, copyTo }, isInPlace: false },
    method: METHODS[method],
    copies: how,
  };
}
