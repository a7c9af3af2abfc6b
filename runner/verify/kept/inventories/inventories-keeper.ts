// Keeps what comparisons by inventories rest on: both sides as S3 has delivered them, what was joined of them, and what S3 has
// answered where they settle nothing; in the end what all of it is of.
import { join } from 'node:path';
import type { Certificate, KeptEvidence, KeptFile } from '../../../events/certificate';
import type { Comparison } from '../../../events/comparisons/comparison';
import { writeEvidence } from '../../../evidence/kept/evidence-file';
import { RowKeeper } from '../../../evidence/kept/keep-rows';
import { LOOK_COLUMNS, LookKeeper } from '../../../evidence/kept/looks';
import type { Column } from '../../../evidence/kept/write-parquet';
import type { Workshop } from '../../../ports/workshop';
import { defined } from '../../../text/defined';
import type { Joined } from '../../inventories/joined';
import type { LookedBy } from '../../inventories/look-again';
import type { TablePair } from '../../inventories/side-table';
import { rowsName } from '../keep-comparison';
import { GROUP_COLUMNS, keepingGroups } from './held-groups';
import { keepSide } from './keep-side';
import type { KeptInventories, KeptJoined, KeptSubject } from './kept-inventories';

/** Of a subject no more than evidence.json says. */
function told(subject: KeptSubject): KeptSubject {
  if (subject.scope === undefined) return { pair: subject.pair, expected: subject.expected };
  const { destination, rules, prefixes } = subject.scope;
  return { scope: { destination, rules, prefixes } };
}

export class InventoriesKeeper {
  #sides: KeptInventories['sides'];
  readonly #sideFiles: KeptFile[] = [];
  #files: KeptFile[] = [];
  #comparisons: KeptJoined[] = [];

  constructor(
    private readonly directory: string,
    private readonly workshop: Workshop,
  ) {}

  /** @throws NotKept when a file cannot be written */
  async keepSides({ source, destination }: TablePair): Promise<void> {
    const mine = await keepSide(this.directory, 'source', source, this.workshop);
    const theirs = await keepSide(this.directory, 'destination', destination, this.workshop);
    this.#sideFiles.push(...mine.files, ...theirs.files);
    this.#sides = { source: mine.side, destination: theirs.side };
  }

  /** Makes one comparison; only of one that was made to its end something stays. */
  async *keeping<Event>(
    subject: KeptSubject,
    joined: Joined,
    engine: LookedBy,
    compare: (joined: Joined, engine: LookedBy) => AsyncGenerator<Event, Comparison>,
  ): AsyncGenerator<Event, Comparison> {
    const index = this.#comparisons.length;
    const keeper = (what: 'groups' | 'looks', columns: readonly Column[]): RowKeeper =>
      new RowKeeper(this.directory, rowsName(index, what), columns, this.workshop);
    const [groups, lookRows] = [keeper('groups', GROUP_COLUMNS), keeper('looks', LOOK_COLUMNS)];
    const looks = new LookKeeper(engine.aws.objects, lookRows);
    let isKept = false;
    try {
      const aws = { ...engine.aws, objects: looks.looking };
      const made = yield* compare(keepingGroups(joined, groups), { ...engine, aws });
      const files = [await groups.end(), await looks.end()];
      isKept = true;
      this.#files.push(...files);
      const { looked = 0, why } = made.tables?.doubtful ?? {};
      const { tagsRefused } = looks;
      this.#comparisons.push({ ...told(subject), looked, ...defined({ why, tagsRefused }) });
      return made;
    } finally {
      if (!isKept) await Promise.all([groups, lookRows].map((rows) => rows.discard()));
    }
  }

  /** None could be made: what is there of some of them is removed. */
  async uncompared(subjects: readonly KeptSubject[], reason: string): Promise<void> {
    for (const { name } of this.#files) await this.workshop.remove(join(this.directory, name));
    this.#files = [];
    this.#comparisons = subjects.map((subject) => ({ ...told(subject), looked: 0, reason }));
  }

  /** @param sample versions that were to be looked at. @throws NotKept */
  end(
    { endpoints, source, prefixes, matched, startedAt, endedAt, listing }: Certificate,
    sample: number,
  ): Promise<KeptEvidence> {
    const about = {
      source,
      prefixes,
      startedAt,
      endedAt,
      listing,
      ...defined({ endpoints, matched, sides: this.#sides }),
    };
    const compared = { compared: 'inventories', sample: Number.isFinite(sample) ? sample : null };
    const what = { ...compared, ...about, comparisons: this.#comparisons };
    return writeEvidence(this.directory, what, [...this.#sideFiles, ...this.#files], this.workshop);
  }
}
