// The certificate as others read it: schemas/certificate.schema.json is made from this.
import * as z from 'zod';
import type { Certificate } from '../events/certificate';
import { KEPT_FILE } from '../evidence/kept/kept-file';
import { TAKEN_FROM } from '../evidence/kept/taken-from';

const text = z.string();
const amount = z.int().nonnegative();
const answer = z.enum(['complete', 'incomplete', 'pending', 'not-compared']);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const digest = z.strictObject({ sha256, lines: amount });
const examples = z.array(z.strictObject({ key: text, versionId: text.exactOptional() }));
const group = z.strictObject({
  name: text,
  same: amount,
  missing: amount,
  different: amount,
  pending: amount,
  bytes: amount,
});

const read = z.strictObject({
  kind: z.enum(['inventory', 'listing']),
  location: text,
  madeAt: z.iso.datetime(),
  files: amount,
  rows: amount,
  damaged: z.array(
    z.strictObject({
      damage: z.enum([
        'broken-percent',
        'no-key',
        'no-size',
        'no-etag',
        'other-bucket',
        'listed-twice',
        'columns',
        'encoding',
        'quotes',
        'unreadable',
      ]),
      count: amount,
      examples: z.array(text),
    }),
  ),
});
const tables = z.strictObject({
  source: read,
  destination: read,
  doubtful: z.strictObject({ found: amount, looked: amount, unknown: amount, why: text.exactOptional() }),
  otherTraits: z.array(
    z.strictObject({
      trait: z.enum(['storage-class', 'encryption']),
      source: text,
      destination: text,
      count: amount,
      examples,
    }),
  ),
  byDay: z.array(group),
});

const reported = z.strictObject({
  transferId: text,
  location: text,
  rows: amount,
  otherRows: amount,
  groups: z.array(
    z.strictObject({
      says: z.enum(['succeeded', 'failed', 'not-listed', 'younger']),
      found: z.enum(['there', 'different', 'missing', 'source-deleted', 'gone']),
      count: amount,
      meaning: text,
      examples,
    }),
  ),
});

const finding = z.strictObject({
  finding: z.enum(['missing', 'different', 'pending']),
  reason: z.enum([
    'archived',
    'completed',
    'content',
    'customer-key',
    'delete-marker',
    'etag',
    'failed',
    'gone',
    'headers',
    'key-too-long',
    'kind',
    'kms-not-opted-in',
    'metadata',
    'nameless',
    'never-tried',
    'not-a-replica',
    'not-copied',
    'not-in-source',
    'object-lock',
    'pending',
    'replica',
    'size',
    'source-newer',
    'storage-class',
    'tags',
    'unknown',
    'unreadable',
    'website-redirect',
  ]),
  count: amount,
  meaning: text,
  remedy: text,
  examples,
});

const comparison = z.strictObject({
  destination: text,
  keyPrefix: z.strictObject({ source: text, destination: text }).exactOptional(),
  matched: z.enum(['by-version-id', 'newest-with-newest', 'from-the-newest']).exactOptional(),
  handedOn: amount.exactOptional(),
  ruleIds: z.array(text),
  answer,
  reason: text.exactOptional(),
  upTo: text.exactOptional(),
  listed: z.array(text),
  allVersions: z.literal(true).exactOptional(),
  versions: z.strictObject({
    compared: amount,
    same: amount,
    missing: amount,
    different: amount,
    pending: amount,
    outside: amount,
    bytes: amount,
    sameBytes: amount,
  }),
  deleteMarkers: z.strictObject({ listed: amount, same: amount, missing: amount, notReplicated: amount }),
  extra: z.strictObject({
    versions: amount,
    replicas: amount,
    others: amount,
    notLookedAt: amount,
    deleteMarkers: amount,
    examples,
  }),
  evidence: z.strictObject({
    how: z.enum(['all', 'sample', 'none']),
    looked: amount,
    of: amount,
    drawn: amount.exactOptional(),
    tags: z.boolean(),
    why: text.exactOptional(),
    etagNotComparable: amount,
    contentNotComparable: amount.exactOptional(),
    contentNotRead: amount.exactOptional(),
    neverCompared: z
      .array(
        z.enum(['acl', 'annotations', 'encryption', 'object-lock', 'website-redirect', 'cache-control', 'file-mtime']),
      )
      .exactOptional(),
    replaced: z.array(z.enum(['metadata', 'tags'])).exactOptional(),
    statuses: z.array(z.strictObject({ status: text, count: amount })),
  }),
  findings: z.array(finding),
  byPrefix: z.array(group),
  byClass: z.array(group),
  sourceDigest: digest,
  destinationDigest: digest,
  tables: tables.exactOptional(),
  reported: reported.exactOptional(),
});

export const CERTIFICATE_SCHEMA = z
  .strictObject({
    ...TAKEN_FROM,
    source: z.strictObject({ bucket: text, region: text, accountId: text }),
    prefixes: z.array(text),
    chosen: amount.exactOptional(),
    matched: z.enum(['by-version-id', 'newest-with-newest', 'from-the-newest']).exactOptional(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    listing: z.enum(['ListObjectVersions', 'ListObjectsV2', 'S3Inventory']),
    answer,
    comparisons: z.array(comparison),
    kept: z.strictObject({ sha256, files: z.array(KEPT_FILE) }).exactOptional(),
  })
  .meta({ title: 'Certificate of s3-backfill verify' }) satisfies z.ZodType<Certificate>;
