// The plan: every request that a backfill would send, as a value.
import { createHash } from 'node:crypto';
import type { Handoff, HandoffLocation } from '../../modules/handoff';
import { bucketArn } from '../text/arn';
import { RunnerError } from '../ports/errors';
import type { NothingMatchedEvent } from '../events/events';
import type { JobRequest, ManifestFilter, ManifestGenerator, SuppliedManifest } from '../ports/job-request';
import { manifestCsv, type ObjectVersionId } from '../target/manifest-csv';
import { filterOf } from '../methods/batch-replication/filter';
import type { Selection } from '../target/selection';

export interface PlanOptions {
  /** 0 to 2147483647; S3 pauses lower ones for higher ones. @default 10 */
  readonly priority?: number;
  /** Whether jobs are tagged, which needs s3:PutJobTagging. @default true */
  readonly tagged?: boolean;
  /** @default - what was never replicated, or in vain */
  readonly selection?: Selection;
  /** Whether S3 waits for a confirmation once it has counted. @default false */
  readonly confirmInS3?: boolean;
}

export interface Plan {
  readonly region: string;
  /** Why there is nothing to copy; its job is then only gone on with, never created. @default - there may be something */
  readonly nothing?: NothingMatchedEvent;
  readonly jobs: readonly PlannedJob[];
  /** Of what is copied: the same for two plans that backfill the same. Sixteen hex digits. */
  readonly hash: string;
}

export interface PlannedJob {
  /** Empty: every key that an enabled rule covers. */
  readonly prefix: string;
  /** Of what this job copies, whatever its role, priority and report. Sixteen hex digits; stands in its description. */
  readonly hash: string;
  readonly request: JobRequest;
  /** Manifest that has to be there first. @default - S3 generates it */
  readonly upload?: ManifestUpload;
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

/** JSON with its keys in order, so that equal values have equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function shortHash(value: unknown): string {
  return sha256(canonical(value)).slice(0, 16);
}

/** Without repetitions and without prefixes that another one covers; `['']` for everything. */
export function distinctPrefixes(prefixes: readonly string[]): readonly string[] {
  if (prefixes.length === 0) return [''];
  const unique = [...new Set(prefixes)];
  return unique.filter((prefix) => !unique.some((other) => other !== prefix && prefix.startsWith(other)));
}

/** ASCII only, and no longer than S3 allows: a key may hold anything. */
function describePrefix(prefix: string): string {
  if (prefix === '') return 'all keys';
  const ascii = prefix.replace(/\p{Cs}/gu, '?').replace(/[^\x21-\x7e]/gu, encodeURIComponent);
  return ascii.length > LONGEST_PREFIX_SHOWN ? `${ascii.slice(0, LONGEST_PREFIX_SHOWN)}...` : ascii;
}

function describeDestinations(handoff: Handoff): string {
  const [first, ...more] = [...new Set(handoff.destinations.map((destination) => destination.bucket))];
  if (first === undefined) return '';
  return more.length === 0 ? ` -> ${first}` : ` -> ${first} and ${more.length} more`;
}

/** What a job's description contains if and only if it copies what the plan with this hash copies. */
export function planMark(hash: string): string {
  return `[plan ${hash}]`;
}

/** What every job of a backfill has, wherever its object versions come from. */
function requestOf(handoff: Handoff, hash: string, what: string, options: PlanOptions): Omit<JobRequest, 'Manifest'> {
  const { source, report } = handoff;
  return {
    AccountId: source.accountId,
    ConfirmationRequired: options.confirmInS3 === true,
    Operation: { S3ReplicateObject: {} },
    Report: {
      Enabled: true,
      Bucket: bucketArn(report.bucket, source.region),
      Format: 'Report_CSV_20180820',
      ...(report.prefix === '' ? {} : { Prefix: report.prefix }),
      ReportScope: 'AllTasks',
    },
    Priority: options.priority ?? DEFAULT_PRIORITY,
    RoleArn: handoff.roles.batchJobArn,
    Description: `s3-backfill ${what}${describeDestinations(handoff)} ${planMark(hash)}`,
    ...(options.tagged === false ? {} : { Tags: [{ Key: PLAN_TAG, Value: hash }] }),
  };
}

function generatorOf({ source, manifest }: Handoff, filter: ManifestFilter): ManifestGenerator {
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

function planJob(prefix: string, handoff: Handoff, options: PlanOptions): PlannedJob {
  const filter = filterOf(prefix, options.selection ?? {});
  const hash = shortHash({ operation: 'S3ReplicateObject', source: handoff.source, filter });
  const request = requestOf(handoff, hash, describePrefix(prefix), options);
  return { prefix, hash, request: { ...request, ManifestGenerator: generatorOf(handoff, filter) } };
}

/** @throws RunnerError `usage` when there is no place for a manifest that the runner writes */
export function manifestPlace({ manifest }: Handoff): HandoffLocation {
  if (manifest !== undefined) return manifest;
  throw new RunnerError(
    'usage',
    'there is no place for a manifest: neither the handoff nor a flag names a manifest bucket',
    'add --manifest-bucket with a bucket in the Region of the source that the job role may read',
  );
}

/** Where versions were looked for, and by which filters: the same for two runs that look for the same. */
export function searchOf(handoff: Handoff, selection: Selection): readonly unknown[] {
  const { match, tags, latestOnly } = selection;
  const filters = distinctPrefixes(handoff.prefixes).map((prefix) => canonical(filterOf(prefix, selection)));
  return [filters.sort(), { match, tags, latestOnly }];
}

/**
 * One job for exactly these object versions.
 * @param search what they were found by; the job of an earlier run that looked for the same is then gone on with, although it
 *   has replicated some since. @default - they were chosen one by one
 * @throws RunnerError `usage` when there is no place for the manifest
 */
export function planVersions(
  handoff: Handoff,
  versions: readonly ObjectVersionId[],
  options: PlanOptions = {},
  search?: readonly unknown[],
): Plan {
  const { source } = handoff;
  const manifest = manifestPlace(handoff);
  const body = manifestCsv(source.bucket, versions);
  const digest = sha256(body);
  const what = search === undefined ? { manifest: digest } : { search };
  const hash = shortHash({ operation: 'S3ReplicateObject', source, ...what });
  const key = `${manifest.prefix === '' ? '' : `${manifest.prefix}/`}supplied/${digest.slice(0, 32)}.csv`;
  const etag = createHash('md5').update(body).digest('hex');
  const words = versions.length === 1 ? describePrefix(versions[0]?.key ?? '') : `${versions.length} versions`;
  const Manifest: SuppliedManifest = {
    Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'] },
    Location: { ObjectArn: `${bucketArn(manifest.bucket, source.region)}/${key}`, ETag: etag },
  };
  const request = { ...requestOf(handoff, hash, words, options), Manifest };
  const job = { prefix: '', hash, request, upload: { bucket: manifest.bucket, key, body, etag } };
  return { region: source.region, jobs: [job], hash: shortHash([hash]) };
}

/** One job for each prefix: S3 accepts a single prefix per job. */
export function planJobs(handoff: Handoff, options: PlanOptions = {}): Plan {
  const jobs = distinctPrefixes(handoff.prefixes).map((prefix) => planJob(prefix, handoff, options));
  return { region: handoff.source.region, jobs, hash: shortHash(jobs.map((job) => job.hash).sort()) };
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
