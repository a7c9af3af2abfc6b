// CreateBucket.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
import { notEmulated, ServiceError, type ServiceResponse } from '../../http/service';
import { child, childText, childrenNamed, element, leaf, parseXml, xmlDocument, type XmlElement } from '../../http/xml';
import { authorizeOnAccount } from '../access/caller-access';
import type { Bucket } from '../../world/bucket';
import { checkBucketName } from './bucket-name';
import { any, anyText, checkSchema, holding, maybe, tag } from './schemas/schema';
import { NEW_BUCKET_DOCUMENTS, ownershipDocument } from './document-kinds';
import { invalidArgument, malformedXml } from '../operation/faults';
import { KeyIndex } from '../../world/key-index';
import { S3_NAMESPACE, type S3Call } from '../operation/operation';
import { parseBucketTagging } from '../versions/tag-set';
import { s3Arn } from '../../world/arn';

export const US_EAST_1 = 'us-east-1';

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

export function createBucket({ world, request, bucketName }: S3Call): ServiceResponse {
  authorizeOnAccount(world, request, 's3:CreateBucket', s3Arn(world, bucketName));
  checkBucketName(bucketName);
  const configuration = readConfiguration(request.body);
  const region = chosenRegion(configuration, request.region);
  const { accountId } = request.caller;
  const existing = world.buckets.get(bucketName);
  if (existing !== undefined) refuseSecond(existing, accountId, region);
  const bucket = existing ?? newBucket(bucketName, region, accountId, world.clock.now());
  setOwnership(bucket, request.headers, existing === undefined);
  const tags = configuration && child(configuration, 'Tags');
  if (tags !== undefined) bucket.documents.set('tagging', taggingFrom(tags));
  if (request.headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true') {
    bucket.versioning = 'Enabled';
    bucket.documents.set('object-lock', OBJECT_LOCK_ENABLED);
  }
  world.buckets.set(bucketName, bucket);
  return { status: 200, headers: { location: `/${bucketName}` } };
}

const OWNERSHIPS = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'];

/** ACLs need an ownership that has them, and a new bucket blocks public ones. */
function setOwnership(bucket: Bucket, headers: Readonly<Record<string, string>>, isNew: boolean): void {
  const header = 'x-amz-object-ownership';
  // Who says private and nothing of ownership gets a bucket that has ACLs.
  const fallback = headers['x-amz-acl'] === 'private' ? 'BucketOwnerPreferred' : 'BucketOwnerEnforced';
  const ownership = headers[header] ?? fallback;
  if (!OWNERSHIPS.includes(ownership))
    throw invalidArgument(`Invalid x-amz-object-ownership header: ${ownership}`, header);
  const acl = headers['x-amz-acl'] ?? 'private';
  if (acl !== 'private' || Object.keys(headers).some((name) => name.startsWith('x-amz-grant-'))) {
    if (ownership !== 'BucketOwnerEnforced') throw notEmulated('An ACL of a new bucket');
    throw new ServiceError(
      400,
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    );
  }
  const isChosen = headers[header] !== undefined || (isNew && ownership !== 'BucketOwnerEnforced');
  if (isChosen) bucket.documents.set('ownershipControls', ownershipDocument(ownership));
}

const OBJECT_LOCK_ENABLED = xmlDocument(
  element('ObjectLockConfiguration', [leaf('ObjectLockEnabled', 'Enabled')], S3_NAMESPACE),
);

const CONFIGURATION = holding({ LocationConstraint: maybe(anyText), Tags: maybe(holding({ Tag: any(tag) })) });

function readConfiguration(body: Buffer): XmlElement | undefined {
  if (body.length === 0) return undefined;
  const root = parseXml(body.toString('utf8'));
  if (root.name !== 'CreateBucketConfiguration') throw malformedXml();
  if (child(root, 'Location') !== undefined || child(root, 'Bucket') !== undefined)
    throw notEmulated('A directory bucket');
  checkSchema(root, CONFIGURATION);
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
