// A file of kept evidence, as evidence.json and certificates name it.
import * as z from 'zod';

const amount = z.int().nonnegative();

/** In the directory and nowhere else, whoever has written it. */
export const KEPT_FILE = z.strictObject({
  name: z.string().regex(/^(?:[a-z0-9-]+\.(?:parquet|csv\.gz)|(?:source|destination)-manifest\.json)$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: amount,
  rows: amount.exactOptional(),
});
