// Keeps the text of an answer beside what the SDK makes of it: it drops what it does not know.

import { bytesWithin, LARGEST } from '../../ports/limits';

/** @param kept where the text goes */
export function keepsBody(kept: { text: string }) {
  return <Call, Result extends { readonly response: unknown }>(next: (call: Call) => Promise<Result>) =>
    async (call: Call): Promise<Result> => {
      const result = await next(call);
      const response = result.response as { body?: unknown };
      const { body } = response;
      if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return result;
      const bytes = await bytesWithin(body as AsyncIterable<Uint8Array>, LARGEST.answer, 'an answer of S3');
      kept.text = bytes.toString('utf8');
      response.body = new Uint8Array(bytes);
      return result;
    };
}
