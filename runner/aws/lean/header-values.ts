// What is read of the headers of an object, whoever asked for them.
import type { IncomingHttpHeaders } from 'node:http';

const CHECKSUM = 'x-amz-checksum-';

export function one(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Milliseconds since 1970. */
export function timeOf(text: string | undefined): number | undefined {
  const timeMs = Date.parse(text ?? '');
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

export function sizeOf(headers: IncomingHttpHeaders): number | undefined {
  const size = headers['content-length'];
  return size !== undefined && /^\d+$/.test(size) && Number.isSafeInteger(Number(size)) ? Number(size) : undefined;
}

/** Those whose names begin so, by what follows. */
export function beginning(headers: IncomingHttpHeaders, prefix: string): Readonly<Record<string, string>> {
  const names = Object.keys(headers).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), one(headers, name) ?? '']));
}

/** By S3's name of the algorithm, in capitals; and what S3 says of all of them. */
export function checksumsIn(headers: IncomingHttpHeaders): {
  readonly type: string | undefined;
  readonly values: readonly (readonly [algorithm: string, value: string])[];
} {
  const { type, ...values } = beginning(headers, CHECKSUM);
  return { type, values: Object.entries(values).map(([name, value]) => [name.toUpperCase(), value]) };
}
