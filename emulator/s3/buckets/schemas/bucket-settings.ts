// Documents of a few elements each.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
import { childText, element, leaf, xmlDocument, type XmlElement } from '../../../http/xml';
import type { Bucket } from '../../../world/bucket';
import { invalidRequest, malformedXml } from '../../operation/faults';
import { S3_NAMESPACE } from '../../operation/operation';
import { anyText, boolean, checkSchema, holding, maybe, one, oneOf, some, type Schema } from './schema';

const BLOCKS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
const PUBLIC_ACCESS_BLOCK = holding(Object.fromEntries(BLOCKS.map((name) => [name, maybe(boolean)])));

const OWNERSHIP = holding({
  Rule: one(holding({ ObjectOwnership: one(oneOf('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter')) })),
});

const ACCELERATION = holding({ Status: one(oneOf('Enabled', 'Suspended')) });
const PAYMENT = holding({ Payer: one(oneOf('BucketOwner', 'Requester')) });

const VERSIONING = holding({
  Status: maybe(oneOf('Enabled', 'Suspended')),
  MfaDelete: maybe(oneOf('Enabled', 'Disabled')),
});

const ENCRYPTION = holding({
  Rule: one(
    holding({
      ApplyServerSideEncryptionByDefault: one(
        holding({ SSEAlgorithm: one(oneOf('AES256', 'aws:kms', 'aws:kms:dsse')), KMSMasterKeyID: maybe(anyText) }),
      ),
      BucketKeyEnabled: maybe(boolean),
      BlockedEncryptionTypes: maybe(holding({ EncryptionType: some(oneOf('NONE', 'SSE-C')) })),
    }),
  ),
});

/** @throws ServiceError `MalformedXML` unless the document has that form, and nothing else decides */
const ofForm =
  (schema: Schema) =>
  (root: XmlElement): void => {
    checkSchema(root, schema);
  };

export const checkPayment = ofForm(PAYMENT);
export const checkVersioning = ofForm(VERSIONING);
export const checkEncryption = ofForm(ENCRYPTION);
export const checkOwnership = ofForm(OWNERSHIP);

/** @throws ServiceError `MalformedXML` or `InvalidRequest` */
export function checkAcceleration(root: XmlElement, { name }: Bucket): void {
  checkSchema(root, ACCELERATION);
  if (!name.includes('.')) return;
  throw invalidRequest('S3 Transfer Acceleration is not supported for buckets with periods (.) in their names');
}

/** @throws ServiceError `MalformedXML` */
export function checkPublicAccessBlock(root: XmlElement): void {
  if (root.children.length === 0) throw malformedXml();
  checkSchema(root, PUBLIC_ACCESS_BLOCK);
}

/** With all four: those that were left out are false. */
export function wholePublicAccessBlock(root: XmlElement): string {
  const settings = BLOCKS.map((name) => leaf(name, childText(root, name)?.trim().toLowerCase() === 'true'));
  return xmlDocument(element('PublicAccessBlockConfiguration', settings, S3_NAMESPACE));
}
