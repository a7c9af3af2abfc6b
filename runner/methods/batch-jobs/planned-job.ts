// Jobs of S3 Batch Operations as values, whatever they do: what every CreateJob request has, and how a job is told by its description. Pure.
import { canonical, sha256 } from '../../plan/canonical';
import type { Plan, PlanOptions, PlannedTransfer } from '../../plan/plan';
import {
  DEFAULT_PRIORITY,
  PLAN_TAG,
  type JobOperation,
  type JobRequest,
  type ManifestFilter,
  type ManifestGenerator,
  type SuppliedManifest,
} from '../../ports/batch/job-request';
import type { Target } from '../../target/target';
import { bucketArn } from '../../text/arn';
import { defined } from '../../text/defined';
import type { PackedList } from './packed-list';

export interface JobPlan extends Plan {
  readonly transfers: readonly PlannedJob[];
}

export interface PlannedJob extends PlannedTransfer {
  readonly request: JobRequest;
  /** Manifest that has to be there first. @default - S3 generates it */
  readonly upload?: ManifestUpload;
  /** Whether filters of the runner have found its versions: another run may have found others. @default false */
  readonly search?: boolean;
  /** What S3 would list in place of the list that the request names: a job that was made so does the same. @default - none would */
  readonly generator?: ManifestGenerator;
  /** @default 1 */
  readonly round?: number;
  /** Ids of the jobs of the rounds before, oldest first. @default - there are none */
  readonly after?: readonly string[];
}

export interface ManifestUpload {
  readonly bucket: string;
  readonly key: string;
  /** Empty where it is written in parts. */
  readonly body: string;
  /** What is written in parts. @default - one request writes it */
  readonly inParts?: PackedList;
  /** Of the object, without quotes: its MD5, or what S3 makes of those of its parts. */
  readonly etag: string;
}

const LONGEST_PREFIX_SHOWN = 120;
/** Characters that S3 takes, less those of the mark of a later round. */
const LONGEST_DESCRIPTION = 256 - ' [round 20]'.length;

/** ASCII only: a key may hold anything. */
export function describePrefix(prefix: string | undefined): string {
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

/** What every job of a backfill has, wherever its object versions come from. */
export function requestOf(
  target: Target,
  operation: JobOperation,
  hash: string,
  what: string,
  options: PlanOptions,
): Omit<JobRequest, 'Manifest'> {
  const { source } = target;
  const { roleArn = NOT_SAID.roleArn, report = NOT_SAID.report } = target.batchJob;
  const { confirmInS3, priority = DEFAULT_PRIORITY, tagged } = options.batchJob ?? {};
  return {
    AccountId: source.accountId,
    ConfirmationRequired: confirmInS3 === true,
    Operation: operation,
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

/** A list of objects, where the job looks for it, and what CreateJob is told of it. */
export function listFor(
  { source, batchJob: { manifest = NOT_SAID.report } }: Target,
  list: PackedList,
  fields: SuppliedManifest['Spec']['Fields'],
): { readonly upload: ManifestUpload; readonly Manifest: SuppliedManifest } {
  const { bucket, prefix } = manifest;
  const key = `${prefix === '' ? '' : `${prefix}/`}supplied/${list.digest.slice(0, 32)}.csv`;
  const { etag, partCount } = list;
  const [only = new Uint8Array()] = partCount === 1 ? list.parts() : [];
  const whole = partCount === 1 ? { body: Buffer.from(only).toString() } : { body: '', inParts: list };
  return {
    upload: { bucket, key, ...whole, etag },
    Manifest: {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: fields },
      Location: { ObjectArn: `${bucketArn(bucket, source.region)}/${key}`, ETag: etag },
    },
  };
}

export function generatorOf({ source, batchJob: { manifest } }: Target, filter: ManifestFilter): ManifestGenerator {
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

/**
 * ClientRequestToken of a job: two runners that ask for the same job get one, and a run after that job has ended gets
 * a new one.
 * @param lastEndedJobId the job that was made for the same plan before and is over; empty: there is none
 * @returns 64 hex digits, the longest token that S3 takes
 */
export function requestToken(job: PlannedJob, region: string, lastEndedJobId: string): string {
  return sha256(canonical({ request: job.request, region, lastEndedJobId }));
}
