// Brings a world back from the entries of its journal.
import { hollowBody } from '../http/hollow-body';
import { isOver, type Job, type Task } from '../world/batch-job';
import type { Bucket, ObjectVersion } from '../world/bucket';
import { KeyIndex } from '../world/key-index';
import { EMPTY_BODY, NOTHING, SSE_S3 } from '../s3/versions/write-object';
import type { World } from '../world/world';
import type { BodyNumber, JournalRecord, StoredBucket, StoredVersion } from './journal-entry';

type Change = Exclude<JournalRecord, { readonly kind: 'begin' }>;

/** Applies one record after the other. */
export class Restoration {
  private readonly bodies = new Map<BodyNumber, Buffer>([[0, EMPTY_BODY]]);
  /** When the newest version was written. */
  newestMs = 0;

  constructor(private readonly world: World) {}

  apply(record: Change): void {
    const { world } = this;
    switch (record.kind) {
      case 'body':
        this.bodies.set(record.number, record.body);
        break;
      case 'hollow-body':
        this.bodies.set(record.number, hollowBody(record.length));
        break;
      case 'bucket':
        world.buckets.set(record.bucket.name, restoredBucket(record.bucket, world.buckets.get(record.bucket.name)));
        break;
      case 'bucket-removed':
        world.buckets.delete(record.name);
        break;
      case 'version':
        this.bucket(record.bucket).versions.put(this.version(record.version));
        break;
      case 'version-removed':
        this.bucket(record.bucket).versions.remove(record.key, record.versionId);
        break;
      case 'replicas-deleted':
        for (const id of record.ids) this.bucket(record.bucket).deletedReplicas.add(id);
        break;
      case 'upload':
        this.bucket(record.bucket).uploads.set(record.upload.uploadId, { ...record.upload, parts: new Map() });
        break;
      case 'upload-removed':
        this.bucket(record.bucket).uploads.delete(record.uploadId);
        break;
      case 'part': {
        const part = { ...record.part, body: this.body(record.part.body) };
        this.bucket(record.bucket).uploads.get(record.uploadId)?.parts.set(record.partNumber, part);
        break;
      }
      case 'thing':
        this.map(record.map).set(record.name, this.withTasks(record.value, record.name));
        break;
      case 'thing-removed':
        this.map(record.map).delete(record.name);
        break;
      case 'tasks':
        this.tasks.set(record.jobId, record.tasks);
        this.withTasks(world.jobs.get(record.jobId), record.jobId);
        break;
    }
  }

  /** Tasks of jobs, which are written only once, by job id. */
  private readonly tasks = new Map<string, readonly Task[]>();

  private withTasks(value: unknown, name: string): unknown {
    const tasks = this.tasks.get(name);
    if (tasks === undefined || value === undefined) return value;
    const job = value as Job;
    if (isOver(job)) this.tasks.delete(name);
    else job.tasks = tasks;
    return value;
  }

  private bucket(name: string): Bucket {
    const bucket = this.world.buckets.get(name);
    if (bucket === undefined) throw new Error(`the journal has no bucket ${name}`);
    return bucket;
  }

  private body(number: BodyNumber): Buffer {
    const body = this.bodies.get(number);
    if (body === undefined) throw new Error(`the journal has no body ${number}`);
    return body;
  }

  private map(name: string): Map<string, unknown> {
    const map: unknown = this.world[name as keyof World];
    if (map instanceof Map) return map as Map<string, unknown>;
    throw new Error(`the journal has ${name}, which this version does not know`);
  }

  private version(stored: StoredVersion): ObjectVersion {
    this.newestMs = Math.max(this.newestMs, stored.lastModifiedMs);
    return {
      ...stored,
      body: this.body(stored.body),
      // What most versions have in common is held once.
      encryption: isSseS3(stored) ? SSE_S3 : stored.encryption,
      metadata: sharedIfEmpty(stored.metadata),
      checksums: sharedIfEmpty(stored.checksums),
      tags: sharedIfEmpty(stored.tags),
    };
  }
}

function restoredBucket(stored: StoredBucket, before: Bucket | undefined): Bucket {
  const { versions, uploads, deletedReplicas } = before ?? {
    versions: new KeyIndex<ObjectVersion>(),
    uploads: new Map(),
    deletedReplicas: new Set<string>(),
  };
  return { ...stored, versions, uploads, deletedReplicas };
}

function isSseS3({ encryption }: StoredVersion): boolean {
  return encryption.algorithm === 'AES256' && encryption.customerKeyMd5 === undefined;
}

function sharedIfEmpty(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.keys(record).length === 0 ? NOTHING : record;
}
