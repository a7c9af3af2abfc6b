// Finds what is to be copied: walks over both sides, decides as copies that are made object by object do, and puts what is left into lists of
// one storage class each.
import type { NotCopied, SurveyEvent } from '../../events/estimate-events';
import type { RouteCause } from '../../events/route-event';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Engine } from '../../ports/engine';
import type { CopyClass } from '../../ports/batch/job-request';
import type { Spill } from '../../ports/spill';
import type { ListedObject } from '../../ports/s3/copying';
import { isArchivedClass } from '../../replication/archived-classes';
import { ArchivedAmounts } from '../../restores/foresee-restores';
import { LeftGroups, type LeftGroup } from '../../routes/left-groups';
import { keyRow, manifestCsv } from '../../target/manifest-csv';
import { defined } from '../../text/defined';
import { compareKeys } from '../../text/key-order';
import { PackedList, Shelf } from '../batch-jobs/packed-list';
import type { CopyPlan, CopyRequest, PlannedCopy } from '../copy/plan-copies';
import { surveyCopies } from '../copy/survey/survey-copies';
import { Part } from '../copy/walk/part';
import type { Walked } from '../copy/walk/walk';
import { isCopyClass, isInPlace, type CopyGroup } from './copy-job';
import { LARGEST_COPY_BYTES } from './keeps';

const ABSENT_EXAMPLES = 3;

/** Why a job does not copy an object that `copy` copies. */
type LeftReason = Extract<NotCopied['reason'], 'archived-source' | 'too-large' | 'class-not-kept'>;

const CAUSE: Readonly<Record<LeftReason, RouteCause>> = {
  'archived-source': 'archived',
  'too-large': 'too-large',
  'class-not-kept': 'class-not-kept',
};

/** Keys that were chosen, and that the source has not. */
export interface Absent {
  keys: number;
  /** The first few of them. */
  readonly examples: string[];
}

export interface Gathered {
  readonly survey: SurveyEvent;
  /** What is to be copied, by transfer and class. */
  readonly groups: readonly CopyGroup[];
  /** What jobs leave out. */
  readonly left: readonly LeftGroup[];
  /** Of these, what has to be restored first. */
  readonly archived: ArchivedAmounts;
  readonly absent: Readonly<Absent>;
  /** Objects of which nothing tells whether the destination has them. */
  readonly open: number;
}

export function leftReason({
  sizeBytes,
  storageClass,
}: Pick<ListedObject, 'sizeBytes' | 'storageClass'>): LeftReason | undefined {
  if (isArchivedClass(storageClass)) return 'archived-source';
  if (sizeBytes > LARGEST_COPY_BYTES) return 'too-large';
  return isCopyClass(storageClass) ? undefined : 'class-not-kept';
}

/** Of the objects of one job. Undefined: of any class. */
type JobClass = CopyClass | undefined;

function classOf({ storageClass }: ListedObject, { storageClass: asked }: CopyRequest): JobClass {
  return asked === undefined && isCopyClass(storageClass) ? storageClass : undefined;
}

/** An object with the version that it is now. */
interface Named extends ListedObject {
  readonly versionId?: string;
}

/** The current versions below a prefix, or of keys: a copy in place that changes nothing has to name them. */
async function* currentVersions({ request }: PlannedCopy, { aws }: Engine): AsyncGenerator<readonly Walked[]> {
  const { from, keys } = request;
  const part = new Part({}, () => undefined);
  const ranges =
    keys === undefined
      ? [{ prefix: from.prefix }]
      : [...keys].sort(compareKeys).map((key) => ({ prefix: key, until: key }));
  for (const range of ranges) {
    let isThere = false;
    for await (const page of aws.objects.versions(from.bucket, range)) {
      const current = page.filter(({ latest, deleteMarker }) => latest && !deleteMarker);
      isThere ||= current.length > 0;
      yield current.map((source) => {
        const rest = source.key.slice(from.prefix.length);
        return { rest, source, destination: source, part, step: part.step(rest) };
      });
    }
    const rest = range.prefix.slice(from.prefix.length);
    if (!isThere && keys !== undefined) yield [{ rest, part, step: part.step(rest) }];
  }
}

/** Undefined: it may not be asked. */
async function isVersioned(bucket: string, { aws }: Engine): Promise<boolean | undefined> {
  try {
    return (await aws.buckets.versioning(bucket)) !== 'never enabled';
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return undefined;
  }
}

interface JobList {
  readonly rows: PackedList;
  objects: number;
}

/** Lists; once no more can be added, what would be is counted alone. */
class Lists {
  readonly #classes: readonly Map<JobClass, JobList>[];
  readonly #shelf: Shelf;
  /** Why nothing is added any more. */
  fault: RunnerError | undefined;

  constructor(transfers: number, spill?: Spill) {
    this.#classes = Array.from({ length: transfers }, () => new Map<JobClass, JobList>());
    this.#shelf = new Shelf(spill);
  }

  add(transfer: number, storageClass: JobClass, row: () => string): void {
    const classes = this.#classes[transfer];
    const list = classes?.get(storageClass) ?? { rows: new PackedList(this.#shelf), objects: 0 };
    classes?.set(storageClass, list);
    list.objects += 1;
    if (this.fault !== undefined) return;
    if (list.rows.isFull)
      this.fault = new RunnerError('usage', 'a list of what is to be copied has more parts than S3 takes');
    else this.#unlessFull(() => list.rows.add(row()));
  }

  /** Packs what is left of each: nothing is added any more. */
  seal(): void {
    const all = this.#classes.flatMap((classes) => [...classes.values()]);
    this.#unlessFull(() => all.forEach(({ rows }) => rows.digest));
  }

  #unlessFull(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!isRunnerError(error)) throw error;
      this.fault = error;
    }
  }

  of(transfer: number): readonly (readonly [JobClass, JobList])[] {
    return [...(this.#classes[transfer] ?? [])];
  }
}

/** @throws RunnerError `usage`: S3 copies nothing onto itself that stays as it is, unless a version is named */
function refuseUnchanged(request: CopyRequest): void {
  const { storageClass, encryption, newMetadata, from } = request;
  const changes = [storageClass, encryption, newMetadata].some((one) => one !== undefined);
  if (!isInPlace(request) || changes) return;
  throw new RunnerError(
    'usage',
    `'${from.bucket}' has no versions, and S3 copies no object onto itself without changing it`,
    'name another --destination-storage-class, --destination-encryption or --destination-header, or another bucket',
  );
}

function tooLarge({ message, hint }: RunnerError, mayGenerate: boolean): RunnerError {
  const ways = mayGenerate
    ? '--overwrite always lets S3 list the bucket, and copies what is there already again; or copy one prefix at a time (--prefix)'
    : 'copy one prefix at a time (--prefix)';
  return new RunnerError('usage', `nothing was sent: ${message}`, hint === undefined ? ways : `${hint}; or: ${ways}`);
}

/**
 * @param mayGenerate whether S3 may list the bucket by itself, where nothing has to be left out
 * @throws RunnerError `usage` when there is no room for the lists
 */
export async function gather(plan: CopyPlan, engine: Engine, mayGenerate: boolean): Promise<Gathered> {
  const [first] = plan.transfers;
  const bucket = first?.request.from.bucket ?? '';
  const versioned = await isVersioned(bucket, engine);
  const named = versioned === true && first !== undefined && isInPlace(first.request);
  if (versioned === false && first !== undefined) refuseUnchanged(first.request);
  const left = new LeftGroups();
  const archived = new ArchivedAmounts();
  const absent: Absent = { keys: 0, examples: [] };
  const lists = new Lists(plan.transfers.length, engine.spill);
  const survey = await surveyCopies(plan, engine, {
    looks: true,
    ...(named ? { pairs: (planned) => currentVersions(planned, engine) } : {}),
    leaves: leftReason,
    lists({ request: { keys, from } }, { source, rest }) {
      if (keys === undefined || source !== undefined) return;
      absent.keys += 1;
      if (absent.examples.length < ABSENT_EXAMPLES) absent.examples.push(from.prefix + rest);
    },
    takes(source: Named, transfer) {
      const { key, versionId = 'null' } = source;
      const request = plan.transfers[transfer]?.request;
      if (request === undefined) return;
      lists.add(transfer, classOf(source, request), () =>
        named ? manifestCsv(bucket, [{ key, versionId }]) : keyRow(bucket, key),
      );
    },
    leftOut({ key, storageClass, sizeBytes }, reason) {
      if (reason === 'archived-source') archived.add({ storageClass, sizeBytes });
      left.add(CAUSE[reason as LeftReason], { key, versionId: 'null' }, false, storageClass);
    },
  });
  const open = survey.unknown.reduce((sum, { versions }) => sum + versions.value, 0);
  // What is there already S3 would copy again; of a bucket with versions it lists every one, the older ones too.
  const isThere = survey.notCopied.some(({ reason }) => reason === 'there-already' || reason === 'kept-as-it-is');
  const generates = mayGenerate && versioned === false && !isThere && open === 0;
  if (!generates) lists.seal();
  if (lists.fault !== undefined && !generates) throw tooLarge(lists.fault, mayGenerate && versioned === false);
  return {
    survey,
    left: left.all,
    archived,
    absent,
    open,
    groups: plan.transfers.flatMap(({ prefix, request }, transfer) =>
      lists.of(transfer).map(([sourceClass, { rows, objects }]) => ({
        ...defined({ prefix }),
        request,
        ...defined({ sourceClass }),
        ...(generates ? {} : { list: { rows, objects, named } }),
      })),
    ),
  };
}
