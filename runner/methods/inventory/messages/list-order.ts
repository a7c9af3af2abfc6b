// What the reader is told to read: an inventory, or one file of it. Messages are text that anybody may have written who may write to the queue.
import * as z from 'zod';

const text = z.string().min(1);

/** An inventory, by its manifest. */
const MANIFEST = z.strictObject({
  version: z.literal(1),
  kind: z.literal('manifest'),
  /** `…/manifest.json`, in the bucket that inventories are delivered to. */
  key: text,
});

/** One file of an inventory. */
const FILE = z.strictObject({
  version: z.literal(1),
  kind: z.literal('file'),
  run: text,
  /** Number of the file in the manifest, from 0. */
  number: z.number().int().nonnegative(),
  key: text,
  MD5checksum: text,
  /** The columns, as the manifest names them. */
  fileSchema: text,
});

/** What S3 tells EventBridge of an object that it has written; the key is as it is, without any encoding. */
const EVENT = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({ bucket: z.object({ name: text }), object: z.object({ key: text }) }),
});

export type FileOrder = z.output<typeof FILE>;
export type ListOrder = z.output<typeof MANIFEST> | FileOrder;

const ORDER = z.discriminatedUnion('kind', [MANIFEST, FILE]);
const CHECKSUM = /(^|\/)manifest\.checksum$/;

/**
 * @param bucket that inventories are delivered to
 * @returns undefined: it is none, or of another bucket
 */
export function listOrderOf(body: string, bucket: string): ListOrder | undefined {
  const value = valueOf(body);
  const order = ORDER.safeParse(value);
  if (order.success) return order.data;
  const event = EVENT.safeParse(value);
  if (!event.success || event.data.detail.bucket.name !== bucket) return undefined;
  const { key } = event.data.detail.object;
  // S3 writes it last.
  if (!CHECKSUM.test(key)) return undefined;
  return { version: 1, kind: 'manifest', key: key.replace(/checksum$/, 'json') };
}

export function valueOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
