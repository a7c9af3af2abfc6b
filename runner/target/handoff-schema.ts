// The handoff's fields, checked. Terraform outputs are untrusted text until they have been here.
import { installedPage } from '../../docs/installed-page';
import * as z from 'zod';
import { HANDOFF_VERSION, type Handoff } from '../../modules/handoff';
import { queueInArn, queueInUrl } from '../text/arn';
import { taskArnFault } from '../ports/datasync/datasync-arn';
import { bucketNameFault, prefixFault } from '../text/s3-address';
import { RunnerError } from '../ports/errors';
import { shownJson, visible } from '../text/safe-text';
import { accountIdFault, regionFault, roleArnFault } from './aws-names';
import { wantedInstead } from './handoff-wants';
import type { Target } from './target';
import { schemaFaults } from '../text/schema-faults';

function queueUrlFault(text: string): string | undefined {
  if (queueInUrl(text) !== undefined) return undefined;
  return `got '${visible(text)}'; a queue's URL looks like https://sqs.eu-west-1.amazonaws.com/111122223333/name`;
}

function queueArnFault(text: string): string | undefined {
  if (queueInArn(text) !== undefined) return undefined;
  return `got '${visible(text)}'; a queue's ARN looks like arn:aws:sqs:eu-west-1:111122223333:name`;
}

function checked(fault: (text: string) => string | undefined): z.ZodType<string> {
  return z.string().superRefine((text, context) => {
    const found = fault(text);
    if (found !== undefined) context.addIssue({ code: 'custom', message: found });
  });
}

const bucket = checked(bucketNameFault);
const accountId = checked(accountIdFault);
const region = checked(regionFault);
const roleArn = checked(roleArnFault);
const folder = checked(prefixFault).pipe(z.string().max(512));
const place = z.object({ bucket, prefix: folder });

const source = z.object({ bucket, region, accountId });
const destinations = z.array(
  z.object({
    bucket,
    region: region.exactOptional(),
    accountId: accountId.exactOptional(),
    storageClass: z.string().exactOptional(),
    replicaKmsKeyArn: z.string().exactOptional(),
    ruleId: z.string(),
  }),
);
const rules = z.array(
  z.object({
    id: z.string(),
    prefix: z.string().exactOptional(),
    tags: z.record(z.string(), z.string()).exactOptional(),
    priority: z.number().int(),
    status: z.enum(['Enabled', 'Disabled']),
    deleteMarkers: z.boolean(),
  }),
);
const prefix = checked(prefixFault).pipe(z.string().max(1024));
const roles = z.object({
  replicationArn: roleArn.exactOptional(),
  batchJobArn: roleArn.exactOptional(),
  batchCopyArn: roleArn.exactOptional(),
});
const copy = z.object({
  bucket,
  prefix: folder.exactOptional(),
  region: region.exactOptional(),
  accountId: accountId.exactOptional(),
});

const taskArn = checked(taskArnFault);
const dataSync = z.object({
  taskArn,
  bucket,
  // Keys that only lose their prefix get an empty one.
  prefix: z.union([z.literal(''), prefix]).exactOptional(),
  region: region.exactOptional(),
  accountId: accountId.exactOptional(),
  reportRoleArn: roleArn.exactOptional(),
});

const queueUrl = checked(queueUrlFault);
const queueArn = checked(queueArnFault);
const inventory = z.object({
  bucket,
  prefix: z.union([z.literal(''), prefix]).exactOptional(),
  region: region.exactOptional(),
  accountId: accountId.exactOptional(),
  storageClass: z.string().exactOptional(),
  overwrite: z.enum(['different', 'never']),
  inventoryId: z.string().min(1).max(64),
  inventories: place,
  outcomes: place,
  listQueueUrl: queueUrl,
  copyQueueUrl: queueUrl,
  listDeadQueueUrl: queueUrl,
  listDeadQueueArn: queueArn,
  copyDeadQueueUrl: queueUrl,
  copyDeadQueueArn: queueArn,
  readerName: z.string().min(1),
  workerName: z.string().min(1),
  ruleName: z.string().min(1),
});

const tableName = z.string().regex(/^[a-z0-9_]{1,255}$/, 'Athena takes lower-case letters, digits and _');
const athena = z.object({
  region,
  workgroup: z.string().regex(/^[\w.-]{1,128}$/, "a workgroup's name has 1 to 128 letters, digits and . _ -"),
  database: tableName,
  sourceTable: tableName,
  destinationTable: tableName,
  reportTable: tableName,
  resultsLocation: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/(.+\/)?$/, 'it looks like s3://bucket/folder/'),
});

const HANDOFF = z
  .object({
    version: z.literal(HANDOFF_VERSION),
    source,
    destinations: destinations.exactOptional(),
    rules: rules.exactOptional(),
    roles,
    copy: copy.exactOptional(),
    dataSync: dataSync.exactOptional(),
    inventory: inventory.exactOptional(),
    athena: athena.exactOptional(),
    report: place,
    manifest: place.exactOptional(),
    prefixes: z.array(prefix),
  })
  .superRefine((given, context) => {
    const { batchJobArn, batchCopyArn } = given.roles;
    if ([batchJobArn, batchCopyArn, given.dataSync, given.inventory, given.athena].some((one) => one !== undefined))
      return;
    context.addIssue({ code: 'custom', path: ['roles', 'batchJobArn'], message: 'is missing, and batchCopyArn too' });
  }) satisfies z.ZodType<Handoff>;

const TARGET = z.strictObject({
  source,
  destinations,
  rules,
  prefixes: z.array(prefix).exactOptional(),
  copyTo: z
    // Keys that only lose their prefix get an empty one.
    .strictObject({ bucket, prefix: z.union([z.literal(''), prefix]).exactOptional(), before: prefix.exactOptional() })
    .exactOptional(),
  replicationRoleArn: roleArn.exactOptional(),
  dataSync: z.strictObject({ taskArn, reportRoleArn: roleArn.exactOptional() }).exactOptional(),
  inventory: inventory.exactOptional(),
  batchJob: z.object({
    region: region.exactOptional(),
    roleArn: roleArn.exactOptional(),
    batchCopyRoleArn: roleArn.exactOptional(),
    report: place.exactOptional(),
    manifest: place.exactOptional(),
  }),
}) satisfies z.ZodType<Target>;

/** Terraform writes `null` where nothing was set. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [key, withoutNulls(member)]),
  );
}

function versionFault(version: unknown): string | undefined {
  if (version === HANDOFF_VERSION) return undefined;
  if (typeof version !== 'number') {
    return `it has no version (got ${shownJson(version)}); this s3-backfill reads version ${HANDOFF_VERSION}`;
  }
  return version > HANDOFF_VERSION
    ? `it has version ${version} and this s3-backfill reads version ${HANDOFF_VERSION}: the runner is the old side`
    : `it has version ${version} and this s3-backfill reads version ${HANDOFF_VERSION}: the constructs that wrote it are the old side`;
}

function versionHint(version: unknown): string {
  return typeof version === 'number' && version > HANDOFF_VERSION
    ? 'update the runner to the version of s3-backfill that the Terraform side uses'
    : 'update s3-backfill on the Terraform side and run terraform apply again';
}

/**
 * `value` as a handoff.
 * @param origin where it was read, for messages
 * @throws RunnerError `usage`, naming every wrong field
 */
export function parseHandoff(value: unknown, origin: string): Handoff {
  const given = withoutNulls(value);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const hint = 'run terraform apply with the s3-backfill constructs, then: terraform output -json > outputs.json';
    throw new RunnerError('usage', `the handoff in ${origin} is not an object: ${shownJson(given)}`, hint);
  }
  const version = (given as Readonly<Record<string, unknown>>)['version'];
  const old = versionFault(version);
  if (old !== undefined)
    throw new RunnerError('usage', `cannot use the handoff in ${origin}: ${old}`, versionHint(version));
  const result = HANDOFF.safeParse(given);
  if (result.success) return result.data;
  throw new RunnerError(
    'usage',
    `the handoff in ${origin} is not right: ${schemaFaults(result.error)}`,
    [
      ...wantedInstead(result.error, given),
      `correct it where Terraform writes the output, and apply again: every field is explained in ${installedPage('docs/handoff.md', 'Fields')}`,
    ].join('; '),
  );
}

/**
 * `value` as a target that a plan has kept.
 * @param origin where it was read, for messages
 * @throws RunnerError `usage`, naming every wrong field
 */
export function parseTarget(value: unknown, origin: string): Target {
  const result = TARGET.safeParse(value);
  if (result.success) return result.data;
  throw new RunnerError('usage', `${origin} is not right: ${schemaFaults(result.error)}`);
}
