// Tags of alarms, topics and rules: the three services have the same operations for them.
import * as z from 'zod';
import { authorize, readInput, type MonitoringCall, type MonitoringOperations } from './monitoring-call';
import type { MoreOnAccess } from '../iam/access/caller-permission';
import { requestTagKeys } from '../iam/access/request-keys';

const MAX_TAGS = 50;

const KEY = z.string().min(1).max(128);
export const TAGS = z.array(z.strictObject({ Key: KEY, Value: z.string().max(256) }));

export type GivenTags = z.output<typeof TAGS>;

/** Something that has tags. */
export interface Tagged {
  readonly arn: string;
  readonly tags: Map<string, string>;
}

/** How the operations on tags are called, and what they are on. */
export interface TagTraits {
  /** Prefix of the actions, for example `sns`. */
  readonly service: string;
  /** Name of the parameter that holds the ARN. */
  readonly arnField: 'ResourceARN' | 'ResourceArn';
  /** What is there under the ARN; undefined if nothing is. */
  readonly find: (call: MonitoringCall, arn: string) => Tagged | undefined;
  /** What else has a say. @default - nothing has */
  readonly access?: (call: MonitoringCall, arn: string) => MoreOnAccess;
}

/**
 * What is there once the tags that were given are added.
 * @throws ServiceError in the service's word for a value that does not fit
 */
export function withTags(
  { invalid }: MonitoringCall,
  given: GivenTags,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const keys = new Set(given.map(({ Key }) => Key));
  if (keys.size < given.length) throw invalid('Duplicate tag keys found.');
  const reserved = [...keys].find((key) => /^aws:/i.test(key));
  if (reserved !== undefined) throw invalid(`The tag key ${reserved} begins with aws:, which is reserved for AWS use.`);
  const after = new Map(before);
  for (const { Key, Value } of given) after.set(Key, Value);
  if (after.size > MAX_TAGS) throw invalid(`A resource has at most ${MAX_TAGS} tags.`);
  return after;
}

/** Condition keys of the tags that a request brings. */
export function requestTags(given: GivenTags): Readonly<Record<string, string | readonly string[]>> {
  return requestTagKeys(new Map(given.map(({ Key, Value }) => [Key, Value])));
}

function tagList(tags: ReadonlyMap<string, string>): GivenTags {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** TagResource, UntagResource and ListTagsForResource. */
export function tagOperations({ service, arnField, find, access }: TagTraits): MonitoringOperations {
  const named = { [arnField]: z.string().min(1).max(1024) };
  /** @throws ServiceError if the caller may not, or nothing is there */
  const open = (call: MonitoringCall, input: object, context: MoreOnAccess['context'] = {}): Tagged => {
    const arn = (input as Readonly<Record<string, string>>)[arnField] ?? '';
    authorize(call, `${service}:${call.operation}`, arn, { ...access?.(call, arn), context });
    const found = find(call, arn);
    if (found === undefined) throw call.notFound(`${arn} does not exist`);
    return found;
  };
  return {
    TagResource: (call) => {
      const input = readInput(call, z.strictObject({ ...named, Tags: TAGS }));
      const { tags } = open(call, input, requestTags(input.Tags));
      for (const [key, value] of withTags(call, input.Tags, tags)) tags.set(key, value);
      return {};
    },
    UntagResource: (call) => {
      const input = readInput(call, z.strictObject({ ...named, TagKeys: z.array(KEY) }));
      const { tags } = open(call, input);
      for (const key of input.TagKeys) tags.delete(key);
      return {};
    },
    ListTagsForResource: (call) => {
      const { tags } = open(call, readInput(call, z.strictObject(named)));
      return { Tags: tagList(tags) };
    },
  };
}
