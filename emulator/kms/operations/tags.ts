// Tags of keys.
import * as z from 'zod';
import { kmsFault, NOTHING, page, PAGE, readInput, type Json, type KmsCall, type KmsOperations } from './kms-call';
import { openKey } from './open-key';
import { requestTagKeys } from '../../iam/access/request-keys';

const MAX_TAGS = 50;

export const TAG_OPERATIONS: KmsOperations = {
  TagResource: tag,
  UntagResource: untag,
  ListResourceTags: listTags,
};

const TAG = z.strictObject({ TagKey: z.string().min(1).max(128), TagValue: z.string().max(256) });
export const TAGS = z.array(TAG);

/** @throws ServiceError `TagException` or `LimitExceededException` */
export function checkTags(
  tags: z.output<typeof TAGS>,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const given = new Map(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
  if (given.size < tags.length) throw kmsFault('TagException', 'Duplicate tag keys');
  const reserved = [...given.keys()].find((key) => /^aws:/i.test(key));
  if (reserved !== undefined)
    throw kmsFault('TagException', `The tag key ${reserved} begins with aws:, which is reserved.`);
  const after = new Map([...before, ...given]);
  if (after.size > MAX_TAGS) throw kmsFault('LimitExceededException', `A key has at most ${MAX_TAGS} tags.`);
  return after;
}

function tag(call: KmsCall): Json {
  const { KeyId, Tags } = readInput(call, z.strictObject({ KeyId: z.string().min(1), Tags: TAGS }));
  const context = requestTagKeys(new Map(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue])));
  const { tags } = openKey(call, KeyId, { refused: 'pending deletion', context });
  for (const [key, value] of checkTags(Tags, tags)) tags.set(key, value);
  return NOTHING;
}

function untag(call: KmsCall): Json {
  const { KeyId, TagKeys } = readInput(
    call,
    z.strictObject({ KeyId: z.string().min(1), TagKeys: z.array(z.string()) }),
  );
  const context = { 'aws:TagKeys': TagKeys };
  const { tags } = openKey(call, KeyId, { refused: 'pending deletion', context });
  for (const key of TagKeys) tags.delete(key);
  return NOTHING;
}

function listTags(call: KmsCall): Json {
  const input = readInput(call, z.strictObject({ KeyId: z.string().min(1), ...PAGE }));
  const { tags } = openKey(call, input.KeyId);
  const items = [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  return page('Tags', items, input);
}
