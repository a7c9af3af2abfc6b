// What became of the objects of a copy, as it is told: counts by folder, failures by cause with a few examples.
import type { CauseTally, PrefixOutcome, ReportEvent } from '../../events/report-events';
import type { Retriable } from '../../events/report-events';
import type { RunnerError } from '../../ports/errors';
import { LeftGroups } from '../../routes/left-groups';
import type { ListedObject } from '../../ports/s3/copying';
import { folderOf, OTHER_PREFIXES } from '../../text/key-folder';
import { defined } from '../../text/defined';
import { madeIn, type CopyCounts } from './journal/copy-counts';
import type { FailedCopy } from './journal/journal-line';

const EXAMPLES = 5;
const MOST_FOLDERS = 1_000;

type Folder = { -readonly [Name in Exclude<keyof PrefixOutcome, 'prefix'>]-?: NonNullable<PrefixOutcome[Name]> };

export class CopyTally {
  /** What failed, and another run copies. */
  readonly left = new LeftGroups();
  readonly #folders = new Map<string, Folder>();
  readonly #causes = new Map<string, CauseTally & { readonly examples: string[] }>();

  /** @param prefix of the copy; folders below it are told apart */
  constructor(private readonly prefix: string) {}

  copied({ key, sizeBytes }: Pick<ListedObject, 'key' | 'sizeBytes'>): void {
    const folder = this.#folder(key);
    folder.succeeded += 1;
    folder.bytes += sizeBytes;
  }

  /** A request for the object was not answered as it should be, and is made again. */
  triedAgain(key: string, { kind }: RunnerError): void {
    const folder = this.#folder(key);
    folder.retries += 1;
    if (kind === 'throttled') folder.slowdowns += 1;
  }

  failed({ key, code, message, cause, versions = 1 }: FailedCopy): void {
    this.#folder(key).failed += versions;
    // Of older versions no such copy is made.
    if (cause.route !== undefined && versions === 1) this.left.add(cause.route, { key, versionId: 'null' });
    const known = this.#causes.get(code) ?? { code, count: 0, message, examples: [], ...cause };
    if (known.examples.length < EXAMPLES) known.examples.push(key);
    this.#causes.set(code, { ...known, count: known.count + versions });
  }

  count(retriable: Retriable): number {
    return [...this.#causes.values()].reduce((sum, one) => sum + (one.retriable === retriable ? one.count : 0), 0);
  }

  causes(): readonly CauseTally[] {
    return [...this.#causes.values()].sort((a, b) => b.count - a.count);
  }

  byPrefix(): readonly PrefixOutcome[] {
    return [...this.#folders]
      .map(([prefix, outcome]) => ({ prefix, ...outcome }))
      .sort((a, b) => b.failed - a.failed || b.slowdowns - a.slowdowns || b.succeeded - a.succeeded);
  }

  report(transferId: string, location: string, counts: CopyCounts): ReportEvent {
    return {
      kind: 'report',
      transferId,
      ...defined({ prefix: this.prefix === '' ? undefined : this.prefix }),
      location,
      succeeded: madeIn(counts),
      failed: counts.failed,
      unlisted: 0,
      doubts: [],
      causes: this.causes(),
      byPrefix: this.byPrefix(),
    };
  }

  #folder(key: string): Folder {
    const folder = folderOf(key, this.prefix);
    const name = this.#folders.has(folder) || this.#folders.size < MOST_FOLDERS ? folder : OTHER_PREFIXES;
    const known = this.#folders.get(name) ?? { succeeded: 0, failed: 0, bytes: 0, retries: 0, slowdowns: 0 };
    this.#folders.set(name, known);
    return known;
  }
}
