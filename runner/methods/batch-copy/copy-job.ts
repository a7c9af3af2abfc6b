// The CreateJob request of a job that copies, as a value. Pure.
import { shortHash } from '../../plan/canonical';
import type { PlanOptions } from '../../plan/plan';
import { COPY_CLASSES, type CopyClass, type CopyOperation } from '../../ports/batch/job-request';
import { keyRow, manifestCsv, type ObjectVersionId } from '../../target/manifest-csv';
import type { Target } from '../../target/target';
import { bucketArn } from '../../text/arn';
import { defined } from '../../text/defined';
import { counted } from '../../text/figures';
import { packedText, type PackedList } from '../batch-jobs/packed-list';
import { describePrefix, generatorOf, listFor, requestOf, type PlannedJob } from '../batch-jobs/planned-job';
import type { CopyRequest, KeysOf } from '../copy/plan-copies';
import { filterOf, isSaidByGenerator } from './filter';
import { traitsIn } from './job-traits';

/** What one job copies: objects of one class where they keep it, since a job gives all of its copies one. */
export interface CopyGroup {
  readonly request: CopyRequest;
  /** Beginning of its keys. @default - every key */
  readonly prefix?: string;
  /** Of its objects. @default - any that is read at once: all copies get the class that was asked for */
  readonly sourceClass?: CopyClass;
  /** What it is given; undefined: S3 lists the bucket. */
  readonly list?: ListedRows;
}

export interface ListedRows {
  /** Rows of a manifest. */
  readonly rows: PackedList;
  readonly objects: number;
  /** Whether each row names a version. */
  readonly named: boolean;
}

export function isCopyClass(name: string): name is CopyClass {
  return COPY_CLASSES.some((one) => one === name);
}

/** Whether each object is its own copy. */
export function isInPlace({ from, to }: Pick<CopyRequest, 'from' | 'to'>): boolean {
  return from.bucket === to.bucket && from.prefix === to.prefix;
}

/**
 * The folder that S3 puts before the whole key, with a slash between them; undefined: keys stay as they are.
 * @returns `impossible` where the keys are to change otherwise: a job has no more to say
 */
export function folderOf(from: KeysOf, to: KeysOf): { readonly folder?: string } | 'impossible' {
  if (from.prefix === to.prefix) return {};
  const before = to.prefix.endsWith(from.prefix) ? to.prefix.slice(0, to.prefix.length - from.prefix.length) : '';
  return before.length > 1 && before.endsWith('/') ? { folder: before.slice(0, -1) } : 'impossible';
}

function operationOf({ request, sourceClass }: CopyGroup, region: string): CopyOperation {
  const { from, to, storageClass = sourceClass } = request;
  const place = folderOf(from, to);
  return {
    TargetResource: bucketArn(to.bucket, region),
    ...(place === 'impossible' || place.folder === undefined ? {} : { TargetKeyPrefix: place.folder }),
    ...(storageClass !== undefined && isCopyClass(storageClass) ? { StorageClass: storageClass } : {}),
    ...traitsIn(request),
  };
}

/** As jobs know it: with the role that copies, in their Region. */
export function jobTarget(target: Target, bucket: string): Target {
  const { batchJob, source } = target;
  const { batchCopyRoleArn, region = source.region, report, manifest } = batchJob;
  return {
    ...target,
    // What a job names lies in its own Region.
    source: { ...source, region },
    destinations: [{ bucket, ruleId: '' }],
    batchJob: defined({ roleArn: batchCopyRoleArn, report, manifest }),
  };
}

/** Of what is copied, how it is chosen, and what it becomes: not of the list, which another run may find to be another one. */
function hashOf({ request, sourceClass }: CopyGroup, { source }: Target): string {
  const { bucket, accountId } = source;
  return shortHash({
    operation: 'S3PutObjectCopy',
    source: { bucket, accountId },
    request,
    ...defined({ sourceClass }),
  });
}

/** No prefix is described with a space. */
const WITHOUT_TAGS = 'without tags: ';

function described({ request, prefix, list }: CopyGroup): string {
  const { keys, newTags } = request;
  const which = keys !== undefined && list !== undefined ? counted(list.objects, 'object') : describePrefix(prefix);
  return newTags !== undefined && Object.keys(newTags).length === 0 ? `${WITHOUT_TAGS}${which}` : which;
}

/** Whether a job copies without tags: its operation has an empty list of them then, which S3 need not show. */
export function isWithoutTags(description: string): boolean {
  return description.startsWith(`s3-backfill ${WITHOUT_TAGS}`);
}

const FIELDS = {
  named: ['Bucket', 'Key', 'VersionId'],
  newest: ['Bucket', 'Key'],
} as const satisfies Record<string, readonly ('Bucket' | 'Key' | 'VersionId')[]>;

function listed(target: Target, rows: PackedList, named: boolean): ReturnType<typeof listFor> {
  return listFor(target, rows, [...(named ? FIELDS.named : FIELDS.newest)]);
}

export function copyJob(group: CopyGroup, whole: Target, options: PlanOptions): PlannedJob {
  const { request: copies, prefix, sourceClass, list } = group;
  const { from, to, selection = {}, keys } = copies;
  const target = jobTarget(whole, to.bucket);
  const operation = { S3PutObjectCopy: operationOf(group, target.source.region) };
  const hash = hashOf(group, whole);
  const request = requestOf(target, operation, hash, described(group), options);
  const generator = generatorOf(target, filterOf(from.prefix, sourceClass, selection));
  const job = { ...defined({ prefix }), hash, search: true };
  if (list === undefined) return { ...job, request: { ...request, ManifestGenerator: generator } };
  const { upload, Manifest } = listed(target, list.rows, list.named);
  const mayBeGenerated = keys === undefined && isSaidByGenerator(selection) && !isInPlace(copies);
  return { ...job, ...(mayBeGenerated ? { generator } : {}), request: { ...request, Manifest }, upload };
}

/** A job that does the same with these alone. */
export function withList(planned: PlannedJob, versions: readonly ObjectVersionId[], whole: Target): PlannedJob {
  const { Manifest: before } = planned.request;
  const isNamed = before?.Spec.Fields.includes('VersionId') === true;
  const { bucket } = whole.source;
  const body = isNamed
    ? manifestCsv(bucket, versions)
    : [...new Set(versions.map(({ key }) => key))].map((key) => keyRow(bucket, key)).join('');
  const { upload, Manifest } = listed(jobTarget(whole, ''), packedText(body), isNamed);
  const request = defined({ ...planned.request, ManifestGenerator: undefined, Manifest });
  return { ...planned, request, upload };
}
