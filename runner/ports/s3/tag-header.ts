// Tags as a header holds them, written as a query.

/** Bytes that S3 takes in such a header. */
const MOST_BYTES = 2_048;

export function tagHeader(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

/** Whether they fit into the header; others are put when the object is there. */
export function fitsHeader(tags: Readonly<Record<string, string>>): boolean {
  return tagHeader(tags).length <= MOST_BYTES;
}
