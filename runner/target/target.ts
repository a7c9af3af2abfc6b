// What is backfilled, and with what: the handoff, with the flags laid over it.
import { HANDOFF_VERSION, type Handoff, type HandoffLocation } from '../../modules/handoff';
import { RunnerError } from '../ports/errors';
import { accountIdFault, bucketNameFault, regionFault, roleArnFault } from './handoff-schema';

/** What flags can say about the target; each wins over the handoff. */
export interface TargetFlags {
  readonly sourceBucket?: string;
  /** Region of the source bucket. */
  readonly region?: string;
  /** Account of the source bucket. */
  readonly accountId?: string;
  /** Role that S3 Batch Operations assumes. */
  readonly roleArn?: string;
  readonly reportBucket?: string;
  /** @default - the handoff's, or `s3-backfill/reports` */
  readonly reportPrefix?: string;
  readonly manifestBucket?: string;
  /** @default - the handoff's, or `s3-backfill/manifests` */
  readonly manifestPrefix?: string;
  /** @default - the handoff's; none: every key that the enabled rules cover */
  readonly prefixes?: readonly string[];
}

const REPORT_PREFIX = 's3-backfill/reports';
const MANIFEST_PREFIX = 's3-backfill/manifests';

type Fault = (text: string) => string | undefined;

const CHECKED: readonly (readonly [flag: string, value: (flags: TargetFlags) => string | undefined, fault: Fault])[] = [
  ['--source-bucket', (flags) => flags.sourceBucket, bucketNameFault],
  ['--region', (flags) => flags.region, regionFault],
  ['--account-id', (flags) => flags.accountId, accountIdFault],
  ['--role-arn', (flags) => flags.roleArn, roleArnFault],
  ['--report-bucket', (flags) => flags.reportBucket, bucketNameFault],
  ['--manifest-bucket', (flags) => flags.manifestBucket, bucketNameFault],
];

/** @throws RunnerError `usage`, naming every flag whose value is wrong */
export function checkFlags(flags: TargetFlags): void {
  const faults = CHECKED.flatMap(([flag, value, fault]) => {
    const given = value(flags);
    const found = given === undefined ? undefined : fault(given);
    return found === undefined ? [] : [`${flag}: ${found}`];
  });
  if (faults.length > 0) throw new RunnerError('usage', faults.join('; '), 'docs/runner.md explains every flag');
}

function placed(
  bucket: string | undefined,
  prefix: string | undefined,
  fallback: string,
  old?: HandoffLocation,
): HandoffLocation | undefined {
  const chosen = bucket ?? old?.bucket;
  if (chosen === undefined) return undefined;
  return { bucket: chosen, prefix: (prefix ?? old?.prefix ?? fallback).replace(/^\/+|\/+$/g, '') };
}

/**
 * The handoff with the flags laid over it. Without a handoff the flags must name source, role and report bucket.
 * @param fallback Region and account of the credentials, used where neither handoff nor flags name one
 * @throws RunnerError `usage`, naming every flag that is missing
 */
export async function targetOf(
  handoff: Handoff | undefined,
  flags: TargetFlags,
  fallback: { readonly region: () => Promise<string>; readonly accountId: () => Promise<string> },
): Promise<Handoff> {
  const bucket = flags.sourceBucket ?? handoff?.source.bucket;
  const batchJobArn = flags.roleArn ?? handoff?.roles.batchJobArn;
  const report = placed(flags.reportBucket, flags.reportPrefix, REPORT_PREFIX, handoff?.report);
  if (bucket === undefined || batchJobArn === undefined || report === undefined) throw missingFlags(flags);
  const manifest = placed(flags.manifestBucket, flags.manifestPrefix, MANIFEST_PREFIX, handoff?.manifest);
  // Rules and destinations belong to the bucket of the handoff; for another one S3 is asked.
  const same = handoff !== undefined && handoff.source.bucket === bucket ? handoff : undefined;
  return {
    version: HANDOFF_VERSION,
    source: {
      bucket,
      region: flags.region ?? same?.source.region ?? (await fallback.region()),
      accountId: flags.accountId ?? same?.source.accountId ?? (await fallback.accountId()),
    },
    destinations: same?.destinations ?? [],
    rules: same?.rules ?? [],
    roles: {
      batchJobArn,
      ...(same?.roles.replicationArn === undefined ? {} : { replicationArn: same.roles.replicationArn }),
    },
    report,
    ...(manifest === undefined ? {} : { manifest }),
    prefixes: flags.prefixes ?? same?.prefixes ?? [],
  };
}

function missingFlags(flags: TargetFlags): RunnerError {
  const lacking = [
    ...(flags.sourceBucket === undefined ? ['--source-bucket'] : []),
    ...(flags.roleArn === undefined ? ['--role-arn'] : []),
    ...(flags.reportBucket === undefined ? ['--report-bucket'] : []),
  ];
  return new RunnerError(
    'usage',
    `no handoff: the working directory holds no Terraform state with the output 's3_backfill', and without it these flags are missing: ${lacking.join(', ')}`,
    'run terraform apply, then: terraform output -json | s3-backfill run --outputs -',
  );
}
