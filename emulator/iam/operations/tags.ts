// Tags of roles and managed policies.
import { ServiceError } from '../../http/service';
import { leaf, NO_MARKUP, type Markup } from '../../http/xml';
import { requestTagKeys } from '../access/request-keys';
import { limitExceeded, type IamCall } from './operation';
import { members, page, together, validationError, type QueryParameters } from '../../http/query-api';

const MAX_TAGS = 50;

/** @throws ServiceError `InvalidInput` or `ValidationError` */
export function readTags(parameters: QueryParameters): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const keys = new Set<string>();
  for (const { Key: key = '', Value: value } of parameters.records('Tags', ['Key', 'Value'])) {
    if (value === undefined)
      throw validationError(`Value null at 'tags' failed to satisfy constraint: tag ${key} has no value`);
    if (key === '' || key.length > 128 || value.length > 256) {
      throw validationError(
        `Value at 'tags' failed to satisfy constraint: keys have 1 to 128 characters, values up to 256`,
      );
    }
    if (/^aws:/i.test(key)) {
      throw new ServiceError(
        400,
        'InvalidInput',
        `The tag key ${key} begins with aws:, which is reserved for AWS use.`,
      );
    }
    if (keys.has(key.toLowerCase())) {
      throw new ServiceError(
        400,
        'InvalidInput',
        'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      );
    }
    keys.add(key.toLowerCase());
    tags.set(key, value);
  }
  if (tags.size > MAX_TAGS) throw limitExceeded(`The number of tags has reached the maximum limit of ${MAX_TAGS}.`);
  return tags;
}

/**
 * What conditions can ask of a request that brings tags: `aws:RequestTag/…` and `aws:TagKeys`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_iam-tags.html
 */
export function broughtTagKeys({ parameters }: IamCall): Readonly<Record<string, string | readonly string[]>> {
  return requestTagKeys(readTags(parameters));
}

/** What conditions can ask of a request that takes tags away: `aws:TagKeys`. */
export function removedTagKeys({ parameters }: IamCall): Readonly<Record<string, readonly string[]>> {
  const keys = parameters.list('TagKeys');
  return keys.length === 0 ? {} : { 'aws:TagKeys': keys };
}

/** Adds the request's tags; names of keys keep the case they have now. */
export function addTags(parameters: QueryParameters, tags: Map<string, string>): undefined {
  const given = readTags(parameters);
  const after = new Map(tags);
  for (const [key, value] of given) {
    removeTag(after, key);
    after.set(key, value);
  }
  if (after.size > MAX_TAGS) throw limitExceeded(`The number of tags has reached the maximum limit of ${MAX_TAGS}.`);
  tags.clear();
  for (const [key, value] of after) tags.set(key, value);
}

/** Removes the tags that the parameter `TagKeys` names; those that are not there are no fault. */
export function removeTags(parameters: QueryParameters, tags: Map<string, string>): undefined {
  for (const key of parameters.list('TagKeys')) removeTag(tags, key);
}

function removeTag(tags: Map<string, string>, key: string): void {
  for (const known of tags.keys()) {
    if (known.toLowerCase() === key.toLowerCase()) tags.delete(known);
  }
}

/** `<Tags>`; nothing if there are none. */
export function tagsElement(tags: ReadonlyMap<string, string>): Markup {
  return tags.size === 0 ? NO_MARKUP : members('Tags', [...tags], tagContent);
}

/** The answer to a request for the tags alone. */
export function listTags(parameters: QueryParameters, tags: ReadonlyMap<string, string>): Markup {
  const { items, elements } = page(parameters, [...tags]);
  return together([members('Tags', items, tagContent), elements]);
}

function tagContent([key, value]: readonly [string, string]): Markup {
  return together([leaf('Key', key), leaf('Value', value)]);
}
