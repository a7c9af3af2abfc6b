// What an execution does to objects, a few at a time: it prepares, transfers, deletes and verifies, counts, and keeps what its report says.
import type { SyncCounts, SyncExecution } from '../../world/datasync';
import type { World } from '../../world/world';
import type { ReportItem } from '../reports/report-items';
import { PathFilter } from './path-filter';
import { prepareObject, type Prepared, type Route } from './prepare-object';
import { readManifest } from './read-manifest';
import { failureOf } from './s3-session';
import { isFolder, listedObjects, manifestObjects, objectsBelow, type SourceObject } from './source-objects';
import { transferObject } from './transfer-object';
import { verifyObject } from './verify-object';

/** Objects between two looks at what goes on elsewhere. */
const AT_A_TIME = 100;

interface Transfer {
  readonly object: SourceObject;
  readonly how: Extract<Prepared, { readonly kind: 'to transfer' }>;
}

export class SyncWork {
  readonly items: ReportItem[] = [];
  private readonly filter: PathFilter;
  private transfers: Transfer[] = [];
  /** To be looked at once more: what was transferred, or everything. */
  private toVerify: SourceObject[] = [];
  /** Below the location, of all that the source has and the filters let through. */
  private readonly sourcePaths = new Set<string>();
  /** Below the location, of what the source has not. */
  private surplus: string[] = [];

  /** @param rest - lets others have their turn, after so many bytes */
  constructor(
    private readonly world: World,
    private readonly execution: SyncExecution,
    private readonly route: Route,
    private readonly rest: (bytes?: number) => Promise<void>,
  ) {
    const { includes, excludes } = execution.order;
    this.filter = new PathFilter(includes, excludes);
  }

  async prepare(): Promise<void> {
    const { manifest, options } = this.execution.order;
    await this.each(this.sourceObjects(), (object) => {
      this.counts(object.path).listed++;
      if (manifest === undefined && this.filter.excludesPath(object.path)) return;
      this.sourcePaths.add(object.path);
      this.prepareOne(object);
    });
    if (options.PreserveDeletedFiles === 'REMOVE') await this.findSurplus();
  }

  private sourceObjects(): Iterable<SourceObject> {
    const { source, order } = this.execution;
    const { bucket } = this.route.source;
    if (order.manifest === undefined) return listedObjects(bucket, source.prefix, this.filter);
    return manifestObjects(bucket, source.prefix, readManifest(this.world, this.execution, order.manifest));
  }

  private prepareOne(object: SourceObject): void {
    const { options } = this.execution.order;
    const { path, version } = object;
    const counts = this.counts(path);
    const how = prepareObject(this.route, object);
    if (how.kind === 'to transfer') {
      counts.toTransfer++;
      if (options.TransferMode === 'CHANGED') counts.prepared++;
      if (how.type === 'CONTENT_AND_METADATA') this.execution.bytesToTransfer += how.version.body.length;
      this.transfers.push({ object, how });
      return;
    }
    const why = how.kind === 'failed' ? { failure: how.failure } : { reason: how.reason };
    this.add({ kind: 'Skipped', path, source: version, ...why });
    if (how.kind === 'failed') {
      counts.failedToPrepare++;
      return;
    }
    counts.skipped++;
    if (how.isSame === true && options.VerifyMode === 'POINT_IN_TIME_CONSISTENT') this.toVerify.push(object);
  }

  private async findSurplus(): Promise<void> {
    const { bucket } = this.route.destination;
    await this.each(objectsBelow(bucket, this.execution.destination.prefix), ({ path }) => {
      const counts = this.counts(path);
      counts.listedForDelete++;
      if (this.sourcePaths.has(path) || !this.filter.lists(path) || this.filter.excludesPath(path)) return;
      counts.toDelete++;
      this.surplus.push(path);
    });
  }

  async transfer(): Promise<void> {
    for (const { object, how } of this.transfers) {
      const bytes = how.type === 'CONTENT_AND_METADATA' ? how.version.body.length : 0;
      this.transferOne(object, how, bytes);
      await this.restAfter(bytes);
    }
    this.transfers = [];
    await this.each(this.surplus, (path) => this.deleteOne(path));
  }

  private transferOne(object: SourceObject, how: Transfer['how'], bytes: number): void {
    const { path } = object;
    const counts = this.counts(path);
    const { version: source, type, existing } = how;
    const done = transferObject(this.route, object, how);
    const item = { kind: 'Transferred', path, source, type, overwrote: existing !== undefined } as const;
    if ('code' in done) {
      counts.failedToTransfer++;
      this.add({ ...item, failure: done });
      return;
    }
    counts.transferred++;
    this.execution.bytesTransferred += bytes;
    this.add({ ...item, destination: done });
    this.toVerify.push(object);
  }

  private deleteOne(path: string): void {
    const { destination } = this.route;
    const key = `${this.execution.destination.prefix}${path}`;
    const before = destination.bucket.versions.current(key);
    const failure = failureOf('Delete Object', () => destination.send({ method: 'DELETE', key }));
    if (failure === undefined) this.counts(path).deleted++;
    else this.counts(path).failedToDelete++;
    this.add({ kind: 'Deleted', path, destination: before, failure });
  }

  async verify(): Promise<void> {
    await this.each(this.toVerify, (object) => {
      const { path } = object;
      const verified = verifyObject(this.route, object);
      if (verified.failure === undefined) this.counts(path).verified++;
      else this.counts(path).failedToVerify++;
      this.add({ kind: 'Verified', path, ...verified });
    });
  }

  private counts(path: string): SyncCounts {
    return isFolder(path) ? this.execution.folders : this.execution.files;
  }

  private add(item: Omit<ReportItem, 'atMs'>): void {
    if (this.execution.order.report !== undefined) this.items.push({ ...item, atMs: this.world.clock.now() });
  }

  private sinceRest = 0;

  /** Rests now and then, and at once where bytes take time. */
  private async restAfter(bytes: number): Promise<void> {
    const isLimited = this.execution.order.options.BytesPerSecond > 0 && bytes > 0;
    if (!isLimited && ++this.sinceRest % AT_A_TIME !== 0) return;
    await this.rest(bytes);
  }

  private async each<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
    for (const item of items) {
      work(item);
      await this.restAfter(0);
    }
  }
}
