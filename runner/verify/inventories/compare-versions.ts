// Two inventories with all versions: joined by the database, judged group by group, added up to a comparison.
import type { Comparison, ComparisonAnswer, RowDamage, TableRead } from '../../events/certificate';
import { NOTHING_TO_COMPARE } from '../../events/certificate-summary';
import { literal, together } from '../../evidence/tables/dialect';
import type { FetchedTable } from '../../evidence/tables/fetched-table';
import { filled } from '../../evidence/tables/filled';
import type { Engine } from '../../ports/engine';
import type { Tables } from '../../ports/workshop';
import { defined } from '../../text/defined';
import { counted } from '../../text/figures';
import { Extras } from '../extras';
import { looker } from '../look';
import { meaningOf, type ReplicaReason } from '../reasons';
import { replicatesMarker, type Scope } from '../scope';
import VERSIONS from '../sql/versions.sql';
import { entryOf, groupOf, type Group } from './group';
import { judgeGroup } from './judge-group';
import { Again } from './look-again';
import { addRejected, areasOf, Damage, sideView } from './read-sides';
import { Tally } from './tally';

const EXAMPLES = 5;

/** An inventory of either side, or what stands for one. */
export interface SideTable extends FetchedTable {
  readonly kind: TableRead['kind'];
}

export interface TablePair {
  readonly source: SideTable;
  readonly destination: SideTable;
}

/** Rows that were compared all the same. */
const COMPARED: ReadonlySet<string> = new Set<RowDamage>(['broken-percent']);

function isUsable(damage: string | null): boolean {
  return damage === null || COMPARED.has(damage);
}

function secondsOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

class TablesPass {
  readonly tally = new Tally((reason) => meaningOf(reason as ReplicaReason));
  readonly extras = new Extras();
  readonly markers = { listed: 0, same: 0, missing: 0, notReplicated: 0 };
  readonly damage = { source: new Damage(), destination: new Damage() };
  readonly rows = { source: 0, destination: 0 };
  readonly statuses = new Map<string, number>();
  readonly doubtful = { found: 0, looked: 0, unknown: 0 };
  paired = 0;
  etagNotComparable = 0;

  constructor(
    private readonly scope: Scope,
    private readonly again: Again,
  ) {}

  async add(group: Group): Promise<void> {
    this.#countRows(group);
    const { source, destination, side } = group;
    // A row that cannot be used says nothing of the other side either.
    const useSource = side !== 'destination' && isUsable(source.damage);
    const useDestination = side !== 'source' && isUsable(destination.damage);
    if (!useSource && !useDestination) return;
    if (!useSource) this.#addExtra(group);
    else if (source.marker) this.#addMarkers(group);
    else await this.#addVersions(side === 'both' && !useDestination ? { ...group, side: 'source' } : group);
  }

  #countRows({ side, versions, source, destination, examples }: Group): void {
    const keys = examples.map(({ key }) => key);
    if (side !== 'destination') this.rows.source += versions;
    if (side !== 'source') this.rows.destination += versions;
    if (side !== 'destination' && source.damage !== null)
      this.damage.source.add(source.damage as RowDamage, versions, keys);
    if (side !== 'source' && destination.damage !== null)
      this.damage.destination.add(destination.damage as RowDamage, versions, keys);
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

  #addPairs({ versions, source, destination, examples }: Group, isOtherEtag: boolean): void {
    this.paired += versions;
    if (isOtherEtag) this.etagNotComparable += versions;
    const told = examples.map(({ key, versionId }) => ({ key, versionId }));
    const traits = [
      ['storage-class', source.storageClass, destination.storageClass],
      ['encryption', source.encryption, destination.encryption],
    ] as const;
    for (const [trait, mine, theirs] of traits) {
      // A delete marker has neither.
      const areKnown = (mine ?? '') !== '' && (theirs ?? '') !== '';
      if (areKnown && mine !== theirs) this.tally.noteTrait(trait, mine ?? '', theirs ?? '', versions, told);
    }
  }

  #addStatus(status: string, versions: number): void {
    const name = status === '' ? 'NONE' : status;
    this.statuses.set(name, (this.statuses.get(name) ?? 0) + versions);
  }
}

/** Rows of the source that nobody has compared, and those of the destination, behind which something may be that seems to be missing. */
function unusableRows({ damage }: TablesPass): number {
  const rows = [...damage.source.rows, ...damage.destination.rows];
  return rows.reduce((sum, one) => sum + (COMPARED.has(one.damage) ? 0 : one.count), 0);
}

function answerOf(pass: TablesPass): Pick<Comparison, 'answer' | 'reason'> {
  const { missing, different, pending, compared } = pass.tally.versions();
  const found = pass.tally.findings();
  const isAmiss = missing + different + pass.markers.missing > 0 || found.some(({ finding }) => finding !== 'pending');
  if (isAmiss) return { answer: 'incomplete' };
  const unusable = unusableRows(pass);
  const { unknown } = pass.doubtful;
  const open = [
    ...(unknown === 0
      ? []
      : [
          `${counted(unknown, 'object version')} may have changed since the inventories were made, and could not be looked at`,
        ]),
    ...(unusable === 0 ? [] : [`${counted(unusable, 'row')} of the inventories could not be read`]),
  ];
  if (open.length > 0) return { answer: 'not-compared', reason: `${open.join('; ')}; nothing is amiss with the rest` };
  if (compared + pass.markers.same === 0) return { answer: 'not-compared', reason: NOTHING_TO_COMPARE };
  return { answer: (pending > 0 ? 'pending' : 'complete') satisfies ComparisonAnswer };
}

function readOf(table: SideTable, rows: number, damage: Damage): TableRead {
  const { kind, location, madeMs, files } = table;
  return { kind, location, madeAt: new Date(madeMs).toISOString(), files: files.length, rows, damaged: damage.rows };
}

const NOT_IN_INVENTORIES = 'inventories have neither metadata nor tags';

const EXAMPLE = together({
  key: 'coalesce(source_key, destination_key)',
  version_id: 'version_id',
  size: 'try_cast(size as bigint)',
  etag: 'etag',
  modified: 'modified',
});

/**
 * @param most versions that are looked at, of those that the inventories do not settle
 * @throws RunnerError `unavailable` when memory or disk do not suffice
 */
export async function compareVersions(
  { source, destination }: TablePair,
  scope: Scope,
  most: number,
  tables: Tables,
  engine: Engine,
): Promise<Comparison> {
  const areas = areasOf(scope);
  await tables.run(sideView('source', source, scope.prefixes, areas));
  await tables.run(sideView('destination', destination, scope.prefixes, areas));
  await tables.run(
    filled(VERSIONS, {
      example: EXAMPLE,
      examples: String(EXAMPLES),
      looks: String(Math.min(Math.max(most, 1), 10_000)),
      destination_taken: literal(secondsOf(destination.madeMs)),
      source_is_later: String(source.madeMs > destination.madeMs),
    }),
  );
  const again = new Again(looker(engine, source.bucket, destination.bucket), scope, most);
  const pass = new TablesPass(scope, again);
  for (const row of await tables.rows('select * from compared order by all')) await pass.add(groupOf(row));
  await addRejected(tables, [
    { paths: source.paths, damage: pass.damage.source },
    { paths: destination.paths, damage: pass.damage.destination },
  ]);
  const { doubtful, paired, etagNotComparable, tally, rows, damage } = pass;
  const why = doubtful.unknown === 0 ? undefined : (again.why ?? `at most ${most} are looked at: --sample allows more`);
  return {
    destination: destination.bucket,
    ruleIds: scope.rules.map(({ id }) => id),
    ...answerOf(pass),
    listed: [...scope.prefixes],
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
    sourceDigest: { sha256: source.sha256, lines: rows.source },
    destinationDigest: { sha256: destination.sha256, lines: rows.destination },
    tables: {
      source: readOf(source, rows.source, damage.source),
      destination: readOf(destination, rows.destination, damage.destination),
      doubtful: { ...doubtful, ...defined({ why }) },
      otherTraits: tally.otherTraits(),
      byDay: tally.byDay(),
    },
  };
}
