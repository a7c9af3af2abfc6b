// The order of S3's listings: keys by their UTF-8 bytes.

/** Negative: `a` comes first. JavaScript's own order of texts differs where keys have characters beyond U+FFFF. */
export function compareKeys(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
