// Multipart uploads in memory, by S3's conditions; a script says which requests fail, and how.
import { createHash } from 'node:crypto';
import { RunnerError } from '../../../runner/ports/errors';
import type { CopiedObject, CopySource, Standing } from '../../../runner/ports/s3/copying';
import type {
  CopiedPart,
  Completion,
  ObjectTags,
  PartOrder,
  UploadOrder,
  Uploads,
} from '../../../runner/ports/s3/uploads';

export interface FakeUpload {
  readonly order: UploadOrder;
  readonly parts: Map<number, PartOrder>;
}

export interface UploadCall {
  readonly operation: keyof Uploads;
  readonly key: string;
  /** Of a part. */
  readonly number?: number;
}

export interface FakeUploads extends Uploads {
  /** Those that are neither completed nor aborted, by id. */
  readonly open: Map<string, FakeUpload>;
  readonly completed: { readonly order: UploadOrder; readonly parts: readonly PartOrder[] }[];
  /** Every request, in the order in which they came. */
  readonly calls: UploadCall[];
  /** By `bucket/key`. */
  readonly tagsOf: Map<string, ObjectTags>;
  readonly annotationsOf: Map<string, Map<string, string>>;
  /** Asked before each request: what is thrown; with `after`, when it was done. */
  uploadFault: (call: UploadCall) => { readonly error: RunnerError; readonly after?: boolean } | undefined;
}

interface Store {
  /** @throws RunnerError unless the source is as it is given */
  check(from: CopySource): void;
  /** @throws RunnerError unless what stands there is as it is given */
  write(order: UploadOrder, onto: Standing, sizeBytes: number, etag: string): CopiedObject;
}

function noSuchUpload(): RunnerError {
  return new RunnerError('not-found', 'S3: NoSuchUpload', undefined, 'NoSuchUpload');
}

export function fakeUploads(store: Store): FakeUploads {
  const nameOf = ({ bucket, key }: { bucket: string; key: string }): string => `${bucket}/${key}`;
  let uploads = 0;
  async function asked<Result>(call: UploadCall, act: () => Result): Promise<Result> {
    fake.calls.push(call);
    await Promise.resolve();
    const fault = fake.uploadFault(call);
    if (fault !== undefined && fault.after !== true) throw fault.error;
    const result = act();
    if (fault !== undefined) throw fault.error;
    return result;
  }
  function find(uploadId: string): FakeUpload {
    const found = fake.open.get(uploadId);
    if (found === undefined) throw noSuchUpload();
    return found;
  }
  const etagOf = ({ number }: PartOrder): string => createHash('md5').update(String(number)).digest('hex');
  function complete({ to, onto, sizeBytes, parts }: Completion): CopiedObject {
    const upload = find(to.uploadId);
    const orders = parts.map(({ number }) => upload.parts.get(number));
    const whole = orders.filter((order) => order !== undefined);
    if (whole.length !== orders.length) throw new Error('a part was named that was not copied');
    const digest = createHash('md5');
    for (const { etag } of parts) digest.update(Buffer.from(etag, 'hex'));
    const copied = store.write(upload.order, onto, sizeBytes, `${digest.digest('hex')}-${parts.length}`);
    fake.open.delete(to.uploadId);
    fake.completed.push({ order: upload.order, parts: whole });
    return copied;
  }
  const fake: FakeUploads = {
    open: new Map(),
    completed: [],
    calls: [],
    tagsOf: new Map(),
    annotationsOf: new Map(),
    uploadFault: () => undefined,
    createUpload: (order) =>
      asked({ operation: 'createUpload', key: order.to.key }, () => {
        uploads += 1;
        fake.open.set(`u${uploads}`, { order, parts: new Map() });
        return `u${uploads}`;
      }),
    copyPart: (order) =>
      asked({ operation: 'copyPart', key: order.to.key, number: order.number }, (): CopiedPart => {
        const upload = find(order.to.uploadId);
        store.check(order.from);
        upload.parts.set(order.number, order);
        return { number: order.number, etag: etagOf(order) };
      }),
    completeUpload: (completion) =>
      asked({ operation: 'completeUpload', key: completion.to.key }, () => complete(completion)),
    abort: ({ key, uploadId }) =>
      asked({ operation: 'abort', key }, () => (fake.open.delete(uploadId) ? 'aborted' : 'gone')),
    uploads: (_bucket, prefix) =>
      asked({ operation: 'uploads', key: prefix }, () =>
        [...fake.open].map(([uploadId, { order }]) => ({ key: order.to.key, uploadId, initiatedMs: 0 })),
      ),
    tags: (place) => asked({ operation: 'tags', key: place.key }, () => fake.tagsOf.get(nameOf(place)) ?? {}),
    putTags: (place, tags) =>
      asked({ operation: 'putTags', key: place.key }, () => void fake.tagsOf.set(nameOf(place), tags)),
    annotations: (place) =>
      asked({ operation: 'annotations', key: place.key }, () => [
        ...(fake.annotationsOf.get(nameOf(place))?.keys() ?? []),
      ]),
    annotation: (place, name) =>
      asked({ operation: 'annotation', key: place.key }, () => fake.annotationsOf.get(nameOf(place))?.get(name)),
    putAnnotation: (place, _etag, name, text) =>
      asked({ operation: 'putAnnotation', key: place.key }, () => {
        const all = fake.annotationsOf.get(nameOf(place)) ?? new Map<string, string>();
        fake.annotationsOf.set(nameOf(place), all.set(name, text));
      }),
  };
  return fake;
}
