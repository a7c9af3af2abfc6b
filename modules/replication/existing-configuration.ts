// A replication configuration that a bucket has already, in S3's own words: what `aws s3api get-bucket-replication` prints.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationConfiguration.html
import type {
  S3BucketReplicationConfigurationRule,
  S3BucketReplicationConfigurationRuleDestination,
  S3BucketReplicationConfigurationRuleFilter,
} from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import { Token } from 'cdktf';
import * as z from 'zod';
import type { Refusal } from '../refusals/refusal';
import { given } from '../values/given';
import { literal } from '../values/literal';

const status = z.strictObject({ Status: z.enum(['Enabled', 'Disabled']) });
const minutes = z.strictObject({ Minutes: z.int() });
const tag = z.strictObject({ Key: z.string(), Value: z.string() });

const destination = z.strictObject({
  Bucket: z.string(),
  Account: z.string().optional(),
  StorageClass: z.string().optional(),
  AccessControlTranslation: z.strictObject({ Owner: z.string() }).optional(),
  EncryptionConfiguration: z.strictObject({ ReplicaKmsKeyID: z.string().optional() }).optional(),
  ReplicationTime: status.extend({ Time: minutes }).optional(),
  Metrics: status.extend({ EventThreshold: minutes.optional() }).optional(),
});

const rule = z.strictObject({
  ID: z.string(),
  Status: z.enum(['Enabled', 'Disabled']),
  Priority: z.int().optional(),
  Prefix: z.string().optional(),
  Filter: z
    .strictObject({
      Prefix: z.string().optional(),
      Tag: tag.optional(),
      And: z.strictObject({ Prefix: z.string().optional(), Tags: z.array(tag).optional() }).optional(),
    })
    .optional(),
  DeleteMarkerReplication: z.strictObject({ Status: z.enum(['Enabled', 'Disabled']).optional() }).optional(),
  SourceSelectionCriteria: z
    .strictObject({ SseKmsEncryptedObjects: status.optional(), ReplicaModifications: status.optional() })
    .optional(),
  Destination: destination,
});

const answer = z.strictObject({
  ReplicationConfiguration: z.strictObject({ Role: z.string(), Rules: z.array(rule).min(1) }),
});

/** The answer of `aws s3api get-bucket-replication`. */
export type ExistingReplication = z.input<typeof answer>;
type ExistingRule = z.output<typeof rule>;

/** What is taken over. */
export interface TakenOver {
  readonly roleArn: string;
  readonly rules: readonly S3BucketReplicationConfigurationRule[];
  /** What new rules must not use again. */
  readonly identities: readonly { readonly id: string; readonly priority: number }[];
  /** The rules were of the first version of the schema, and are written in the second. */
  readonly isConverted: boolean;
}

/** @returns what is not as `get-bucket-replication` prints it, in words for people; undefined if nothing is */
export function faultOfExisting(existing: unknown): string | undefined {
  const parsed = answer.safeParse(existing);
  if (parsed.success) return undefined;
  const found = z.prettifyError(parsed.error).replace(/\s*\n\s*/g, ' ');
  return `the answer of aws s3api get-bucket-replication is needed, as it is (${found})`;
}

export function existingRefusals(prop: string, given: ExistingReplication | undefined): readonly Refusal[] {
  const fault = given === undefined ? undefined : faultOfExisting(given);
  return fault === undefined ? [] : [{ prop, given, allowed: fault }];
}

/** The same rules as Terraform's; a rule of the first version of the schema becomes one of the second that does the same. */
export function takeOver(existing: ExistingReplication): TakenOver {
  const { Role: roleArn, Rules } = answer.parse(existing).ReplicationConfiguration;
  // One rule without a filter makes all of them rules of the first version, which have no priorities and cannot overlap.
  const isConverted = Rules.some(({ Filter }) => Filter === undefined);
  const rules = Rules.map((one, index) => blockOf(isConverted ? { ...one, Priority: index + 1 } : one, isConverted));
  return {
    roleArn,
    rules,
    identities: Rules.map(({ ID, Priority = 0 }, index) => ({ id: ID, priority: isConverted ? index + 1 : Priority })),
    isConverted,
  };
}

function blockOf(existing: ExistingRule, isConverted: boolean): S3BucketReplicationConfigurationRule {
  const { DeleteMarkerReplication, SourceSelectionCriteria: selection, Priority = 0 } = existing;
  return {
    id: asItIs(existing.ID),
    priority: Priority,
    status: existing.Status,
    filter: filterOf(existing),
    // The first version copies the delete markers that users make, and has no word for it.
    deleteMarkerReplication: { status: isConverted ? 'Enabled' : (DeleteMarkerReplication?.Status ?? 'Disabled') },
    ...given({
      sourceSelectionCriteria:
        selection &&
        given({
          sseKmsEncryptedObjects: statusOf(selection.SseKmsEncryptedObjects),
          replicaModifications: statusOf(selection.ReplicaModifications),
        }),
    }),
    destination: destinationOf(existing.Destination),
  };
}

function statusOf(existing: z.output<typeof status> | undefined): { readonly status: string } | undefined {
  return existing && { status: existing.Status };
}

function filterOf({ Filter: filter = {}, Prefix }: ExistingRule): S3BucketReplicationConfigurationRuleFilter {
  const { And: and, Tag: single } = filter;
  if (single !== undefined) return { tag: { key: asItIs(single.Key), value: asItIs(single.Value) } };
  if (and === undefined) return { prefix: asItIs(filter.Prefix ?? Prefix ?? '') };
  const tags = Object.fromEntries((and.Tags ?? []).map(({ Key, Value }) => [asItIs(Key), asItIs(Value)]));
  const prefix = and.Prefix === undefined ? undefined : asItIs(and.Prefix);
  return { and: { ...given({ prefix }), tags } };
}

/** What S3 says is no expression, even where it looks like one of Terraform; only a token is. */
function asItIs(text: string): string {
  return Token.isUnresolved(text) ? text : literal(text.replace(/([$%])(?=\{)/g, '$1$1'));
}

function destinationOf(existing: z.output<typeof destination>): S3BucketReplicationConfigurationRuleDestination {
  const { Account: account, AccessControlTranslation: translation, ReplicationTime: time, Metrics: metrics } = existing;
  const key = existing.EncryptionConfiguration?.ReplicaKmsKeyID;
  const threshold = metrics?.EventThreshold;
  return {
    bucket: existing.Bucket,
    ...given({
      account: account === undefined ? undefined : literal(account),
      storageClass: existing.StorageClass,
      accessControlTranslation: translation && { owner: translation.Owner },
      encryptionConfiguration: key === undefined ? undefined : { replicaKmsKeyId: key },
      replicationTime: time && { status: time.Status, time: { minutes: time.Time.Minutes } },
      metrics: metrics && {
        status: metrics.Status,
        ...given({ eventThreshold: threshold && { minutes: threshold.Minutes } }),
      },
    }),
  };
}
