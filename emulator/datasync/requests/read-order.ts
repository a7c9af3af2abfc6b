// What a task or an execution is to do: options, filters, a manifest, a report.
// https://docs.aws.amazon.com/datasync/latest/apireference/API_CreateTask.html
import * as z from 'zod';
import type { SyncLocation, SyncManifest, SyncOrder, SyncReport, TaskMode } from '../../world/datasync';
import { patternsOf } from '../run/path-filter';
import {
  BUCKET_ARN,
  bucketNameOf,
  checkPassRole,
  type DataSyncCall,
  invalidRequest,
  OBJECT_PATH,
  ROLE_ARN,
} from './datasync-call';
import { type GivenOptions, withOptions } from './read-options';

const FILTER = z.strictObject({
  FilterType: z.literal('SIMPLE_PATTERN').default('SIMPLE_PATTERN'),
  Value: z
    .string()
    .max(102_400)
    .refine((text) => !text.includes('\0'))
    .default(''),
});
const FILTERS = z.array(FILTER).max(1);

/** An empty one takes away what there was. */
const MANIFEST = z.strictObject({
  Action: z.literal('TRANSFER').default('TRANSFER'),
  Format: z.literal('CSV').default('CSV'),
  Source: z
    .strictObject({
      S3: z.strictObject({
        ManifestObjectPath: OBJECT_PATH,
        BucketAccessRoleArn: ROLE_ARN,
        S3BucketArn: BUCKET_ARN,
        ManifestObjectVersionId: z.string().min(1).max(100).optional(),
      }),
    })
    .optional(),
});

const LEVEL = z.enum(['ERRORS_ONLY', 'SUCCESSES_AND_ERRORS']);
const OVERRIDE = z.strictObject({ ReportLevel: LEVEL.optional() }).optional();

const REPORT = z.strictObject({
  Destination: z
    .strictObject({
      S3: z
        .strictObject({
          Subdirectory: OBJECT_PATH.optional(),
          S3BucketArn: BUCKET_ARN,
          BucketAccessRoleArn: ROLE_ARN,
        })
        .optional(),
    })
    .optional(),
  OutputType: z.enum(['SUMMARY_ONLY', 'STANDARD']).optional(),
  ReportLevel: LEVEL.optional(),
  ObjectVersionIds: z.enum(['INCLUDE', 'NONE']).optional(),
  Overrides: z
    .strictObject({ Transferred: OVERRIDE, Verified: OVERRIDE, Deleted: OVERRIDE, Skipped: OVERRIDE })
    .optional(),
});

/** Members of CreateTask, UpdateTask and StartTaskExecution; the last calls its options otherwise. */
export const ORDER = {
  Includes: FILTERS.optional(),
  Excludes: FILTERS.optional(),
  ManifestConfig: MANIFEST.optional(),
  TaskReportConfig: REPORT.optional(),
};

interface GivenOrder {
  readonly Includes?: z.output<typeof FILTERS> | undefined;
  readonly Excludes?: z.output<typeof FILTERS> | undefined;
  readonly ManifestConfig?: z.output<typeof MANIFEST> | undefined;
  readonly TaskReportConfig?: z.output<typeof REPORT> | undefined;
  readonly Options?: GivenOptions | undefined;
}

/**
 * The order with what was given instead of its parts.
 * @throws ServiceError if parts do not go together, or the caller may not pass a role
 */
export function withOrder(
  call: DataSyncCall,
  before: SyncOrder,
  given: GivenOrder,
  mode: TaskMode,
  destination: SyncLocation,
): SyncOrder {
  const manifest = given.ManifestConfig === undefined ? before.manifest : manifestOf(call, given.ManifestConfig);
  const report = given.TaskReportConfig === undefined ? before.report : reportOf(call, given.TaskReportConfig);
  const order: SyncOrder = {
    options: withOptions(before.options, given.Options ?? {}, mode, destination),
    includes: (given.Includes ?? before.includes).filter(({ Value }) => Value !== ''),
    excludes: (given.Excludes ?? before.excludes).filter(({ Value }) => Value !== ''),
    ...(manifest === undefined ? {} : { manifest }),
    ...(report === undefined ? {} : { report }),
  };
  checkFilters(order);
  return order;
}

function checkFilters({ includes, excludes, manifest, options }: SyncOrder): void {
  for (const { Value } of includes) {
    for (const { stars, text } of patternsOf(Value)) {
      if (stars > 1 || (stars === 1 && !text.endsWith('*'))) {
        throw invalidRequest(
          `Invalid include filter: in ${text} the wildcard * is not the rightmost character.`,
          'InvalidParameter',
        );
      }
    }
  }
  if (manifest === undefined) return;
  if (includes.length + excludes.length > 0) {
    throw invalidRequest('A manifest cannot be used together with filters.', 'InvalidParameter');
  }
  if (options.PreserveDeletedFiles === 'REMOVE') {
    throw invalidRequest('A manifest cannot be used together with PreserveDeletedFiles REMOVE.', 'InvalidParameter');
  }
}

function manifestOf(call: DataSyncCall, given: z.output<typeof MANIFEST>): SyncManifest | undefined {
  const { Source, Action, Format } = given;
  if (Source === undefined) return undefined;
  const { ManifestObjectVersionId, ...s3 } = Source.S3;
  bucketNameOf(s3.S3BucketArn);
  checkPassRole(call, s3.BucketAccessRoleArn);
  const version = ManifestObjectVersionId === undefined ? {} : { ManifestObjectVersionId };
  return { Action, Format, Source: { S3: { ...s3, ...version } } };
}

function reportOf(call: DataSyncCall, given: z.output<typeof REPORT>): SyncReport | undefined {
  const s3 = given.Destination?.S3;
  if (Object.keys(given).length === 0) return undefined;
  if (s3 === undefined || given.OutputType === undefined) {
    throw invalidRequest('A task report needs Destination.S3 and OutputType.', 'InvalidParameter');
  }
  bucketNameOf(s3.S3BucketArn);
  checkPassRole(call, s3.BucketAccessRoleArn);
  return JSON.parse(JSON.stringify(given)) as SyncReport;
}

/** How Describe operations tell it. */
export function describedOrder({ options, includes, excludes, manifest, report }: SyncOrder): object {
  return {
    Options: options,
    Includes: includes,
    Excludes: excludes,
    ...(manifest === undefined ? {} : { ManifestConfig: manifest }),
    ...(report === undefined ? {} : { TaskReportConfig: report }),
  };
}
