import { bucketPatch, plainEncryptionPatch } from '../../patches/bucket-patches';
import { couldNotCheck, ok, wrong, type Check } from '../check';

/** S3 reads no CSV manifest under SSE-KMS. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html */
export const manifestEncryptionCheck: Check = {
  id: 'manifest-encryption',
  title: 'S3 can read the manifest of the job',
  async run({ target, run, suppliesManifest, encryption }) {
    const bucket = target.batchJob.manifest?.bucket;
    if (bucket === undefined) {
      if (!suppliesManifest) return [ok('S3 generates the manifest, and does not keep it')];
      // What a plan lacks it tells itself, as a step; a run has it.
      if (run.verb !== undefined) return [];
      const fix = 'add --manifest-bucket with a bucket in the Region of the source that the job role may read';
      return [
        wrong(
          'there is no place for a manifest: neither the handoff nor a flag names a manifest bucket',
          fix,
          bucketPatch(`${target.source.bucket}-manifests`),
        ),
      ];
    }
    const read = await encryption(bucket);
    if ('why' in read) return [couldNotCheck(`'${bucket}': ${read.why} (looking needs s3:GetEncryptionConfiguration)`)];
    const algorithm = read.value?.algorithm ?? 'AES256';
    if (!algorithm.startsWith('aws:kms')) return [ok(`'${bucket}' encrypts with SSE-S3`)];
    const fact = `the manifest bucket '${bucket}' encrypts with SSE-KMS (${algorithm}), and S3 reads no CSV manifest under it`;
    if (!suppliesManifest)
      return [ok(`${fact}; S3 generates the manifest of this run, and a later round takes its whole prefix again`)];
    return [
      wrong(
        `${fact}: the run would end before its job`,
        'let the bucket encrypt with SSE-S3, or name another one with --manifest-bucket',
        plainEncryptionPatch(bucket),
      ),
    ];
  },
};
