// A fault that somebody ordered: which requests it meets, when, and what it does to them.
import * as z from 'zod';

/** Errors that can be ordered, by the name that S3 has for them. */
export const FAULT_ERRORS = [
  'AccessDenied',
  'ConditionalRequestConflict',
  'ExpiredToken',
  'InternalError',
  'PreconditionFailed',
  'RequestTimeTooSkewed',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
] as const;

export type FaultError = (typeof FAULT_ERRORS)[number];

/**
 * When the connection is reset: before anything is done; after all was done, without an answer; or in the middle of the
 * answer.
 */
const RESETS = ['before', 'after', 'midway'] as const;

export type Reset = (typeof RESETS)[number];

const conditions = {
  /** As AWS names operations, with wildcards: `s3:GetObject`, `s3:*`, `s3-control:CreateJob`. */
  operation: z
    .string()
    .regex(/^[a-z0-9*?-]+:[A-Za-z0-9*?]+$/, "is a service and an operation, for example 's3:GetObject' or 'iam:*'"),
  /** Name of the bucket, with wildcards. */
  bucket: z.string().min(1).optional(),
  keyPrefix: z.string().min(1).optional(),
  accessKeyId: z.string().min(1).optional(),
  /** How many requests that it is aimed at pass before the first one that it affects. */
  after: z.int().min(0).default(0),
  /** How many requests it affects at most. */
  times: z.int().min(1).optional(),
  /** Of those that it is aimed at, the share that it affects. */
  probability: z.number().gt(0).max(1).default(1),
  /** It affects only what is beyond so many requests in a second. */
  perSecond: z.number().gt(0).max(100_000).optional(),
};

const effects = {
  /** How long the request waits before it is looked at. */
  latencyMs: z.number().min(0).max(600_000).optional(),
  error: z.enum(FAULT_ERRORS).optional(),
  /** The error stands in an answer that began well: CopyObject, UploadPartCopy and CompleteMultipartUpload may end so. */
  errorStatus: z.literal(200).optional(),
  reset: z.enum(RESETS).optional(),
  /** The answer ends after so many bytes of its body, as if the connection had been closed. */
  truncateToBytes: z.int().min(0).optional(),
};

const EFFECTS = ['error', 'reset', 'truncateToBytes'] as const;

/** Of a rate alone, the effect is what S3 answers to too many requests. */
export const faultSchema = z
  .strictObject({ ...conditions, ...effects })
  .refine(
    (fault) => [...EFFECTS, 'latencyMs' as const, 'perSecond' as const].some((name) => fault[name] !== undefined),
    {
      message: 'does nothing: give latencyMs, error, reset, truncateToBytes or perSecond',
    },
  )
  .refine((fault) => fault.errorStatus === undefined || fault.error !== undefined, {
    message: 'has errorStatus and no error: give the error too',
  })
  .refine((fault) => EFFECTS.filter((name) => fault[name] !== undefined).length < 2, {
    message: 'give one of error, reset and truncateToBytes',
  });

export type Fault = z.output<typeof faultSchema>;
/** A fault as it is ordered. */
export type FaultOrder = z.input<typeof faultSchema>;

/**
 * A fault in one line, as the command line takes it: the operation, then `name=value` for each condition and effect.
 * @param text - for example `s3:GetObject latencyMs=200 probability=0.1`
 * @throws Error that names what is wrong
 */
export function parseFault(text: string): FaultOrder {
  const [operation = '', ...words] = text.trim().split(/\s+/);
  const fields: Record<string, unknown> = { operation };
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 1) throw new Error(`the fault '${text}' is wrong: '${word}' is not name=value`);
    const value = word.slice(equals + 1);
    const isNumber = value !== '' && !Number.isNaN(Number(value)) && word.slice(0, equals) in NUMBERS;
    fields[word.slice(0, equals)] = isNumber ? Number(value) : value;
  }
  const parsed = faultSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new Error(`the fault '${text}' is wrong:\n${z.prettifyError(parsed.error)}`);
}

/** Fields that hold numbers; a bucket may well have digits for its name. */
const NUMBERS = { after: 1, times: 1, probability: 1, perSecond: 1, latencyMs: 1, truncateToBytes: 1, errorStatus: 1 };
