// How long things take and what S3 does now and then: the defaults, and changes of them as people write them.
import * as z from 'zod';

/** How long things take, in milliseconds. Defaults keep a rehearsal short; a real job takes minutes at least. */
export interface Timing {
  /** Between a write and the attempt of live replication. */
  readonly liveReplicationMs: number;
  /** In each state that a job walks through before and after its tasks; an execution of DataSync and a query of Athena likewise. */
  readonly jobStateMs: number;
  /** Between CreateRole or a policy change and the moment it is seen by other services. */
  readonly iamPropagationMs: number;
  /** Between PutBucketReplication and the moment jobs and live replication act on it. */
  readonly rulePropagationMs: number;
  /** Between CreateJob and the moment DescribeJob and ListJobs know the job. */
  readonly jobVisibleMs: number;
  /** Between the end of a job, or of an execution of DataSync, and the moment its report is there. */
  readonly reportDelayMs: number;
  /** Between PutBucketInventoryConfiguration and the first inventory; S3 promises 48 hours. */
  readonly inventoryDelayMs: number;
  /** Between RestoreObject and the moment the archived object can be read. */
  readonly restoreMs: number;
}

/** What S3, and SQS, do now and then, or in some Regions, off unless a rehearsal asks for it. */
export interface Quirks {
  /** NumberOfTasksFailed of a job counts tasks that succeeded, as people have seen with large jobs. */
  readonly unreliableFailedCount: boolean;
  /** Replication rules with `Not` or `UseSourceMultiRegionKey`, which came in 2026, are MalformedXML. */
  readonly olderReplicationRules: boolean;
  /** Below a report prefix that ends with a slash, reports lie at `prefix/job-…`; else at `prefix//job-…`. */
  readonly reportPrefixSlashOnce: boolean;
  /** Keys of KMS that nobody created here do not exist, in accounts and Regions without any key too. */
  readonly unknownKmsKeysNotFound: boolean;
  /** SQS delivers each message twice, as a standard queue may deliver some. */
  readonly duplicateMessages: boolean;
}

export const DEFAULT_TIMING: Timing = {
  liveReplicationMs: 50,
  jobStateMs: 100,
  iamPropagationMs: 0,
  rulePropagationMs: 0,
  jobVisibleMs: 0,
  reportDelayMs: 0,
  inventoryDelayMs: 24 * 3_600_000,
  restoreMs: 100,
};

export const DEFAULT_QUIRKS: Quirks = {
  unreliableFailedCount: false,
  olderReplicationRules: false,
  reportPrefixSlashOnce: false,
  unknownKmsKeysNotFound: false,
  duplicateMessages: false,
};

const YEAR_MS = 366 * 24 * 3_600_000;

const keysOf = <Settings extends object>(settings: Settings) =>
  z.enum(Object.keys(settings) as (keyof Settings & string)[]);

export const timingChanges = z.partialRecord(keysOf(DEFAULT_TIMING), z.number().min(0).max(YEAR_MS));
export const quirkChanges = z.partialRecord(keysOf(DEFAULT_QUIRKS), z.boolean());

/**
 * @param words - each `name=milliseconds`, for example `iamPropagationMs=5000`
 * @throws Error that names what is wrong
 */
export function parseTiming(words: readonly string[]): Partial<Timing> {
  const entries = words.map((word) => {
    const [name = '', value = '', ...more] = word.split('=');
    return [name, value === '' || more.length > 0 ? NaN : Number(value)] as const;
  });
  return changes('timing', timingChanges, DEFAULT_TIMING, Object.fromEntries(entries));
}

/**
 * @param names - of the quirks that are on
 * @throws Error that names what is wrong
 */
export function parseQuirks(names: readonly string[]): Partial<Quirks> {
  return changes('quirk', quirkChanges, DEFAULT_QUIRKS, Object.fromEntries(names.map((name) => [name, true])));
}

function changes<Changes>(what: string, schema: z.ZodType<Changes>, known: object, given: unknown): Changes {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const names = Object.keys(known).join(', ');
  throw new Error(`the ${what} is wrong; there is ${names}:\n${z.prettifyError(parsed.error)}`);
}
