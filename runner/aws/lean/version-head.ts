// HeadObject, as checks, searches and comparisons look at a version: by the thousand, so that it costs what its headers cost.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Checksums, Objects, VersionHead } from '../../ports/s3/objects';
import { defined } from '../../text/defined';
import { bareEtag } from '../s3/s3-clients';
import type { Answer } from './connection';
import { beginning, checksumsIn, one, sizeOf, timeOf } from './header-values';
import type { LeanS3 } from './lean-s3';
import { passingOver } from './link';

type Headers = Answer['headers'];

/** By the names that are told to people. */
const TOLD_HEADERS = {
  'Cache-Control': 'cache-control',
  'Content-Disposition': 'content-disposition',
  'Content-Encoding': 'content-encoding',
  'Content-Language': 'content-language',
  Expires: 'expires',
  'Website-Redirect-Location': 'x-amz-website-redirect-location',
};
const ENCRYPTION = 'x-amz-server-side-encryption';
const LOCK = 'x-amz-object-lock';

function checksumsOf(headers: Headers): Checksums | undefined {
  const { type, values } = checksumsIn(headers);
  return values.length === 0 ? undefined : { values: Object.fromEntries(values), ...defined({ type }) };
}

function headersOf(headers: Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(TOLD_HEADERS).flatMap(([name, header]) => {
      const value = one(headers, header);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function headOf(headers: Headers, lacks: (what: string) => RunnerError): VersionHead {
  const sizeBytes = sizeOf(headers);
  const lastModifiedMs = timeOf(headers['last-modified']);
  if (sizeBytes === undefined) throw lacks('the size of the object');
  if (lastModifiedMs === undefined) throw lacks('when the object was written');
  const isCustomersKey = one(headers, `${ENCRYPTION}-customer-algorithm`) !== undefined;
  return {
    versionId: one(headers, 'x-amz-version-id') ?? 'null',
    sizeBytes,
    etag: bareEtag(headers.etag),
    lastModifiedMs,
    // S3 leaves the header out for this class.
    storageClass: one(headers, 'x-amz-storage-class') ?? 'STANDARD',
    // Of before January 2023, when S3 began to encrypt everything, there are objects without the header.
    encryption: isCustomersKey ? 'SSE-C' : (one(headers, ENCRYPTION) ?? 'NOT-SSE'),
    bucketKey: one(headers, `${ENCRYPTION}-bucket-key-enabled`) === 'true',
    contentType: one(headers, 'content-type') ?? '',
    headers: headersOf(headers),
    metadata: beginning(headers, 'x-amz-meta-'),
    tagCount: Number(one(headers, 'x-amz-tagging-count') ?? 0),
    ...defined({
      replicationStatus: one(headers, 'x-amz-replication-status'),
      kmsKeyArn: one(headers, `${ENCRYPTION}-aws-kms-key-id`),
      archiveStatus: one(headers, 'x-amz-archive-status'),
      restore: one(headers, 'x-amz-restore'),
      lockMode: one(headers, `${LOCK}-mode`),
      lockedUntilMs: timeOf(one(headers, `${LOCK}-retain-until-date`)),
      legalHold: one(headers, `${LOCK}-legal-hold`),
      checksums: checksumsOf(headers),
    }),
  };
}

export function leanVersionHead({ ask }: LeanS3): Objects['head'] {
  return async (bucket, key, versionId, { checksums = false, part } = {}) => {
    const lacks = (what: string): RunnerError =>
      new RunnerError('unavailable', `S3 HeadObject ${bucket}: the answer does not say ${what}`);
    const query = defined({ versionId, partNumber: part === undefined ? undefined : String(part) });
    const headers = checksums ? { 'x-amz-checksum-mode': 'ENABLED' } : {};
    try {
      const answer = await passingOver(() =>
        ask({ operation: 'HeadObject', method: 'HEAD', bucket, key, query, headers }),
      );
      return headOf(answer.headers, lacks);
    } catch (error) {
      if (isRunnerError(error, 'not-found') && error.code !== 'NoSuchBucket') return undefined;
      throw error;
    }
  };
}
