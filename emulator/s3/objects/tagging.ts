// Tags of objects.
import type { ServiceResponse } from '../../http/service';
import { findVersion } from '../versions/find-version';
import { versionHeader } from '../versions/object-headers';
import { byVersion, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { versionChanged } from '../versions/store-version';
import { parseObjectTagging, taggingDocument, type Tags } from '../versions/tag-set';
import { NOTHING } from '../versions/write-object';

function getTagging(call: BucketCall): ServiceResponse {
  const version = findVersion(call);
  return xmlResponse(taggingDocument(version.tags), versionHeader(call.bucket, version.versionId));
}

function changeTags(call: BucketCall, tags: Tags, status: number): ServiceResponse {
  const version = findVersion(call);
  version.tags = tags;
  versionChanged(call.world, call.bucket, version);
  return { status, headers: versionHeader(call.bucket, version.versionId) };
}

export const TAGGING_OPERATIONS: OperationTable = {
  'GET object tagging': {
    on: 'bucket',
    actions: byVersion('s3:GetObjectTagging', 's3:GetObjectVersionTagging'),
    parameters: ['versionId'],
    handle: getTagging,
  },
  'PUT object tagging': {
    on: 'bucket',
    actions: byVersion('s3:PutObjectTagging', 's3:PutObjectVersionTagging'),
    parameters: ['versionId'],
    handle: (call) => changeTags(call, parseObjectTagging(call.request.body.toString('utf8')), 200),
  },
  'DELETE object tagging': {
    on: 'bucket',
    actions: byVersion('s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'),
    parameters: ['versionId'],
    handle: (call) => changeTags(call, NOTHING, 204),
  },
};
