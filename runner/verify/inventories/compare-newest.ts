// Two inventories of copies: the newest object of each key with the newest of its copy's, joined, judged group by group, added up.
import type { Comparison, ComparisonAnswer } from '../../events/comparisons/comparison';
import type { RunnerEvent } from '../../events/events';
import { NO_OBJECT_TO_COMPARE } from '../../events/certificate-summary';
import { literal } from '../../evidence/tables/dialect';
import { filled } from '../../evidence/tables/filled';
import { concurrently } from '../../pacing/concurrently';
import { isRunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
import { counted } from '../../text/figures';
import { notCompared, type CopyPair } from '../copies/copies-comparison';
import { copyMeaningOf, type CopyReason } from '../copies/copy-reasons';
import { isSeen, judgeCopy, judgeMissingCopy, type CopyJudgement, type Expected } from '../copies/judge-copy';
import { copyLooker, type CopyLooker } from '../copies/look-at-copy';
import { Extras } from '../extras';
import NEWEST from '../sql/newest.sql';
import { entryOf, groupsIn, groupsOf, headOf, type Group, type TableExample } from './group';
import type { Joined } from './joined';
import type { LookedBy } from './look-again';
import { addRejected, Damage, folderOfSource, lengthOf, sameNth, sideQuery } from './read-sides';
import { Tally } from './tally';
import {
  countRows,
  isUsable,
  keptLooks,
  nothingUnder,
  NOT_IN_INVENTORIES,
  noteTraits,
  openReason,
  secondsOf,
  tablesOf,
} from './told-of-tables';
import type { TablePair } from './side-table';

const EXAMPLES = 5;
const AT_A_TIME = 16;
const NOBODY: TableExample = { key: '', versionId: '', sizeBytes: 0 };

/** What the inventories alone say. */
function judgeGroup(group: Group, expected: Expected): CopyJudgement {
  const { source, destination, sameSize, sameEtag, newer, small, nameless } = group;
  const [example = NOBODY] = group.examples;
  if (nameless) return { outcome: 'missing', reason: 'nameless' };
  const mine = { ...entryOf(example, source), etag: 'a', lastModifiedMs: newer ? 1000 : 0 };
  if (group.side === 'source') return judgeMissingCopy(mine, headOf(example, { ...source, status: '' }) ?? 'denied');
  const theirs = { ...mine, sizeBytes: sameSize ? mine.sizeBytes : mine.sizeBytes + 1, etag: sameEtag ? 'a' : 'b' };
  const bytes = sameEtag ? 'same' : sameSize ? 'unknown' : 'different';
  return judgeCopy(
    mine,
    { ...theirs, lastModifiedMs: 0, storageClass: destination.storageClass ?? '' },
    { source: 'denied', destination: 'denied', bytes },
    // By the size of each object, which the query has compared.
    { ...expected, smallestBytes: small ? Infinity : 0, anyClass: isClassUnknown(group) || expected.anyClass === true },
  );
}

/** An inventory without the column says of no class that it is wrong. */
function isClassUnknown({ source, destination }: Group): boolean {
  return source.storageClass === null || destination.storageClass === null;
}

class NewestPass {
  readonly tally = new Tally((reason) => copyMeaningOf(reason as CopyReason));
  readonly extras = new Extras();
  readonly damage = { source: new Damage(), destination: new Damage() };
  readonly rows = { source: 0, destination: 0 };
  readonly doubtful = { found: 0, looked: 0, unknown: 0 };
  paired = 0;
  etagNotComparable = 0;
  contentNotComparable = 0;
  contentNotRead = 0;
  why: string | undefined;

  constructor(
    private readonly pair: CopyPair,
    private readonly expected: Expected,
    private readonly look: CopyLooker,
    private readonly most: number,
    private readonly kept: LookedBy['kept'],
  ) {}

  async add(group: Group): Promise<void> {
    countRows(group, this.rows, this.damage);
    const useSource = group.side !== 'destination' && isUsable(group.source.damage);
    const useDestination = group.side !== 'source' && isUsable(group.destination.damage);
    if (useSource)
      await this.#addObjects(group.side === 'both' && !useDestination ? { ...group, side: 'source' } : group);
    else if (useDestination) this.extras.addMany(group.versions, false, null, keysOf(group.examples));
  }

  async #addObjects(group: Group): Promise<void> {
    const { versions, bytes, source, folder, day, doubtful, examples, looks, nameless } = group;
    const place = { folder, day, storageClass: source.storageClass ?? '' };
    const judgement = judgeGroup(group, this.expected);
    if (group.side === 'both') {
      this.paired += versions;
      noteTraits(group, this.tally);
    }
    if (!doubtful || nameless) {
      if (judgement.outcome === 'unread') this.contentNotRead += versions;
      else this.tally.add(place, versions, bytes, judgement, keysOf(examples));
      return;
    }
    this.doubtful.found += versions;
    const some = looks.slice(0, Math.max(0, this.most - this.doubtful.looked));
    const found: (CopyJudgement | undefined)[] = [];
    await concurrently(some, AT_A_TIME, async (example, index) => {
      found[index] = await this.#again(entryOf(example, source));
    });
    let looked = 0;
    // In the order of the examples, whatever was answered first.
    for (const [index, example] of some.entries()) {
      const seen = found[index];
      if (seen === undefined || seen.outcome === 'unread') continue;
      looked += 1;
      if (seen.outcome === 'same' && seen.by !== 'etag') this.etagNotComparable += 1;
      if (seen.outcome === 'same' && seen.by === 'size') this.contentNotComparable += 1;
      this.tally.add(place, 1, example.sizeBytes, seen, keysOf([example]));
    }
    this.doubtful.looked += looked;
    this.doubtful.unknown += versions - looked;
  }

  /** Undefined: one side may not be looked at. */
  async #again(source: ListedObject): Promise<CopyJudgement | undefined> {
    if (this.why !== undefined) return undefined;
    const { from, to } = this.pair;
    const one: ListedObject = { ...source, versionId: undefined } as unknown as ListedObject;
    const other = { ...one, key: to.prefix + source.key.slice(from.prefix.length), etag: '' };
    try {
      const look = await this.look.pair(one, other);
      if (look.source === 'gone') return { outcome: 'outside' };
      if (look.destination === 'gone') return judgeMissingCopy(one, look.source);
      if (!isSeen(look.source) || !isSeen(look.destination)) return undefined;
      return judgeCopy(one, other, look, this.expected);
    } catch (error) {
      if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
      if (this.kept === undefined) this.why = error.message;
      return undefined;
    }
  }
}

function keysOf(examples: readonly TableExample[]): readonly { readonly key: string }[] {
  return examples.map(({ key }) => ({ key }));
}

function answerOf(pass: NewestPass): Pick<Comparison, 'answer' | 'reason'> {
  const { missing, different, compared } = pass.tally.versions();
  if (missing + different > 0) return { answer: 'incomplete' };
  const { unknown } = pass.doubtful;
  const reason = openReason(unknown + pass.contentNotRead, pass.damage, 'object');
  if (reason !== undefined) return { answer: 'not-compared', reason };
  if (pass.contentNotComparable > 0)
    return {
      answer: 'not-compared',
      reason: `${counted(pass.contentNotComparable, 'object')} could be compared by size alone: neither ETag nor checksum of both sides tells whether the bytes are the same`,
    };
  if (compared === 0) return { answer: 'not-compared', reason: NO_OBJECT_TO_COMPARE };
  return { answer: 'complete' satisfies ComparisonAnswer };
}

/** What is told of an object, by its name in the query. */
const EXAMPLE = {
  key: 'coalesce(source_key, destination_key)',
  size: 'size_bytes',
};

/**
 * @param most objects that are looked at, of those that the inventories do not settle
 * @param mayBeEmpty whether there may be nothing under the prefix
 * @throws RunnerError `preflight` when there is nothing all the same
 */
export async function* compareNewest(
  both: TablePair,
  pair: CopyPair,
  expected: Expected,
  most: number,
  joined: Joined,
  engine: LookedBy,
  mayBeEmpty: boolean,
): AsyncGenerator<RunnerEvent, Comparison> {
  const { dialect } = joined;
  const { source, destination } = both;
  const { from, to } = pair;
  const compared = (isNumbered: boolean): string =>
    filled(NEWEST, {
      source_length: String(lengthOf(from.prefix)),
      destination_length: String(lengthOf(to.prefix)),
      small: String(expected.smallestBytes ?? 0),
      example: dialect.together(EXAMPLE),
      examples: String(EXAMPLES),
      looks: keptLooks(most),
      destination_taken: literal(secondsOf(destination.madeMs)),
      same_nth: sameNth(isNumbered),
      folder: folderOfSource([from.prefix]),
    });
  const rows = yield* joined.groups({
    source: (isNumbered) =>
      sideQuery({ table: source, prefixes: [from.prefix], areas: [], what: 'newest' }, dialect, isNumbered),
    destination: (isNumbered) =>
      sideQuery({ table: destination, prefixes: [to.prefix], areas: [], what: 'newest' }, dialect, isNumbered),
    compared,
    groups: (before) => groupsOf(EXAMPLES, most, dialect, before),
  });
  const look = copyLooker(engine, from.bucket, to.bucket);
  const pass = new NewestPass(pair, expected, look, most, engine.kept);
  for (const group of groupsIn(rows)) await pass.add(group);
  if (!mayBeEmpty && from.prefix !== '' && pass.rows.source === 0) throw nothingUnder(from.prefix, source);
  await addRejected(joined, pass.damage);
  const { doubtful, paired, etagNotComparable, contentNotComparable, contentNotRead, tally } = pass;
  const blank = notCompared(pair, { sample: most, expected }, '');
  return {
    ...blank,
    reason: '',
    ...answerOf(pass),
    versions: tally.versions(),
    extra: { ...pass.extras.counts() },
    evidence: {
      ...blank.evidence,
      how: doubtful.looked === 0 ? 'none' : 'sample',
      looked: doubtful.looked,
      of: paired,
      why: NOT_IN_INVENTORIES,
      etagNotComparable,
      contentNotComparable,
      contentNotRead,
    },
    findings: tally.findings(),
    byPrefix: tally.byPrefix(),
    byClass: tally.byClass(),
    ...tablesOf(both, pass, most, engine.kept?.why ?? pass.why ?? look.why),
  };
}
