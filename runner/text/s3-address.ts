// Where something lies in S3, in the forms that people copy from elsewhere: s3:// addresses, ARNs, addresses of S3 and of its console.
import { visible } from './safe-text';

export interface S3Address {
  readonly bucket: string;
  /** Of an object, or the beginning of several; empty: the whole bucket. */
  readonly key: string;
  /** What people call such an address. */
  readonly form: 'ARN' | 'URL';
}

const S3_HOST =
  /^(?:(.+)\.)?s3(?:[.-](?:accelerate|dualstack|fips|website|external-1|[a-z]{2,}(?:-[a-z]+)+-\d+))*\.amazonaws\.com(?:\.cn)?$/;
const CONSOLE_HOST = /(?:^|\.)console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/;

/** Percent signs that encode nothing stay. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function ofWeb(text: string): Omit<S3Address, 'form'> | undefined {
  if (!URL.canParse(text)) return undefined;
  const { hostname, pathname, searchParams } = new URL(text);
  const path = decoded(pathname.slice(1));
  if (CONSOLE_HOST.test(hostname)) {
    const bucket = /^s3\/(?:buckets|object)\/([^/]+)/.exec(path)?.[1];
    return bucket === undefined ? undefined : { bucket, key: searchParams.get('prefix') ?? '' };
  }
  const host = S3_HOST.exec(hostname);
  if (host === null) return undefined;
  if (host[1] !== undefined) return { bucket: host[1], key: path };
  const [, bucket = '', key = ''] = /^([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return bucket === '' ? undefined : { bucket, key };
}

/** Undefined: it is no such address. */
export function s3Address(text: string): S3Address | undefined {
  const trimmed = text.trim();
  const [, arnBucket, arnKey] = /^arn:[a-z0-9-]+:s3:::([^/]+)\/?(.*)$/s.exec(trimmed) ?? [];
  if (arnBucket !== undefined) return { bucket: arnBucket, key: arnKey ?? '', form: 'ARN' };
  const [, bucket, key] = /^s3[an]?:\/\/([^/]+)\/?(.*)$/is.exec(trimmed) ?? [];
  if (bucket !== undefined) return { bucket, key: key ?? '', form: 'URL' };
  const found = /^https?:\/\//i.test(trimmed) ? ofWeb(trimmed) : undefined;
  return found === undefined ? undefined : { ...found, form: 'URL' };
}

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const ALLOWED = 'a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens';

/** How the parts of an address are to be given. */
function inParts(bucket: string, key: string): string {
  const rest = key === '' ? '' : `, and '${visible(key)}' as its prefix`;
  return `write '${visible(bucket)}'${rest}`;
}

/** What is wrong with `name` as the name of a bucket; undefined when nothing is. */
export function bucketNameFault(name: string): string | undefined {
  const given = `got '${visible(name)}'`;
  const address = s3Address(name);
  if (address !== undefined)
    return `got the ${address.form} '${visible(name)}' where a bucket name is meant: ${inParts(address.bucket, address.key)}`;
  if (BUCKET_NAME.test(name)) return undefined;
  if (/^arn:[a-z0-9-]+:s3[a-z-]*:[^:]*:\d*:accesspoint[/:]/.test(name))
    return `got the ARN of an access point '${visible(name)}' where a bucket name is meant: write the name of the bucket behind it`;
  const [, bucket = '', key = ''] = /^\s*([^/\s]+)\s*\/?\s*(.*?)\s*$/s.exec(name) ?? [];
  if (BUCKET_NAME.test(bucket)) return `${given}; ${ALLOWED}: ${inParts(bucket, key)}`;
  const lower = bucket.toLowerCase();
  if (BUCKET_NAME.test(lower)) return `${given}; ${ALLOWED}: ${inParts(lower, key)}, if it is the bucket that is meant`;
  return `${given}; ${ALLOWED}`;
}

/** What is wrong with `prefix` as the beginning of keys; undefined when nothing is. No key is likely to begin with an address. */
export function prefixFault(prefix: string): string | undefined {
  const address = s3Address(prefix);
  if (address === undefined) return undefined;
  const instead = address.key === '' ? `an empty prefix ('') for the whole bucket` : `'${visible(address.key)}'`;
  return `got the ${address.form} '${visible(prefix)}' where a prefix of keys is meant: write ${instead}, and '${visible(address.bucket)}' as its bucket`;
}

/** Of a key, in UTF-8. */
export const LONGEST_KEY_BYTES = 1_024;

/** A beginning that takes the place of another one may leave nothing of a key, or make it too long. */
export type KeyFault = 'nameless' | 'key-too-long';

/** Why no object can have a key; undefined: one can. */
export function keyFaultOf(key: string): KeyFault | undefined {
  if (key === '') return 'nameless';
  // No character takes more than three bytes for each of its UTF-16 units.
  return key.length * 3 > LONGEST_KEY_BYTES && Buffer.byteLength(key) > LONGEST_KEY_BYTES ? 'key-too-long' : undefined;
}
