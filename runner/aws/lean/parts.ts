// Parts of an object, straight from the socket to where they are wanted: a report of a hundred gigabytes comes in a hundred thousand of
// them, and the SDK would leave as much garbage as it brings.
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Buckets } from '../../ports/s3/buckets';
import { defined } from '../../text/defined';
import type { LeanS3 } from './lean-s3';
import { passingOver } from './link';

/** Undefined: these are not the bytes that were asked for. */
function objectBytesOf(range: unknown, from: number, filled: number): number | undefined {
  const [, first, last, all] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(String(range)) ?? [];
  if (Number(first) !== from || Number(last) - Number(first) + 1 !== filled) return undefined;
  return Number(all);
}

/** @param otherwise for a server that does not know ranges, and answers with the whole object */
export function leanReadPart({ ask }: LeanS3, otherwise: Buckets['readPart']): Buckets['readPart'] {
  return async (bucket, key, part, owner) => {
    const { from, into, etag } = part;
    const headers = defined({
      range: `bytes=${from}-${from + into.byteLength - 1}`,
      'if-match': etag,
      'x-amz-expected-bucket-owner': owner,
    }) as Readonly<Record<string, string>>;
    try {
      const answer = await passingOver(() =>
        ask({
          ...{ operation: 'GetObject', method: 'GET', bucket, key, headers, into },
          unwanted: ({ status }) => status === 200,
        }),
      );
      if (answer.status === 200) return await otherwise(bucket, key, part, owner);
      const { filled: readBytes = 0 } = answer;
      const objectBytes = objectBytesOf(answer.headers['content-range'], from, readBytes);
      if (objectBytes !== undefined) return { readBytes, objectBytes, ...defined({ etag: answer.headers.etag }) };
      throw new RunnerError('unavailable', `S3 GetObject ${bucket}: the answer does not tell which bytes it holds`);
    } catch (error) {
      if (isRunnerError(error, 'not-found') && error.code !== 'NoSuchBucket') return undefined;
      // An object without bytes has no first one.
      if (isRunnerError(error) && error.code === 'InvalidRange' && from === 0) return { readBytes: 0, objectBytes: 0 };
      throw error;
    }
  };
}
