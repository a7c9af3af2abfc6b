// What executions are started with, as a value. Pure.
import type { ExecutionRequest } from '../../ports/datasync/datasync';
import { literally, partsOf } from '../../ports/datasync/filter-patterns';
import { partitionOf } from '../../text/arn';
import type { CopyOptions } from '../../plan/copy-options';
import { sha256, shortHash } from '../../plan/canonical';
import type { Plan, PlannedTransfer } from '../../plan/plan';
import { RunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import type { PackedList } from '../batch-jobs/packed-list';
import type { CopyPlan, CopyRequest } from '../copy/plan-copies';
import { METHOD_NAME } from './keeps';
import type { SyncTask } from '../../checks/asked/sync-task';

/** A list of keys that has to be there before the execution. */
export interface KeyManifest {
  readonly bucket: string;
  readonly key: string;
  readonly list: PackedList;
}

export interface SyncTransfer extends PlannedTransfer {
  readonly request: ExecutionRequest & Readonly<Record<string, unknown>>;
  /** What is copied from where to where, for the comparison and the words. */
  readonly copies: CopyRequest;
  /** @default - what the filters let pass */
  readonly manifest?: KeyManifest;
}

export interface SyncPlan extends Plan {
  readonly transfers: readonly SyncTransfer[];
  readonly copies: CopyPlan;
  readonly task: SyncTask;
  /** Objects that DataSync cannot carry, or leaves out. */
  readonly left: number;
}

export function syncPlan(plan: Plan): SyncPlan {
  return plan as SyncPlan;
}

/** Keys of one execution. */
export interface ChosenKeys {
  readonly list: PackedList;
  readonly objects: number;
}

/** A row of a manifest: what follows the folder of the location, as it is, in quotes. */
export function manifestRow(rest: string): string {
  return `"${rest.replaceAll('"', '""')}"\n`;
}

/** Undefined: a line feed or a NUL, which no row holds. */
export function isListable(rest: string): boolean {
  return !/[\n\r\0]/.test(rest);
}

/** As flags say it; what they do not say, the task does. */
function overrides(
  { overwrite, bytesPerSecond }: CopyOptions,
  { order }: SyncTask,
): ExecutionRequest['OverrideOptions'] {
  const how: Record<string, string | number> = {};
  // Nobody has asked for it, and with a filter or a list of keys nobody would know what is deleted.
  if (order.removesDeleted) how['PreserveDeletedFiles'] = 'PRESERVE';
  if (overwrite === 'always') Object.assign(how, { TransferMode: 'ALL', OverwriteMode: 'ALWAYS' });
  if (overwrite === 'different') Object.assign(how, { TransferMode: 'CHANGED', OverwriteMode: 'ALWAYS' });
  if (overwrite === 'never') Object.assign(how, { TransferMode: 'CHANGED', OverwriteMode: 'NEVER' });
  if (bytesPerSecond !== undefined) how['BytesPerSecond'] = bytesPerSecond;
  return Object.keys(how).length === 0 ? undefined : how;
}

/** What a pattern of the task and the beginning of paths have in common; undefined: nothing. */
function inCommon(pattern: string, path: string): string | undefined {
  const parts = partsOf(pattern);
  const isBeginning = parts.at(-1)?.isWildcard === true;
  const text = parts.map((part) => (part.isWildcard ? '' : part.text)).join('');
  if (path.startsWith(isBeginning ? text : `${text.replace(/\/$/, '')}/`)) return `${literally(path)}*`;
  return text.startsWith(path) ? pattern : undefined;
}

/** A folder below that of the location, or the beginning of names in it; of these what the task itself copies. */
function includesOf({ from }: CopyRequest, { source, order, taskArn }: SyncTask): ExecutionRequest['Includes'] {
  const rest = from.prefix.slice(source.prefix.length);
  if (rest === '') return undefined;
  const path = `/${rest}`;
  const patterns =
    order.includes.length === 0
      ? [`${literally(path)}*`]
      : [...new Set(order.includes.flatMap((pattern) => inCommon(pattern, path) ?? []))];
  if (patterns.length === 0)
    throw new RunnerError(
      'usage',
      `the task ${visible(taskArn)} copies only ${order.includes.map((one) => `'${visible(one)}'`).join(', ')}, and none of it begins with '${visible(from.prefix)}'`,
      'name a prefix of what it copies, or another task with --task-arn',
    );
  return [{ FilterType: 'SIMPLE_PATTERN', Value: patterns.join('|') }];
}

/** Another place than that of the task itself. */
function reportOf(target: Target, { order, taskArn }: SyncTask): ExecutionRequest['TaskReportConfig'] {
  const { report } = target.batchJob;
  const roleArn = target.dataSync?.reportRoleArn ?? order.report?.roleArn;
  if (report === undefined || roleArn === undefined) return undefined;
  const folder = report.prefix === '' ? '' : `${report.prefix}/`;
  if (order.report?.bucket === report.bucket && order.report.prefix === folder && order.report.isDetailed)
    return undefined;
  return {
    Destination: {
      S3: { Subdirectory: `/${folder}`, S3BucketArn: arnOf(report.bucket, taskArn), BucketAccessRoleArn: roleArn },
    },
    OutputType: 'STANDARD',
    ReportLevel: 'ERRORS_ONLY',
    Overrides: { Skipped: { ReportLevel: 'SUCCESSES_AND_ERRORS' } },
  };
}

function arnOf(bucket: string, taskArn: string): string {
  return `arn:${partitionOf(taskArn.split(':')[3] ?? '')}:s3:::${bucket}`;
}

function manifestOf(
  { list }: ChosenKeys,
  target: Target,
  task: SyncTask,
): Pick<SyncTransfer, 'manifest'> & { readonly config: ExecutionRequest['ManifestConfig'] } {
  const { manifest } = target.batchJob;
  const roleArn = target.dataSync?.reportRoleArn ?? task.order.report?.roleArn;
  // What is missing has been refused, or is shown in its place.
  const { bucket, prefix } = manifest ?? { bucket: '(--manifest-bucket)', prefix: '' };
  const name = `${METHOD_NAME}-${list.digest.slice(0, 16)}.csv`;
  const key = prefix === '' ? name : `${prefix}/${name}`;
  return {
    manifest: { bucket, key, list },
    config: {
      Action: 'TRANSFER',
      Format: 'CSV',
      Source: {
        S3: {
          ManifestObjectPath: key,
          BucketAccessRoleArn: roleArn ?? '(role of the task report)',
          S3BucketArn: arnOf(bucket, task.taskArn),
        },
      },
    },
  };
}

/** DataSync takes no filters beside a list of keys, not even those of the task: an empty one takes them away. */
function noFilters({ order }: SyncTask): Pick<ExecutionRequest, 'Includes' | 'Excludes'> {
  const none = [{ FilterType: 'SIMPLE_PATTERN' as const, Value: '' }];
  return {
    ...(order.includes.length === 0 ? {} : { Includes: none }),
    ...(order.excludes.length === 0 ? {} : { Excludes: none }),
  };
}

/** @param keys that the execution copies, and no other. @default - what the filters let pass */
export function planExecution(
  { prefix, request: copies }: CopyPlan['transfers'][number],
  task: SyncTask,
  target: Target,
  how: CopyOptions,
  keys?: ChosenKeys,
): SyncTransfer {
  const listed = keys === undefined ? undefined : manifestOf(keys, target, task);
  const request: ExecutionRequest = {
    TaskArn: task.taskArn,
    ...defined({
      OverrideOptions: overrides(how, task),
      ManifestConfig: listed?.config,
      TaskReportConfig: reportOf(target, task),
      Includes: listed === undefined ? includesOf(copies, task) : undefined,
    }),
    ...(listed === undefined ? {} : noFilters(task)),
  };
  return {
    ...defined({ prefix, manifest: listed?.manifest }),
    hash: shortHash(request),
    request: { ...request },
    copies,
  };
}

/** Of an execution that copies again what has failed. */
export function retrying(transfer: SyncTransfer, keys: ChosenKeys, plan: SyncPlan, target: Target): SyncTransfer {
  const again = { ...defined({ prefix: transfer.prefix }), hash: '', request: transfer.copies };
  const { OverrideOptions } = transfer.request;
  const made = planExecution(again, plan.task, target, {}, keys);
  const request = { ...made.request, ...defined({ OverrideOptions }) };
  return { ...made, request, hash: sha256(`${made.hash} after ${transfer.hash}`).slice(0, 16) };
}
