// Bodies of objects that are too large to be held: they have a length and no bytes. Whoever needs none (listings, copies,
// replication) takes them for any other; their checksums are those of their length.

export function hollowBody(length: number): Buffer {
  return Object.defineProperty(Buffer.alloc(0), 'length', { value: length });
}

export function isHollow(body: Buffer): boolean {
  return body.length !== body.byteLength;
}

/** What a checksum of the body is made of. */
export function digestedBytes(body: Buffer): Buffer {
  return isHollow(body) ? Buffer.from(`${body.length} bytes`) : body;
}

/** @param end - the first byte that is no longer part of it */
export function partOfBody(body: Buffer, start: number, end: number): Buffer {
  return isHollow(body) ? hollowBody(end - start) : body.subarray(start, end);
}

export function joinBodies(bodies: readonly Buffer[]): Buffer {
  if (!bodies.some(isHollow)) return Buffer.concat(bodies);
  return hollowBody(bodies.reduce((sum, { length }) => sum + length, 0));
}
