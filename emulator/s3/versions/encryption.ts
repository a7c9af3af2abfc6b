// Server-side encryption as headers say it. Nothing is encrypted: what is stored is which key the object claims.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html
import { createHash } from 'node:crypto';
import { ServiceError } from '../../http/service';
import { child, childText, parseXml } from '../../http/xml';
import type { Bucket, ObjectEncryption, ObjectVersion } from '../../world/bucket';
import { accessDenied, invalidArgument, invalidRequest, malformedXml } from '../operation/faults';
import { checkKeyUse } from '../access/key-use';
import type { BucketCall, S3Call } from '../operation/operation';
import { SSE_S3 } from './write-object';
import { s3Arn } from '../../world/arn';

const SSE = 'x-amz-server-side-encryption';
const KMS_KEY = `${SSE}-aws-kms-key-id`;
const BUCKET_KEY = `${SSE}-bucket-key-enabled`;
const CUSTOMER = `${SSE}-customer`;

const ALGORITHMS = ['AES256', 'aws:kms', 'aws:kms:dsse'] as const;

function algorithmOf(text: string): ObjectEncryption['algorithm'] {
  const known = ALGORITHMS.find((name) => name === text);
  if (known === undefined) throw invalidArgument('The encryption method specified is not supported', SSE, text);
  return known;
}

/**
 * What the request asks for, or what the bucket gives to objects that ask for nothing.
 * @throws ServiceError also if the caller may not use the key that it comes to
 */
export function requestedEncryption(call: BucketCall): ObjectEncryption {
  const encryption = chosenEncryption(call);
  checkKeyUse(call, encryption, 'kms:GenerateDataKey');
  return encryption;
}

function chosenEncryption(call: BucketCall): ObjectEncryption {
  const { headers } = call.request;
  const customerKeyMd5 = customerKey(call, CUSTOMER);
  const algorithm = headers[SSE];
  if (customerKeyMd5 !== undefined) {
    if (algorithm !== undefined)
      throw invalidArgument(
        'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
        SSE,
        algorithm,
      );
    refuseIfBlocked(call);
    return { algorithm: 'AES256', customerKeyMd5 };
  }
  if (algorithm !== undefined) return explicitEncryption(call, algorithmOf(algorithm));
  if (headers[KMS_KEY] !== undefined) {
    throw invalidArgument(
      `Server Side Encryption with AWS KMS managed key requires HTTP header ${SSE} : aws:kms`,
      SSE,
      'null',
    );
  }
  return call.bucket.defaultEncryption ?? SSE_S3;
}

function explicitEncryption(
  { request, world, bucket }: BucketCall,
  algorithm: ObjectEncryption['algorithm'],
): ObjectEncryption {
  const { headers, region } = request;
  const keyId = headers[KMS_KEY];
  if (algorithm === 'AES256') {
    if (keyId === undefined) return SSE_S3;
    throw invalidArgument(
      `Server Side Encryption with AWS KMS managed key requires HTTP header ${SSE} : aws:kms`,
      SSE,
      algorithm,
    );
  }
  const fallback = bucket.defaultEncryption;
  const key = keyId ?? (fallback?.algorithm === algorithm ? fallback.kmsKeyArn : undefined);
  const bucketKey = headers[BUCKET_KEY] ?? String(fallback?.bucketKey === true && algorithm === 'aws:kms');
  return {
    algorithm,
    kmsKeyArn: kmsKeyArn(`arn:${world.partition}:kms:${region}:${request.caller.accountId}:`, key),
    ...(bucketKey === 'true' ? { bucketKey: true } : {}),
  };
}

/** Key ids and aliases are of the requester's account and Region; without a key it is the AWS managed one. */
function kmsKeyArn(home: string, key = 'alias/aws/s3'): string {
  if (key.startsWith('arn:')) return key;
  return home + (key.startsWith('alias/') ? key : `key/${key}`);
}

/**
 * The MD5 of the customer's key in the headers that begin with `prefix`; undefined if there are none.
 * @throws ServiceError if the key and its MD5 do not fit
 */
function customerKey({ request }: S3Call, prefix: string): string | undefined {
  const algorithm = request.headers[`${prefix}-algorithm`];
  const key = request.headers[`${prefix}-key`];
  const md5 = request.headers[`${prefix}-key-md5`];
  if (algorithm === undefined && key === undefined && md5 === undefined) return undefined;
  if (algorithm === undefined) {
    throw invalidArgument(
      'Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.',
      `${prefix}-algorithm`,
      'null',
    );
  }
  if (algorithm !== 'AES256') {
    // The argument is called by the name of another header: so S3 was seen to answer.
    const details = { ArgumentName: SSE, ArgumentValue: algorithm };
    const message = 'The Encryption request you specified is not valid. Supported value: AES256.';
    throw new ServiceError(400, 'InvalidEncryptionAlgorithmError', message, details);
  }
  const bytes = Buffer.from(key ?? '', 'base64');
  if (bytes.length !== 32) {
    throw invalidArgument('The secret key was invalid for the specified algorithm.', `${prefix}-key`, 'null');
  }
  if (createHash('md5').update(bytes).digest('base64') !== md5) {
    throw invalidArgument(
      'The calculated MD5 hash of the key did not match the hash that was provided.',
      `${prefix}-key-MD5`,
      md5 ?? 'null',
    );
  }
  return md5;
}

/** Whether the bucket's default encryption blocks what comes under a customer's key, replicas too. */
export function blocksCustomerKeys({ documents }: Pick<Bucket, 'documents'>): boolean {
  const document = documents.get('encryption');
  const rule = document === undefined ? undefined : child(parseXml(document), 'Rule');
  const blocked = rule && child(rule, 'BlockedEncryptionTypes');
  return blocked?.children.some(({ text }) => text.trim() === 'SSE-C') === true;
}

/** @throws ServiceError `AccessDenied` if the bucket's default encryption blocks customers' keys */
function refuseIfBlocked({ world, request, bucket, key }: BucketCall): void {
  if (!blocksCustomerKeys(bucket)) return;
  const { arn } = request.caller;
  throw accessDenied(
    `User: ${arn} is not authorized to perform: s3:PutObject on resource: "${s3Arn(world, bucket.name, key)}" because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type`,
  );
}

/** @throws ServiceError unless the request brings the customer's key that the object was written with, if it was */
export function checkCustomerKey(call: S3Call, version: ObjectVersion, purpose: 'read' | 'copy source' = 'read'): void {
  const given = customerKey(call, purpose === 'read' ? CUSTOMER : `x-amz-copy-source-server-side-encryption-customer`);
  const stored = version.encryption.customerKeyMd5;
  if (stored === given) return;
  if (stored === undefined) {
    throw invalidRequest('The encryption parameters are not applicable to this object.');
  }
  if (given === undefined) {
    throw invalidRequest(
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    );
  }
  throw accessDenied();
}

/** @throws ServiceError unless a part of an upload brings the customer's key that the upload began with, if it did */
export function checkPartKey(call: S3Call, { customerKeyMd5 }: ObjectEncryption): void {
  const given = customerKey(call, CUSTOMER);
  if (given === customerKeyMd5) return;
  if (customerKeyMd5 === undefined) {
    throw invalidRequest(
      'The multipart upload initiate did not request encryption. Please resend the request without sending encryption parameters.',
    );
  }
  throw invalidRequest(
    given === undefined
      ? 'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.'
      : 'The provided encryption parameters did not match the ones used originally.',
  );
}

/** The headers that answers about this object have. */
export function encryptionHeaders({
  algorithm,
  customerKeyMd5,
  kmsKeyArn: key,
  bucketKey,
}: ObjectEncryption): Record<string, string> {
  if (customerKeyMd5 !== undefined) {
    return { [`${CUSTOMER}-algorithm`]: algorithm, [`${CUSTOMER}-key-md5`]: customerKeyMd5 };
  }
  return {
    [SSE]: algorithm,
    ...(key === undefined ? {} : { [KMS_KEY]: key }),
    ...(bucketKey === true ? { [BUCKET_KEY]: 'true' } : {}),
  };
}

/**
 * Default encryption out of the document of PutBucketEncryption.
 * @throws ServiceError `MalformedXML`, `InvalidArgument`
 */
export function parseDefaultEncryption(document: string, kmsHome: string): ObjectEncryption {
  const root = parseXml(document);
  const rule = child(root, 'Rule');
  const byDefault = rule && child(rule, 'ApplyServerSideEncryptionByDefault');
  if (rule === undefined) throw malformedXml();
  const algorithm = algorithmOf((byDefault && childText(byDefault, 'SSEAlgorithm')) ?? 'AES256');
  const given = byDefault && childText(byDefault, 'KMSMasterKeyID');
  const key = given === '' ? undefined : given;
  if (algorithm === 'AES256') {
    if (key === undefined) return SSE_S3;
    throw invalidArgument(
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      'ApplyServerSideEncryptionByDefault',
    );
  }
  const bucketKey = childText(rule, 'BucketKeyEnabled') === 'true' && algorithm === 'aws:kms';
  return { algorithm, kmsKeyArn: kmsKeyArn(kmsHome, key), ...(bucketKey ? { bucketKey } : {}) };
}
