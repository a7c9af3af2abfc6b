// What would become of each object that is found: counted by reason, by folder and by class. Asks nothing.
import type { Arriving, CopiedGroup, NotCopied, SurveyEvent, UnknownFate } from '../../../events/estimate-events';
import type { ListedObject } from '../../../ports/s3/copying';
import type { VersionEntry } from '../../../ports/s3/objects';
import { isArchivedClass } from '../../../replication/archived-classes';
import { defined } from '../../../text/defined';
import { folderOf, OTHER_PREFIXES } from '../../../text/key-folder';
import { keyFaultOf } from '../../../text/s3-address';
import type { Pair, PairOf } from '../../../verify/copies/pairs';
import type { Bytes } from '../../../verify/copies/same-bytes';
import { alignedByListing } from '../../../verify/copies/version-chains/align';
import type { Chain } from '../../../verify/copies/version-chains/chain';
import { decideChain } from '../chains/decide-chain';
import { decide, type Decision } from '../engine/decide';
import type { CopyPlan, CopyRequest } from '../plan-copies';
import { Amounts, estimated, type Amount } from './amounts';

const MOST_FOLDERS = 200;

/** What a method does with what is found, beside having it counted. */
export interface CountingUse {
  /** Why an object that would be copied is left out. @default - archived ones are, unless they were restored */
  leaves?(source: ListedObject): NotCopied['reason'] | undefined;
  /** Told of each that is left out for such a reason. */
  leftOut?(source: ListedObject, reason: NotCopied['reason']): void;
  /** Told of each that is copied. @param transfer number of its transfer in the plan */
  takes?(source: ListedObject, transfer: number): void;
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

export class CopySurvey {
  readonly #copied = new Amounts<string>();
  readonly #left = new Amounts<NotCopied['reason']>();
  readonly #open = new Amounts<UnknownFate['reason']>();
  readonly #folders = new Amounts<string>();
  readonly #arriving = new Map<string, Amounts<string>>();
  readonly #transfers: Amounts<string>[] = [];
  #listed = 0;
  /** Objects whose tags were asked for. */
  asked = 0;

  constructor(private readonly use: CountingUse) {}

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
