// The run that is being prepared: which object versions it would take, and what else it would do.
import type { HandoffAthena } from '../../../modules/handoff';
import { isSearch, type Selection } from '../../target/selection';
import type { CopyEncryption } from '../../ports/s3/copying';
import type { CopyUse } from '../../policy/copy/copy-permission';
import type { ObjectVersionId } from '../../target/manifest-csv';
import type { ReplicationRule } from '../../ports/s3/replication';
import { fateOf } from '../../replication/fate';
import { listedVersion, withHead } from '../../replication/surveyed-version';
import type { SampledVersion } from './sampled-versions';
import { defined } from '../../text/defined';

/** What the role of jobs that copy needs depends on. */
export interface CopyJobsAsked {
  /** Where they put their copies, by the prefixes of the target in turn. */
  readonly to: readonly { readonly bucket: string; readonly prefix: string }[];
  /** Whether each object is its own copy. */
  readonly inPlace: boolean;
}

export interface IntendedRun {
  /** What is about to be done, and what its caller needs. @default - nothing is, yet: the doctor looks for a run */
  readonly verb?: 'plan' | 'run';
  /** @default - what was never replicated, or failed */
  readonly selection?: Selection;
  /** Finds the object versions that were chosen one by one. @default - the prefixes and the selection decide */
  readonly choose?: () => Promise<readonly ObjectVersionId[]>;
  /** Whether there may be nothing under a prefix. @default false */
  readonly allowEmpty?: boolean;
  /** Whether the doctor replicates a canary. @default false */
  readonly canary?: boolean;
  /** Of its jobs. @default DEFAULT_PRIORITY */
  readonly priority?: number;
  /** Whether its jobs are tagged. @default true */
  readonly tagged?: boolean;
  /** What a copy is asked to do beside what every copy does. @default - annotations are copied, and nothing more */
  readonly copyUses?: readonly CopyUse[];
  /** How copies are to be encrypted. @default - as the destination bucket does */
  readonly copyEncryption?: CopyEncryption;
  /** How jobs copy that need no rules. @default - they replicate */
  readonly copyJobs?: CopyJobsAsked;
  /** Workgroup and tables that `verify --engine athena` would ask. @default - the handoff names none */
  readonly athena?: HandoffAthena;
  /** Manifest of the S3 Inventory that versions are counted by: `s3://bucket/path/manifest.json`. @default - a listing */
  readonly inventory?: string;
}

/** Whether the runner writes the manifest, since S3 has no filter for what is asked. */
export function suppliesManifest({ selection = {}, choose }: IntendedRun): boolean {
  return choose !== undefined || isSearch(selection);
}

function isFound({ entry, tags }: SampledVersion, { latestOnly, match, tags: wanted = {} }: Selection): boolean {
  return (
    (latestOnly !== true || entry.latest) &&
    (match === undefined || new RegExp(match, 'u').test(entry.key)) &&
    Object.entries(wanted).every(([key, value]) => tags?.[key] === value)
  );
}

/** Rules by which the job would copy the version, one for each destination; none: it would not, or that cannot be told. */
export function takenBy(
  version: SampledVersion,
  { selection = {}, choose }: IntendedRun,
  rules: readonly ReplicationRule[],
): readonly ReplicationRule[] {
  const { entry, head, tags } = version;
  if (head === undefined) return [];
  const seen = { ...withHead(listedVersion(entry), head), ...defined({ tags }) };
  // S3 takes every version of a manifest, whatever its status.
  const chosen = choose !== undefined;
  const fate = fateOf(seen, { rules, ...(chosen ? {} : { selection }) });
  return fate.kind === 'copied' && (chosen || isFound(version, selection)) ? fate.by : [];
}
