// Counts versions as they come, and looks at those whose fate is open: at every one, or at a random sample.
import type { NotReplicatedReason } from '../events/estimate-events';
import type { Objects } from '../ports/s3/objects';
import { concurrently } from '../pacing/concurrently';
import { fateOf, type Scope } from '../replication/fate';
import { Tally } from './groups';
import { asksForTags } from '../replication/rule-selects';
import { Looker, type Looked } from './look';
import type { LookedAt } from './result';
import { Sample } from './random-samples';
import { Totals } from './totals';
import type { SurveyedVersion } from '../replication/surveyed-version';

/** Headers that are read in a survey that may be an estimate. */
const MOST_LOOKS = 2_000;
const LOOKS_AT_ONCE = 16;

export interface CountOptions {
  readonly objects: Objects;
  readonly bucket: string;
  readonly scope: Scope;
  readonly nowMs: number;
  readonly random: () => number;
  /** Whether every version that is open is looked at as it comes. */
  readonly everyOne: boolean;
  /** Whether sizes are known before headers are read. @default true */
  readonly sizesKnown?: boolean;
}

export class Count {
  readonly totals = new Totals();
  /** Versions and delete markers so far. */
  counted = 0;
  /** Of the versions with an id: when the oldest was written. */
  oldestWithIdMs = Infinity;
  /** Versions from before versioning. */
  fromBefore = 0;
  /** Whether headers may show an archive tier. */
  private tiering = false;
  private readonly looker: Looker;
  private readonly sample: Sample<SurveyedVersion>;
  private readonly open = new Map<number, Tally>();

  constructor(private readonly options: CountOptions) {
    this.looker = new Looker(options.objects, options.bucket, options.scope);
    this.sample = new Sample(MOST_LOOKS, options.random);
  }

  get looked(): number {
    return this.looker.looked;
  }

  /** @param part part of the key space that they are in; 0 stands for nothing but itself */
  async add(part: number, versions: readonly SurveyedVersion[]): Promise<void> {
    const tally = this.tallyOf(part);
    const open: SurveyedVersion[] = [];
    for (const version of versions) {
      this.note(version);
      const fate = fateOf(version, this.options.scope);
      if (fate.kind === 'open' && this.options.everyOne) {
        open.push(version);
        continue;
      }
      tally.add(version, fate);
      if (fate.kind !== 'open') continue;
      this.sample.offer(version);
      this.tiering ||= version.storageClass === 'INTELLIGENT_TIERING';
    }
    await concurrently(open, LOOKS_AT_ONCE, async (version) => {
      const looked = await this.looker.look(version);
      tally.add(looked.version, looked.fate);
    });
  }

  /** The headers of these decide alone. */
  async addChosen(versions: readonly SurveyedVersion[]): Promise<void> {
    const tally = this.tallyOf(0);
    this.counted += versions.length;
    if (this.options.everyOne) {
      await concurrently(versions, LOOKS_AT_ONCE, async (version) => {
        const looked = await this.looker.look(version);
        tally.add(looked.version, looked.fate);
      });
      return;
    }
    for (const version of versions) {
      tally.add(version, { kind: 'open' });
      this.sample.offer(version);
    }
  }

  endPart(part: number): void {
    const tally = this.open.get(part);
    if (tally !== undefined) this.totals.addPart(tally);
    else this.totals.addPart(this.newTally());
    this.open.delete(part);
  }

  /** Ends the counting. @returns how many parts were begun and not ended */
  end(): number {
    const unended = [...this.open.keys()].filter((part) => part !== 0).length;
    for (const tally of this.open.values()) this.totals.addCertain(tally);
    this.open.clear();
    return unended;
  }

  /** Reads the headers of the sample. */
  async look(): Promise<LookedAt> {
    const drawn = this.sample.drawn();
    const found = new Map<string, Looked>();
    const id = ({ key, versionId }: SurveyedVersion): string => JSON.stringify([versionId, key]);
    const distinct = new Map([...drawn.versions, ...drawn.bySize].map((version) => [id(version), version]));
    await concurrently([...distinct.values()], LOOKS_AT_ONCE, async (version) => {
      found.set(id(version), await this.looker.look(version));
    });
    const tallied = (versions: readonly SurveyedVersion[]): Tally => {
      const tally = this.newTally();
      for (const version of versions) {
        const looked = found.get(id(version));
        if (looked !== undefined) tally.add(looked.version, looked.fate);
      }
      return tally;
    };
    return {
      offered: drawn.offered,
      offeredBytes: drawn.offeredBytes,
      all: drawn.all,
      uniform: tallied(drawn.versions),
      uniformSize: drawn.versions.length,
      bySize: tallied(drawn.bySize),
      bySizeSize: drawn.bySize.length,
      listedReasons: this.listedReasons(),
      sizesKnown: this.options.sizesKnown !== false,
    };
  }

  private listedReasons(): ReadonlySet<NotReplicatedReason> {
    if (this.options.sizesKnown === false) return new Set();
    const tagsMatter = this.options.scope.rules.some((rule) => rule.enabled && asksForTags(rule));
    return new Set<NotReplicatedReason>([
      'delete-marker',
      'outside-prefixes',
      ...(this.tiering ? [] : (['archived'] as const)),
      ...(tagsMatter ? [] : (['outside-rules'] as const)),
    ]);
  }

  private note({ versionId, lastModifiedMs }: SurveyedVersion): void {
    this.counted += 1;
    if (versionId === 'null') this.fromBefore += 1;
    else if (lastModifiedMs !== undefined && lastModifiedMs < this.oldestWithIdMs) this.oldestWithIdMs = lastModifiedMs;
  }

  private tallyOf(part: number): Tally {
    const known = this.open.get(part);
    if (known !== undefined) return known;
    const tally = this.newTally();
    this.open.set(part, tally);
    return tally;
  }

  private newTally(): Tally {
    return new Tally(this.options.scope.prefixes, this.options.nowMs);
  }
}
