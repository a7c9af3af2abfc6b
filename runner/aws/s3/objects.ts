import { isRunnerError } from '../../ports/errors';
import type { DeleteMarkerEntry, ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import type { KeyRange, Objects, VersionEntry } from '../../ports/s3/objects';
import { aclOf } from './object-acl';
import { saysMore, takeEntries } from './listed-versions';
import { bareEtag, decodeListed, decodeMarker, ownedBy, type S3Clients } from './s3-clients';
import { send, type Session } from '../session';
import { pagesOf, told } from '../told';
import { defined } from '../../text/defined';

/** Entries of a page, the most that S3 gives. */
const PAGE = 1000;

/** Where the next page begins. */
interface Place {
  readonly KeyMarker: string;
  readonly VersionIdMarker?: string;
}

export function s3Objects(session: Session, { sdk, clientOf }: S3Clients): Omit<Objects, 'head' | 'below'> {
  return {
    async *versions(bucket, range) {
      const { ListObjectVersionsCommand } = await sdk();
      const client = await clientOf(bucket);
      const input = { Bucket: bucket, Prefix: range.prefix, MaxKeys: PAGE, EncodingType: 'url' as const };
      const call = `S3 ListObjectVersions ${bucket}`;
      let marker: Place | undefined = range.after === undefined ? undefined : { KeyMarker: range.after };
      const goesOn = pagesOf(call, marker);
      do {
        const command = new ListObjectVersionsCommand({ ...input, ...marker });
        const taken = takeEntries(command);
        const page: ListObjectVersionsCommandOutput = await send(session, call, (signal) =>
          client.send(command, { abortSignal: signal }),
        );
        const entries = taken() ?? entriesOf(page, call);
        const inside = entries.filter(({ key }) => !isAfter(key, range));
        if (inside.length > 0) yield inside;
        const hasMore = saysMore(page, call) && inside.length === entries.length;
        const next: typeof marker = hasMore
          ? {
              KeyMarker: decodeMarker(page.NextKeyMarker ?? '', entries),
              ...defined({ VersionIdMarker: page.NextVersionIdMarker }),
            }
          : undefined;
        marker = next === undefined ? undefined : goesOn(next);
      } while (marker !== undefined);
    },

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

/** S3 orders keys by their UTF-8 bytes. */
function isAfter(key: string, { until }: KeyRange): boolean {
  return until !== undefined && Buffer.compare(Buffer.from(key), Buffer.from(until)) > 0;
}

/** What the SDK makes of anything else is no size. */
function wholeNumber(size: number | undefined): number | undefined {
  return Number.isSafeInteger(size) && Number(size) >= 0 ? size : undefined;
}

function entriesOf(
  { Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput,
  call: string,
): readonly VersionEntry[] {
  const common = ({ Key, VersionId = 'null', IsLatest, LastModified }: DeleteMarkerEntry) => {
    const key = decodeListed(told(Key, call, 'the key of a version'));
    const lastModifiedMs = told(LastModified, call, `when '${key}' was written`).getTime();
    return { key, versionId: VersionId, latest: IsLatest === true, lastModifiedMs };
  };
  return [
    ...Versions.map((version) => {
      const entry = common(version);
      return {
        ...entry,
        deleteMarker: false,
        sizeBytes: told(wholeNumber(version.Size), call, `the size of '${entry.key}'`),
        etag: bareEtag(told(version.ETag, call, `the ETag of '${entry.key}'`)),
        storageClass: told(version.StorageClass, call, `the storage class of '${entry.key}'`),
      };
    }),
    ...DeleteMarkers.map((marker) => ({
      ...common(marker),
      deleteMarker: true,
      sizeBytes: 0,
      etag: '',
      storageClass: '',
    })),
  ];
}
