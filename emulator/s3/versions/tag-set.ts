// Tags of objects and buckets: the header form, the document form, and S3's limits.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
import { ServiceError } from '../../http/service';
import { child, childText, childrenNamed, element, leaf, parseXml, xmlDocument } from '../../http/xml';
import { any, anyText, checkSchema, holding, one } from '../buckets/schemas/schema';
import { invalidArgument, malformedXml } from '../operation/faults';
import { S3_NAMESPACE } from '../operation/operation';
import { NOTHING } from './write-object';

export type Tags = Readonly<Record<string, string>>;

const OBJECT_TAGS_MAX = 10;
const BUCKET_TAGS_MAX = 50;
const KEY_MAX = 128;
const VALUE_MAX = 256;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** An empty key is a fault of its own. */
const TAGGING = holding({ TagSet: one(holding({ Tag: any(holding({ Key: one(anyText), Value: one(anyText) })) })) });

/** `a=1&b=2`, as `x-amz-tagging` has it. */
export function parseTagHeader(header: string | undefined): Tags {
  if (header === undefined || header === '') return NOTHING;
  const pairs = [...new URLSearchParams(header)];
  const isUnreadable = pairs.some((pair) => pair.some((text) => !TAG_TEXT.test(text)));
  if (isUnreadable || new Set(pairs.map(([key]) => key)).size < pairs.length) {
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      header,
    );
  }
  return checkTags(pairs, OBJECT_TAGS_MAX);
}

/** `<Tagging>` of an object, as PutObjectTagging sends it. */
export function parseObjectTagging(document: string): Tags {
  return parseTagging(document, OBJECT_TAGS_MAX);
}

/** `<Tagging>` of a bucket. */
export function parseBucketTagging(document: string): Tags {
  return parseTagging(document, BUCKET_TAGS_MAX);
}

function parseTagging(document: string, max: number): Tags {
  const root = parseXml(document);
  const set = child(root, 'TagSet');
  if (root.name !== 'Tagging' || set === undefined) throw malformedXml();
  checkSchema(root, TAGGING);
  const tags = childrenNamed(set, 'Tag');
  return checkTags(
    tags.map((tag) => [childText(tag, 'Key') ?? '', childText(tag, 'Value') ?? '']),
    max,
  );
}

function checkTags(pairs: readonly (readonly [string, string])[], max: number): Tags {
  if (pairs.length > max) {
    const what = max === OBJECT_TAGS_MAX ? 'Object' : 'Bucket';
    throw new ServiceError(400, 'BadRequest', `${what} tags cannot be greater than ${max}`);
  }
  const tags = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (key === '' || key.length > KEY_MAX || !TAG_TEXT.test(key)) {
      throw invalidTag('The TagKey you have provided is invalid', { TagKey: key });
    }
    if (value.length > VALUE_MAX || !TAG_TEXT.test(value)) {
      throw invalidTag('The TagValue you have provided is invalid', { TagKey: key, TagValue: value });
    }
    if (key.startsWith('aws:')) {
      const ofObject = 'Your TagKey cannot be prefixed with aws:';
      const message = max === OBJECT_TAGS_MAX ? ofObject : 'System tags cannot be added/updated by requester';
      throw invalidTag(message, { TagKey: key });
    }
    if (tags.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key', { TagKey: key });
    tags.set(key, value);
  }
  return tags.size === 0 ? NOTHING : Object.fromEntries(tags);
}

function invalidTag(message: string, details: Readonly<Record<string, string>>): ServiceError {
  return new ServiceError(400, 'InvalidTag', message, details);
}

export function taggingDocument(tags: Tags): string {
  const set = Object.entries(tags).map(([key, value]) => element('Tag', [leaf('Key', key), leaf('Value', value)]));
  return xmlDocument(element('Tagging', [element('TagSet', set)], S3_NAMESPACE));
}
