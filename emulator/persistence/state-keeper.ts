// Writes down what has changed since it last looked, so that an answered write survives the end of the process.
import { serialize } from 'node:v8';
import { isHollow } from '../http/hollow-body';
import { isOver, type Task } from '../world/batch-job';
import { isExecutionOver } from '../world/datasync';
import type { Bucket, MultipartUpload, ObjectVersion, UploadedPart } from '../world/bucket';
import type { World } from '../world/world';
import { bodyRecord, entryRecord, type BodyNumber, type JournalEntry, type StoredBucket } from './journal-entry';
import type { RecordWriter } from './record-file';

/** What is known to be in the journal of one bucket. */
interface KnownBucket {
  readonly bucket: Bucket;
  settings: Buffer;
  deletedReplicas: number;
  readonly uploads: Map<MultipartUpload, Map<number, UploadedPart>>;
}

/** Maps of the world that have rules of their own here; metrics, messages, logs and what was delivered are not kept at all. */
const OWN_RULES: readonly string[] = [
  ...['buckets', 'jobs', 'replicationMetrics'],
  ...['queueMessages', 'moveTasks', 'functionLogs', 'eventDeliveries', 'inventories'],
];

export class StateKeeper {
  private readonly buckets = new Map<string, KnownBucket>();
  /** Resources of the other services as they were last written, by map and name. */
  private readonly resources = new Map<string, Map<string, Buffer>>();
  private readonly tasks = new Map<string, readonly Task[]>();
  private readonly overJobs = new Set<string>();
  private readonly overExecutions = new Set<string>();
  private readonly bodies = new WeakMap<Buffer, BodyNumber>();
  private bodyCount = 0;
  private isFlushComing = false;

  /** @param failed - told when what happened in the background could not be written */
  constructor(
    private readonly world: World,
    private readonly writer: RecordWriter,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Everything that there is. */
  keepAll(): void {
    const { buckets } = this.world;
    for (const name of new Set([...this.buckets.keys(), ...buckets.keys()])) this.keepBucket(name);
    this.keepResources();
    this.keepJobs();
    this.writer.flush();
  }

  /** After a write to S3. */
  keepBucketChange(name: string, isOnObject: boolean): void {
    const known = this.buckets.get(name);
    if (known === undefined || known.bucket !== this.world.buckets.get(name)) this.keepBucket(name);
    else {
      if (!isOnObject) this.keepSettings(known);
      this.keepUploads(known);
      this.keepDeletedReplicas(known);
    }
    // The first object under a key that AWS manages brings that key into being.
    if (this.world.keys.size !== (this.resources.get('keys')?.size ?? 0)) this.keepResources();
    this.writer.flush();
  }

  /** After a write to another service than S3 and S3 Control. */
  keepResourceChange(): void {
    this.keepResources();
    this.writer.flush();
  }

  /** Whenever somebody has seen how jobs are. */
  keepJobChange(): void {
    this.keepJobs();
    this.writer.flush();
  }

  /** After a step of what goes on between requests; never throws. */
  keepBackgroundChange(): void {
    try {
      this.keepJobs(true);
      this.keepExecutions();
      this.writer.flush();
    } catch (error) {
      this.failed(error);
    }
  }

  close(): void {
    this.keepAll();
    for (const { bucket } of this.buckets.values()) delete bucket.versions.listener;
    this.writer.close();
  }

  private write(entry: JournalEntry): void {
    this.writer.append(...entryRecord(entry));
    if (this.isFlushComing) return;
    this.isFlushComing = true;
    // What a request changes is flushed before its answer; what the background changes, at the end of its step.
    queueMicrotask(() => {
      this.keepBackgroundChange();
      this.isFlushComing = false;
    });
  }

  private keepBucket(name: string): void {
    const bucket = this.world.buckets.get(name);
    const known = this.buckets.get(name);
    if (known !== undefined && known.bucket !== bucket) {
      delete known.bucket.versions.listener;
      this.buckets.delete(name);
      this.write({ kind: 'bucket-removed', name });
    }
    if (bucket === undefined) return;
    const now = this.buckets.get(name) ?? this.newBucket(bucket);
    this.keepSettings(now);
    this.keepUploads(now);
    this.keepDeletedReplicas(now);
  }

  private newBucket(bucket: Bucket): KnownBucket {
    const known: KnownBucket = { bucket, settings: Buffer.alloc(0), deletedReplicas: 0, uploads: new Map() };
    this.buckets.set(bucket.name, known);
    this.keepSettings(known);
    for (const versions of bucket.versions.ascend()) {
      // The oldest first, as they arrived: of two with the same time, the later arrival is the newer.
      for (const version of versions.toReversed()) this.keepVersion(bucket, version);
    }
    bucket.versions.listener = {
      put: (version) => this.keepVersion(bucket, version),
      removed: ({ key, versionId }) => this.write({ kind: 'version-removed', bucket: bucket.name, key, versionId }),
    };
    return known;
  }

  private keepVersion(bucket: Bucket, version: ObjectVersion): void {
    const body = this.keepBody(version.body);
    this.write({ kind: 'version', bucket: bucket.name, version: { ...version, body } });
  }

  /** A body that several versions share, as a replica shares its original's, is written once. */
  private keepBody(body: Buffer): BodyNumber {
    if (body.length === 0) return 0;
    const known = this.bodies.get(body);
    if (known !== undefined) return known;
    const number = ++this.bodyCount;
    this.bodies.set(body, number);
    if (isHollow(body)) this.write({ kind: 'hollow-body', number, length: body.length });
    else this.writer.append(...bodyRecord(number, body));
    return number;
  }

  private keepSettings(known: KnownBucket): void {
    const settings = settingsOf(known.bucket);
    const written = serialize(settings);
    if (written.equals(known.settings)) return;
    known.settings = written;
    this.write({ kind: 'bucket', bucket: settings });
  }

  private keepDeletedReplicas(known: KnownBucket): void {
    const { deletedReplicas, name } = known.bucket;
    if (deletedReplicas.size === known.deletedReplicas) return;
    this.write({ kind: 'replicas-deleted', bucket: name, ids: [...deletedReplicas].slice(known.deletedReplicas) });
    known.deletedReplicas = deletedReplicas.size;
  }

  private keepUploads({ bucket, uploads }: KnownBucket): void {
    for (const upload of uploads.keys()) {
      if (bucket.uploads.get(upload.uploadId) === upload) continue;
      uploads.delete(upload);
      this.write({ kind: 'upload-removed', bucket: bucket.name, uploadId: upload.uploadId });
    }
    for (const upload of bucket.uploads.values()) {
      const { parts, ...rest } = upload;
      const known = uploads.get(upload) ?? new Map<number, UploadedPart>();
      if (!uploads.has(upload)) this.write({ kind: 'upload', bucket: bucket.name, upload: rest });
      uploads.set(upload, known);
      for (const [partNumber, part] of parts) {
        if (known.get(partNumber) === part) continue;
        known.set(partNumber, part);
        const stored = { ...part, body: this.keepBody(part.body) };
        this.write({ kind: 'part', bucket: bucket.name, uploadId: upload.uploadId, partNumber, part: stored });
      }
    }
  }

  private keepResources(): void {
    for (const [map, part] of Object.entries(this.world)) {
      if (part instanceof Map && !OWN_RULES.includes(map)) this.keepMap(map, part as Map<string, unknown>);
    }
  }

  private keepMap(map: string, resources: ReadonlyMap<string, unknown>): void {
    const known = this.known(map);
    for (const name of known.keys()) {
      if (!resources.has(name)) this.forget(map, name);
    }
    for (const [name, value] of resources) this.keepResource(map, name, value);
  }

  private keepResource(map: string, name: string, value: unknown): void {
    const known = this.known(map);
    const written = serialize(value);
    if (known.get(name)?.equals(written) === true) return;
    known.set(name, written);
    this.write({ kind: 'thing', map, name, value });
  }

  private forget(map: string, name: string): void {
    this.known(map).delete(name);
    this.write({ kind: 'thing-removed', map, name });
  }

  private known(map: string): Map<string, Buffer> {
    const known = this.resources.get(map) ?? new Map<string, Buffer>();
    this.resources.set(map, known);
    return known;
  }

  /** Of DataSync, as far as they were not over when they were last written. */
  private keepExecutions(): void {
    for (const [arn, execution] of this.world.syncExecutions) {
      if (this.overExecutions.has(arn)) continue;
      this.keepResource('syncExecutions', arn, execution);
      if (isExecutionOver(execution) && execution.reportResult?.Status !== 'PENDING') this.overExecutions.add(arn);
    }
  }

  /** @param onlyRunning - leaves out those that were over when they were last written */
  private keepJobs(onlyRunning = false): void {
    const { jobs } = this.world;
    for (const name of this.known('jobs').keys()) {
      if (!jobs.has(name)) this.forget('jobs', name);
    }
    for (const [jobId, job] of jobs) {
      if (onlyRunning && this.overJobs.has(jobId)) continue;
      const { tasks, ...rest } = job;
      if (tasks !== undefined && this.tasks.get(jobId) !== tasks) {
        this.tasks.set(jobId, tasks);
        this.write({ kind: 'tasks', jobId, tasks });
      }
      this.keepResource('jobs', jobId, rest);
      if (!isOver(job)) continue;
      this.overJobs.add(jobId);
      this.tasks.delete(jobId);
    }
  }
}

/** Parts of a bucket that have entries of their own. */
const LARGE: readonly string[] = ['versions', 'uploads', 'deletedReplicas'];

function settingsOf(bucket: Bucket): StoredBucket {
  return Object.fromEntries(
    Object.entries(bucket).filter(([name]) => !LARGE.includes(name)),
  ) as unknown as StoredBucket;
}
