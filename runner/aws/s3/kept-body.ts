// Keeps the text of an answer beside what the SDK makes of it: it drops what it does not know.

/** @param kept where the text goes */
export function keepsBody(kept: { text: string }) {
  return <Call, Result extends { readonly response: unknown }>(next: (call: Call) => Promise<Result>) =>
    async (call: Call): Promise<Result> => {
      const result = await next(call);
      const response = result.response as { body?: unknown };
      const { body } = response;
      if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return result;
      const chunks: Uint8Array[] = [];
      for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      kept.text = bytes.toString('utf8');
      response.body = new Uint8Array(bytes);
      return result;
    };
}
