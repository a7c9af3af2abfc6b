// PutBucketCors.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html
import type { XmlElement } from '../../../http/xml';
import { invalidRequest } from '../../operation/faults';
import { any, anyText, checkSchema, holding, integer, maybe, some } from './schema';

const SCHEMA = holding({
  CORSRule: some(
    holding({
      ID: maybe(anyText),
      AllowedHeader: any(anyText),
      AllowedMethod: some(anyText),
      AllowedOrigin: some(anyText),
      ExposeHeader: any(anyText),
      MaxAgeSeconds: maybe(integer),
    }),
    100,
  ),
});

const METHODS = ['GET', 'PUT', 'HEAD', 'POST', 'DELETE'];

/** @throws ServiceError `MalformedXML` or `InvalidRequest` */
export function checkCors(root: XmlElement): void {
  checkSchema(root, SCHEMA);
  for (const { name, text } of root.children.flatMap(({ children }) => children)) {
    const wildcards = text.split('*').length - 1;
    if (name === 'AllowedMethod' && !METHODS.includes(text)) {
      throw invalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${text}`);
    }
    if ((name === 'AllowedOrigin' || name === 'AllowedHeader') && wildcards > 1) {
      throw invalidRequest(`${name} "${text}" can not have more than one wildcard.`);
    }
    if (name === 'ExposeHeader' && wildcards > 0) {
      throw invalidRequest(
        `ExposeHeader "${text}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
      );
    }
  }
}
