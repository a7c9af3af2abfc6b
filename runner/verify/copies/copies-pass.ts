// What one pass over both sides keeps: counts, a sample, and what the listings have left open so far.
import type { ExtraCounts } from '../../events/comparisons/comparison';
import type { VersionExample } from '../../events/comparisons/finding';
import { isRunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
import { concurrently } from '../../pacing/concurrently';
import { keyFaultOf } from '../../text/s3-address';
import { reservoir, type Reservoir } from '../../pacing/reservoir';
import { Totals } from '../totals';
import { copyMeaningOf, versionMeaningOf, type CopyReason } from './copy-reasons';
import { hasExpectedClass, isSeen, judgeCopy, judgeMissingCopy, type CopyJudgement, type Expected } from './judge-copy';
import type { CopyLooker } from './look-at-copy';
import type { Pair } from './pairs';
import { comparedByListing } from './same-bytes';

/** Requests that are under way at a time. */
const AT_A_TIME = 16;
/** Objects that are gathered before they are looked at together. */
const BATCH = 256;
const EXAMPLES = 5;

interface Copied {
  readonly source: ListedObject;
  readonly destination: ListedObject;
}

const OUTSIDE: CopyJudgement = { outcome: 'outside' };

export interface CopiesPassOptions extends Expected {
  /** Beginnings of the keys. */
  readonly fromPrefix: string;
  readonly toPrefix: string;
  /** Most copies, of those that the listings show to be the same, that are looked at; Infinity: all, without keeping them. */
  readonly sample: number;
  /** Whether each of them is a version. @default - the newest objects are compared */
  readonly allVersions?: boolean;
  /** What was to be copied. @default - everything */
  readonly selects?: (source: ListedObject, rest: string) => boolean;
  /** The same, by what takes a request: asked of those alone that are amiss. @default - everything */
  readonly selectsByTags?: (source: ListedObject) => Promise<boolean>;
}

export class CopiesPass {
  /** Of all versions. */
  readonly markers = { listed: 0, same: 0, missing: 0, notReplicated: 0 };
  readonly totals: Totals<CopyReason>;
  looked = 0;
  paired = 0;
  /** Objects of the source that were listed, and that S3 did not know when it was asked about each. */
  gone = 0;
  /** Copies that are the same, and have another ETag. */
  etagNotComparable = 0;
  /** Of these, those of which only the size could be compared. */
  contentNotComparable = 0;
  contentNotRead = 0;
  /** Why tags that decide what was to be copied could not be read; undefined: they could. */
  tagsNotRead: string | undefined;
  readonly #same: Reservoir<Copied>;
  readonly #extras: VersionExample[] = [];
  #extra = 0;
  #extraMarkers = 0;
  /** What the listings alone leave open. */
  #open: (() => Promise<void>)[] = [];

  constructor(
    private readonly options: CopiesPassOptions,
    private readonly look: CopyLooker,
    random: () => number,
  ) {
    this.totals = new Totals(options.allVersions === true ? versionMeaningOf : copyMeaningOf);
    this.#same = reservoir(Number.isFinite(options.sample) ? options.sample : 0, random);
  }

  /** A delete marker of either side. */
  addMarker(which: 'same' | 'missing' | 'extra'): void {
    if (which === 'extra') {
      this.#extraMarkers += 1;
      return;
    }
    this.markers.listed += 1;
    this.markers[which] += 1;
  }

  /** A key that was chosen, and that the source has not. */
  addAbsent(key: string): void {
    this.totals.addAbsent(key, this.options.fromPrefix, 'not-in-source');
  }

  /** @returns whether there is enough to {@link settle} */
  add({ rest, source, destination }: Pair): boolean {
    const fault = keyFaultOf(this.options.toPrefix + rest);
    if (source === undefined) {
      if (destination !== undefined) this.#addExtra(destination);
    } else if (this.options.selects?.(source, rest) === false) this.#count(source, OUTSIDE);
    else if (fault !== undefined) this.#count(source, { outcome: 'missing', reason: fault });
    else if (destination === undefined) {
      this.#open.push(async () => {
        this.#count(source, (await this.#isLeftOut(source)) ? OUTSIDE : await this.#judgeMissing(source));
      });
    } else this.#addPair({ source, destination });
    return this.#open.length >= BATCH;
  }

  #addExtra({ key }: ListedObject): void {
    this.#extra += 1;
    if (this.#extras.length < EXAMPLES) this.#extras.push({ key });
  }

  #addPair(copied: Copied): void {
    const { source, destination } = copied;
    const { sample } = this.options;
    this.paired += 1;
    const listed = this.#listed(copied);
    const isOpen = comparedByListing(source, destination) !== 'same' || sample === Infinity;
    if (isOpen || (listed.outcome !== 'same' && this.options.selectsByTags !== undefined)) {
      this.#open.push(async () => this.#count(source, await this.#judge(copied)));
      return;
    }
    this.#count(source, listed);
    this.#same.add(copied);
  }

  /** By the listings alone, of a copy with the same bytes. */
  #listed({ source, destination }: Copied): CopyJudgement {
    return hasExpectedClass(source, destination, this.options)
      ? { outcome: 'same', by: 'etag' }
      : { outcome: 'different', reasons: ['storage-class'] };
  }

  async #judgeMissing(source: ListedObject): Promise<CopyJudgement> {
    const head = await this.look.source(source);
    if (head === 'gone') this.gone += 1;
    return judgeMissingCopy(source, head);
  }

  async #judge({ source, destination }: Copied): Promise<CopyJudgement> {
    const look = await this.look.pair(source, destination);
    if (look.source === 'gone') this.gone += 1;
    if (isSeen(look.source) && isSeen(look.destination)) this.looked += 1;
    const judgement = judgeCopy(source, destination, look, this.options);
    return judgement.outcome !== 'same' && (await this.#isLeftOut(source)) ? OUTSIDE : judgement;
  }

  /** What may not be asked about is expected: nothing is green because it could not be read. */
  async #isLeftOut(source: ListedObject): Promise<boolean> {
    const { selectsByTags } = this.options;
    if (selectsByTags === undefined) return false;
    try {
      return !(await selectsByTags(source));
    } catch (error) {
      if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
      this.tagsNotRead ??= error.message;
      return false;
    }
  }

  #count(source: ListedObject, judgement: CopyJudgement): void {
    if (judgement.outcome === 'unread') {
      this.contentNotRead += 1;
      return;
    }
    if (judgement.outcome === 'same') this.#countEtag(judgement.by);
    this.totals.add(source, this.options.fromPrefix, judgement);
  }

  /** Looks at what the listings have left open so far. */
  async settle(): Promise<void> {
    const open = this.#open;
    this.#open = [];
    await concurrently(open, AT_A_TIME, (look) => look());
  }

  /** Looks at the sample of those that are the same by their listings. */
  async lookCloser(): Promise<void> {
    await concurrently(this.#same.items, AT_A_TIME, async (copied) => {
      const judgement = await this.#judge(copied);
      if (this.#listed(copied).outcome === 'same') this.#correct(copied.source, judgement);
      else if (judgement.outcome === 'different') this.#noteMore(copied.source, judgement.reasons);
    });
  }

  /** A copy that was counted as the same. */
  #correct(source: ListedObject, judgement: CopyJudgement): void {
    if (judgement.outcome === 'same') this.#countEtag(judgement.by);
    // By the listings it was the same: that somebody has written since, and may not be looked at, changes nothing about that.
    else if (judgement.outcome !== 'unread') this.totals.correct(source, this.options.fromPrefix, judgement);
  }

  /** What else is different about a copy whose class is. */
  #noteMore(source: ListedObject, reasons: readonly CopyReason[]): void {
    for (const reason of reasons) if (reason !== 'storage-class') this.totals.note(source, 'different', reason);
  }

  #countEtag(by: 'etag' | 'checksum' | 'size'): void {
    if (by !== 'etag') this.etagNotComparable += 1;
    if (by === 'size') this.contentNotComparable += 1;
  }

  /** Copies that were drawn at random, of those that are the same by their listings; undefined: none was left out. */
  get drawn(): number | undefined {
    const { seen, items } = this.#same;
    return items.length > 0 && seen > items.length ? items.length : undefined;
  }

  extra(): ExtraCounts {
    return {
      versions: this.#extra,
      replicas: 0,
      others: 0,
      notLookedAt: this.#extra,
      deleteMarkers: this.#extraMarkers,
      examples: this.#extras,
    };
  }
}
