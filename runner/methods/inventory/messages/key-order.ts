// What a worker is told to copy: some dozen objects, as the inventory or a listing tells them.
import * as z from 'zod';
import type { ListedObject } from '../../../ports/s3/copying';
import { valueOf } from './list-order';

/** Key, size, ETag, milliseconds since 1970, storage class. */
const OBJECT = z.tuple([
  z.string().min(1),
  z.number().int().nonnegative(),
  z.string().min(1),
  z.number(),
  z.string().min(1),
]);
const ORDER = z.strictObject({
  version: z.literal(1),
  kind: z.literal('keys'),
  run: z.string().min(1),
  objects: z.array(OBJECT).min(1),
});

export interface KeyOrder {
  readonly run: string;
  readonly objects: readonly ListedObject[];
}

/** More than SQS takes of one message, ten of them to a request of 1 MiB. */
const MOST_BYTES = 100_000;
const MOST_OBJECTS = 50;
/** Such an object takes as long as all others of a message. */
const ALONE_BYTES = 1024 ** 3;

/** SQS refuses these two, and JSON leaves them as they are. */
const REFUSED = /[\ufffe\uffff]/g;

function bodyOf(run: string, objects: readonly string[]): string {
  return `{"version":1,"kind":"keys","run":${JSON.stringify(run)},"objects":[${objects.join(',')}]}`;
}

function objectText({ key, sizeBytes, etag, lastModifiedMs, storageClass }: ListedObject): string {
  const json = JSON.stringify([key, sizeBytes, etag, lastModifiedMs, storageClass]);
  return json.replace(REFUSED, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** Puts objects into messages, as they come. */
export class KeyOrders {
  #objects: string[] = [];
  #bytes = 0;

  constructor(private readonly run: string) {}

  /** @returns messages that are full */
  add(object: ListedObject): readonly string[] {
    const text = objectText(object);
    if (object.sizeBytes > ALONE_BYTES) return [bodyOf(this.run, [text])];
    const bytes = Buffer.byteLength(text) + 1;
    const full = this.#objects.length === MOST_OBJECTS || this.#bytes + bytes > MOST_BYTES ? this.rest() : [];
    this.#objects.push(text);
    this.#bytes += bytes;
    return full;
  }

  /** The message that is not full yet. */
  rest(): readonly string[] {
    const objects = this.#objects;
    this.#objects = [];
    this.#bytes = 0;
    return objects.length === 0 ? [] : [bodyOf(this.run, objects)];
  }
}

/** Undefined: it is none. */
export function keyOrderOf(body: string): KeyOrder | undefined {
  const order = ORDER.safeParse(valueOf(body));
  if (!order.success) return undefined;
  const { run, objects } = order.data;
  return {
    run,
    objects: objects.map(([key, sizeBytes, etag, lastModifiedMs, storageClass]) => ({
      ...{ key, sizeBytes, etag, lastModifiedMs, storageClass },
    })),
  };
}
