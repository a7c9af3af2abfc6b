import { COPY_ROLE_NEEDS, type NeededOn, type NeededPermission } from '../../policy/role-needs';
import { bucketArn } from '../../text/arn';
import { defined } from '../../text/defined';
import { readable, type CheckContext } from '../asked/asked-once';
import type { IntendedRun } from '../asked/intended-run';
import { roleContext, OF_S3_ITSELF } from '../asked/role-context';
import { probeKey } from '../asked/probe-key';
import type { Check } from '../check';
import { judgeNeeds, type Need } from './judge-permissions';

interface Place {
  readonly bucket: string;
  /** Beginning of the keys. @default - the bucket itself */
  readonly prefix?: string;
}

const WITHOUT: Partial<Readonly<Record<NeededOn, string>>> = {
  'report objects': 'the job would fail: its report could not be written',
  'manifest objects': 'the job would fail: its manifest could not be read or kept',
  'source bucket': 'the job would fail: S3 could not list the bucket for it',
};

/** Why a job may do without what not every object needs. */
function doubtOf({ action, onlyFor }: NeededPermission, { copyUses = [] }: IntendedRun): string | undefined {
  if (action === 's3:ListBucket')
    return 'without it an object that is gone is told as one that is forbidden, and nothing more';
  if (onlyFor === undefined || (action === 's3:PutObjectTagging' && copyUses.includes('new tags'))) return undefined;
  return `objects without ${onlyFor} need it not`;
}

function below({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }): Place {
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

/** Where the role needs it; keys have a check of their own, and no job of the runner puts a lock. */
function placesOf({ target, run }: CheckContext): Partial<Record<NeededOn, readonly Place[]>> {
  const { source, prefixes = [''], batchJob } = target;
  const { report, manifest } = batchJob;
  return {
    'source bucket': [{ bucket: source.bucket }],
    'source objects': prefixes.map((prefix) => ({ bucket: source.bucket, prefix })),
    'destination objects': run.copyJobs?.to ?? [],
    ...(report === undefined ? {} : { 'report objects': [below(report)] }),
    ...(manifest === undefined ? {} : { 'manifest objects': [below(manifest)] }),
  };
}

/** Of a bucket with versions the runner lists, and names versions where copies are made in place; of others S3 lists. */
async function isAsked({ action, on }: NeededPermission, { aws, target, run }: CheckContext): Promise<boolean> {
  const versioning = await readable(() => aws.buckets.versioning(target.source.bucket));
  const generates = 'value' in versioning && versioning.value === 'never enabled' && run.copyJobs?.inPlace !== true;
  const names = run.copyJobs?.inPlace === true && !('value' in versioning && versioning.value === 'never enabled');
  if (action === 's3:PutInventoryConfiguration') return generates;
  if (on === 'manifest objects') return action === 's3:GetObject' || (action === 's3:PutObject' && generates);
  if (on === 'source objects') return /^s3:GetObjectVersion/.test(action) === names;
  return true;
}

/** What policies of buckets ask most often: how what is written is encrypted. Lists are written with SSE-S3, whatever the bucket says. */
function encryptionHeaders(on: NeededOn, { copyEncryption: asked }: IntendedRun): Need['context'] {
  const isCopy = on === 'destination objects';
  return {
    's3:x-amz-server-side-encryption': isCopy ? (asked?.algorithm ?? null) : 'AES256',
    's3:x-amz-server-side-encryption-aws-kms-key-id':
      isCopy && asked !== undefined && 'kmsKeyArn' in asked ? (asked.kmsKeyArn ?? null) : null,
  };
}

/** All that the role is asked for, whether it is there or not. */
export async function needsOfCopyRole(context: CheckContext, roleArn: string): Promise<readonly Need[]> {
  const { target, bucketPolicy, accountOf } = context;
  const where = placesOf(context);
  const needs: Need[] = [];
  for (const need of COPY_ROLE_NEEDS) {
    if (!(await isAsked(need, context))) continue;
    for (const { bucket, prefix } of where[need.on] ?? []) {
      const arn = bucketArn(bucket, target.source.region);
      const accountId = await accountOf(bucket);
      needs.push({
        action: need.action,
        resource: prefix === undefined ? arn : `${arn}/${probeKey(prefix)}`,
        pattern: prefix === undefined ? arn : `${arn}/${prefix}*`,
        context: {
          ...(await roleContext(roleArn, context)),
          ...OF_S3_ITSELF,
          'aws:ResourceAccount': accountId,
          's3:ResourceAccount': accountId,
          ...(need.action === 's3:PutObject' ? encryptionHeaders(need.on, context.run) : {}),
        },
        without: WITHOUT[need.on] ?? `tasks would fail with ${need.code ?? 'AccessDenied'}`,
        ...defined({ doubt: doubtOf(need, context.run) }),
        resourcePolicy: { place: { policy: 'bucket', of: bucket }, text: await bucketPolicy(bucket), accountId },
      });
    }
  }
  return needs;
}

/** All that the role does, asked before the job: S3 would say so task by task, or fail the job. */
export const copyRolePermissionsCheck: Check = {
  id: 'copy-role-permissions',
  title: 'copy role may do what a job that copies does',
  async run(context) {
    const { roleArn } = context.target.batchJob;
    if (roleArn === undefined || !(await context.mayExist(roleArn))) return [];
    return judgeNeeds(await needsOfCopyRole(context, roleArn), { title: 'copy role', own: context.own(roleArn) });
  },
};
