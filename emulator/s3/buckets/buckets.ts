// Finding and deleting buckets; versioning. How one is created is in create-bucket.ts.
import { notEmulated, ServiceError, type ServiceResponse } from '../../http/service';
import { childText, element, escaped, leaf, NO_MARKUP, parseXml, xmlDocument } from '../../http/xml';
import { authorizeOnAccount, isPermitted } from '../access/caller-access';
import type { Bucket } from '../../world/bucket';
import { createBucket, US_EAST_1 } from './create-bucket';
import { checkVersioning } from './schemas/bucket-settings';
import { invalidArgument, malformedXml } from '../operation/faults';
import { ownerElement, readLimit } from '../operation/list-parameters';
import {
  NO_CONTENT,
  S3_NAMESPACE,
  xmlResponse,
  type BucketCall,
  type OperationTable,
  type S3Call,
} from '../operation/operation';
import { isoDate } from '../operation/timestamp';

function deleteBucket({ world, bucket }: BucketCall): ServiceResponse {
  if (bucket.versions.size > 0) {
    const message =
      bucket.versioning === undefined
        ? 'The bucket you tried to delete is not empty'
        : 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.';
    throw new ServiceError(409, 'BucketNotEmpty', message, { BucketName: bucket.name });
  }
  world.buckets.delete(bucket.name);
  return NO_CONTENT;
}

function headBucket(call: BucketCall): ServiceResponse {
  const { bucket } = call;
  if (!isPermitted({ ...call, key: undefined, action: 's3:ListBucket' })) {
    // Where a bucket is is no secret.
    throw new ServiceError(403, 'AccessDenied', 'Access Denied', {}, { 'x-amz-bucket-region': bucket.region });
  }
  return {
    status: 200,
    headers: {
      'content-type': 'application/xml',
      'x-amz-bucket-region': bucket.region,
      'x-amz-access-point-alias': 'false',
    },
  };
}

const LIST_PARAMETERS = ['max-buckets', 'continuation-token', 'prefix', 'bucket-region'];

function listBuckets({ world, request }: S3Call): ServiceResponse {
  const { accountId } = request.caller;
  authorizeOnAccount(world, request, 's3:ListAllMyBuckets', '*');
  const { query } = request;
  const limit = query.has('max-buckets') ? readLimit(query.get('max-buckets'), 'max-buckets') : 10_000;
  if (limit === 0)
    throw invalidArgument('Argument max-buckets must be an integer between 1 and 10000', 'max-buckets', '0');
  const prefix = query.get('prefix') ?? '';
  const region = query.get('bucket-region');
  const asksForPart = LIST_PARAMETERS.some((name) => query.has(name));
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString('utf8');
  const own = [...world.buckets.values()]
    .filter((bucket) => bucket.accountId === accountId && bucket.name.startsWith(prefix) && bucket.name > after)
    .filter((bucket) => region === null || bucket.region === region)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = own.slice(0, limit);
  const next = own.length > page.length ? page.at(-1) : undefined;
  const result = element(
    'ListAllMyBucketsResult',
    [
      ownerElement('Owner', accountId),
      element(
        'Buckets',
        page.map((bucket) =>
          element('Bucket', [
            leaf('Name', bucket.name),
            leaf('CreationDate', isoDate(bucket.createdMs)),
            // Only those who ask for a part of the list are told where its buckets are.
            leaf('BucketRegion', asksForPart ? bucket.region : undefined),
          ]),
        ),
      ),
      leaf('Prefix', prefix === '' ? undefined : prefix),
      leaf('ContinuationToken', next === undefined ? undefined : Buffer.from(next.name).toString('base64')),
    ],
    S3_NAMESPACE,
  );
  return xmlResponse(xmlDocument(result));
}

function getLocation({ bucket }: BucketCall): ServiceResponse {
  const region = bucket.region === US_EAST_1 ? NO_MARKUP : escaped(bucket.region);
  return xmlResponse(xmlDocument(element('LocationConstraint', region, S3_NAMESPACE)));
}

function getVersioning({ bucket }: BucketCall): ServiceResponse {
  return xmlResponse(
    xmlDocument(element('VersioningConfiguration', [leaf('Status', bucket.versioning)], S3_NAMESPACE)),
  );
}

function putVersioning({ bucket, request }: BucketCall): ServiceResponse {
  const root = parseXml(request.body.toString('utf8'));
  const status = childText(root, 'Status');
  const mfaDelete = childText(root, 'MfaDelete');
  if (root.name !== 'VersioningConfiguration') throw malformedXml();
  checkVersioning(root);
  if (status !== 'Enabled' && status !== 'Suspended') {
    throw new ServiceError(400, 'IllegalVersioningConfigurationException', 'The Versioning element must be specified');
  }
  if (mfaDelete === 'Enabled') throw notEmulated('MFA delete');
  if (status === 'Suspended') refuseSuspension(bucket);
  bucket.versioning = status;
  return { status: 200 };
}

function refuseSuspension(bucket: Bucket): void {
  const cause = bucket.documents.has('object-lock')
    ? 'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.'
    : bucket.replication === undefined
      ? undefined
      : 'A replication configuration is present on this bucket, so you cannot change the versioning state. To change the versioning state, first delete the replication configuration.';
  if (cause !== undefined) throw new ServiceError(409, 'InvalidBucketState', cause);
}

export const BUCKET_OPERATIONS: OperationTable = {
  'GET account': {
    on: 'account',
    parameters: LIST_PARAMETERS,
    handle: listBuckets,
  },
  'PUT bucket': { on: 'account', handle: createBucket },
  'DELETE bucket': { on: 'bucket', actions: ['s3:DeleteBucket'], handle: deleteBucket },
  'HEAD bucket': { on: 'bucket', handle: headBucket },
  'GET bucket location': { on: 'bucket', anyRegion: true, actions: ['s3:GetBucketLocation'], handle: getLocation },
  'GET bucket versioning': { on: 'bucket', actions: ['s3:GetBucketVersioning'], handle: getVersioning },
  'PUT bucket versioning': { on: 'bucket', actions: ['s3:PutBucketVersioning'], handle: putVersioning },
};
