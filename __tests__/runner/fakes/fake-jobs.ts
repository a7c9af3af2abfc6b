// Jobs that walk: New → Preparing → Active → Complete, as time passes.
import { createHash } from 'node:crypto';
import { RunnerError } from '../../../runner/ports/errors';
import type { JobCounts, JobReason, JobStatus, JobView } from '../../../runner/ports/batch/batch-operations';
import type { JobRequest, ShownOrder } from '../../../runner/ports/batch/job-request';
import type { Clock } from '../../../runner/ports/clock';
import type { BatchOperations } from '../../../runner/ports/batch/batch-operations';
import type { FakeBucket } from './fake-buckets';

/** What becomes of a job. */
export interface Fate {
  readonly status: JobStatus;
  /** Rows of the completion report, without the bucket; `folder/` stands for the prefix of the job, whatever that is. */
  readonly rows: readonly string[];
  readonly reasons: readonly JobReason[];
  /** Seconds until the job is over. */
  readonly seconds: number;
  /** What S3 counts in the end. @default - the rows */
  readonly counts?: JobCounts;
  /** Seconds that the report comes after the end; Infinity: never. */
  readonly reportLateSeconds: number;
  /** S3 tells no counters. @default false */
  readonly uncounted?: boolean;
}

export const SUCCESS_ROW = 'folder/a,v1,succeeded,200,,success';

export function fate(changes: Partial<Fate> = {}): Fate {
  return { status: 'Complete', rows: [SUCCESS_ROW], reasons: [], seconds: 60, reportLateSeconds: 0, ...changes };
}

export const NO_KEYS: Fate = fate({
  status: 'Failed',
  rows: [],
  reasons: [{ code: '', text: 'Manifest generation found no keys matching the filter criteria.' }],
});

interface FakeJob {
  readonly jobId: string;
  readonly token: string;
  readonly request: JobRequest;
  readonly createdMs: number;
  readonly fate: Fate;
  priority: number;
  tags: Readonly<Record<string, string>>;
  /** Suspended jobs begin their tasks then. */
  confirmedMs?: number;
  cancelledMs?: number;
}

export interface FakeJobs extends BatchOperations {
  /** Every CreateJob that came in, whatever was answered. */
  readonly sent: { readonly request: JobRequest; readonly token: string }[];
  readonly made: FakeJob[];
  /** Fates of the next jobs, in order; then `fate()`. */
  readonly fates: Fate[];
  /** Errors that the next calls answer with, in order. */
  readonly createErrors: RunnerError[];
  readonly describeErrors: RunnerError[];
  listError: RunnerError | undefined;
  /** Adds a job that somebody made earlier. */
  add(job: Partial<FakeJob> & { readonly request: JobRequest }): FakeJob;
}

function statusAt(elapsedSeconds: number, { fate: { seconds, status }, request, ...job }: FakeJob): JobStatus {
  if (job.cancelledMs !== undefined) return 'Cancelled';
  if (elapsedSeconds < seconds * 0.1) return 'New';
  if (elapsedSeconds < seconds * 0.2) return 'Preparing';
  if (request.ConfirmationRequired && job.confirmedMs === undefined) return 'Suspended';
  return elapsedSeconds >= seconds ? status : 'Active';
}

function tagsOf({ Tags = [] }: JobRequest): Record<string, string> {
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
}

function bucketName(arn: string): string {
  return arn.split(':::')[1] ?? arn;
}

/** The request, as S3 shows it. */
function shownOrder({ AccountId, Operation, Report, Manifest, ManifestGenerator }: JobRequest): ShownOrder {
  const generator = ManifestGenerator?.S3JobManifestGenerator;
  const output = generator?.ManifestOutputLocation;
  return {
    accountId: AccountId,
    operation: Object.keys(Operation).join(),
    report: {
      enabled: Report.Enabled,
      place: { bucket: bucketName(Report.Bucket), prefix: Report.Prefix ?? '' },
      scope: Report.ReportScope,
    },
    ...(generator === undefined
      ? {}
      : {
          generator: {
            sourceBucket: bucketName(generator.SourceBucket),
            sourceAccountId: generator.ExpectedBucketOwner,
            filter: generator.Filter,
            ...(output === undefined
              ? {}
              : { output: { bucket: bucketName(output.Bucket), prefix: output.ManifestPrefix ?? '' } }),
          },
        }),
    ...(Manifest === undefined
      ? {}
      : {
          manifest: {
            object: bucketName(Manifest.Location.ObjectArn),
            etag: Manifest.Location.ETag,
            format: Manifest.Spec.Format,
            fields: Manifest.Spec.Fields,
          },
        }),
  };
}

export function fakeJobs(clock: Clock, buckets: Map<string, FakeBucket>): FakeJobs {
  const elapsed = ({ createdMs }: FakeJob): number => (clock.now() - createdMs) / 1000;

  const writeReport = (job: FakeJob): void => {
    const { rows, seconds, reportLateSeconds } = job.fate;
    if (rows.length === 0 || elapsed(job) < seconds + reportLateSeconds) return;
    const { Bucket, Prefix } = job.request.Report;
    const name = bucketName(Bucket);
    const folder = `${Prefix === undefined ? '' : `${Prefix}/`}job-${job.jobId}`;
    const generator = job.request.ManifestGenerator?.S3JobManifestGenerator;
    const prefix = generator?.Filter.KeyNameConstraint?.MatchAnyPrefix?.[0] ?? 'folder/';
    const source = generator === undefined ? 'src' : bucketName(generator.SourceBucket);
    const csv = Buffer.from(rows.map((row) => `${source},${row.replace(/^folder\//, prefix)}\n`).join(''));
    const key = `${folder}/results/1.csv`;
    const md5 = createHash('md5').update(csv).digest('hex');
    const manifest = {
      Format: 'Report_CSV_20180820',
      ReportCreationDate: '2026-01-15T12:00:00Z',
      Results: [{ TaskExecutionStatus: 'succeeded', Bucket: name, MD5Checksum: md5, Key: key }],
      ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
    };
    const { files } = buckets.get(name) ?? { files: new Map<string, Buffer>() };
    if (!files.has(key)) files.set(key, csv);
    if (!files.has(`${folder}/manifest.json`))
      files.set(`${folder}/manifest.json`, Buffer.from(JSON.stringify(manifest)));
  };

  const view = (job: FakeJob): JobView => {
    const status = statusAt(elapsed(job), job);
    const share = Math.min(1, Math.max(0, (elapsed(job) - job.fate.seconds * 0.2) / (job.fate.seconds * 0.8)));
    const { rows } = job.fate;
    const failed = rows.filter((row) => row.includes(',failed,')).length;
    const over = status === job.fate.status;
    const generator = job.request.ManifestGenerator?.S3JobManifestGenerator;
    const prefix = generator?.Filter.KeyNameConstraint?.MatchAnyPrefix?.[0];
    return {
      jobId: job.jobId,
      status,
      counts: (over ? job.fate.counts : undefined) ?? {
        total: status === 'New' || status === 'Preparing' ? 0 : rows.length,
        succeeded: Math.floor((rows.length - failed) * share),
        failed: Math.floor(failed * share),
      },
      ...(job.fate.uncounted === true ? { uncounted: true, counts: { total: 0, succeeded: 0, failed: 0 } } : {}),
      reasons: over ? job.fate.reasons : [],
      createdMs: job.createdMs,
      description: job.request.Description,
      priority: job.priority,
      roleArn: job.request.RoleArn,
      activeSeconds: 0,
      order: shownOrder(job.request),
      ...(over ? { endedMs: job.createdMs + job.fate.seconds * 1000 } : {}),
      report: {
        bucket: bucketName(job.request.Report.Bucket),
        prefix: job.request.Report.Prefix ?? '',
        scope: job.request.Report.ReportScope,
      },
      ...(generator === undefined ? {} : { sourceBucket: bucketName(generator.SourceBucket) }),
      ...(prefix === undefined ? {} : { prefix }),
      ...(generator === undefined ? {} : { filter: generator.Filter }),
    };
  };

  const jobs: FakeJobs = {
    sent: [],
    made: [],
    fates: [],
    createErrors: [],
    describeErrors: [],
    listError: undefined,
    add(job) {
      const made = {
        jobId: `job-${jobs.made.length + 1}`,
        token: '',
        createdMs: clock.now(),
        fate: fate(),
        priority: 10,
        tags: tagsOf(job.request),
        ...job,
      };
      jobs.made.push(made);
      return made;
    },
    async create(request, token) {
      await Promise.resolve();
      jobs.sent.push({ request, token });
      const error = jobs.createErrors.shift();
      if (error !== undefined) throw error;
      const same = jobs.made.find((job) => job.token === token);
      return (same ?? jobs.add({ request, token, fate: jobs.fates.shift() ?? fate() })).jobId;
    },
    async describe(_accountId, jobId) {
      await Promise.resolve();
      const error = jobs.describeErrors.shift();
      if (error !== undefined) throw error;
      const job = jobs.made.find((candidate) => candidate.jobId === jobId);
      if (job === undefined)
        throw new RunnerError(
          'not-found',
          `S3 Control DescribeJob ${jobId}: NotFoundException`,
          undefined,
          'NotFoundException',
        );
      writeReport(job);
      return view(job);
    },
    async updateStatus(_accountId, jobId, status) {
      await Promise.resolve();
      const job = jobs.made.find((candidate) => candidate.jobId === jobId);
      if (job === undefined)
        throw new RunnerError('not-found', `S3 Control UpdateJobStatus ${jobId}: NotFoundException`);
      if (status === 'Ready') job.confirmedMs = clock.now();
      else job.cancelledMs = clock.now();
    },
    async tags(_accountId, jobId) {
      await Promise.resolve();
      return jobs.made.find((candidate) => candidate.jobId === jobId)?.tags ?? {};
    },
    async putTags(_accountId, jobId, tags) {
      await Promise.resolve();
      const job = jobs.made.find((candidate) => candidate.jobId === jobId);
      if (job !== undefined) job.tags = tags;
    },
    async updatePriority(_accountId, jobId, priority) {
      await Promise.resolve();
      const job = jobs.made.find((candidate) => candidate.jobId === jobId);
      if (job !== undefined) job.priority = priority;
    },
    async *list() {
      await Promise.resolve();
      if (jobs.listError !== undefined) throw jobs.listError;
      for (const job of jobs.made) {
        yield {
          jobId: job.jobId,
          description: job.request.Description,
          status: view(job).status,
          createdMs: job.createdMs,
          operation: 'S3ReplicateObject',
          priority: job.priority,
          counts: view(job).counts,
        };
      }
    },
  };
  return jobs;
}
