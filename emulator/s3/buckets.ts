// Creating, finding and deleting buckets; versioning.
import { ServiceError, type ServiceResponse } from '../service';
import {
  child,
  childText,
  childrenNamed,
  element,
  escaped,
  leaf,
  NO_MARKUP,
  parseXml,
  xmlDocument,
  type XmlElement,
} from '../xml';
import { authorizeOnAccount } from './access';
import type { Bucket } from './bucket';
import { checkBucketName } from './bucket-name';
import { NEW_BUCKET_DOCUMENTS } from './document-kinds';
import { invalidArgument, malformedXml } from './faults';
import { KeyIndex } from './key-index';
import { ownerElement, readLimit } from './list-parameters';
import { NO_CONTENT, S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable, type S3Call } from './operation';
import { parseBucketTagging } from './tag-set';
import { isoDate } from './timestamp';

const US_EAST_1 = 'us-east-1';

export function newBucket(name: string, region: string, accountId: string, createdMs: number): Bucket {
  return {
    name,
    region,
    accountId,
    createdMs,
    documents: new Map(NEW_BUCKET_DOCUMENTS),
    versions: new KeyIndex(),
    uploads: new Map(),
    deletedReplicas: new Set(),
  };
}

function createBucket({ world, request, bucketName }: S3Call): ServiceResponse {
  authorizeOnAccount(world, request, 's3:CreateBucket', `arn:${world.partition}:s3:::${bucketName}`);
  checkBucketName(bucketName);
  const configuration = readConfiguration(request.body);
  const region = chosenRegion(configuration, request.region);
  const { accountId } = request.caller;
  const existing = world.buckets.get(bucketName);
  if (existing !== undefined) refuseSecond(existing, accountId, region);
  const bucket = existing ?? newBucket(bucketName, region, accountId, world.clock.now());
  const tags = configuration && child(configuration, 'Tags');
  if (tags !== undefined) bucket.documents.set('tagging', taggingFrom(tags));
  if (request.headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true') {
    bucket.versioning = 'Enabled';
    bucket.documents.set('object-lock', OBJECT_LOCK_ENABLED);
  }
  world.buckets.set(bucketName, bucket);
  return { status: 200, headers: { location: `/${bucketName}` } };
}

const OBJECT_LOCK_ENABLED = xmlDocument(
  element('ObjectLockConfiguration', [leaf('ObjectLockEnabled', 'Enabled')], S3_NAMESPACE),
);

function readConfiguration(body: Buffer): XmlElement | undefined {
  if (body.length === 0) return undefined;
  const root = parseXml(body.toString('utf8'));
  if (root.name !== 'CreateBucketConfiguration') throw malformedXml();
  return root;
}

/** us-east-1 is the global endpoint and creates buckets anywhere; the others create them at home, and only when told so. */
function chosenRegion(configuration: XmlElement | undefined, endpointRegion: string): string {
  const constraint = configuration && childText(configuration, 'LocationConstraint');
  if (constraint === undefined || constraint === '') {
    if (endpointRegion === US_EAST_1) return US_EAST_1;
    throw incompatible('unspecified');
  }
  if (constraint === US_EAST_1 || !/^(EU|[a-z]{2}(-[a-z]+)+-\d)$/.test(constraint)) {
    throw new ServiceError(400, 'InvalidLocationConstraint', 'The specified location-constraint is not valid', {
      LocationConstraint: constraint,
    });
  }
  const region = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (endpointRegion !== US_EAST_1 && region !== endpointRegion) throw incompatible(constraint);
  return region;
}

function incompatible(constraint: string): ServiceError {
  return new ServiceError(
    400,
    'IllegalLocationConstraintException',
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

function refuseSecond(existing: Bucket, accountId: string, region: string): void {
  if (existing.accountId !== accountId) {
    throw new ServiceError(
      409,
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      { BucketName: existing.name },
    );
  }
  // In us-east-1, and only there, creating a bucket of one's own again succeeds.
  if (region === US_EAST_1 && existing.region === US_EAST_1) return;
  throw new ServiceError(
    409,
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    { BucketName: existing.name },
  );
}

function taggingFrom(tags: XmlElement): string {
  const set = childrenNamed(tags, 'Tag').map((tag) =>
    element('Tag', [leaf('Key', childText(tag, 'Key')), leaf('Value', childText(tag, 'Value'))]),
  );
  const document = xmlDocument(element('Tagging', [element('TagSet', set)], S3_NAMESPACE));
  parseBucketTagging(document);
  return document;
}

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

function headBucket({ bucket }: BucketCall): ServiceResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'application/xml',
      'x-amz-bucket-region': bucket.region,
      'x-amz-access-point-alias': 'false',
    },
  };
}

function listBuckets({ world, request }: S3Call): ServiceResponse {
  const { accountId } = request.caller;
  authorizeOnAccount(world, request, 's3:ListAllMyBuckets', '*');
  const { query } = request;
  const limit = query.has('max-buckets') ? readLimit(query.get('max-buckets'), 'max-buckets') : 10_000;
  if (limit === 0)
    throw invalidArgument('Argument max-buckets must be an integer between 1 and 10000', 'max-buckets', '0');
  const prefix = query.get('prefix') ?? '';
  const region = query.get('bucket-region');
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
            leaf('BucketRegion', bucket.region),
            leaf('BucketArn', `arn:${world.partition}:s3:::${bucket.name}`),
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
  if (status !== 'Enabled' && status !== 'Suspended') {
    if (status !== undefined) throw malformedXml();
    throw new ServiceError(400, 'IllegalVersioningConfigurationException', 'The Versioning element must be specified');
  }
  if (mfaDelete === 'Enabled') throw new ServiceError(501, 'NotImplemented', 'MFA delete is not emulated.');
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
    parameters: ['max-buckets', 'continuation-token', 'prefix', 'bucket-region'],
    handle: listBuckets,
  },
  'PUT bucket': { on: 'account', handle: createBucket },
  'DELETE bucket': { on: 'bucket', actions: ['s3:DeleteBucket'], handle: deleteBucket },
  'HEAD bucket': { on: 'bucket', actions: ['s3:ListBucket'], handle: headBucket },
  'GET bucket location': { on: 'bucket', anyRegion: true, actions: ['s3:GetBucketLocation'], handle: getLocation },
  'GET bucket versioning': { on: 'bucket', actions: ['s3:GetBucketVersioning'], handle: getVersioning },
  'PUT bucket versioning': { on: 'bucket', actions: ['s3:PutBucketVersioning'], handle: putVersioning },
};
