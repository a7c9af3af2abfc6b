// The CreateJob requests of a backfill, as values. Pure.
import { createHash } from 'node:crypto';
import { canonical, sha256, shortHash } from '../../plan/canonical';
import type { Plan, PlanOptions, PlannedTransfer } from '../../plan/plan';
import type { Lack } from '../../plan/planner';
import type { JobRequest, ManifestFilter, ManifestGenerator, SuppliedManifest } from '../../ports/batch/job-request';
import { manifestCsv, type ObjectVersionId } from '../../target/manifest-csv';
import { distinctPrefixes, type Target } from '../../target/target';
import { bucketArn } from '../../text/arn';
import { defined } from '../../text/defined';
import { filterOf } from './filter';

export interface JobPlan extends Plan {
  readonly transfers: readonly PlannedJob[];
}

export interface PlannedJob extends PlannedTransfer {
  readonly request: JobRequest;
  /** Manifest that has to be there first. @default - S3 generates it */
  readonly upload?: ManifestUpload;
  /** Whether filters of the runner have found its versions: another run may have found others. @default false */
  readonly search?: boolean;
  /** @default 1 */
  readonly round?: number;
  /** Ids of the jobs of the rounds before, oldest first. @default - there are none */
  readonly after?: readonly string[];
}

export interface ManifestUpload {
  readonly bucket: string;
  readonly key: string;
  readonly body: string;
  /** Of the object, without quotes: its MD5. */
  readonly etag: string;
}

export const PLAN_TAG = 's3-backfill:plan';
const DEFAULT_PRIORITY = 10;
const LONGEST_PREFIX_SHOWN = 120;
/** Characters that S3 takes, less those of the mark of a later round. */
const LONGEST_DESCRIPTION = 256 - ' [round 20]'.length;

/** ASCII only: a key may hold anything. */
function describePrefix(prefix: string | undefined): string {
  if (prefix === undefined) return 'all keys';
  return prefix.replace(/\p{Cs}/gu, '?').replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}...` : text;
}

/** What the job copies from where to where: it is all that a listing of jobs shows of it. */
function describe(target: Target, hash: string, what: string): string {
  const rest = `${describeDestinations(target)}, from ${target.source.bucket} ${planMark(hash)}`;
  const room = LONGEST_DESCRIPTION - `s3-backfill ...${rest}`.length;
  return `s3-backfill ${shortened(what, Math.min(LONGEST_PREFIX_SHOWN, room))}${rest}`;
}

const SIDES = /^s3-backfill .*?(?: -> ([a-z0-9.-]+(?: and \d+ more)?))?, from ([a-z0-9.-]+) \[plan /;

/** Source and destination of a job, as its description says them; a job of others says neither. */
export function sidesIn(description: string): { readonly sourceBucket?: string; readonly destination?: string } {
  const [, destination, sourceBucket] = SIDES.exec(description) ?? [];
  return defined({ sourceBucket, destination });
}

function describeDestinations(target: Target): string {
  const [first, ...more] = [...new Set(target.destinations.map((destination) => destination.bucket))];
  if (first === undefined) return '';
  return more.length === 0 ? ` -> ${first}` : ` -> ${first} and ${more.length} more`;
}

/** What a job's description contains if and only if it copies what the plan with this hash copies. */
export function planMark(hash: string): string {
  return `[plan ${hash}]`;
}

/** Stands in a request for what nobody has said; such a request is shown, and never sent. */
const NOT_SAID = { roleArn: '(--role-arn)', report: { bucket: '(--report-bucket)', prefix: '' } } as const;

/** What a job needs and the target does not say. @param isListed whether the runner writes its manifest */
export function lacks({ batchJob }: Target, isListed: boolean): readonly Lack[] {
  const { roleArn, report, manifest } = batchJob;
  return [
    ...(roleArn === undefined
      ? [
          {
            flag: '--role-arn',
            what: 'a job role',
            step: 's3-backfill policy job-role prints one, for whoever may make it',
          },
        ]
      : []),
    ...(report === undefined
      ? [
          {
            flag: '--report-bucket',
            what: 'a report bucket',
            step: 'a bucket in the Region of the source, another one than the source',
          },
        ]
      : []),
    ...(isListed && manifest === undefined
      ? [
          {
            flag: '--manifest-bucket',
            what: 'a place for a manifest',
            step: 'a bucket in the Region of the source that the job role may read',
          },
        ]
      : []),
  ];
}

/** What every job of a backfill has, wherever its object versions come from. */
function requestOf(target: Target, hash: string, what: string, options: PlanOptions): Omit<JobRequest, 'Manifest'> {
  const { source } = target;
  const { roleArn = NOT_SAID.roleArn, report = NOT_SAID.report } = target.batchJob;
  const { confirmInS3, priority = DEFAULT_PRIORITY, tagged } = options.batchJob ?? {};
  return {
    AccountId: source.accountId,
    ConfirmationRequired: confirmInS3 === true,
    Operation: { S3ReplicateObject: {} },
    Report: {
      Enabled: true,
      Bucket: bucketArn(report.bucket, source.region),
      Format: 'Report_CSV_20180820',
      ...(report.prefix === '' ? {} : { Prefix: report.prefix }),
      ReportScope: 'AllTasks',
    },
    Priority: priority,
    RoleArn: roleArn,
    Description: describe(target, hash, what),
    ...(tagged === false ? {} : { Tags: [{ Key: PLAN_TAG, Value: hash }] }),
  };
}

function generatorOf({ source, batchJob: { manifest } }: Target, filter: ManifestFilter): ManifestGenerator {
  return {
    S3JobManifestGenerator: {
      ExpectedBucketOwner: source.accountId,
      SourceBucket: bucketArn(source.bucket, source.region),
      EnableManifestOutput: manifest !== undefined,
      ...(manifest === undefined
        ? {}
        : {
            ManifestOutputLocation: {
              Bucket: bucketArn(manifest.bucket, source.region),
              ...(manifest.prefix === '' ? {} : { ManifestPrefix: manifest.prefix }),
              ManifestFormat: 'S3InventoryReport_CSV_20211130' as const,
            },
          }),
      Filter: filter,
    },
  };
}

function planJob(prefix: string | undefined, target: Target, options: PlanOptions): PlannedJob {
  const filter = filterOf(prefix, options.selection ?? {});
  const hash = shortHash({ operation: 'S3ReplicateObject', source: target.source, filter });
  const request = requestOf(target, hash, describePrefix(prefix), options);
  const job = { hash, request: { ...request, ManifestGenerator: generatorOf(target, filter) } };
  return prefix === undefined ? job : { prefix, ...job };
}

/** Where versions were looked for, and by which filters: the same for two runs that look for the same. */
function searchOf(target: Target, { selection = {} }: PlanOptions): readonly unknown[] {
  const { match, tags, latestOnly } = selection;
  const filters = (distinctPrefixes(target.prefixes) ?? [undefined]).map((prefix) =>
    canonical(filterOf(prefix, selection)),
  );
  return [filters.sort(), { match, tags, latestOnly }];
}

/**
 * One job for exactly these object versions.
 * @param isSearch whether the filters of the selection have found them; otherwise they were chosen one by one
 */
export function planVersions(
  target: Target,
  versions: readonly ObjectVersionId[],
  options: PlanOptions,
  isSearch = false,
): JobPlan {
  const { source } = target;
  const { manifest = NOT_SAID.report } = target.batchJob;
  const body = manifestCsv(source.bucket, versions);
  const digest = sha256(body);
  const what = isSearch ? { search: searchOf(target, options) } : { manifest: digest };
  const hash = shortHash({ operation: 'S3ReplicateObject', source, ...what });
  const key = `${manifest.prefix === '' ? '' : `${manifest.prefix}/`}supplied/${digest.slice(0, 32)}.csv`;
  const etag = createHash('md5').update(body).digest('hex');
  const words = versions.length === 1 ? describePrefix(versions[0]?.key ?? '') : `${versions.length} versions`;
  const Manifest: SuppliedManifest = {
    Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'] },
    Location: { ObjectArn: `${bucketArn(manifest.bucket, source.region)}/${key}`, ETag: etag },
  };
  const request = { ...requestOf(target, hash, words, options), Manifest };
  const upload = { bucket: manifest.bucket, key, body, etag };
  const job = { hash, request, upload, ...(isSearch ? { search: true } : {}) };
  return { region: source.region, transfers: [job], hash: shortHash([hash]) };
}

/** One job for each prefix: S3 accepts a single prefix per job. */
export function planPrefixes(target: Target, options: PlanOptions): JobPlan {
  const transfers = (distinctPrefixes(target.prefixes) ?? [undefined]).map((prefix) =>
    planJob(prefix, target, options),
  );
  return { region: target.source.region, transfers, hash: shortHash(transfers.map((job) => job.hash).sort()) };
}

/**
 * ClientRequestToken of a job: two runners that ask for the same job get one, and a run after that job has ended gets
 * a new one.
 * @param lastEndedJobId the job that was made for the same plan before and is over; empty: there is none
 * @returns 64 hex digits, the longest token that S3 takes
 */
export function requestToken(job: PlannedJob, region: string, lastEndedJobId: string): string {
  return sha256(canonical({ request: job.request, region, lastEndedJobId }));
}
