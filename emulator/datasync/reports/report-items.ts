// What a task report says of each object, in the words of the mode of the task.
// https://docs.aws.amazon.com/datasync/latest/userguide/task-reports.html
import { createHash } from 'node:crypto';
import { digestedBytes } from '../../http/hollow-body';
import type { ObjectVersion } from '../../world/bucket';
import type { ReportKind, TaskMode } from '../../world/datasync';
import type { TransferType } from '../run/prepare-object';
import type { SyncFailure } from '../run/s3-session';

export interface ReportItem {
  readonly kind: ReportKind;
  /** Below the location. */
  readonly path: string;
  readonly atMs: number;
  readonly source?: ObjectVersion | undefined;
  readonly destination?: ObjectVersion | undefined;
  /** @default - it went well */
  readonly failure?: SyncFailure | undefined;
  /** Of a skipped object: why, though nothing failed. */
  readonly reason?: string;
  readonly type?: TransferType;
  readonly overwrote?: boolean;
}

type Json = Readonly<Record<string, unknown>>;

const WORD: Readonly<Record<ReportKind, string>> = {
  Transferred: 'Transfer',
  Verified: 'Verify',
  Skipped: 'Skip',
  Deleted: 'Delete',
};

/** @param versionIds - whether it says which version was written */
export function reportEntry(item: ReportItem, mode: TaskMode, versionIds: boolean): Json {
  const { kind, path, atMs, source, destination, failure, reason, type, overwrote } = item;
  const isEnhanced = mode === 'ENHANCED';
  const word = WORD[kind];
  const describe = isEnhanced ? objectMetadata : fileMetadata;
  const versionId = destination?.versionId;
  return {
    RelativePath: isEnhanced ? path : `/${path}`,
    ...(source === undefined ? {} : { [isEnhanced ? 'SourceMetadata' : 'SrcMetadata']: describe(source) }),
    ...(destination === undefined || kind === 'Transferred'
      ? {}
      : { [isEnhanced ? 'DestinationMetadata' : 'DstMetadata']: describe(destination) }),
    ...(overwrote === undefined ? {} : { Overwrite: overwrote ? 'True' : 'False' }),
    ...(versionIds && kind === 'Transferred' && versionId !== undefined ? { DstS3VersionId: versionId } : {}),
    ...(kind === 'Verified' ? { ...checksum('SrcChecksum', source), ...checksum('DstChecksum', destination) } : {}),
    [`${word}Timestamp`]: nanoseconds(atMs),
    ...(type === undefined ? {} : { TransferType: type }),
    [`${word}Status`]: failure === undefined ? 'SUCCESS' : 'FAILED',
    ...(reason === undefined ? {} : { SkipReason: reason }),
    ...(failure === undefined ? {} : isEnhanced ? objectFailure(failure) : fileFailure(failure)),
  };
}

function objectFailure({ code, detail }: SyncFailure): Json {
  return { ErrorCode: code, ErrorDetail: detail };
}

/** The one number that AWS shows; of the others nothing is known. */
const READ_FAILED = 40974;

function fileFailure({ step, detail }: SyncFailure): Json {
  if (step === undefined) return { FailureReason: detail };
  return { FailureReason: `S3 ${step} Failed`, ...(step === 'Get Object' ? { FailureCode: READ_FAILED } : {}) };
}

function checksum(name: string, version: ObjectVersion | undefined): Json {
  if (version === undefined) return {};
  return { [name]: createHash('sha256').update(digestedBytes(version.body)).digest('hex') };
}

const SYSTEM: Readonly<Record<string, string>> = {
  'content-type': 'ContentType',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
};

function objectMetadata(version: ObjectVersion): Json {
  const { key, body, lastModifiedMs, systemMetadata, etag, encryption, metadata, tags } = version;
  const system = Object.entries(SYSTEM).flatMap(([name, word]) => {
    const value = systemMetadata[name];
    return value === undefined ? [] : [[word, value]];
  });
  return {
    Type: key.endsWith('/') ? 'Folder' : 'Object',
    ContentSize: body.length,
    LastModified: new Date(lastModifiedMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    SystemMetadata: {
      ...(Object.fromEntries(system) as Json),
      ETag: etag,
      ServerSideEncryption: encryption.algorithm,
    },
    UserMetadata: metadata,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function fileMetadata({ key, body, lastModifiedMs }: ObjectVersion): Json {
  const time = nanoseconds(lastModifiedMs);
  const isFolder = key.endsWith('/');
  return {
    Type: isFolder ? 'Directory' : 'Regular',
    ContentSize: body.length,
    Mtime: time,
    Atime: time,
    Uid: 65534,
    Gid: 65534,
    Mode: isFolder ? '0755' : '0644',
  };
}

function nanoseconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000000Z');
}
