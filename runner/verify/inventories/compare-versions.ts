// Two inventories with all versions: joined by the database, judged group by group, added up to a comparison.
import type { Comparison, ComparisonAnswer } from '../../events/comparisons/comparison';
import type { RunnerEvent } from '../../events/events';
import { NOTHING_TO_COMPARE } from '../../events/certificate-summary';
import { literal } from '../../evidence/tables/dialect';
import { filled } from '../../evidence/tables/filled';
import { Extras } from '../extras';
import { looker } from '../look';
import { meaningOf, type ReplicaReason } from '../reasons';
import { replicatesMarker, type Scope } from '../scope';
import VERSIONS from '../sql/versions.sql';
import { entryOf, groupsIn, groupsOf, type Group } from './group';
import { judgeGroup } from './judge-group';
import { Again, type LookedBy } from './look-again';
import type { Joined } from './joined';
import { addRejected, areaOfSource, areasOf, Damage, folderOfSource, sameNth, sideQuery } from './read-sides';
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

class TablesPass {
  readonly tally = new Tally((reason) => meaningOf(reason as ReplicaReason));
  readonly extras = new Extras();
  readonly markers = { listed: 0, same: 0, missing: 0, notReplicated: 0 };
  readonly damage = { source: new Damage(), destination: new Damage() };
  readonly rows = { source: 0, destination: 0 };
  readonly statuses = new Map<string, number>();
  readonly doubtful = { found: 0, looked: 0, unknown: 0 };
  /** Those that the source has something in. */
  readonly areas = new Set<number>();
  paired = 0;
  etagNotComparable = 0;

  constructor(
    private readonly scope: Scope,
    private readonly again: Again,
  ) {}

  async add(group: Group): Promise<void> {
    countRows(group, this.rows, this.damage);
    const { source, destination, side } = group;
    if (side !== 'destination') this.areas.add(group.area);
    // A row that cannot be used says nothing of the other side either.
    const useSource = side !== 'destination' && isUsable(source.damage);
    const useDestination = side !== 'source' && isUsable(destination.damage);
    if (!useSource && !useDestination) return;
    if (!useSource) this.#addExtra(group);
    else if (source.marker) this.#addMarkers(group);
    else await this.#addVersions(side === 'both' && !useDestination ? { ...group, side: 'source' } : group);
  }

  #addExtra({ versions, destination, examples }: Group): void {
    this.extras.addMany(versions, destination.marker, destination.status, examples);
  }

  #addMarkers({ side, versions, destination, examples }: Group): void {
    this.markers.listed += versions;
    const told = examples.map(({ key, versionId }) => ({ key, versionId }));
    if (side === 'both') {
      if (destination.marker) this.markers.same += versions;
      else this.tally.note('different', 'kind', versions, told);
      return;
    }
    const expected = replicatesMarker(examples[0]?.key ?? '', this.scope);
    if (expected === false) this.markers.notReplicated += versions;
    else {
      this.markers.missing += versions;
      this.tally.note('missing', expected === true ? 'delete-marker' : 'unknown', versions, told);
    }
  }

  async #addVersions(group: Group): Promise<void> {
    const { versions, bytes, source, folder, day } = group;
    const place = { folder, day, storageClass: source.storageClass ?? '' };
    const told = group.examples.map(({ key, versionId }) => ({ key, versionId }));
    const judgement = judgeGroup(group, this.scope.rules);
    if (source.status !== null && group.side === 'both') this.#addStatus(source.status, versions);
    if (group.side === 'both') this.#addPairs(group, judgement.outcome === 'same' && !group.sameEtag);
    // What no rule selects nobody has to look for.
    if (!group.doubtful || judgement.outcome === 'outside') {
      this.tally.add(place, versions, bytes, judgement, told);
      return;
    }
    this.doubtful.found += versions;
    const looked = await this.again.at(group.looks, (example) => entryOf(example, source));
    for (const { example, judgement: seen } of looked) {
      const { key, versionId, sizeBytes } = example;
      if (group.side === 'source' && seen.outcome !== 'missing' && seen.outcome !== 'outside') this.paired += 1;
      this.tally.add(place, 1, sizeBytes, seen, [{ key, versionId }]);
    }
    this.doubtful.looked += looked.length;
    this.doubtful.unknown += versions - looked.length;
  }

  #addPairs(group: Group, isOtherEtag: boolean): void {
    this.paired += group.versions;
    if (isOtherEtag) this.etagNotComparable += group.versions;
    noteTraits(group, this.tally);
  }

  #addStatus(status: string, versions: number): void {
    const name = status === '' ? 'NONE' : status;
    this.statuses.set(name, (this.statuses.get(name) ?? 0) + versions);
  }
}

function answerOf(pass: TablesPass): Pick<Comparison, 'answer' | 'reason'> {
  const { missing, different, pending, compared } = pass.tally.versions();
  const found = pass.tally.findings();
  const isAmiss = missing + different + pass.markers.missing > 0 || found.some(({ finding }) => finding !== 'pending');
  if (isAmiss) return { answer: 'incomplete' };
  const reason = openReason(pass.doubtful.unknown, pass.damage, 'object version');
  if (reason !== undefined) return { answer: 'not-compared', reason };
  if (compared + pass.markers.same === 0) return { answer: 'not-compared', reason: NOTHING_TO_COMPARE };
  return { answer: (pending > 0 ? 'pending' : 'complete') satisfies ComparisonAnswer };
}

/** What is told of a version, by its name in the query. */
const EXAMPLE = {
  key: 'coalesce(source_key, destination_key)',
  version_id: 'version_id',
  size: 'size_bytes',
};

/**
 * @param most versions that are looked at, of those that the inventories do not settle
 * @param mayBeEmpty whether there may be nothing under a prefix
 * @throws RunnerError `unavailable` when memory or disk do not suffice, `preflight` when there is nothing under a prefix all the same
 */
export async function* compareVersions(
  { source, destination }: TablePair,
  scope: Scope,
  most: number,
  joined: Joined,
  engine: LookedBy,
  mayBeEmpty: boolean,
): AsyncGenerator<RunnerEvent, Comparison> {
  const { dialect } = joined;
  const { prefixes } = scope;
  const areas = areasOf(scope);
  const compared = (isNumbered: boolean): string =>
    filled(VERSIONS, {
      example: dialect.together(EXAMPLE),
      examples: String(EXAMPLES),
      looks: keptLooks(most),
      destination_taken: literal(secondsOf(destination.madeMs)),
      source_is_later: String(source.madeMs > destination.madeMs),
      area: areaOfSource(areas),
      same_nth: sameNth(isNumbered),
      folder: folderOfSource(prefixes),
    });
  const rows = yield* joined.groups({
    source: (isNumbered) => sideQuery({ table: source, prefixes, areas, what: 'versions' }, dialect, isNumbered),
    destination: (isNumbered) =>
      sideQuery({ table: destination, prefixes, areas, what: 'versions' }, dialect, isNumbered),
    compared,
    groups: (before) => groupsOf(EXAMPLES, most, dialect, before),
  });
  const again = new Again(looker(engine, source.bucket, destination.bucket), scope, most, engine.kept);
  const pass = new TablesPass(scope, again);
  for (const group of groupsIn(rows)) await pass.add(group);
  const isUnder = (prefix: string): boolean => areas.some((one, at) => pass.areas.has(at) && one.startsWith(prefix));
  const empty = mayBeEmpty ? undefined : scope.prefixes.find((prefix) => prefix !== '' && !isUnder(prefix));
  if (empty !== undefined) throw nothingUnder(empty, source);
  await addRejected(joined, pass.damage);
  const { doubtful, paired, etagNotComparable, tally } = pass;
  return {
    destination: destination.bucket,
    ruleIds: scope.rules.map(({ id }) => id),
    ...answerOf(pass),
    listed: [...prefixes],
    versions: tally.versions(),
    deleteMarkers: pass.markers,
    extra: pass.extras.counts(),
    evidence: {
      how: doubtful.looked === 0 ? 'none' : 'sample',
      looked: doubtful.looked,
      of: paired,
      tags: false,
      why: NOT_IN_INVENTORIES,
      etagNotComparable,
      statuses: [...pass.statuses].map(([status, count]) => ({ status, count })).sort((a, b) => b.count - a.count),
    },
    findings: tally.findings(),
    byPrefix: tally.byPrefix(),
    byClass: tally.byClass(),
    ...tablesOf({ source, destination }, pass, most, again.why),
  };
}
