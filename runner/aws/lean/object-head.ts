// HeadObject: what its headers say.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
import type { IncomingHttpHeaders } from 'node:http';
import { RunnerError, isRunnerError } from '../../ports/errors';
import type { Copying, ObjectPlace } from '../../ports/s3/copying';
import type { CopyLock } from '../../ports/s3/copy-order';
import type { ObjectChecksum, ObjectHead } from '../../ports/s3/object-head';
import { defined } from '../../text/defined';
import { bareEtag } from '../s3/s3-clients';
import type { Answer } from './connection';
import { beginning, checksumsIn, one, sizeOf, timeOf } from './header-values';
import type { LeanS3 } from './lean-s3';

const CONTENT_HEADERS = [
  'content-type',
  'content-encoding',
  'content-disposition',
  'content-language',
  'cache-control',
  'expires',
];
const METADATA = 'x-amz-meta-';
const CHECKSUM = 'x-amz-checksum-';
const ENCRYPTION = 'x-amz-server-side-encryption';

interface Looked extends ObjectPlace {
  readonly versionId?: string;
}

function checksumsOf(headers: IncomingHttpHeaders): readonly ObjectChecksum[] {
  const { type, values } = checksumsIn(headers);
  return values.map(([algorithm, value]) => ({
    algorithm,
    type: type === 'COMPOSITE' || value.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT',
    value,
  }));
}

function lockOf(headers: IncomingHttpHeaders): CopyLock | undefined {
  const lock = defined({
    mode: one(headers, 'x-amz-object-lock-mode'),
    retainUntil: one(headers, 'x-amz-object-lock-retain-until-date'),
    legalHold: one(headers, 'x-amz-object-lock-legal-hold'),
  });
  return Object.keys(lock).length === 0 ? undefined : lock;
}

function restoreOf(header: string | undefined): ObjectHead['restore'] {
  if (header === undefined) return undefined;
  return header.includes('ongoing-request="true"') ? 'ongoing' : 'done';
}

function headOf({ headers }: Answer, lacks: (what: string) => RunnerError): ObjectHead {
  const sizeBytes = sizeOf(headers);
  const lastModifiedMs = timeOf(headers['last-modified']);
  if (sizeBytes === undefined) throw lacks('size');
  if (lastModifiedMs === undefined) throw lacks('date');
  const contentHeaders = CONTENT_HEADERS.map((name) => [name, one(headers, name)] as const);
  return {
    sizeBytes,
    lastModifiedMs,
    etag: bareEtag(headers.etag),
    // S3 leaves the header out for this class.
    storageClass: one(headers, 'x-amz-storage-class') ?? 'STANDARD',
    encryption: one(headers, ENCRYPTION) ?? 'none',
    bucketKey: one(headers, `${ENCRYPTION}-bucket-key-enabled`) === 'true',
    contentHeaders: Object.fromEntries(
      contentHeaders.filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
    metadata: beginning(headers, METADATA),
    missingMetadata: Number(one(headers, 'x-amz-missing-meta') ?? 0),
    tagCount: Number(one(headers, 'x-amz-tagging-count') ?? 0),
    checksums: checksumsOf(headers),
    ...defined({
      versionId: one(headers, 'x-amz-version-id'),
      serverMs: timeOf(headers.date),
      kmsKeyArn: one(headers, `${ENCRYPTION}-aws-kms-key-id`),
      websiteRedirect: one(headers, 'x-amz-website-redirect-location'),
      lock: lockOf(headers),
      archiveStatus: one(headers, 'x-amz-archive-status'),
      restore: restoreOf(one(headers, 'x-amz-restore')),
    }),
  };
}

/** S3 answers HEAD without a body: what it would have said, GET of one byte tells. */
async function inWords(ask: LeanS3['ask'], { bucket, key, versionId }: Looked, error: RunnerError): Promise<unknown> {
  if (error.code !== '400' && error.code !== '403') return error;
  const query = defined({ versionId });
  const headers = { range: 'bytes=0-0' };
  try {
    await ask({ operation: 'GetObject', method: 'GET', bucket, key, query, headers });
    return error;
  } catch (told) {
    return told;
  }
}

export function leanHeads(ask: LeanS3['ask']): Pick<Copying, 'head' | 'part'> {
  const lacking =
    (bucket: string) =>
    (what: string): RunnerError =>
      new RunnerError('unavailable', `S3 HeadObject ${bucket}: the answer has no ${what} of the object`);

  return {
    async head({ bucket, key }, versionId) {
      const query = defined({ versionId });
      const headers = { [`${CHECKSUM}mode`]: 'ENABLED' };
      try {
        return headOf(
          await ask({ operation: 'HeadObject', method: 'HEAD', bucket, key, query, headers }),
          lacking(bucket),
        );
      } catch (error) {
        if (!isRunnerError(error)) throw error;
        // A delete marker, when it is asked for by its own id, does not allow to be looked at.
        if (error.code === '404' || error.code === '405') return undefined;
        throw await inWords(ask, { bucket, key, ...defined({ versionId }) }, error);
      }
    },

    async part({ bucket, key, versionId, etag }, number) {
      const query = { partNumber: String(number), ...defined({ versionId }) };
      const headers = { 'if-match': `"${etag}"` };
      const answer = await ask({ operation: 'HeadObject', method: 'HEAD', bucket, key, query, headers });
      const sizeBytes = sizeOf(answer.headers);
      if (sizeBytes === undefined) throw lacking(bucket)('size');
      return { sizeBytes, count: Number(one(answer.headers, 'x-amz-mp-parts-count') ?? 1) };
    },
  };
}
