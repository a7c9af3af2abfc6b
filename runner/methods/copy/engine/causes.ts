// Why an object could not be copied: the codes that S3 answers with, what each means, and what to do.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
import type { Cause } from '../../../events/report-events';
import type { RunnerError } from '../../../ports/errors';
import { visible } from '../../../text/safe-text';

type CopyCode =
  | 'AccessControlListNotSupported'
  | 'AccessDenied'
  | 'ConditionalRequestConflict'
  | 'EntityTooLarge'
  | 'HalfCopied'
  | 'InternalError'
  | 'InvalidObjectState'
  | 'InvalidRequest'
  | 'InvalidStorageClass'
  | 'KMS.DisabledException'
  | 'KeyTooLongError'
  | 'MetadataTooLarge'
  | 'NoSuchBucket'
  | 'NoSuchKey'
  | 'NoSuchUpload'
  | 'NotImplemented'
  | 'ObjectNotInActiveTierError'
  | 'PreconditionFailed'
  | 'ServiceUnavailable'
  | 'SlowDown';

const passing = (meaning: string): Cause => ({ meaning, remedy: 'run again', retriable: 'now' });

const ARCHIVED: Cause = {
  meaning: 'the object is archived and cannot be read',
  // Not every method whose causes these are can be told to.
  remedy:
    'restore it, and copy it when that is done: s3-backfill copy --route does both, s3-backfill copy --restored copies what was restored',
  retriable: 'after-remedy',
  route: 'archived',
};

const CAUSES: Readonly<Record<CopyCode, Cause>> = {
  AccessControlListNotSupported: {
    meaning: 'ACLs are switched off in the destination bucket',
    remedy: 'leave out --keep acl, or switch ACLs on at the destination',
    retriable: 'after-remedy',
  },
  AccessDenied: {
    meaning: 'a permission is missing, or a policy denies it; S3 does not always say which',
    remedy:
      'the caller needs s3:GetObject and s3:GetObjectTagging on the source, s3:PutObject and s3:PutObjectTagging on the destination; for SSE-KMS kms:Decrypt on the key of the source and kms:GenerateDataKey on that of the copy; for annotations s3:GetObjectAnnotation and s3:PutObjectAnnotation',
    retriable: 'after-remedy',
  },
  ConditionalRequestConflict: passing('somebody else wrote the same key at the same time'),
  EntityTooLarge: {
    meaning: 'the copy would be larger than S3 takes',
    remedy: 'nothing can be done on the side of S3',
    retriable: 'never',
  },
  HalfCopied: {
    meaning:
      'the copy has all bytes, and lacks tags or annotations, which are put when an object that was copied in parts is there',
    remedy: 'mend what S3 says: the same command gives the copy what it lacks then, and a retry does not',
    retriable: 'after-remedy',
  },
  InternalError: passing('S3 had an error of its own'),
  InvalidObjectState: ARCHIVED,
  InvalidRequest: {
    meaning: 'S3 does not take the request for this object',
    remedy: 'read the message of S3 beside it',
    retriable: 'after-remedy',
  },
  InvalidStorageClass: {
    meaning: 'the destination does not know the storage class',
    remedy: 'choose another one with --destination-storage-class',
    retriable: 'after-remedy',
  },
  'KMS.DisabledException': {
    meaning: 'the KMS key of the source or of the copy is disabled',
    remedy: 'enable the key',
    retriable: 'after-remedy',
  },
  KeyTooLongError: {
    meaning: 'with the prefix of the destination the key has more than 1,024 bytes',
    remedy: 'choose a shorter prefix for the destination',
    retriable: 'after-remedy',
  },
  MetadataTooLarge: {
    meaning: 'the metadata of the object is larger than S3 takes in a copy in parts',
    remedy: 'write the object again with less metadata',
    retriable: 'after-remedy',
  },
  NoSuchBucket: {
    meaning: 'the bucket does not exist',
    remedy: 'check the names of both buckets',
    retriable: 'after-remedy',
  },
  NoSuchKey: {
    meaning: 'the object is not there: it was deleted after it was listed, or its key was chosen and is another one',
    remedy: 'nothing, if it was deleted on purpose; letter case and slashes of a key count',
    retriable: 'never',
  },
  NoSuchUpload: passing('somebody else aborted the upload of a copy in parts'),
  NotImplemented: {
    meaning: 'the server does not know what was asked for',
    remedy: 'leave out what it cannot keep',
    retriable: 'after-remedy',
  },
  ObjectNotInActiveTierError: ARCHIVED,
  PreconditionFailed: passing('the source or the destination was written after it was listed'),
  ServiceUnavailable: passing('S3 could not answer for the moment'),
  SlowDown: passing('S3 was asked too much at once'),
};

/** S3 has one code for many things: what it is about stands in its words alone. */
const INVALID_REQUESTS: readonly (readonly [RegExp, Cause])[] = [
  [
    /form of Server Side Encryption|customer[- ]provided/i,
    {
      meaning: 'the object is encrypted with a key of its customer (SSE-C), which S3 does not keep',
      remedy: 'copy it with a tool that has the key',
      retriable: 'never',
    },
  ],
  [
    /larger than the maximum allowable size/i,
    {
      meaning: 'the object is larger than one request copies',
      remedy: 'run again: it is copied in parts when the listing tells its size',
      retriable: 'now',
    },
  ],
  [
    /copy an object to itself without changing/i,
    {
      meaning: 'the object would be copied onto itself without any change',
      remedy: 'name another destination, or change the storage class or the encryption',
      retriable: 'after-remedy',
    },
  ],
];

/** HEAD is refused without words: the code is HTTP's. */
const BY_STATUS: Readonly<Record<string, CopyCode>> = {
  '403': 'AccessDenied',
  '404': 'NoSuchKey',
  '412': 'PreconditionFailed',
  '503': 'ServiceUnavailable',
};

/** What an error of one object means, and what to do; a code that this version does not know is named, never hidden. */
export function copyCauseOf({ kind, code = '', message }: RunnerError): Cause {
  if (kind === 'unreachable') return passing('S3 gave no answer, again and again');
  const known = BY_STATUS[code] ?? code;
  if (known === 'InvalidRequest') {
    const [, told] = INVALID_REQUESTS.find(([words]) => words.test(message)) ?? [];
    return told ?? CAUSES.InvalidRequest;
  }
  if (Object.hasOwn(CAUSES, known)) return CAUSES[known as CopyCode];
  return {
    meaning:
      code === '' ? 'S3 gives no code for it' : `this version of s3-backfill does not know the code '${visible(code)}'`,
    remedy: 'read the message beside it, and run again',
    retriable: 'unknown',
  };
}
