// The sub-resources of a bucket that S3 keeps as documents: what each is called, who may touch it, and what S3 says when
// it is not there. One row each; replication and the bucket policy have rules enough for files of their own.
import { ServiceError } from '../../http/service';
import { element, leaf, xmlDocument, type Markup, type XmlElement } from '../../http/xml';
import type { Bucket } from '../../world/bucket';
import type { World } from '../../world/world';
import { S3_NAMESPACE } from '../operation/operation';
import { parseBucketTagging } from '../versions/tag-set';
import {
  checkAcceleration,
  checkEncryption,
  checkOwnership,
  checkPayment,
  checkPublicAccessBlock,
  wholePublicAccessBlock,
} from './schemas/bucket-settings';
import { checkCors } from './schemas/cors';
import { checkLifecycle } from './schemas/lifecycle';
import { checkLogging } from './schemas/logging';
import { checkNotification } from './schemas/notification';
import { checkObjectLock } from './schemas/object-lock';
import { checkWebsite } from './schemas/website';

/** What a check may ask for beside the root element. */
interface PutDocument {
  readonly document: string;
  readonly world: World;
  readonly bucket: Bucket;
}

export interface DocumentKind {
  /** Name of the query parameter. */
  readonly subResource: string;
  readonly rootElement: string;
  /** Elements that may stand in the root; the document is malformed with any other. */
  readonly mayHold: readonly string[];
  /** At least one of these must stand there. @default - the root may be empty */
  readonly mustHold?: readonly string[];
  /** IAM actions are `s3:Get<action>` and `s3:Put<action>`; deleting needs the latter. */
  readonly action: string;
  /** What GET answers when there is none: an error, or a document. */
  readonly absent: { readonly code: string; readonly message: string } | { readonly document: string };
  readonly putStatus: 200 | 204;
  readonly deletable: boolean;
  /** Refuses what S3 refuses. */
  readonly check: (root: XmlElement, put: PutDocument) => void;
  /** Elements that get an id if they have none, and what it is called in them. @default - none do */
  readonly withIds?: { readonly holders: readonly string[]; readonly idName: 'ID' | 'Id' };
  /** What is kept and comes back. @default - the document as it was put */
  readonly kept?: (root: XmlElement) => string;
}

function emptyDocument(name: string, content: readonly Markup[] = []): { readonly document: string } {
  return { document: xmlDocument(element(name, content, S3_NAMESPACE)) };
}

export function ownershipDocument(ownership: string): string {
  return emptyDocument('OwnershipControls', [element('Rule', [leaf('ObjectOwnership', ownership)])]).document;
}

/** What a bucket has from the first moment: all public access blocked, ACLs off (since April 2023). */
export const NEW_BUCKET_DOCUMENTS: readonly (readonly [string, string])[] = [
  [
    'publicAccessBlock',
    emptyDocument(
      'PublicAccessBlockConfiguration',
      ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((name) =>
        leaf(name, true),
      ),
    ).document,
  ],
  ['ownershipControls', ownershipDocument('BucketOwnerEnforced')],
];

export const DOCUMENT_KINDS: readonly DocumentKind[] = [
  {
    subResource: 'cors',
    rootElement: 'CORSConfiguration',
    mayHold: ['CORSRule'],
    mustHold: ['CORSRule'],
    action: 'BucketCORS',
    absent: { code: 'NoSuchCORSConfiguration', message: 'The CORS configuration does not exist' },
    putStatus: 200,
    deletable: true,
    check: checkCors,
  },
  {
    subResource: 'website',
    rootElement: 'WebsiteConfiguration',
    mayHold: ['ErrorDocument', 'IndexDocument', 'RedirectAllRequestsTo', 'RoutingRules'],
    action: 'BucketWebsite',
    absent: {
      code: 'NoSuchWebsiteConfiguration',
      message: 'The specified bucket does not have a website configuration',
    },
    putStatus: 200,
    deletable: true,
    check: checkWebsite,
  },
  {
    subResource: 'lifecycle',
    rootElement: 'LifecycleConfiguration',
    mayHold: ['Rule'],
    mustHold: ['Rule'],
    action: 'LifecycleConfiguration',
    absent: { code: 'NoSuchLifecycleConfiguration', message: 'The lifecycle configuration does not exist' },
    putStatus: 200,
    deletable: true,
    check: checkLifecycle,
    withIds: { holders: ['Rule'], idName: 'ID' },
  },
  {
    subResource: 'object-lock',
    rootElement: 'ObjectLockConfiguration',
    mayHold: ['ObjectLockEnabled', 'Rule'],
    mustHold: ['ObjectLockEnabled'],
    action: 'BucketObjectLockConfiguration',
    absent: {
      code: 'ObjectLockConfigurationNotFoundError',
      message: 'Object Lock configuration does not exist for this bucket',
    },
    putStatus: 200,
    deletable: false,
    check: (root, { bucket }) => {
      checkObjectLock(root);
      if (bucket.versioning === 'Enabled') return;
      throw new ServiceError(
        409,
        'InvalidBucketState',
        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
      );
    },
  },
  {
    subResource: 'accelerate',
    rootElement: 'AccelerateConfiguration',
    mayHold: ['Status'],
    mustHold: ['Status'],
    action: 'AccelerateConfiguration',
    absent: emptyDocument('AccelerateConfiguration'),
    putStatus: 200,
    deletable: false,
    check: (root, { bucket }) => {
      checkAcceleration(root, bucket);
    },
  },
  {
    subResource: 'requestPayment',
    rootElement: 'RequestPaymentConfiguration',
    mayHold: ['Payer'],
    mustHold: ['Payer'],
    action: 'BucketRequestPayment',
    absent: emptyDocument('RequestPaymentConfiguration', [leaf('Payer', 'BucketOwner')]),
    putStatus: 200,
    deletable: false,
    check: checkPayment,
  },
  {
    subResource: 'logging',
    rootElement: 'BucketLoggingStatus',
    mayHold: ['LoggingEnabled'],
    action: 'BucketLogging',
    absent: emptyDocument('BucketLoggingStatus'),
    putStatus: 200,
    deletable: false,
    check: (root, { world, bucket }) => {
      checkLogging(root, world, bucket);
    },
  },
  {
    subResource: 'encryption',
    rootElement: 'ServerSideEncryptionConfiguration',
    mayHold: ['Rule'],
    mustHold: ['Rule'],
    action: 'EncryptionConfiguration',
    // Every bucket encrypts with SSE-S3 since January 2023; removing the configuration goes back to that.
    absent: emptyDocument('ServerSideEncryptionConfiguration', [
      element('Rule', [
        element('ApplyServerSideEncryptionByDefault', [leaf('SSEAlgorithm', 'AES256')]),
        leaf('BucketKeyEnabled', false),
      ]),
    ]),
    putStatus: 200,
    deletable: true,
    check: checkEncryption,
  },
  {
    subResource: 'tagging',
    rootElement: 'Tagging',
    mayHold: ['TagSet'],
    mustHold: ['TagSet'],
    action: 'BucketTagging',
    absent: { code: 'NoSuchTagSet', message: 'The TagSet does not exist' },
    putStatus: 204,
    deletable: true,
    check: (_root, { document }) => void parseBucketTagging(document),
  },
  {
    subResource: 'publicAccessBlock',
    rootElement: 'PublicAccessBlockConfiguration',
    mayHold: ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'],
    action: 'BucketPublicAccessBlock',
    absent: {
      code: 'NoSuchPublicAccessBlockConfiguration',
      message: 'The public access block configuration was not found',
    },
    putStatus: 200,
    deletable: true,
    check: checkPublicAccessBlock,
    kept: wholePublicAccessBlock,
  },
  {
    subResource: 'ownershipControls',
    rootElement: 'OwnershipControls',
    mayHold: ['Rule'],
    mustHold: ['Rule'],
    action: 'BucketOwnershipControls',
    absent: { code: 'OwnershipControlsNotFoundError', message: 'The bucket ownership controls were not found' },
    putStatus: 200,
    deletable: true,
    check: checkOwnership,
  },
  {
    subResource: 'notification',
    rootElement: 'NotificationConfiguration',
    mayHold: ['CloudFunctionConfiguration', 'EventBridgeConfiguration', 'QueueConfiguration', 'TopicConfiguration'],
    action: 'BucketNotification',
    absent: emptyDocument('NotificationConfiguration'),
    putStatus: 200,
    deletable: false,
    check: checkNotification,
    withIds: { holders: ['CloudFunctionConfiguration', 'QueueConfiguration', 'TopicConfiguration'], idName: 'Id' },
  },
];
