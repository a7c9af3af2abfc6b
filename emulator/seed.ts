// What an emulator holds from the start: buckets with objects, read from a JSON file that docs/emulator.md describes.
import * as z from 'zod';
import { hollowBody, isHollow } from './http/hollow-body';
import type { Bucket, ObjectVersion } from './world/bucket';
import { isBucketName } from './s3/buckets/bucket-name';
import { newBucket } from './s3/buckets/create-bucket';
import { isStorageClass, readSystemMetadata } from './s3/versions/object-attributes';
import { EMPTY_BODY, etagOf, nextVersionId, NOTHING, putVersion, SSE_S3 } from './s3/versions/write-object';
import type { World } from './world/world';

/** Stands in a key and in a body for the number of the object, where one entry describes many. */
const NUMBER = '{n}';
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const LONGEST_KEY = 1024;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const LARGEST_OBJECT = 50 * 1000 ** 4;
/** The largest that is held in memory; parts of larger ones have this size. */
const LARGEST_HELD = 1024 ** 3;
const MOST_PARTS = 10_000;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const MOST_TAGS = 10;

const oneObject = z.strictObject({
  key: z
    .string()
    .min(1)
    .refine((key) => Buffer.byteLength(key) <= LONGEST_KEY, `has more than ${LONGEST_KEY} bytes in UTF-8`),
  /** How many objects this entry stands for: `{n}` in `key` and `body` is the number of each, from 1. */
  count: z.int().min(1).max(10_000_000).optional(),
  /** Text of the object. */
  body: z.string().optional(),
  /** Size of an object of which only the size matters. A large one has no bytes that could be read. */
  sizeBytes: z.int().min(0).max(LARGEST_OBJECT).optional(),
  /** How many versions the key has; each one's body ends in its number. */
  versions: z.int().min(1).max(10_000).default(1),
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .refine((tags) => Object.keys(tags).length <= MOST_TAGS, `more than ${MOST_TAGS} tags`)
    .default({}),
  metadata: z.record(z.string(), z.string()).default({}),
  contentType: z.string().default('binary/octet-stream'),
  storageClass: z.string().refine(isStorageClass, 'is not a storage class of S3').default('STANDARD'),
});

const seedObject = oneObject.refine(({ key, count }) => count === undefined || key.includes(NUMBER), {
  path: ['key'],
  message: `needs ${NUMBER} where a count is given, or every object would have the same key`,
});

type SeedObject = z.output<typeof seedObject>;

const seedBucket = z.strictObject({
  name: z.string().refine(isBucketName, 'is not a name that a bucket can have'),
  /** @default - the emulator's Region */
  region: z.string().optional(),
  /** @default - the first account */
  accountId: z.string().optional(),
  versioning: z.enum(['Enabled', 'Suspended']).optional(),
  objects: z.array(seedObject).default([]),
});

const seed = z.strictObject({
  buckets: z
    .array(seedBucket)
    .superRefine((buckets, faults) => {
      const names = buckets.map(({ name }) => name);
      names.forEach((name, index) => {
        if (names.indexOf(name) < index)
          faults.addIssue({
            code: 'custom',
            path: [index, 'name'],
            message: 'is the name of two buckets: names are unique across accounts',
          });
      });
    })
    .superRefine((buckets, faults) => {
      buckets.forEach(({ versioning, objects }, bucket) => {
        objects.forEach(({ versions }, index) => {
          if (versions > 1 && versioning !== 'Enabled')
            faults.addIssue({
              code: 'custom',
              path: [bucket, 'objects', index, 'versions'],
              message: 'more than one needs "versioning": "Enabled" of the bucket',
            });
        });
      });
    })
    .default([]),
});

/** What only the emulator that is seeded can know to be wrong. */
export class SeedError extends Error {}

/** State to begin with. */
export type Seed = z.input<typeof seed>;

/**
 * @param text - JSON
 * @throws Error that names each wrong field
 */
export function parseSeed(text: string): Seed {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`the seed is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const parsed = seed.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(`the seed is wrong:\n${z.prettifyError(parsed.error)}`);
}

/**
 * Creates what the seed describes. No replication configuration exists yet, so nothing is replicated.
 * @throws SeedError if an account is not one of the emulator's
 */
export function seedWorld(world: World, input: Seed): void {
  for (const { name, region, accountId, versioning, objects } of seed.parse(input).buckets) {
    const owner = accountId ?? world.accounts[0]?.accountId ?? '';
    if (!world.accounts.some((account) => account.accountId === owner)) {
      const known = world.accounts.map((account) => account.accountId).join(', ');
      throw new SeedError(
        `the seed is wrong: its bucket '${name}' is in account '${owner}'; the emulator has ${known}`,
      );
    }
    const bucket = newBucket(name, region ?? world.region, owner, world.clock.now());
    if (versioning !== undefined) bucket.versioning = versioning;
    world.buckets.set(name, bucket);
    for (const entry of objects) {
      for (const object of objectsOf(entry)) addVersions(world, bucket, object);
    }
  }
}

/** Each object that the entry stands for. */
function* objectsOf(entry: SeedObject): Generator<SeedObject, void, undefined> {
  const { key, body, count } = entry;
  if (count === undefined) {
    yield entry;
    return;
  }
  const digits = String(count).length;
  for (let number = 1; number <= count; number++) {
    // With leading zeros the keys are listed in the order of their numbers.
    const text = String(number).padStart(digits, '0');
    const numbered = { ...entry, key: key.replaceAll(NUMBER, text) };
    yield body === undefined ? numbered : { ...numbered, body: body.replaceAll(NUMBER, text) };
  }
}

function addVersions(world: World, bucket: Bucket, object: SeedObject): void {
  const systemMetadata = readSystemMetadata({ 'content-type': object.contentType });
  for (let number = 1; number <= object.versions; number++) {
    const body = bodyOf(object, number);
    const etag = etagOf(body, SSE_S3);
    const version: ObjectVersion = {
      key: object.key,
      versionId: nextVersionId(world, bucket),
      deleteMarker: false,
      lastModifiedMs: world.clock.now(),
      etag,
      body,
      systemMetadata,
      metadata: object.metadata,
      storageClass: object.storageClass,
      encryption: SSE_S3,
      checksums: NOTHING,
      tags: object.tags,
      ...(isHollow(body) ? uploadedInParts(body.length, etag) : {}),
    };
    putVersion(world, bucket, version);
  }
}

/** So large an object cannot have come in one piece. */
function uploadedInParts(sizeBytes: number, etag: string): Pick<ObjectVersion, 'etag' | 'partSizes'> {
  const partBytes = Math.max(LARGEST_HELD, Math.ceil(sizeBytes / MOST_PARTS));
  const count = Math.ceil(sizeBytes / partBytes);
  const partSizes = Array.from({ length: count }, (_, index) => Math.min(partBytes, sizeBytes - index * partBytes));
  return { etag: etag.replace(/"$/, `-${count}"`), partSizes };
}

function bodyOf({ body, sizeBytes, versions }: SeedObject, number: number): Buffer {
  if (body !== undefined) return Buffer.from(versions === 1 ? body : `${body}\n${number}`);
  if (sizeBytes === undefined || sizeBytes === 0) return EMPTY_BODY;
  return sizeBytes > LARGEST_HELD ? hollowBody(sizeBytes) : Buffer.alloc(sizeBytes, String(number));
}
