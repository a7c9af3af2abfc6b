// A server that does not know a setting of a bucket sees a GET of the bucket, and lists it. The SDK finds nothing in such an answer,
// and would say that nothing is set. Ceph RGW 16 does so with the default encryption.
import { Readable } from 'node:stream';
import { RunnerError } from '../../ports/errors';
import { bytesWithin, LARGEST } from '../../ports/limits';
import { visible } from '../../text/safe-text';

/** Operations that ask for one setting of a bucket. */
const SETTING = /^Get(?:Bucket(?!Location)|PublicAccessBlock|ObjectLockConfiguration)/;
const LISTING = /^(?:\s|<\?xml[^>]*\?>)*<ListBucketResult[\s>]/;
/** Of the beginning, in which the outermost element is named. */
const BEGINNING_BYTES = 256;

/** @param beginning of a body, or all of it */
export function isListing(beginning: string): boolean {
  return LISTING.test(beginning);
}

export function listedInstead(operation: string, bucket: string): RunnerError {
  return new RunnerError(
    'refused',
    `S3 ${operation} ${visible(bucket)}: this server does not know the operation: it answered with a listing of the bucket`,
  );
}

/** Undefined: it has none that can be read. */
async function bytesOf(body: unknown, what: string): Promise<Buffer | undefined> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return undefined;
  return bytesWithin(body as AsyncIterable<Uint8Array>, LARGEST.answer, what);
}

/** Of a client, nearest to the connection. @throws RunnerError `refused`: the setting is not known */
export function refusesListings() {
  return <Call extends { readonly input: object }, Result extends { readonly response: unknown }>(
      next: (call: Call) => Promise<Result>,
      { commandName = '' }: { readonly commandName?: string },
    ) =>
    async (call: Call): Promise<Result> => {
      const result = await next(call);
      const operation = commandName.replace(/Command$/, '');
      const response = result.response as { body?: unknown };
      const { body } = response;
      if (!SETTING.test(operation)) return result;
      const bytes = await bytesOf(body, `the answer of S3 ${operation}`);
      if (bytes === undefined) return result;
      if (!isListing(bytes.toString('latin1', 0, BEGINNING_BYTES))) {
        response.body = Readable.from([bytes]);
        return result;
      }
      const { Bucket = '' } = call.input as { readonly Bucket?: string };
      throw listedInstead(operation, Bucket);
    };
}
