// What the copies of a job are beside their bytes, as the job is told it, and as it says it. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3CopyObjectOperation.html
import type { CopyOptions } from '../../plan/copy-options';
import type { CopyOperation, NewObjectMetadata } from '../../ports/batch/job-request';
import type { NewMetadata } from '../../ports/s3/copying';
import { defined } from '../../text/defined';

const ALGORITHM = { AES256: 'AES256', 'aws:kms': 'KMS', 'aws:kms:dsse': 'KMS' } as const;

/** Members by header, but the one that is a moment. */
const MEMBERS = {
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  'content-type': 'ContentType',
} as const satisfies Record<string, keyof NewObjectMetadata>;

function metadataOf({ headers, user }: NewMetadata): NewObjectMetadata {
  const { expires } = headers;
  const members = Object.entries(MEMBERS).map(([name, member]) => [member, headers[name]] as const);
  return defined({
    ...Object.fromEntries(members),
    HttpExpiresDate: expires === undefined ? undefined : new Date(expires).toISOString(),
    UserMetadata: Object.keys(user).length === 0 ? undefined : { ...user },
  });
}

/** Members of the operation. */
export function traitsIn({ encryption, newMetadata, newTags }: CopyOptions): Partial<CopyOperation> {
  const isAsItWas = newMetadata === undefined;
  return {
    ...(encryption === undefined && isAsItWas
      ? {}
      : {
          MetadataDirective: isAsItWas ? ('COPY' as const) : ('REPLACE' as const),
          NewObjectMetadata: {
            ...(isAsItWas ? {} : metadataOf(newMetadata)),
            ...(encryption === undefined ? {} : { SSEAlgorithm: ALGORITHM[encryption.algorithm] }),
          },
        }),
    ...(encryption !== undefined && 'kmsKeyArn' in encryption ? defined({ SSEAwsKmsKeyId: encryption.kmsKeyArn }) : {}),
    ...(newTags === undefined
      ? {}
      : { NewObjectTagging: Object.entries(newTags).map(([Key, Value]) => ({ Key, Value })) }),
  };
}

function toldMetadata({ HttpExpiresDate: at, UserMetadata: user = {}, ...members }: NewObjectMetadata): NewMetadata {
  const headers = Object.entries(MEMBERS).flatMap(([name, member]): [string, string][] => {
    const value = members[member];
    return value === undefined ? [] : [[name, value]];
  });
  const expires = at === undefined ? {} : { expires: new Date(at).toUTCString() };
  return { headers: { ...Object.fromEntries(headers), ...expires }, user };
}

/** What a job was told of its copies, as the options that say so. */
export function optionsIn(copies: Readonly<Record<string, string>>): CopyOptions {
  const { StorageClass: storageClass, SSEAwsKmsKeyId: kmsKeyArn, MetadataDirective: directive } = copies;
  const told = JSON.parse(copies['NewObjectMetadata'] ?? '{}') as NewObjectMetadata;
  const tags = JSON.parse(copies['NewObjectTagging'] ?? 'null') as { Key: string; Value?: string }[] | null;
  const algorithm = told.SSEAlgorithm === 'KMS' ? ('aws:kms' as const) : told.SSEAlgorithm;
  return defined({
    storageClass,
    encryption:
      algorithm === undefined
        ? undefined
        : algorithm === 'AES256'
          ? { algorithm }
          : { algorithm, ...defined({ kmsKeyArn }) },
    newMetadata: directive === 'REPLACE' ? toldMetadata(told) : undefined,
    newTags: tags === null ? undefined : Object.fromEntries(tags.map(({ Key, Value = '' }) => [Key, Value])),
  });
}
