// What evidence.json says of a comparison of buckets.
import * as z from 'zod';
import type { Certificate, TakenFrom } from '../../events/certificate';
import { KEPT_REFUSAL, type KeptRefusal } from '../../evidence/kept/looks';
import { TAKEN_FROM } from '../../evidence/kept/taken-from';
import { bucketNameFault } from '../../text/s3-address';
import type { Scope } from '../scope';

export interface KeptComparison {
  readonly scope: Pick<Scope, 'destination' | 'rules' | 'prefixes'>;
  /** Of what was drawn at random. */
  readonly seed: number;
  /** Why it could not be made; no file is of it then. @default - it was made */
  readonly reason?: string;
  /** @default - no tags were refused */
  readonly tagsRefused?: KeptRefusal;
}

export interface KeptVerify extends TakenFrom, Pick<Certificate, 'source' | 'prefixes' | 'startedAt' | 'endedAt'> {
  readonly listing: 'ListObjectVersions';
  /** Replicas that were looked at, of those that the listings show to be equal. */
  readonly sample: number;
  readonly comparisons: readonly KeptComparison[];
}

const text = z.string();
const texts = z.array(text);
const flag = z.boolean();
const amount = z.int().nonnegative();
const bucket = text.refine((name) => bucketNameFault(name) === undefined, 'is no name of a bucket');
const excluded = z.strictObject({
  prefixes: texts,
  tags: z.array(z.strictObject({ key: text, value: text })),
  notUnderstood: z.literal(true).exactOptional(),
});
const rule = z.strictObject({
  id: text,
  enabled: flag,
  priority: z.int(),
  prefix: text,
  tags: z.record(text, text),
  excluded: excluded.exactOptional(),
  destinationBucket: text,
  destinationAccountId: text.exactOptional(),
  kmsObjects: flag,
  deleteMarkers: flag,
  storageClass: text.exactOptional(),
  replicaKmsKeyArn: text.exactOptional(),
  sourceMultiRegionKey: z.literal(true).exactOptional(),
  ownerOverride: z.literal(true).exactOptional(),
});

export const KEPT_SCOPE = z.strictObject({ destination: bucket, rules: z.array(rule), prefixes: texts });
export const KEPT_SOURCE = z.strictObject({ bucket, region: text, accountId: text });

const comparison = z.strictObject({
  scope: KEPT_SCOPE,
  seed: amount,
  reason: text.exactOptional(),
  tagsRefused: KEPT_REFUSAL.exactOptional(),
});

export const KEPT_VERIFY = z.object({
  ...TAKEN_FROM,
  source: KEPT_SOURCE,
  prefixes: texts,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  listing: z.literal('ListObjectVersions'),
  sample: amount,
  comparisons: z.array(comparison).min(1),
}) satisfies z.ZodType<KeptVerify>;
