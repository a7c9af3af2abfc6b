// Documents of a few elements each.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
import { childText, element, leaf, xmlDocument, type XmlElement } from '../../../http/xml';
import { malformedXml } from '../../operation/faults';
import { S3_NAMESPACE } from '../../operation/operation';
import { boolean, checkSchema, holding, maybe, one, oneOf } from './schema';

const BLOCKS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
const PUBLIC_ACCESS_BLOCK = holding(Object.fromEntries(BLOCKS.map((name) => [name, maybe(boolean)])));

const OWNERSHIP = holding({
  Rule: one(holding({ ObjectOwnership: one(oneOf('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter')) })),
});

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

/** @throws ServiceError `MalformedXML` */
export function checkOwnership(root: XmlElement): void {
  checkSchema(root, OWNERSHIP);
}
