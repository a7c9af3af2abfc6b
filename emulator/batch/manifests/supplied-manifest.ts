// Manifests that the user brings: a CSV file, or an inventory report with the files that it names.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html#specify-batchjob-manifest
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as z from 'zod';
import { trusts } from '../../iam/access/trust';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import { roleKeyAccess, roleMay } from '../../s3/access/role-access';
import type { World } from '../../world/world';
import { md5InEtag } from './fingerprint';
import { BATCH_SERVICE, type Job, JobFailure, type SuppliedManifest, type Task } from '../../world/batch-job';
import { readRows, unreadable } from './manifest-rows';

/**
 * @param giveWay - lets others have their turn
 * @throws JobFailure
 */
export async function readManifest(
  world: World,
  job: Job,
  manifest: SuppliedManifest,
  giveWay: () => Promise<void>,
): Promise<readonly Task[]> {
  if (!trusts(world, job.order.roleArn, BATCH_SERVICE)) throw forbidden();
  const { bucket, object } = open(world, job, manifest.bucket, manifest.key, manifest.versionId);
  if (md5InEtag(object) !== manifest.etag) {
    throw unreadable(`its ETag is ${md5InEtag(object)}, the job names ${manifest.etag}`);
  }
  const isCsv = manifest.format === 'S3BatchOperations_CSV_20180820';
  // S3 reads inventories under SSE-KMS, but no CSV manifests, and nothing under a customer's key.
  const { algorithm, customerKeyMd5 } = object.encryption;
  if (customerKeyMd5 !== undefined || (isCsv && algorithm !== 'AES256')) throw forbidden();
  const tasks = isCsv
    ? await readRows(world, object.body, manifest.fields, giveWay)
    : await readInventory(world, job, bucket, object, giveWay);
  if (tasks.length === 0) throw unreadable('it is empty');
  return tasks;
}

function forbidden(): JobFailure {
  return new JobFailure('ManifestForbidden', 'Reading the manifest is forbidden: AccessDenied');
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
  if (bucket.region !== job.region) throw unreadable(`${bucketName} is in ${bucket.region}, not in the job's Region`);
  const { roleArn } = job.order;
  const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  if (!roleMay({ world, roleArn, action, bucket, key })) throw forbidden();
  const object = versionId === undefined ? bucket.versions.current(key) : bucket.versions.find(key, versionId);
  if (object === undefined || object.deleteMarker) throw unreadable(`there is no object ${key}`);
  const { algorithm, kmsKeyArn: keyArn, bucketKey = false } = object.encryption;
  if (algorithm !== 'AES256' && keyArn !== undefined) {
    const access = roleKeyAccess({ world, roleArn, action: 'kms:Decrypt', keyArn, bucket, key, bucketKey });
    if (access !== 'allowed') throw forbidden();
  }
  return { bucket, object };
}

const INVENTORY = z.object({
  fileFormat: z.literal('CSV'),
  fileSchema: z.string(),
  files: z.array(z.object({ key: z.string() })),
});

async function readInventory(
  world: World,
  job: Job,
  bucket: Bucket,
  object: ObjectVersion,
  giveWay: () => Promise<void>,
): Promise<readonly Task[]> {
  let json: unknown;
  try {
    json = JSON.parse(object.body.toString('utf8'));
  } catch {
    throw unreadable('the inventory manifest is not JSON');
  }
  const inventory = INVENTORY.safeParse(json);
  if (!inventory.success) throw unreadable('it is not the manifest of a CSV inventory');
  const fields = inventory.data.fileSchema.split(',').map((field) => field.trim());
  // Only versions are replicated; of keys without them, the newest is copied.
  if (!fields.includes('VersionId') && job.order.operation.kind === 'S3ReplicateObject')
    throw unreadable('the inventory has no VersionId');
  const tasks: Task[] = [];
  for (const { key } of inventory.data.files) {
    const { body } = open(world, job, bucket.name, key, undefined).object;
    const rows = await readRows(world, key.endsWith('.gz') ? await unzip(body) : body, fields, giveWay);
    for (const task of rows) tasks.push(task);
  }
  return tasks;
}

const decompress = promisify(gunzip);

async function unzip(body: Buffer): Promise<Buffer> {
  try {
    return await decompress(body);
  } catch {
    throw unreadable('a file of the inventory is not compressed with gzip');
  }
}
