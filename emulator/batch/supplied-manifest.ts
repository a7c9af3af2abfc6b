// Manifests that the user brings: a CSV file, or an inventory report with the files that it names.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html#specify-batchjob-manifest
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { trusts } from '../iam/trust';
import type { Bucket, ObjectVersion } from '../s3/bucket';
import { roleMay } from '../s3/role-access';
import type { World } from '../world';
import { md5InEtag } from './fingerprint';
import type { Job, SuppliedManifest, Task } from './job';
import { JobFailure } from './job-failure';

/** @throws JobFailure */
export function readManifest(world: World, job: Job, manifest: SuppliedManifest): readonly Task[] {
  if (!trusts(world, job.order.roleArn, 'batchoperations.s3.amazonaws.com')) throw forbidden();
  const { bucket, object } = open(world, job, manifest.bucket, manifest.key, manifest.versionId);
  if (md5InEtag(object) !== manifest.etag) {
    throw unreadable(`its ETag is ${md5InEtag(object)}, the job names ${manifest.etag}`);
  }
  const tasks =
    manifest.format === 'S3BatchOperations_CSV_20180820'
      ? rowsOf(object.body, manifest.fields)
      : readInventory(world, job, bucket, object);
  if (tasks.length === 0) throw unreadable('it is empty');
  return tasks;
}

function forbidden(): JobFailure {
  return new JobFailure('ManifestForbidden', 'Reading the manifest is forbidden: AccessDenied');
}

function unreadable(why: string): JobFailure {
  return new JobFailure('InvalidManifest', `The manifest could not be read: ${why}`);
}

function open(
  world: World,
  job: Job,
  bucketName: string,
  key: string,
  versionId: string | undefined,
): { readonly bucket: Bucket; readonly object: ObjectVersion } {
  const bucket = world.buckets.get(bucketName);
  if (bucket === undefined) throw unreadable(`the bucket ${bucketName} does not exist`);
  const { roleArn } = job.order;
  const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  if (!roleMay({ world, roleArn, action, bucket, key })) throw forbidden();
  const object = versionId === undefined ? bucket.versions.current(key) : bucket.versions.find(key, versionId);
  if (object === undefined || object.deleteMarker) throw unreadable(`there is no object ${key}`);
  return { bucket, object };
}

function rowsOf(body: Buffer, fields: readonly string[]): readonly Task[] {
  let rows: readonly (readonly string[])[];
  try {
    rows = parse(body, { skipEmptyLines: true });
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : 'it is not CSV');
  }
  const [bucketAt, keyAt, versionAt] = ['Bucket', 'Key', 'VersionId'].map((name) => fields.indexOf(name));
  return rows.map((row, index) => {
    const bucket = row[bucketAt ?? -1];
    const listedKey = row[keyAt ?? -1];
    const versionId = row[versionAt ?? -1];
    if (row.length !== fields.length || bucket === undefined || listedKey === undefined) {
      throw unreadable(`row ${index + 1} has ${row.length} fields, and ${fields.length} were announced`);
    }
    const task = { bucket, listedKey, key: decodeKey(listedKey) };
    return versionId === undefined || versionId === '' ? task : { ...task, versionId };
  });
}

function decodeKey(listed: string): string {
  try {
    return decodeURIComponent(listed);
  } catch {
    throw unreadable(`the key ${listed} is not URL-encoded`);
  }
}

const INVENTORY = z.object({
  fileFormat: z.literal('CSV'),
  fileSchema: z.string(),
  files: z.array(z.object({ key: z.string() })),
});

function readInventory(world: World, job: Job, bucket: Bucket, object: ObjectVersion): readonly Task[] {
  let json: unknown;
  try {
    json = JSON.parse(object.body.toString('utf8'));
  } catch {
    throw unreadable('the inventory manifest is not JSON');
  }
  const inventory = INVENTORY.safeParse(json);
  if (!inventory.success) throw unreadable('it is not the manifest of a CSV inventory');
  const fields = inventory.data.fileSchema.split(',').map((field) => field.trim());
  if (!fields.includes('VersionId')) throw unreadable('the inventory has no VersionId');
  return inventory.data.files.flatMap(({ key }) => {
    const file = open(world, job, bucket.name, key, undefined).object;
    return rowsOf(key.endsWith('.gz') ? gunzipSync(file.body) : file.body, fields);
  });
}
