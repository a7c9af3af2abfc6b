// What is copied from where to where, as a value. Pure.
import { shortHash } from '../../plan/canonical';
import { SPEED_OPTIONS, type CopyOptions, type SpeedOption } from '../../plan/copy-options';
import type { Plan, PlannedTransfer, PlanOptions } from '../../plan/plan';
import type { Lack } from '../../plan/planner';
import { RunnerError } from '../../ports/errors';
import type { Selection } from '../../target/selection';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';

/** Keys of a bucket that begin with `prefix`, exactly as it is; empty: every key. */
export interface KeysOf {
  readonly bucket: string;
  readonly prefix: string;
}

/** What decides what is copied, and how; not how fast, nor what is deleted afterwards. */
export interface CopyRequest extends Omit<CopyOptions, SpeedOption | 'deletes'> {
  readonly from: KeysOf;
  /** Its prefix takes the place of the other in each key. */
  readonly to: KeysOf;
  /** @default - every object */
  readonly selection?: Selection;
  /** Keys that are copied, and no other. @default - all under the prefix */
  readonly keys?: readonly string[];
}

export interface PlannedCopy extends PlannedTransfer {
  readonly request: CopyRequest;
}

/** What is deleted once everything was copied. */
export interface PlannedDeletion {
  /** Objects at most; more, and none is. */
  readonly most: number;
  /** Whether everything may be, where the source has nothing. */
  readonly allowEmpty: boolean;
}

export interface CopyPlan extends Plan {
  /** @default - nothing is deleted */
  readonly deletion?: PlannedDeletion;
  readonly transfers: readonly PlannedCopy[];
}

/** Plans that this method has made. */
export function copyPlan(plan: Plan): CopyPlan {
  return plan as CopyPlan;
}

/** The bucket that is copied to: the one that was named, or the only one of the destinations. */
function destinationOf({ copyTo, destinations }: Target): string | undefined {
  const [only, ...more] = new Set(destinations.map(({ bucket }) => bucket));
  return copyTo?.bucket ?? (more.length === 0 ? only : undefined);
}

export function lacks(target: Target): readonly Lack[] {
  if (destinationOf(target) !== undefined) return [];
  const names = [...new Set(target.destinations.map(({ bucket }) => `'${visible(bucket)}'`))];
  const step = names.length === 0 ? 'name the bucket' : `name one of ${names.join(', ')}`;
  return [{ flag: '--destination-bucket', what: 'a bucket to copy to', step }];
}

/** Filters by what each version has of its own. */
const OF_ONE_VERSION: Readonly<Partial<Record<keyof Selection, string>>> = {
  createdAfterMs: '--created-after',
  createdBeforeMs: '--created-before',
  largerThanBytes: '--larger-than',
  smallerThanBytes: '--smaller-than',
  storageClasses: '--storage-class',
  tags: '--tag',
};

/** @throws RunnerError `usage` where a filter would leave out some versions of a key: the others would be another history */
function refuseHoles(selection: Selection): void {
  const name = Object.keys(OF_ONE_VERSION).find((one) => Object.hasOwn(selection, one)) as keyof Selection | undefined;
  if (name === undefined) return;
  throw new RunnerError(
    'usage',
    `${OF_ONE_VERSION[name] ?? name} and --all-versions do not go together: it would leave out some versions of a key, and keep others`,
    'filter by keys (--prefix, --include, --exclude, --suffix, --substring, --match, --key), or copy the current versions alone',
  );
}

/** @throws RunnerError `usage` */
function sidesOf(target: Target, prefix: string): Pick<CopyRequest, 'from' | 'to'> {
  const from = { bucket: target.source.bucket, prefix };
  const { before = '', prefix: instead = before + prefix } = target.copyTo ?? {};
  const to = { bucket: destinationOf(target) ?? '(--destination-bucket)', prefix: instead };
  return { from, to };
}

/** Without how fast it goes, and what is deleted afterwards: neither makes another copy of it. */
export function requestedBy(copies: CopyOptions): Omit<CopyOptions, SpeedOption | 'deletes'> {
  const slow = Object.fromEntries(SPEED_OPTIONS.map((name) => [name, undefined]));
  return defined({ ...copies, ...slow, deletes: undefined });
}

/**
 * One transfer for each prefix, or one for the keys that were chosen.
 * @throws RunnerError `usage` where the target makes no copy
 */
export function planCopies(target: Target, options: PlanOptions, keys?: readonly string[]): CopyPlan {
  const { selection = {}, copies = {} } = options;
  if (copies.allVersions === true) refuseHoles(selection);
  const how = requestedBy(copies);
  const prefixes = target.prefixes ?? [''];
  if (prefixes.length > 1 && target.copyTo?.prefix !== undefined)
    throw new RunnerError(
      'usage',
      `--destination-prefix takes the place of one prefix, and ${prefixes.length} were given: their keys might meet`,
      'copy one prefix at a time, or leave --destination-prefix out, and keys stay as they are',
    );
  const transfers = (keys === undefined ? prefixes : [prefixes.length === 1 ? (prefixes[0] ?? '') : '']).map(
    (prefix): PlannedCopy => {
      const request: CopyRequest = {
        ...sidesOf(target, prefix),
        ...how,
        ...(Object.keys(selection).length === 0 ? {} : { selection }),
        ...defined({ keys }),
      };
      return { ...(prefix === '' ? {} : { prefix }), hash: shortHash(request), request };
    },
  );
  return { region: target.source.region, transfers, hash: shortHash(transfers.map(({ hash }) => hash)) };
}
