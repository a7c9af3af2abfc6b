// Looks at versions that the inventories do not settle: what was younger than one may be there by now.
import type { TableExample } from './group';
import type { Looking } from '../../evidence/look-at-version';
import { concurrently } from '../../pacing/concurrently';
import { isRunnerError } from '../../ports/errors';
import type { VersionEntry, VersionHead } from '../../ports/s3/objects';
import { decidingRules } from '../../replication/rule-selects';
import { judgeMissing, judgePair, type Judgement } from '../judge';
import { isSeen, type Looker } from '../look';
import type { Scope } from '../scope';

const AT_A_TIME = 16;

export interface LookedAgain {
  readonly example: TableExample;
  readonly judgement: Judgement;
}

/** What was seen is newer than what the inventory has. */
function asSeen(entry: VersionEntry, { sizeBytes, etag, storageClass }: VersionHead): VersionEntry {
  return { ...entry, sizeBytes, etag, storageClass };
}

/** Undefined: one side may not be looked at. */
async function judged(entry: VersionEntry, look: Looker, { rules }: Scope): Promise<Judgement | undefined> {
  const seen = await look.pair(entry);
  if (seen.source === 'gone') return { outcome: 'outside' };
  if (seen.destination === 'unreadable' || seen.source === 'unreadable') return undefined;
  if (isSeen(seen.destination)) return judgePair(asSeen(entry, seen.source), asSeen(entry, seen.destination), seen);
  const asked = decidingRules({ key: entry.key }, rules);
  const tags = asked.is === 'open' ? await look.sourceTags(entry) : {};
  return judgeMissing(entry, seen.source, rules.length === 0 ? undefined : rules, tags);
}

/** Who is asked about single versions: S3, or what it has answered before. */
export interface LookedBy {
  readonly aws: { readonly objects: Looking };
  readonly signal: AbortSignal;
  /** Its answers were kept: what nobody was told then, for this reason, nobody knows now. @default - S3 is asked now */
  readonly kept?: { readonly why?: string };
}

export class Again {
  #looked = 0;
  #why: string | undefined;

  constructor(
    private readonly look: Looker,
    private readonly scope: Scope,
    private readonly most: number,
    private readonly kept: LookedBy['kept'],
  ) {}

  /** Those that could be looked at, until as many were as may be. */
  async at(
    examples: readonly TableExample[],
    entryOf: (example: TableExample) => VersionEntry,
  ): Promise<readonly LookedAgain[]> {
    const found: (LookedAgain | undefined)[] = [];
    const some = examples.slice(0, Math.max(0, this.most - this.#looked));
    await concurrently(some, AT_A_TIME, async (example, index) => {
      // One side that nobody answers for is asked once.
      if (this.#why !== undefined) return;
      try {
        const judgement = await judged(entryOf(example), this.look, this.scope);
        if (judgement !== undefined) found[index] = { example, judgement };
      } catch (error) {
        if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
        if (this.kept === undefined) this.#why = error.message;
      }
    });
    // In the order of the examples, whatever was answered first.
    const looked = found.filter((one) => one !== undefined);
    this.#looked += looked.length;
    return looked;
  }

  get why(): string | undefined {
    return this.kept?.why ?? this.#why ?? this.look.why;
  }
}
