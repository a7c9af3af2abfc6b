// Why a whole job fails: S3 gives a text, and this says what to do about it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-batch-operations.html
import type { JobReason } from '../../../ports/batch-operations';

const REPORT_LOST = /report could not be written|report bucket/i;

export const ADVICE: readonly (readonly [text: RegExp, advice: string])[] = [
  [
    /no keys matching/i,
    'nothing yet: to S3 a job without tasks is a failed one; what follows says why nothing was selected',
  ],
  [
    /reading the manifest is forbidden|manifest.*(?:forbidden|access ?denied)/i,
    'allow s3:GetObject and s3:GetObjectVersion for the job role on the objects of the manifest bucket',
  ],
  [
    REPORT_LOST,
    'allow s3:PutObject for the job role on the objects of the report bucket; its bucket policy must not demand KMS (reports are written with SSE-S3), and it must not have an Object Lock retention. Objects may have been replicated all the same: run again',
  ],
  [
    /failure rate|threshold|more than 50/i,
    'more than half of at least 1,000 tasks had failed, so S3 stopped the job; the completion report names the causes',
  ],
  [
    /replication configuration/i,
    'the source bucket needs a replication configuration before a job can start: run terraform apply, wait a few minutes, run again',
  ],
  [
    /assume|role/i,
    'the job role must trust batchoperations.s3.amazonaws.com; a role or policy that is minutes old may need another minute: run again',
  ],
  [
    /access ?denied|forbidden|not authorized|permission/i,
    'the job role needs s3:GetReplicationConfiguration and s3:PutInventoryConfiguration on the source bucket and s3:InitiateReplication on its objects; a policy that is minutes old may need another minute: run again',
  ],
  [
    /does not exist|not in the region/i,
    'a job runs in the Region of its source bucket: check --source-bucket and --region',
  ],
  [/suspended.*30 days|30 days/i, 'nobody confirmed the job within 30 days: create it again'],
];

/** What to do about each reason, without repetitions; one general advice when none is known. */
export function adviceOn(reasons: readonly JobReason[]): readonly string[] {
  const known = reasons.flatMap(({ text }) => ADVICE.find(([pattern]) => pattern.test(text))?.[1] ?? []);
  return known.length > 0 ? [...new Set(known)] : ['docs/runner.md, "When a job fails", lists the usual reasons'];
}

/** Whether the job failed since S3 could not write its completion report: none will come. */
export function reportIsLost(reasons: readonly JobReason[]): boolean {
  return reasons.some(({ text }) => REPORT_LOST.test(text));
}
