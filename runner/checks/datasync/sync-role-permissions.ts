import { bucketArn } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';
import { roleContext } from '../asked/own-policies';
import { probeKey } from '../asked/probe-key';
import { rolesOf, syncTask, type SyncRole, type SyncTask } from '../asked/sync-task';
import { unlessDenied, type Check } from '../check';
import { judgeNeeds, type Need } from '../roles/judge-permissions';

interface Needed {
  readonly action: string;
  /** On the bucket itself, or on objects below a prefix. */
  readonly on: 'bucket' | 'objects';
  /** Why it may do without. @default - it may not */
  readonly doubt?: string;
}

const ASKED_FOR = 'AWS asks for it of every location, and does not say what fails without it';
const OF_LISTS = 'only lists of keys that name versions need it';

/** https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html */
const SOURCE: readonly Needed[] = [
  { action: 's3:GetBucketLocation', on: 'bucket' },
  { action: 's3:ListBucket', on: 'bucket' },
  { action: 's3:ListBucketMultipartUploads', on: 'bucket', doubt: ASKED_FOR },
  { action: 's3:GetObject', on: 'objects' },
  { action: 's3:GetObjectTagging', on: 'objects' },
  { action: 's3:GetObjectVersion', on: 'objects', doubt: OF_LISTS },
  { action: 's3:GetObjectVersionTagging', on: 'objects', doubt: OF_LISTS },
  { action: 's3:ListMultipartUploadParts', on: 'objects', doubt: ASKED_FOR },
];
const DESTINATION: readonly Needed[] = [
  { action: 's3:GetBucketLocation', on: 'bucket' },
  { action: 's3:ListBucket', on: 'bucket' },
  { action: 's3:ListBucketMultipartUploads', on: 'bucket', doubt: ASKED_FOR },
  { action: 's3:GetObject', on: 'objects' },
  { action: 's3:GetObjectTagging', on: 'objects' },
  { action: 's3:PutObject', on: 'objects' },
  { action: 's3:PutObjectTagging', on: 'objects' },
  { action: 's3:AbortMultipartUpload', on: 'objects', doubt: ASKED_FOR },
  { action: 's3:ListMultipartUploadParts', on: 'objects', doubt: ASKED_FOR },
];

interface Place {
  readonly bucket: string;
  readonly prefix: string;
  readonly needed: readonly Needed[];
  readonly without: string;
}

function placesOf({ side }: SyncRole, task: SyncTask, { target }: CheckContext): readonly Place[] {
  const { source, destination, order } = task;
  if (side === 'source')
    return [{ ...source, needed: SOURCE, without: 'objects would fail, or nothing could be listed' }];
  if (side === 'destination')
    return [{ ...destination, needed: DESTINATION, without: 'objects would fail, or nothing could be listed' }];
  const { manifest } = target.batchJob;
  return [
    ...(order.report === undefined
      ? []
      : [
          {
            ...order.report,
            needed: [{ action: 's3:PutObject', on: 'objects' as const }],
            without: 'the task report could not be written',
          },
        ]),
    ...(manifest === undefined
      ? []
      : [
          {
            bucket: manifest.bucket,
            prefix: manifest.prefix === '' ? '' : `${manifest.prefix}/`,
            needed: [{ action: 's3:GetObject', on: 'objects' as const }],
            without: 'an execution with a list of keys would fail, that of a retry too',
          },
        ]),
  ];
}

async function needsAt({ bucket, prefix, needed, without }: Place, roleArn: string, context: CheckContext) {
  const { target, bucketPolicy, accountOf } = context;
  const arn = bucketArn(bucket, target.source.region);
  const [accountId, text] = await Promise.all([accountOf(bucket), bucketPolicy(bucket)]);
  return needed.map(({ action, on, doubt }): Need => ({
    action,
    resource: on === 'bucket' ? arn : `${arn}/${probeKey(prefix)}`,
    pattern: on === 'bucket' ? arn : `${arn}/${prefix}*`,
    context: { ...roleContext(roleArn), 'aws:ResourceAccount': accountId, 's3:ResourceAccount': accountId },
    without,
    ...(doubt === undefined ? {} : { doubt }),
    resourcePolicy: { place: { policy: 'bucket', of: bucket }, text, accountId },
  }));
}

/** All that DataSync asks S3 for as this role. */
export async function needsOfSyncRole(role: SyncRole, context: CheckContext): Promise<readonly Need[]> {
  const { dataSync } = context.target;
  if (dataSync === undefined) return [];
  const task = await syncTask(dataSync.taskArn, context.aws);
  const all = await Promise.all(placesOf(role, task, context).map((place) => needsAt(place, role.arn, context)));
  return all.flat();
}

/** Asked before an execution: DataSync would say so object by object, or not at all. */
export const syncRolePermissionsCheck: Check = {
  id: 'datasync-role-permissions',
  title: 'roles of the task may do what DataSync does as them',
  run: (context) => {
    const { dataSync } = context.target;
    if (dataSync === undefined) return Promise.resolve([]);
    const { taskArn, reportRoleArn } = dataSync;
    return unlessDenied(async () => {
      const task = await syncTask(taskArn, context.aws);
      const found = await Promise.all(
        rolesOf(task, reportRoleArn).map(async (role) => {
          if (!(await context.mayExist(role.arn))) return [];
          const needs = await needsOfSyncRole(role, context);
          return judgeNeeds(needs, { title: role.title, own: context.own(role.arn) });
        }),
      );
      return found.flat();
    }, 'datasync:DescribeTask and datasync:DescribeLocationS3');
  },
};
