// Counts what a plan would copy: walks over both sides and decides, and asks for tags where they decide. Changes nothing.
import type { Arriving, CopiedGroup, NotCopied, SurveyEvent, UnknownFate } from '../../events/estimate-events';
import type { Engine } from '../../ports/engine';
import { exactly, type EstimatedAmount } from '../../text/interval';
import { keyFaultOf } from '../../text/s3-address';
import { folderOf, OTHER_PREFIXES } from '../../text/key-folder';
import { isArchivedClass } from '../../replication/archived-classes';
import { defined } from '../../text/defined';
import { concurrently } from '../../pacing/concurrently';
import type { ListedObject } from '../../ports/s3/copying';
import type { VersionEntry } from '../../ports/s3/objects';
import type { Pair, PairOf } from '../../verify/copies/pairs';
import type { Bytes } from '../../verify/copies/same-bytes';
import { alignedByListing } from '../../verify/copies/version-chains/align';
import type { Chain } from '../../verify/copies/version-chains/chain';
import { decideChain } from './chains/decide-chain';
import { decide, type Decision } from './engine/decide';
import { lookAt } from './engine/look';
import { isHopeless } from './engine/insist';
import type { CopyPlan, CopyRequest, PlannedCopy } from './plan-copies';
import { selecting, selectingByTags, type SelectsByTags } from './selecting';
import { pairsOfKeys } from './walk/pairs-of-keys';
import { Part, type Span } from './walk/part';
import { allVersions, currentOnes, walk, type Listing, type Walked } from './walk/walk';

const MOST_FOLDERS = 200;
/** Tags that are asked for at once, and objects that are gathered before. */
const AT_ONCE = 64;
const BATCH = 1_024;

interface Amount {
  versions: number;
  bytes: number;
}

class Amounts<Name extends string> {
  readonly #amounts = new Map<Name, Amount>();

  add(name: Name, bytes: number): void {
    const known = this.#amounts.get(name);
    if (known === undefined) this.#amounts.set(name, { versions: 1, bytes });
    else {
      known.versions += 1;
      known.bytes += bytes;
    }
  }

  has(name: Name): boolean {
    return this.#amounts.has(name);
  }

  get size(): number {
    return this.#amounts.size;
  }

  total(): Amount {
    const all = [...this.#amounts.values()];
    return {
      versions: all.reduce((sum, { versions }) => sum + versions, 0),
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  list(): readonly (readonly [Name, EstimatedAmount])[] {
    return [...this.#amounts]
      .sort(([, a], [, b]) => b.versions - a.versions)
      .map(([name, amount]) => [name, estimated(amount)]);
  }
}

function estimated({ versions, bytes }: Amount): EstimatedAmount {
  return { versions: exactly(versions), bytes: exactly(bytes) };
}

/** What a method does with what is found, beside having it counted. */
export interface SurveyUse {
  /** Why an object that would be copied is left out. @default - archived ones are, unless they were restored */
  leaves?(source: ListedObject): NotCopied['reason'] | undefined;
  /** Told of each that is left out for such a reason. */
  leftOut?(source: ListedObject, reason: NotCopied['reason']): void;
  /** Told of each that is copied. @param transfer number of its transfer in the plan */
  takes?(source: ListedObject, transfer: number): void;
  /** Told of every pair. @param isSelected whether the filters of the listing let its object pass */
  lists?(planned: PlannedCopy, pair: Pair, isSelected: boolean): void;
  /** Whether both are looked at where the listings leave it open. @default - they are counted as unknown */
  readonly looks?: true;
  /** Where the objects come from. @default - both sides are listed */
  pairs?(planned: PlannedCopy): AsyncIterable<readonly Walked[]>;
}

function archivedUnlessRestored(
  { storageClass }: ListedObject,
  { restored }: CopyRequest,
): NotCopied['reason'] | undefined {
  return isArchivedClass(storageClass) && restored !== true ? 'archived-source' : undefined;
}

/** @param looked what a look at both has found, where the listings left it open */
function decided(pair: Pair, { overwrite = 'different' }: CopyRequest, looked: Bytes | undefined): Decision {
  const decision = decide(pair, overwrite);
  if (decision.does !== 'look' || looked === undefined || looked === 'unknown') return decision;
  const { source, destination } = decision;
  if (looked === 'same') return { does: 'leave', why: 'same' };
  return { does: 'copy', source, onto: { etag: destination.etag }, why: 'different' };
}

class CopySurvey {
  readonly #copied = new Amounts<string>();
  readonly #left = new Amounts<NotCopied['reason']>();
  readonly #open = new Amounts<UnknownFate['reason']>();
  readonly #folders = new Amounts<string>();
  readonly #arriving = new Map<string, Amounts<string>>();
  readonly #transfers: Amounts<string>[] = [];
  #listed = 0;
  /** Objects whose tags were asked for. */
  asked = 0;

  constructor(private readonly use: SurveyUse) {}

  begin(): Amounts<string> {
    const transfer = new Amounts<string>();
    this.#transfers.push(transfer);
    return transfer;
  }

  /** @param selected by what a request has told of it; undefined: the request came to nothing */
  add(
    pair: Pair,
    request: CopyRequest,
    selected: boolean | undefined,
    transfer: Amounts<string>,
    looked?: Bytes,
  ): void {
    const { source } = pair;
    if (source === undefined && request.keys !== undefined) this.#left.add('gone', 0);
    if (source === undefined) return;
    this.#listed += 1;
    const { sizeBytes } = source;
    const decision = decided(pair, request, looked);
    const fault = keyFaultOf(request.to.prefix + pair.rest);
    const reason = this.use.leaves?.(source) ?? archivedUnlessRestored(source, request);
    if (selected === undefined) this.#open.add('may-not-look', sizeBytes);
    else if (!selected) this.#left.add('not-selected', sizeBytes);
    else if (decision.does === 'look') this.#open.add('not-comparable', sizeBytes);
    else if (decision.does === 'leave')
      this.#left.add(decision.why === 'same' ? 'there-already' : 'kept-as-it-is', sizeBytes);
    else if (fault !== undefined) this.#left.add(fault, sizeBytes);
    else if (reason !== undefined) {
      this.#left.add(reason, sizeBytes);
      this.use.leftOut?.(source, reason);
    } else {
      this.use.takes?.(source, this.#transfers.length - 1);
      this.#willCopy(source, request, transfer);
    }
  }

  /** @param selected whether the filters take its key */
  addChain(
    { rest, source, destination }: PairOf<Chain>,
    request: CopyRequest,
    selected: boolean,
    transfer: Amounts<string>,
  ): void {
    if (source === undefined && request.keys !== undefined) this.#left.add('gone', 0);
    if (source === undefined) return;
    const { versions } = source;
    this.#listed += versions.length;
    const alignment = alignedByListing(versions, destination?.versions ?? []);
    const decision = decideChain(versions.length, alignment, request.overwrite ?? 'different');
    const common = decision.does === 'copy' ? decision.from : alignment.is === 'aligned' ? alignment.common : 0;
    let isBehind = false;
    const fault = keyFaultOf(request.to.prefix + rest);
    for (const [at, version] of versions.entries()) {
      const { sizeBytes, storageClass } = version;
      const isArchived = isArchivedClass(storageClass) && request.restored !== true;
      if (!selected) this.#left.add('not-selected', sizeBytes);
      else if (at < common) this.#left.add('there-already', sizeBytes);
      // It puts all of them on top of what may be the same.
      else if (alignment.is === 'unknown' && request.overwrite !== 'never') this.#open.add('not-comparable', sizeBytes);
      else if (decision.does === 'leave')
        this.#left.add(decision.why === 'different' ? 'other-versions' : 'kept-as-it-is', sizeBytes);
      else if (fault !== undefined) this.#left.add(fault, sizeBytes);
      else if (isArchived || isBehind) this.#left.add(isBehind ? 'behind-archived' : 'archived-source', sizeBytes);
      else this.#willCopy(version, request, transfer);
      isBehind ||= at >= common && isArchived;
    }
  }

  #willCopy(source: ListedObject & Partial<VersionEntry>, request: CopyRequest, transfer: Amounts<string>): void {
    const { key, sizeBytes, storageClass, deleteMarker = false } = source;
    this.#copied.add(deleteMarker ? 'delete markers' : storageClass, sizeBytes);
    transfer.add('', sizeBytes);
    const folder = folderOf(key, request.from.prefix);
    this.#folders.add(
      this.#folders.has(folder) || this.#folders.size < MOST_FOLDERS ? folder : OTHER_PREFIXES,
      sizeBytes,
    );
    if (deleteMarker) return;
    const classes = this.#arriving.get(request.to.bucket) ?? new Amounts<string>();
    this.#arriving.set(request.to.bucket, classes);
    classes.add(request.storageClass ?? storageClass, sizeBytes);
  }

  event({ transfers }: CopyPlan): SurveyEvent {
    const copiedBy: CopiedGroup[] = [
      ...this.#folders.list().map(([name, amount]) => ({ by: 'prefix' as const, name, ...amount })),
      ...this.#copied.list().map(([name, amount]) => ({ by: 'storage-class' as const, name, ...amount })),
    ];
    const arriving: Arriving[] = [...this.#arriving].flatMap(([bucket, classes]) =>
      classes.list().map(([storageClass, amount]) => ({
        bucket,
        storageClass,
        kms: transfers.some(({ request }) => request.encryption?.algorithm.startsWith('aws:kms') === true),
        ...amount,
      })),
    );
    const [copied, left, open] = [this.#copied, this.#left, this.#open].map((one) => one.total()) as [
      Amount,
      Amount,
      Amount,
    ];
    return {
      kind: 'survey',
      how: 'listing',
      exact: this.#open.size === 0,
      basis: `both sides were listed: ${this.#listed} ${transfers.some(({ request }) => request.allVersions === true) ? 'versions and delete markers' : 'objects'} of the source${this.asked === 0 ? '' : `; of ${this.asked} that would be copied the tags were read, which a run does too`}`,
      seed: 0,
      listed: this.#listed,
      looked: this.asked,
      wholeBucket: transfers.some(({ request }) => request.from.prefix === '' && request.keys === undefined),
      fromBefore: 0,
      total: estimated({
        versions: copied.versions + left.versions + open.versions,
        bytes: copied.bytes + left.bytes + open.bytes,
      }),
      copied: estimated(copied),
      notCopied: this.#left.list().map(([reason, amount]) => ({ reason, ...amount })),
      unknown: this.#open.list().map(([reason, amount]) => ({ reason, ...amount })),
      copiedBy,
      arriving,
      byTransfer: transfers.flatMap(({ prefix }, index) => {
        const amount = this.#transfers[index]?.total();
        return amount === undefined || amount.versions === 0 ? [] : [{ ...defined({ prefix }), ...estimated(amount) }];
      }),
    };
  }
}

/** Whether the tags decide: what is left anyway is not asked about. */
function mayBeCopied(pair: Pair, { overwrite = 'different' }: CopyRequest): boolean {
  return decide(pair, overwrite).does !== 'leave';
}

function pairsOf<Listed extends { readonly key: string }>(
  { request }: PlannedCopy,
  listing: Listing<Listed>,
): AsyncIterable<readonly Walked<Listed>[]> {
  const { from, to, keys } = request;
  const sides = { listing, from, to };
  const begin = (span: Span): Part => new Part(span, () => undefined);
  return keys === undefined ? walk([begin({})], { ...sides, begin }) : pairsOfKeys(keys, [begin({})], sides);
}

/** Undefined: it may not be asked. @throws RunnerError when no other object would fare better */
async function isTagged(source: ListedObject, selectsByTags: SelectsByTags): Promise<boolean | undefined> {
  try {
    return await selectsByTags(source);
  } catch (error) {
    if (isHopeless(error)) throw error;
    return undefined;
  }
}

/** Undefined: it may not be looked at. @throws RunnerError when no other object would fare better */
async function bytesOf(pair: Pair, { from, to }: CopyRequest, { aws }: Engine): Promise<Bytes | undefined> {
  const { source, destination } = pair;
  if (source === undefined || destination === undefined) return undefined;
  try {
    const place = { bucket: from.bucket, key: source.key };
    return await lookAt(aws.copying, place, { bucket: to.bucket, key: destination.key });
  } catch (error) {
    if (isHopeless(error)) throw error;
    return undefined;
  }
}

/** @throws RunnerError when a side cannot be listed */
export async function surveyCopies(plan: CopyPlan, engine: Engine, use: SurveyUse = {}): Promise<SurveyEvent> {
  const survey = new CopySurvey(use);
  for (const planned of plan.transfers) {
    const { request } = planned;
    const transfer = survey.begin();
    const selects = selecting(request.selection);
    if (request.allVersions === true) {
      for await (const pairs of pairsOf(planned, allVersions(engine.aws.copying)))
        for (const pair of pairs) {
          const newest = pair.source?.versions.at(-1);
          const isSelected = newest === undefined || selects?.(newest, pair.rest) !== false;
          survey.addChain(pair, request, isSelected, transfer);
          pair.part.settle(pair.step, {});
        }
      continue;
    }
    const selectsByTags = selectingByTags(request.selection ?? {}, engine.aws.copying, request.from.bucket);
    const isOpen = (pair: Pair): boolean =>
      use.looks === true && decide(pair, request.overwrite ?? 'different').does === 'look';
    const waiting: (() => Promise<void>)[] = [];
    const settle = (): Promise<void> => concurrently(waiting.splice(0), AT_ONCE, (ask) => ask());
    for await (const pairs of use.pairs?.(planned) ?? pairsOf(planned, currentOnes(engine.aws.copying)))
      for (const pair of pairs) {
        const { source } = pair;
        const isSelected = source === undefined || selects?.(source, pair.rest) !== false;
        use.lists?.(planned, pair, isSelected);
        if (source !== undefined && isSelected && selectsByTags !== undefined && mayBeCopied(pair, request)) {
          survey.asked += 1;
          waiting.push(async () => {
            const isTaken = await isTagged(source, selectsByTags);
            const looked = isTaken === true && isOpen(pair) ? await bytesOf(pair, request, engine) : undefined;
            survey.add(pair, request, isTaken, transfer, looked);
          });
          if (waiting.length >= BATCH) await settle();
        } else if (isSelected && isOpen(pair)) {
          waiting.push(async () => survey.add(pair, request, true, transfer, await bytesOf(pair, request, engine)));
          if (waiting.length >= BATCH) await settle();
        } else survey.add(pair, request, isSelected, transfer);
        pair.part.settle(pair.step, {});
      }
    await settle();
  }
  return survey.event(plan);
}
