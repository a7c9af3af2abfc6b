import { whereIs } from '../asked/where-is';
import { versioningPatch } from '../../patches/bucket-patches';
import { isRunnerError } from '../../ports/errors';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';
import type { CheckContext } from '../asked/asked-once';
import { shellCommand } from '../../text/shell-command';

const ENABLE = ['aws', 's3api', 'put-bucket-versioning', '--versioning-configuration', 'Status=Enabled'];

async function look(bucket: string, side: string, context: CheckContext): Promise<readonly Finding[]> {
  try {
    const versioning = await context.aws.buckets.versioning(bucket);
    if (versioning === 'Enabled') return [ok(`${side} '${bucket}': Enabled`)];
    return [
      wrong(
        `versioning of the ${side} bucket '${bucket}' is ${versioning === 'Suspended' ? 'suspended' : 'not enabled'}; S3 replicates only between versioned buckets`,
        `enable it: aws_s3_bucket_versioning in Terraform, or ${shellCommand([...ENABLE, '--bucket', bucket])}`,
        versioningPatch(bucket, await whereIs(bucket, context)),
      ),
    ];
  } catch (error) {
    if (isRunnerError(error, 'denied'))
      return [couldNotCheck(`${side} '${bucket}': ${error.message} (looking needs s3:GetBucketVersioning)`)];
    // That the bucket is missing is said by the check of the bucket itself.
    if (isRunnerError(error, 'not-found')) return [];
    throw error;
  }
}

export const versioningCheck: Check = {
  id: 'versioning',
  title: 'versioning is enabled on both sides',
  async run(context) {
    const destinations = await context.destinations();
    const findings = await Promise.all([
      look(context.target.source.bucket, 'source', context),
      ...destinations.map(({ bucket }) => look(bucket, 'destination', context)),
    ]);
    return findings.flat();
  },
};
