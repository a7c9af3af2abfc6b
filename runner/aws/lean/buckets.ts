// What every copy asks of its buckets before it begins; and parts of their objects.
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { BucketSettings } from '../../ports/s3/bucket-settings';
import type { Buckets } from '../../ports/s3/buckets';
import type { Objects } from '../../ports/s3/objects';
import { defined } from '../../text/defined';
import { element, elements } from '../s3/answer-xml';
import { isListing, listedInstead } from '../s3/listing-instead';
import { decodeListed } from '../s3/s3-clients';
import { isEnabled, pagesOf, told } from '../told';
import type { LeanS3 } from './lean-s3';
import { passingOver } from './link';

/** Entries of a page, the most that S3 gives. */
const PAGE = 1000;

/** One setting of a bucket, as it is written. @throws RunnerError `refused` where the server does not know it, and lists the bucket */
async function setting(
  ask: LeanS3['ask'],
  bucket: string,
  operation: string,
  name: string,
  whole: RegExp,
): Promise<string> {
  const isRead = (body: string): boolean => whole.test(body) || isListing(body);
  const { body } = await passingOver(() => ask({ operation, method: 'GET', bucket, query: { [name]: '' }, isRead }));
  if (isListing(body)) throw listedInstead(operation, bucket);
  return body;
}

export function leanVersioning({ ask }: LeanS3): Buckets['versioning'] {
  return async (bucket) => {
    const whole = /<\/VersioningConfiguration>\s*$|<VersioningConfiguration[^<>]*\/>\s*$/;
    const status = element(await setting(ask, bucket, 'GetBucketVersioning', 'versioning', whole), 'Status');
    if (status === undefined) return 'never enabled';
    const word = status === 'Suspended' ? 'Disabled' : status;
    return isEnabled(word, `S3 GetBucketVersioning ${bucket}`, 'versioning') ? 'Enabled' : 'Suspended';
  };
}

/** Of what answers an error with this code where the bucket says nothing. */
function unlessCode(code: string): (error: unknown) => undefined {
  return (error) => {
    if (isRunnerError(error) && error.code === code) return undefined;
    throw error;
  };
}

export function leanBucketSettings({ ask }: LeanS3): Pick<BucketSettings, 'encryption' | 'isOwnedBy' | 'policy'> {
  async function isVisible(bucket: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
    try {
      await passingOver(() => ask({ operation: 'HeadBucket', method: 'HEAD', bucket, headers }));
      return true;
    } catch (error) {
      if (isRunnerError(error, 'denied')) return false;
      throw error;
    }
  }

  return {
    policy: (bucket) =>
      setting(ask, bucket, 'GetBucketPolicy', 'policy', /^\s*\{[^]*\}\s*$/).catch(unlessCode('NoSuchBucketPolicy')),

    async encryption(bucket) {
      const whole = /<\/ServerSideEncryptionConfiguration>\s*$/;
      const body = await setting(ask, bucket, 'GetBucketEncryption', 'encryption', whole).catch(
        unlessCode('ServerSideEncryptionConfigurationNotFoundError'),
      );
      const [rule = ''] = elements(body ?? '', 'Rule');
      const blocked = [...elements(element(rule, 'BlockedEncryptionTypes') ?? '', 'EncryptionType')];
      const byDefault = element(rule, 'ApplyServerSideEncryptionByDefault');
      if (byDefault === undefined && blocked.length === 0) return undefined;
      // A rule that only blocks something leaves the encryption as it is where nothing is said.
      const algorithm = byDefault === undefined ? 'AES256' : element(rule, 'SSEAlgorithm');
      return {
        algorithm: told(algorithm, `S3 GetBucketEncryption ${bucket}`, 'the default encryption'),
        ...(blocked.includes('SSE-C') ? { blocksCustomerKeys: true } : {}),
        bucketKey: element(rule, 'BucketKeyEnabled') === 'true',
        ...defined({ kmsKeyArn: element(rule, 'KMSMasterKeyID') || undefined }),
      };
    },

    async isOwnedBy(bucket, accountId) {
      if (!(await isVisible(bucket, {}))) return undefined;
      return isVisible(bucket, { 'x-amz-expected-bucket-owner': accountId });
    },
  };
}

export function leanBelow({ ask }: LeanS3): Objects['below'] {
  return async (bucket, prefix, limit) => {
    const found: string[] = [];
    const call = `S3 ListObjectsV2 ${bucket}`;
    const goesOn = pagesOf<string>(call);
    let more: string | undefined = '';
    while (more !== undefined && found.length < limit) {
      const query: Record<string, string> = {
        'list-type': '2',
        'encoding-type': 'url',
        delimiter: '/',
        prefix,
        'max-keys': String(Math.min(limit - found.length, PAGE)),
        ...(more === '' ? {} : { 'continuation-token': more }),
      };
      const isRead = (body: string): boolean => /<\/ListBucketResult>\s*$/.test(body);
      const { body } = await passingOver(() =>
        ask({ operation: 'ListObjectsV2', method: 'GET', bucket, query, isRead }),
      );
      const decoded = (text: string | undefined): string => decodeListed(text ?? '');
      for (const folder of elements(body, 'CommonPrefixes')) found.push(decoded(element(folder, 'Prefix')));
      for (const object of elements(body, 'Contents')) found.push(decoded(element(object, 'Key')));
      const isTruncated = told(element(body, 'IsTruncated'), call, 'whether it goes on');
      const token = element(body, 'NextContinuationToken');
      more = isTruncated === 'true' ? goesOn(told(token || undefined, call, 'the token of the next page')) : undefined;
    }
    return found.slice(0, limit);
  };
}

/** Undefined: these are not the bytes that were asked for. */
function objectBytesOf(range: unknown, from: number, filled: number): number | undefined {
  const [, first, last, all] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(String(range)) ?? [];
  if (Number(first) !== from || Number(last) - Number(first) + 1 !== filled) return undefined;
  return Number(all);
}

/**
 * Parts of an object, straight from the socket to where they are wanted: a report of a hundred gigabytes comes in a hundred thousand of
 * them, and the SDK would leave as much garbage as it brings.
 * @param otherwise for a server that does not know ranges, and answers with the whole object
 */
export function leanReadPart({ ask }: LeanS3, otherwise: Buckets['readPart']): Buckets['readPart'] {
  return async (bucket, key, part, owner) => {
    const { from, into, etag } = part;
    const headers = defined({
      range: `bytes=${from}-${from + into.byteLength - 1}`,
      'if-match': etag,
      'x-amz-expected-bucket-owner': owner,
    }) as Readonly<Record<string, string>>;
    try {
      // What breaks off is asked for again by whoever is patient, who says so.
      const answer = await ask({
        ...{ operation: 'GetObject', method: 'GET', bucket, key, headers, into },
        unwanted: ({ status }) => status === 200,
      });
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
