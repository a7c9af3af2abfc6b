// The file in which a generated manifest is kept, in the form of an inventory: a manifest.json that names compressed CSV
// files. The layout of the keys below the prefix is ours; readers follow `GeneratedManifestDescriptor`.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Bucket } from '../../world/bucket';
import { roleMay } from '../../s3/access/role-access';
import { storeInternalObject } from '../../s3/versions/store-version';
import type { World } from '../../world/world';
import { csvLine } from './csv';
import { md5InEtag, sha1 } from './fingerprint';
import { type Job, JobFailure, type ManifestOutput, type Task } from '../../world/batch-job';
import { s3Arn } from '../../world/arn';

const compress = promisify(gzip);

const ROWS_PER_FILE = 20_000;

/** @throws JobFailure */
export async function keepManifest(
  world: World,
  job: Job,
  output: ManifestOutput,
  source: Bucket,
  tasks: readonly Task[],
  giveWay: () => Promise<void>,
): Promise<NonNullable<Job['generatedManifest']>> {
  const folder = `${output.prefix === '' ? '' : `${output.prefix}/`}${job.jobId}`;
  const key = `${folder}/manifest.json`;
  const bucket = outputBucket(world, job, output, key);
  const hasVersions = source.versioning !== undefined;
  const files: { readonly key: string; readonly size: number; readonly MD5checksum: string }[] = [];
  for (let done = 0; done < tasks.length; done += ROWS_PER_FILE) {
    const rows = tasks
      .slice(done, done + ROWS_PER_FILE)
      .map(({ bucket, listedKey, versionId = '' }) =>
        csvLine(hasVersions ? [bucket, listedKey, versionId] : [bucket, listedKey]),
      );
    const data = await compress(rows.join(''));
    const dataKey = `${folder}/data/${sha1(data)}.csv.gz`;
    const file = storeInternalObject(world, bucket, dataKey, data, 'application/gzip');
    files.push({ key: dataKey, size: data.length, MD5checksum: md5InEtag(file) });
    await giveWay();
  }
  const manifest = JSON.stringify({
    sourceBucket: source.name,
    destinationBucket: s3Arn(world, bucket.name),
    version: '2021-11-30',
    creationTimestamp: String(world.clock.now()),
    fileFormat: 'CSV',
    fileSchema: hasVersions ? 'Bucket, Key, VersionId' : 'Bucket, Key',
    files,
  });
  const stored = storeInternalObject(world, bucket, key, Buffer.from(manifest), 'application/json');
  return { objectArn: s3Arn(world, bucket.name, key), etag: md5InEtag(stored) };
}

function outputBucket(world: World, job: Job, output: ManifestOutput, key: string): Bucket {
  const bucket = world.buckets.get(output.bucket);
  const { roleArn } = job.order;
  const may = (action: string): boolean =>
    bucket !== undefined &&
    roleMay({ world, roleArn, action, bucket, key, context: () => ({ 's3:x-amz-server-side-encryption': 'AES256' }) });
  const isExpected = output.expectedOwner === undefined || output.expectedOwner === bucket?.accountId;
  if (bucket === undefined || bucket.region !== job.region || !isExpected || !may('s3:PutObject')) {
    throw new JobFailure(
      'ManifestGenerationFailed',
      `Manifest generation failed: AccessDenied, the manifest could not be written to ${output.bucket}`,
    );
  }
  if (!may('s3:GetObject') || !may('s3:GetObjectVersion')) {
    throw new JobFailure('ManifestForbidden', 'Reading the manifest is forbidden: AccessDenied');
  }
  return bucket;
}
