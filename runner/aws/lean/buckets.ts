// What every copy asks of its buckets before it begins.
import { isRunnerError } from '../../ports/errors';
import type { BucketSettings } from '../../ports/s3/bucket-settings';
import type { Buckets } from '../../ports/s3/buckets';
import type { Objects } from '../../ports/s3/objects';
import { defined } from '../../text/defined';
import { element, elements } from '../s3/answer-xml';
import { isListing, listedInstead } from '../s3/listing-instead';
import { decodeListed } from '../s3/s3-clients';
import { isEnabled, told } from '../told';
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
      const byDefault = element(rule, 'ApplyServerSideEncryptionByDefault');
      if (byDefault === undefined) return undefined;
      const algorithm = element(rule, 'SSEAlgorithm');
      return {
        algorithm: told(algorithm, `S3 GetBucketEncryption ${bucket}`, 'the default encryption'),
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
      more = element(body, 'IsTruncated') === 'true' ? element(body, 'NextContinuationToken') : undefined;
    }
    return found.slice(0, limit);
  };
}
