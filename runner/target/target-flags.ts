// The flags that say what is copied, laid over the handoff.
import { installedPage } from '../../docs/installed-page';
import type { Handoff } from '../../modules/handoff';
import { RunnerError } from '../ports/errors';
import { defined } from '../text/defined';
import { taskArnFault } from '../ports/datasync/datasync-arn';
import { accountIdFault, regionFault, roleArnFault } from './aws-names';
import { visible } from '../text/safe-text';
import { distinctPrefixes, targetOfHandoff, type BucketPlace, type Target } from './target';

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
  /** The task of DataSync. */
  readonly taskArn?: string;
  /** @default - the handoff's; none: every key that the enabled rules cover */
  readonly prefixes?: readonly string[];
}

const REPORT_PREFIX = 's3-backfill/reports';
const MANIFEST_PREFIX = 's3-backfill/manifests';

type Fault = (text: string) => string | undefined;

const CHECKED: readonly (readonly [flag: string, value: (flags: TargetFlags) => string | undefined, fault: Fault])[] = [
  ['--region', (flags) => flags.region, regionFault],
  ['--account-id', (flags) => flags.accountId, accountIdFault],
  ['--role-arn', (flags) => flags.roleArn, roleArnFault],
  ['--task-arn', (flags) => flags.taskArn, taskArnFault],
];

/**
 * What the names of buckets look like was checked where the flags were read.
 * @throws RunnerError `usage`, naming every flag whose value is wrong
 */
export function checkFlags(flags: TargetFlags): void {
  const faults = CHECKED.flatMap(([flag, value, fault]) => {
    const given = value(flags);
    const found = given === undefined ? undefined : fault(given);
    return found === undefined ? [] : [`${flag}: ${found}`];
  });
  if (faults.length > 0)
    throw new RunnerError(
      'usage',
      faults.join('; '),
      `every flag is explained in ${installedPage('docs/runner.md', 'Flags')}`,
    );
}

function placed(
  bucket: string | undefined,
  prefix: string | undefined,
  fallback: string,
  old?: BucketPlace,
): BucketPlace | undefined {
  const chosen = bucket ?? old?.bucket;
  if (chosen === undefined) return undefined;
  return { bucket: chosen, prefix: (prefix ?? old?.prefix ?? fallback).replace(/^\/+|\/+$/g, '') };
}

/** Another task than that of the handoff has a report, and a role for it, of its own. */
function taskOf({ taskArn }: TargetFlags, said: Target['dataSync']): Target['dataSync'] {
  return taskArn === undefined || taskArn === said?.taskArn ? said : { taskArn };
}

/** Where a transfer was found. */
export type KnownIn = Required<Pick<TargetFlags, 'region' | 'accountId'>>;

/**
 * What is known of the target of a transfer that is there: what is typed, and what the transfer says where nothing else does. Of another source
 * than its own a handoff says nothing.
 * @throws RunnerError `usage` when a flag names another source
 */
export function flagsOfTransfer(
  { id, flags, knownIn }: { readonly id: string; readonly flags: TargetFlags; readonly knownIn: KnownIn },
  typed: TargetFlags,
  handoff: Handoff | undefined,
): TargetFlags {
  const { sourceBucket } = flags;
  if (sourceBucket !== undefined && (typed.sourceBucket ?? sourceBucket) !== sourceBucket)
    throw new RunnerError(
      'usage',
      `${visible(id)} copies from '${visible(sourceBucket)}', and --source-bucket names '${visible(typed.sourceBucket ?? '')}'`,
      'leave --source-bucket out: what is tried again comes from where it came from',
    );
  if (handoff === undefined) return { ...flags, ...typed };
  const isOther = sourceBucket !== undefined && sourceBucket !== handoff.source.bucket;
  return isOther ? { ...knownIn, ...flags, ...typed } : typed;
}

/**
 * The handoff with the flags laid over it.
 * @param fallback Region and account of the credentials, used where neither handoff nor flags name one
 * @throws RunnerError `usage` when nothing names the source bucket
 */
export async function targetOf(
  handoff: Handoff | undefined,
  flags: TargetFlags,
  fallback: { readonly region: () => Promise<string>; readonly accountId: () => Promise<string> },
): Promise<Target> {
  const bucket = flags.sourceBucket ?? handoff?.source.bucket;
  if (bucket === undefined) {
    const more = [
      ...(flags.roleArn === undefined ? ['--role-arn'] : []),
      ...(flags.reportBucket === undefined ? ['--report-bucket'] : []),
    ];
    throw new RunnerError(
      'usage',
      "no handoff: the working directory holds no Terraform state with the output 's3_backfill', and no flag names a source bucket",
      `run terraform apply, then: terraform output -json | s3-backfill run --outputs -; without Terraform: --source-bucket${more.length === 0 ? '' : `, and for a run ${more.join(' and ')} too`}`,
    );
  }
  const said = handoff === undefined ? undefined : targetOfHandoff(handoff);
  // Rules and destinations belong to the bucket of the handoff; for another one S3 is asked.
  const same = said?.source.bucket === bucket ? said : undefined;
  return {
    source: {
      bucket,
      region: flags.region ?? same?.source.region ?? (await fallback.region()),
      accountId: flags.accountId ?? same?.source.accountId ?? (await fallback.accountId()),
    },
    destinations: same?.destinations ?? [],
    rules: same?.rules ?? [],
    batchJob: defined({
      roleArn: flags.roleArn ?? said?.batchJob.roleArn,
      batchCopyRoleArn: flags.roleArn ?? said?.batchJob.batchCopyRoleArn,
      report: placed(flags.reportBucket, flags.reportPrefix, REPORT_PREFIX, said?.batchJob.report),
      manifest: placed(flags.manifestBucket, flags.manifestPrefix, MANIFEST_PREFIX, said?.batchJob.manifest),
    }),
    ...defined({
      prefixes: flags.prefixes === undefined ? same?.prefixes : distinctPrefixes(flags.prefixes),
      replicationRoleArn: same?.replicationRoleArn,
      copyTo: same?.copyTo,
      dataSync: taskOf(flags, said?.dataSync),
      inventory: same?.inventory,
    }),
  };
}
