// A plan, kept: `plan --out plan.json` writes it with all that it rests on, and `run plan.json` runs exactly that plan, or
// nothing when the world is not as it was.
import * as z from 'zod';
import { readJson, repeatedName } from '../text/read-json';
import type { Handoff } from '../../modules/handoff';
import { RunnerError } from '../ports/errors';
import type { Estimate } from '../text/interval';
import type { EstimatedAmount } from '../text/interval';
import { parseHandoff, parseTarget } from '../target/handoff-schema';
import type { Target } from '../target/target';
import type { SelectableStatus } from '../target/selection';
import { parseManifest, type ObjectVersionId } from '../target/manifest-csv';
import type { CopyOptions, SpeedOption } from './copy-options';
import type { Plan, PlanOptions } from './plan';
import type { ReplicationRule } from '../ports/s3/replication';
import { publicText } from '../text/public-text';
import { indentedJson, visible } from '../text/safe-text';
import type { Selection } from '../target/selection';
import type { SurveyOptions } from '../survey/survey';
import { schemaFaults } from '../text/schema-faults';
import { defined } from '../text/defined';

/** What the plan finds in AWS; what may not be read is absent. */
export interface PlanWorld {
  readonly replicationRoleArn?: string;
  readonly rules?: readonly ReplicationRule[];
  /** Trust policy of the job role. */
  readonly jobRoleTrust?: string;
  /** Digest of the task that copies, and of its locations, as AWS describes them. @default - the plan itself says how it is copied */
  readonly task?: string;
}

export interface PlanFile {
  /** When it was made, in milliseconds since 1970. */
  readonly madeMs: number;
  /** Of S3, where it was made. @default - AWS's own */
  readonly endpoint?: string;
  readonly target: Target;
  /** What Terraform said then. @default - no handoff was read */
  readonly handoff?: Handoff;
  /** Whether S3 waits for a confirmation is said when the plan is run. */
  readonly options: PlanOptions;
  readonly plan: Pick<Plan, 'hash' | 'region'> & { readonly method: string } & {
    readonly requests: readonly unknown[];
  };
  /** @default - the prefixes of the target decide */
  readonly chosen?: readonly ObjectVersionId[];
  readonly world: PlanWorld;
  readonly survey: SurveyOptions;
  /** What was counted. @default - nothing was */
  readonly copied?: EstimatedAmount;
  /** Dollars that are paid once, by the prices of then. @default - nothing was counted */
  readonly once?: Estimate;
  /** How far a number may be off, as a share of it. */
  readonly tolerance: number;
}

/** A tenth: what a bucket that is in use may gain or lose between a plan and its run. */
export const TOLERANCE = 0.1;
const VERSION = 1;
const MAKE = 'make it with: s3-backfill plan --out plan.json';

const STATUSES = ['NONE', 'FAILED', 'COMPLETED', 'REPLICA'] as const satisfies readonly SelectableStatus[];
const ESTIMATE = z.strictObject({ value: z.number(), low: z.number(), high: z.number().exactOptional() });
const RULE = z.strictObject({
  id: z.string(),
  enabled: z.boolean(),
  priority: z.number(),
  prefix: z.string(),
  tags: z.record(z.string(), z.string()),
  excluded: z
    .strictObject({
      prefixes: z.array(z.string()),
      tags: z.array(z.strictObject({ key: z.string(), value: z.string() })),
      notUnderstood: z.literal(true).exactOptional(),
    })
    .exactOptional(),
  destinationBucket: z.string(),
  destinationAccountId: z.string().exactOptional(),
  kmsObjects: z.boolean(),
  deleteMarkers: z.boolean(),
  storageClass: z.string().exactOptional(),
  replicaKmsKeyArn: z.string().exactOptional(),
  sourceMultiRegionKey: z.literal(true).exactOptional(),
  ownerOverride: z.literal(true).exactOptional(),
}) satisfies z.ZodType<ReplicationRule>;
const SELECTION = z.strictObject({
  statuses: z.array(z.enum(STATUSES)).exactOptional(),
  createdAfterMs: z.number().exactOptional(),
  createdBeforeMs: z.number().exactOptional(),
  largerThanBytes: z.number().exactOptional(),
  smallerThanBytes: z.number().exactOptional(),
  storageClasses: z.array(z.string()).exactOptional(),
  suffix: z.string().exactOptional(),
  substring: z.string().exactOptional(),
  encryption: z.enum(['SSES3', 'SSEKMS', 'DSSEKMS', 'SSEC', 'NOTSSE']).exactOptional(),
  match: z.string().exactOptional(),
  globs: z.array(z.strictObject({ does: z.enum(['include', 'exclude']), glob: z.string() })).exactOptional(),
  tags: z.record(z.string(), z.string()).exactOptional(),
  latestOnly: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Selection>;

/** All that decides what is copied, and how; how fast it goes, whoever runs the plan says. */
const COPY_MEMBERS = {
  overwrite: z.enum(['never', 'different', 'always']).exactOptional(),
  annotations: z.enum(['copy', 'exclude']).exactOptional(),
  storageClass: z.string().exactOptional(),
  encryption: z
    .strictObject({ algorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']), kmsKeyArn: z.string().exactOptional() })
    .exactOptional(),
  newMetadata: z
    .strictObject({ headers: z.record(z.string(), z.string()), user: z.record(z.string(), z.string()) })
    .exactOptional(),
  newTags: z.record(z.string(), z.string()).exactOptional(),
  keep: z.array(z.enum(['acl', 'lock', 'redirects'])).exactOptional(),
  restored: z.boolean().exactOptional(),
  partsAboveBytes: z.number().exactOptional(),
  allVersions: z.boolean().exactOptional(),
} satisfies Record<keyof Omit<CopyOptions, SpeedOption | 'deletes' | 'renews'>, z.ZodType>;

const COPIES = z.strictObject(COPY_MEMBERS) satisfies z.ZodType<CopyOptions>;

const FILE = z.strictObject({
  version: z.literal(VERSION),
  madeMs: z.number(),
  endpoint: z.string().exactOptional(),
  target: z.unknown(),
  handoff: z.unknown().optional(),
  options: z.strictObject({
    batchJob: z
      .strictObject({ priority: z.number().exactOptional(), tagged: z.boolean().exactOptional() })
      .exactOptional(),
    selection: SELECTION.exactOptional(),
    copies: COPIES.exactOptional(),
  }),
  plan: z.strictObject({ method: z.string(), hash: z.string(), region: z.string(), requests: z.array(z.unknown()) }),
  /** CSV. */
  manifest: z.string().exactOptional(),
  world: z.strictObject({
    replicationRoleArn: z.string().exactOptional(),
    rules: z.array(RULE).exactOptional(),
    jobRoleTrust: z.string().exactOptional(),
    task: z.string().exactOptional(),
  }),
  survey: z.strictObject({
    mode: z.enum(['exact', 'sample', 'none']),
    inventory: z.string().exactOptional(),
    limit: z.number().exactOptional(),
  }),
  copied: z.strictObject({ versions: ESTIMATE, bytes: ESTIMATE }).exactOptional(),
  once: ESTIMATE.exactOptional(),
  tolerance: z.number().min(0).max(TOLERANCE),
});

/** @param manifest of a plan for versions that were chosen one by one */
export function planFileText(file: Omit<PlanFile, 'chosen'>, manifest: string | undefined): string {
  const { handoff, copied, once } = file;
  const whole: z.input<typeof FILE> = {
    version: VERSION,
    madeMs: file.madeMs,
    ...defined({ endpoint: file.endpoint }),
    target: file.target,
    handoff,
    options: file.options as z.input<typeof FILE>['options'],
    plan: { ...file.plan, requests: [...file.plan.requests] },
    ...defined({ manifest }),
    world: file.world as z.input<typeof FILE>['world'],
    survey: file.survey,
    ...defined({ copied, once }),
    tolerance: file.tolerance,
  };
  return `${indentedJson(whole)}\n`;
}

/** @throws RunnerError `preflight` when another S3 is asked than the one that the plan was made with: a rehearsal says nothing of AWS */
export function checkPlanEndpoint({ endpoint: then }: Pick<PlanFile, 'endpoint'>, now: string | undefined): void {
  if (then === now) return;
  const named = (endpoint: string | undefined): string =>
    endpoint === undefined ? "AWS's own endpoint" : `'${visible(publicText(endpoint))}'`;
  throw new RunnerError(
    'preflight',
    `nothing was sent: the plan was made with ${named(then)}, and ${named(now)} is asked: what was found there says nothing about this one`,
    'ask with the same --endpoint-url or AWS_ENDPOINT_URL, or with none if it had none; or make a plan here: s3-backfill plan --out plan.json',
  );
}

function parsed(text: string, origin: string): unknown {
  let json: unknown;
  try {
    json = readJson(text);
  } catch {
    return undefined;
  }
  // Whoever reviews the file would see the one, and the last is what counts.
  const name = repeatedName(text);
  if (name === undefined) return json;
  throw new RunnerError('usage', `${origin} cannot be used: it has the member '${visible(name)}' twice`, MAKE);
}

/** @throws RunnerError `usage` when it is no plan, naming what is wrong */
export function parsePlanFile(text: string, path: string): PlanFile {
  const origin = `the plan '${visible(path)}'`;
  const result = FILE.safeParse(parsed(text, origin));
  if (!result.success) throw new RunnerError('usage', `${origin} cannot be used: ${schemaFaults(result.error)}`, MAKE);
  const { target, handoff, manifest, copied, ...rest } = result.data;
  const checked = parseTarget(target, `${origin}, target`);
  return {
    ...rest,
    target: checked,
    ...(handoff === undefined ? {} : { handoff: parseHandoff(handoff, `${origin}, handoff`) }),
    ...(manifest === undefined ? {} : { chosen: parseManifest(manifest, checked.source.bucket, `in ${origin}`) }),
    ...defined({ copied }),
  };
}
