// What is copied, from where to where, and with what: the handoff is one way to say it, flags are another.
import type {
  Handoff,
  HandoffCopy,
  HandoffDataSync,
  HandoffDestination,
  HandoffInventory,
  HandoffRule,
} from '../../modules/handoff';
import { defined } from '../text/defined';
import type { Identities } from './sides';

export interface Target {
  readonly source: TargetSource;
  /** As Terraform wrote them; empty: S3's rules tell. */
  readonly destinations: readonly HandoffDestination[];
  /** As Terraform wrote them; empty: S3 tells. */
  readonly rules: readonly HandoffRule[];
  /** Beginnings of the keys, none within another one. @default - every key */
  readonly prefixes?: readonly string[];
  /** Where copies go whose bucket and keys the method chooses. @default - the destinations, and the keys of the source */
  readonly copyTo?: CopyTo;
  /** Role that S3 assumes to replicate, as Terraform wrote it. @default - S3 tells */
  readonly replicationRoleArn?: string;
  /** The task of DataSync that copies. @default - not known: none can be started */
  readonly dataSync?: DataSyncNeeds;
  /** The functions that copy what an inventory lists, whatever `copyTo` says. @default - not known: nothing can be sent to them */
  readonly inventory?: HandoffInventory;
  /** Whose credentials each side is looked at with. @default - both sides with the same */
  readonly identities?: Identities;
  /** What a job of S3 Batch Operations needs; other methods need none of it. */
  readonly batchJob: BatchJobNeeds;
}

export type InventoryNeeds = HandoffInventory;

export interface TargetSource {
  readonly bucket: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

export interface BatchJobNeeds {
  /** Region that jobs are created in. @default - that of the source bucket */
  readonly region?: string;
  /** Role that S3 Batch Operations assumes to replicate. @default - not known: no job can be made */
  readonly roleArn?: string;
  /** Role that S3 Batch Operations assumes to copy without rules. @default - not known: no such job can be made */
  readonly batchCopyRoleArn?: string;
  /** Where S3 writes the completion report. @default - not known: no job can be made */
  readonly report?: BucketPlace;
  /** Where manifests are written. @default - S3's own is not kept, and versions cannot be listed one by one */
  readonly manifest?: BucketPlace;
}

export interface DataSyncNeeds {
  readonly taskArn: string;
  /** Role by which DataSync writes reports and reads manifests. @default - that of the task's own report */
  readonly reportRoleArn?: string;
}

export interface CopyTo {
  readonly bucket: string;
  /** Takes the place of the prefix of the source in each key, exactly as it is; empty: the prefix is taken away. @default - keys stay */
  readonly prefix?: string;
  /** Stands before the whole key, exactly as it is; not beside `prefix`, which takes a part of the key away. @default - nothing does */
  readonly before?: string;
}

/** Keys of a bucket that begin with `prefix`. */
export interface BucketPlace {
  readonly bucket: string;
  /** Without a leading or trailing slash; empty: anywhere in the bucket. */
  readonly prefix: string;
}

/** No prefix, or an empty one, is every key. Without repetitions and without prefixes that another one covers. */
export function distinctPrefixes(prefixes: readonly string[] | undefined): readonly string[] | undefined {
  if (prefixes === undefined || prefixes.length === 0 || prefixes.includes('')) return undefined;
  const unique = [...new Set(prefixes)];
  return unique.filter((prefix) => !unique.some((other) => other !== prefix && prefix.startsWith(other)));
}

/** The same, with one prefix, or every key. */
export function withPrefix(target: Target, prefix: string | undefined): Target {
  return defined({ ...target, prefixes: prefix === undefined ? undefined : [prefix] });
}

/** What a handoff says, as it is; that it says nothing of rules is no rule that it could say. */
export function targetOfHandoff({ source, roles, report, manifest, prefixes, ...handoff }: Handoff): Target {
  const { destinations = [], rules = [], copy, dataSync, inventory } = handoff;
  return {
    source,
    destinations,
    rules,
    batchJob: {
      report,
      ...defined({ roleArn: roles.batchJobArn, batchCopyRoleArn: roles.batchCopyArn, manifest }),
    },
    ...defined({
      prefixes: distinctPrefixes(prefixes),
      replicationRoleArn: roles.replicationArn,
      copyTo: (copy && copyToOf(copy)) ?? inPlaceOf(dataSync) ?? inPlaceOf(inventory),
      dataSync: dataSync && defined({ taskArn: dataSync.taskArn, reportRoleArn: dataSync.reportRoleArn }),
      inventory,
    }),
  };
}

/** S3 puts a slash between its folder and the key. */
function copyToOf({ bucket, prefix = '' }: HandoffCopy): CopyTo {
  return { bucket, ...(prefix === '' ? {} : { before: `${prefix.replace(/\/+$/, '')}/` }) };
}

/** A task puts its folder in the place of the source's, and functions put their prefix there. */
function inPlaceOf(given: HandoffDataSync | HandoffInventory | undefined): CopyTo | undefined {
  return given && { bucket: given.bucket, ...defined({ prefix: given.prefix }) };
}
