import { isRunnerError } from '../../ports/errors';
import type { Objects } from '../../ports/s3/objects';
import { aclOf } from './object-acl';
import { bareEtag, decodeListed, ownedBy, type S3Clients } from './s3-clients';
import { send, type Session } from '../session';
import { told } from '../told';
import { defined } from '../../text/defined';

/** Versions that are looked at for their owners, the most that S3 lists at once. */
const PAGE = 1000;

export function s3Objects(
  session: Session,
  { sdk, clientOf }: S3Clients,
): Omit<Objects, 'versions' | 'head' | 'below'> {
  return {
    async owners(bucket, prefix) {
      const { GetBucketAclCommand, ListObjectVersionsCommand } = await sdk();
      const client = await clientOf(bucket);
      const input = { Bucket: bucket, Prefix: prefix, MaxKeys: PAGE, EncodingType: 'url' as const };
      const [acl, page] = await Promise.all([
        send(session, `S3 GetBucketAcl ${bucket}`, (abortSignal) =>
          client.send(new GetBucketAclCommand({ Bucket: bucket }), { abortSignal }),
        ),
        send(session, `S3 ListObjectVersions ${bucket}`, (abortSignal) =>
          client.send(new ListObjectVersionsCommand(input), { abortSignal }),
        ),
      ]);
      const bucketOwner = acl.Owner?.ID ?? '';
      const versions = (page.Versions ?? []).map(({ Key = '', VersionId = 'null', Owner }) => ({
        key: decodeListed(Key),
        versionId: VersionId,
        owner: Owner?.ID ?? bucketOwner,
      }));
      return { bucketOwner, versions };
    },

    async acl(bucket, key, versionId) {
      const { GetObjectAclCommand } = await sdk();
      const client = await clientOf(bucket);
      const { Grants = [] } = await send(session, `S3 GetObjectAcl ${bucket}`, (abortSignal) =>
        client.send(new GetObjectAclCommand({ Bucket: bucket, Key: key, VersionId: versionId }), { abortSignal }),
      );
      return aclOf(Grants);
    },

    async tags(bucket, key, versionId) {
      const { GetObjectTaggingCommand } = await sdk();
      const client = await clientOf(bucket);
      const call = `S3 GetObjectTagging ${bucket}`;
      const { TagSet } = await send(session, call, (abortSignal) =>
        client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key, ...defined({ VersionId: versionId }) }), {
          abortSignal,
        }),
      );
      return Object.fromEntries(told(TagSet, call, 'the tags').map(({ Key = '', Value = '' }) => [Key, Value]));
    },

    async put(bucket, key, body, contentType, owner) {
      const { PutObjectCommand } = await sdk();
      const client = await clientOf(bucket);
      const input = { Bucket: bucket, Key: key, Body: body, ContentType: contentType, ...ownedBy(owner) };
      const { VersionId, ETag } = await send(session, `S3 PutObject ${bucket}`, (abortSignal) =>
        client.send(new PutObjectCommand(input), { abortSignal }),
      );
      return { etag: bareEtag(ETag), ...defined({ versionId: VersionId }) };
    },

    async putInParts(bucket, key, parts, contentType, owner) {
      const s3 = await sdk();
      const client = await clientOf(bucket);
      const place = { Bucket: bucket, Key: key, ...ownedBy(owner) };
      const call = `S3 CreateMultipartUpload ${bucket}`;
      const begun = await send(session, call, (abortSignal) =>
        client.send(new s3.CreateMultipartUploadCommand({ ...place, ContentType: contentType }), { abortSignal }),
      );
      const upload = { ...place, UploadId: told(begun.UploadId, call, 'the id of the upload') };
      try {
        const Parts: { PartNumber: number; ETag?: string }[] = [];
        for (const Body of parts) {
          const PartNumber = Parts.length + 1;
          const { ETag } = await send(session, `S3 UploadPart ${bucket}`, (abortSignal) =>
            client.send(new s3.UploadPartCommand({ ...upload, PartNumber, Body }), { abortSignal }),
          );
          Parts.push({ PartNumber, ...defined({ ETag }) });
        }
        const { VersionId, ETag } = await send(session, `S3 CompleteMultipartUpload ${bucket}`, (abortSignal) =>
          client.send(new s3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }), {
            abortSignal,
          }),
        );
        return { etag: bareEtag(ETag), ...defined({ versionId: VersionId }) };
      } catch (error) {
        // Its parts are paid for until somebody ends it; that it cannot be ended is not what went wrong.
        await send(session, `S3 AbortMultipartUpload ${bucket}`, (abortSignal) =>
          client.send(new s3.AbortMultipartUploadCommand(upload), { abortSignal }),
        ).catch(() => undefined);
        throw error;
      }
    },

    async restore(bucket, key, { tier, days }) {
      const { RestoreObjectCommand } = await sdk();
      const client = await clientOf(bucket);
      const RestoreRequest = { GlacierJobParameters: { Tier: tier }, ...defined({ Days: days }) };
      try {
        await send(session, `S3 RestoreObject ${bucket}`, (abortSignal) =>
          client.send(new RestoreObjectCommand({ Bucket: bucket, Key: key, RestoreRequest }), { abortSignal }),
        );
      } catch (error) {
        if (!isRunnerError(error) || error.code !== 'RestoreAlreadyInProgress') throw error;
      }
    },

    async remove(bucket, key, versionId) {
      const { DeleteObjectCommand } = await sdk();
      const client = await clientOf(bucket);
      await send(session, `S3 DeleteObject ${bucket}`, (abortSignal) =>
        client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }), { abortSignal }),
      );
    },
  };
}
