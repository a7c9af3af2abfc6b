// The manifest that S3 makes by itself: the versions of a bucket that the filter selects, and the file that keeps them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/specify-batchjob-manifest.html
import { gzipSync } from 'node:zlib';
import { trusts } from '../iam/trust';
import type { Bucket } from '../s3/bucket';
import { roleMay } from '../s3/role-access';
import { storeInternalObject } from '../s3/store-version';
import { uriEncodePath } from '../uri-encode';
import type { World } from '../world';
import { csvLine } from './csv';
import { md5InEtag, sha1 } from './fingerprint';
import type { Job, ManifestGenerator, ManifestOutput, Task } from './job';
import { JobFailure } from './job-failure';
import { selectVersions } from './manifest-filter';

/** @throws JobFailure */
export function generateManifest(world: World, job: Job, generator: ManifestGenerator): readonly Task[] {
  const source = sourceOf(world, job, generator);
  const tasks: Task[] = [];
  for (const { key, versionId } of selectVersions(source, generator.filter)) {
    tasks.push({ bucket: source.name, key, versionId, listedKey: uriEncodePath(key) });
  }
  if (tasks.length === 0) throw failed('Manifest generation found no keys matching the filter criteria.');
  if (generator.output !== undefined) job.generatedManifest = keep(world, job, generator.output, source, tasks);
  return tasks;
}

function failed(reason: string): JobFailure {
  return new JobFailure('ManifestGenerationFailed', reason);
}

function sourceOf(world: World, job: Job, { sourceBucket, expectedOwner }: ManifestGenerator): Bucket {
  const { roleArn } = job.order;
  if (!trusts(world, roleArn, 'batchoperations.s3.amazonaws.com')) {
    throw failed(`Manifest generation failed: the role ${roleArn} could not be assumed (AssumeRoleNotPermitted)`);
  }
  const source = world.buckets.get(sourceBucket);
  if (source === undefined) throw failed(`Manifest generation failed: the bucket ${sourceBucket} does not exist`);
  if (source.region !== job.region) {
    throw failed(`Manifest generation failed: ${sourceBucket} is in ${source.region}, not in the Region of the job`);
  }
  if (expectedOwner !== undefined && expectedOwner !== source.accountId) {
    throw failed(`Manifest generation failed: AccessDenied, ${sourceBucket} is not owned by ${expectedOwner}`);
  }
  for (const action of ['s3:GetReplicationConfiguration', 's3:PutInventoryConfiguration']) {
    if (roleMay({ world, roleArn, action, bucket: source })) continue;
    throw failed(`Manifest generation failed: AccessDenied, the role ${roleArn} is not allowed ${action}`);
  }
  if (source.replication === undefined) {
    throw failed(`Manifest generation failed: ${sourceBucket} has no replication configuration`);
  }
  return source;
}

/**
 * Writes the manifest: a manifest.json that names a compressed CSV file, in the form of an inventory. The layout of the
 * keys below the prefix is ours; readers follow `GeneratedManifestDescriptor`.
 */
function keep(
  world: World,
  job: Job,
  output: ManifestOutput,
  source: Bucket,
  tasks: readonly Task[],
): NonNullable<Job['generatedManifest']> {
  const bucket = world.buckets.get(output.bucket);
  const { roleArn } = job.order;
  const folder = `${output.prefix === '' ? '' : `${output.prefix}/`}${job.jobId}`;
  const key = `${folder}/manifest.json`;
  const written = bucket !== undefined && roleMay({ world, roleArn, action: 's3:PutObject', bucket, key });
  const owned = output.expectedOwner === undefined || output.expectedOwner === bucket?.accountId;
  if (bucket === undefined || !written || !owned) {
    throw failed(`Manifest generation failed: AccessDenied, the manifest could not be written to ${output.bucket}`);
  }
  const readable = ['s3:GetObject', 's3:GetObjectVersion'].every((action) =>
    roleMay({ world, roleArn, action, bucket, key }),
  );
  if (!readable) throw failed('Reading the manifest is forbidden: AccessDenied');
  const rows = tasks.map((task) => csvLine([task.bucket, task.listedKey, task.versionId ?? '']));
  const data = gzipSync(rows.join(''));
  const dataKey = `${folder}/data/${sha1(data)}.csv.gz`;
  const dataFile = storeInternalObject(world, bucket, dataKey, data, 'application/gzip');
  const manifest = JSON.stringify({
    sourceBucket: source.name,
    destinationBucket: `arn:${world.partition}:s3:::${bucket.name}`,
    version: '2021-11-30',
    creationTimestamp: String(world.clock.now()),
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, VersionId',
    files: [{ key: dataKey, size: data.length, MD5checksum: md5InEtag(dataFile) }],
  });
  const stored = storeInternalObject(world, bucket, key, Buffer.from(manifest), 'application/json');
  return { objectArn: `arn:${world.partition}:s3:::${bucket.name}/${key}`, etag: md5InEtag(stored) };
}
