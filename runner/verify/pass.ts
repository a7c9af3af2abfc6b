// What one pass over both sides keeps: counts, a sample, and what the listings have left open so far.
import type { MissingReason } from '../events/comparisons/finding';
import type { RouteCause } from '../events/route-event';
import type { VersionEntry } from '../ports/s3/objects';
import { concurrently } from '../pacing/concurrently';
import { Extras } from './extras';
import { isReadable, judgeMissing, judgePair, looksEqual } from './judge';
import type { KeyOnBothSides } from './listings';
import type { Looker } from './look';
import { meaningOf } from './reasons';
import { reservoir, type Reservoir } from '../pacing/reservoir';
import { decidingRules } from '../replication/rule-selects';
import { LeftGroups } from '../routes/left-groups';
import { replicatesMarker, type Scope } from './scope';
import { Totals } from './totals';

/** Requests that are under way at a time. */
const AT_A_TIME = 16;
/** Versions that are gathered before they are looked at together. */
const BATCH = 256;
/** Pending versions that are remembered, to be asked again. */
const MOST_PENDING = 1_000;

/** Why S3 replicates a version by no job, where another method copies it. */
const ROUTED: Readonly<Partial<Record<MissingReason, RouteCause>>> = {
  archived: 'archived',
  'kms-not-opted-in': 'kms-not-opted-in',
};

interface Pair {
  readonly source: VersionEntry;
  readonly destination: VersionEntry;
  readonly prefix: string;
}

export class Pass {
  readonly totals = new Totals(meaningOf);
  readonly extras = new Extras();
  readonly markers = { listed: 0, same: 0, missing: 0, notReplicated: 0 };
  readonly pending: VersionEntry[] = [];
  readonly left = new LeftGroups();
  readonly statuses = new Map<string, number>();
  readonly equal: Reservoir<Pair>;
  looked = 0;
  handedOn = 0;
  paired = 0;
  etagNotComparable = 0;
  /** What the listings alone leave open. */
  #open: (() => Promise<void>)[] = [];

  constructor(
    private readonly scope: Scope,
    private readonly look: Looker,
    private readonly sample: number,
    random: () => number,
  ) {
    this.equal = reservoir(sample, random);
  }

  /** @returns whether there is enough to {@link settle} */
  addKey({ key, source, destination }: KeyOnBothSides, prefix: string): boolean {
    const there = new Map(destination.map((entry) => [entry.versionId, entry]));
    for (const entry of source) {
      const replica = there.get(entry.versionId);
      there.delete(entry.versionId);
      if (entry.deleteMarker) this.#addMarker(key, entry, replica);
      else this.#addVersion(entry, replica, prefix);
    }
    for (const entry of there.values()) {
      if (!this.extras.add(entry) || this.extras.versions > this.sample) continue;
      this.#open.push(async () => this.extras.look(await this.look.destination(entry)));
    }
    return this.#open.length >= BATCH;
  }

  #addMarker(key: string, entry: VersionEntry, replica: VersionEntry | undefined): void {
    this.markers.listed += 1;
    if (replica !== undefined) {
      if (replica.deleteMarker) this.markers.same += 1;
      else this.totals.note(entry, 'different', 'kind');
      return;
    }
    const expected = replicatesMarker(key, this.scope);
    if (expected !== false) {
      this.markers.missing += 1;
      this.totals.note(entry, 'missing', expected === true ? 'delete-marker' : 'unknown');
    } else this.markers.notReplicated += 1;
  }

  #addVersion(source: VersionEntry, destination: VersionEntry | undefined, prefix: string): void {
    if (destination === undefined) {
      this.#open.push(() => this.#judgeMissing(source, prefix));
      return;
    }
    const pair = { source, destination, prefix };
    this.paired += 1;
    if (!looksEqual(source, destination)) {
      this.#open.push(() => this.#judgePair(pair, false));
      return;
    }
    this.totals.add(source, prefix, { outcome: 'same' });
    this.equal.add(pair);
  }

  /** Replicas that were drawn at random, of those that are equal by their listings; undefined: none was left out. */
  get drawn(): number | undefined {
    const { seen, items } = this.equal;
    return items.length > 0 && seen > items.length ? items.length : undefined;
  }

  /** Looks at what the listings have left open so far. */
  async settle(): Promise<void> {
    const open = this.#open;
    this.#open = [];
    await concurrently(open, AT_A_TIME, (look) => look());
  }

  /** Looks at the sample of those that are equal by their listings. */
  async lookCloser(): Promise<void> {
    await concurrently(this.equal.items, AT_A_TIME, (pair) => this.#judgePair(pair, true));
  }

  async #judgePair(pair: Pair, countedAsSame: boolean): Promise<void> {
    const look = await this.look.pair(pair.source);
    const judgement = judgePair(pair.source, pair.destination, look);
    if (isReadable(look)) {
      this.looked += 1;
      this.#addStatus(look.source.replicationStatus);
    }
    if (judgement.outcome === 'same' && judgement.etagNotComparable === true) this.etagNotComparable += 1;
    if (judgement.outcome === 'pending') this.#remember(pair.source);
    if (!countedAsSame) this.totals.add(pair.source, pair.prefix, judgement);
    else if (judgement.outcome !== 'same') this.totals.correct(pair.source, pair.prefix, judgement);
  }

  async #judgeMissing(source: VersionEntry, prefix: string): Promise<void> {
    if (this.scope.elsewhere?.has(source) === true) {
      this.handedOn += 1;
      this.totals.add(source, prefix, { outcome: 'outside' });
      return;
    }
    // For a destination that no rule names, somebody has asked: there everything has to be.
    const rules = this.scope.rules.length === 0 ? undefined : this.scope.rules;
    const byKey = decidingRules({ key: source.key }, this.scope.rules);
    if (rules !== undefined && byKey.is === 'decided' && byKey.rules.length === 0) {
      this.totals.add(source, prefix, { outcome: 'outside' });
      return;
    }
    const head = await this.look.source(source);
    const tags = byKey.is === 'open' ? await this.look.sourceTags(source) : {};
    const judgement = judgeMissing(source, head, rules, tags);
    if (judgement.outcome === 'pending') this.#remember(source);
    const cause = rules !== undefined && judgement.outcome === 'missing' ? ROUTED[judgement.reason] : undefined;
    if (cause !== undefined) this.left.add(cause, source, !source.latest, source.storageClass);
    this.totals.add(source, prefix, judgement);
  }

  #addStatus(status = 'NONE'): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }

  #remember(entry: VersionEntry): void {
    if (this.pending.length < MOST_PENDING) this.pending.push(entry);
  }
}
