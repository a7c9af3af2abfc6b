// Values in the request documents of S3 Control, and the errors for those that cannot be.
import { ServiceError } from '../../http/service';
import { malformedXml } from '../../s3/operation/faults';
import { childText, childrenNamed, type XmlElement } from '../../http/xml';

export function invalidRequest(message: string): ServiceError {
  return new ServiceError(400, 'InvalidRequest', message);
}

/** @throws ServiceError `MalformedXML` unless every child has one of the names, and none comes twice */
export function allowOnly(parent: XmlElement, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const { name } of parent.children) {
    if (!names.includes(name) || seen.has(name)) throw malformedXml();
    seen.add(name);
  }
}

/** Text of each element of a list; none if there is no list. */
export function members(list: XmlElement | undefined): readonly string[] {
  return list === undefined ? [] : childrenNamed(list, 'member').map(({ text }) => text);
}

export function booleanOf(text: string, name: string): boolean {
  if (text !== 'true' && text !== 'false') throw invalidRequest(`${name} is true or false, not ${text}`);
  return text === 'true';
}

/** @returns undefined if there is no such child */
export function integerOf(parent: XmlElement, name: string): number | undefined {
  const text = childText(parent, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalidRequest(`${name} is a number of 0 or more, not ${text}`);
  return Number(text);
}

/** @returns milliseconds since 1970; undefined if there is no such child */
export function timeOf(parent: XmlElement, name: string): number | undefined {
  const text = childText(parent, name);
  if (text === undefined) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) throw invalidRequest(`${name} is a time in ISO 8601, not ${text}`);
  return milliseconds;
}

/** @throws ServiceError `InvalidRequest` if the child is missing or empty */
export function required(parent: XmlElement, name: string): string {
  const text = childText(parent, name);
  if (text === undefined || text === '') throw invalidRequest(`${name} is required in ${parent.name}`);
  return text;
}

/** `arn:aws:s3:::bucket` → `bucket` */
export function bucketOfArn(arn: string, name: string): string {
  const bucket = /^arn:aws[a-z-]*:s3:::([^/:*]{3,63})$/.exec(arn)?.[1];
  if (bucket === undefined) throw invalidRequest(`${name} is the ARN of a bucket, not ${arn}`);
  return bucket;
}
