// What evidence.json says of a completion report: the job that it is of, as S3 has described it, and its manifest.
import * as z from 'zod';
import type { TakenFrom } from '../../../../events/certificate';
import { TAKEN_FROM } from '../../../../evidence/kept/taken-from';
import { JOB_STATUSES, type JobView } from '../../../../ports/batch/batch-operations';

export interface KeptReport extends TakenFrom {
  /** Account and Region that the job is known in. */
  readonly accountId: string;
  readonly region: string;
  readonly job: JobView;
  /** As S3 has written it, with the checksum of each file. */
  readonly manifest: { readonly location: string; readonly text: string };
  /** When it was read: ISO 8601. */
  readonly readAt: string;
}

export const TASKS_FILE = '0-tasks.parquet';
export const LOOKS_FILE = '0-looks.parquet';

const text = z.string();
const amount = z.int().nonnegative();

/** What of a job tells something of its report; the rest is kept, and nobody reads it. */
const job = z.looseObject({
  jobId: text,
  status: z.enum(JOB_STATUSES),
  counts: z.strictObject({ total: amount, succeeded: amount, failed: amount }),
  uncounted: z.boolean().exactOptional(),
  reasons: z.array(z.strictObject({ code: text, text })),
  createdMs: z.number(),
  report: z.strictObject({
    bucket: text,
    prefix: text,
    scope: z.enum(['AllTasks', 'FailedTasksOnly']).exactOptional(),
  }),
  sourceBucket: text.exactOptional(),
  prefix: text.exactOptional(),
  filter: z.looseObject({}).exactOptional(),
  order: z.looseObject({
    operation: z.enum(['S3ReplicateObject', 'S3PutObjectCopy']).exactOptional(),
    copies: z.record(text, text).exactOptional(),
    report: z.looseObject({ enabled: z.boolean() }),
  }),
  description: text,
  priority: z.number(),
  roleArn: text,
  endedMs: z.number().exactOptional(),
  activeSeconds: z.number(),
  manifest: text.exactOptional(),
});

export const KEPT_REPORT = z.object({
  ...TAKEN_FROM,
  accountId: text,
  region: text,
  job: job as unknown as z.ZodType<JobView>,
  manifest: z.strictObject({ location: text, text }),
  readAt: z.iso.datetime(),
}) satisfies z.ZodType<KeptReport>;
