// Tags of locations, tasks and executions.
// https://docs.aws.amazon.com/datasync/latest/apireference/API_TagResource.html
import * as z from 'zod';
import { requestTagKeys } from '../../iam/access/request-keys';
import { authorize, isHere, readInput } from '../../monitoring/monitoring-call';
import {
  type Answer,
  type DataSyncCall,
  type DataSyncOperations,
  invalidRequest,
  listed,
  PAGE,
  TAG_KEYS,
  TAGGED_ARN,
  tagMap,
  TAGS,
} from './datasync-call';

export const TAG_OPERATIONS: DataSyncOperations = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

const MAX_TAGS = 50;
const ON_RESOURCE = z.strictObject({ ResourceArn: TAGGED_ARN });

/** @throws ServiceError if the caller may not, or there is no such thing */
function tagsOf(call: DataSyncCall, arn: string, given: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const { world } = call;
  authorize(call, `datasync:${call.operation}`, arn, { context: requestTagKeys(given) });
  const found = world.syncLocations.get(arn) ?? world.syncTasks.get(arn) ?? world.syncExecutions.get(arn);
  if (found === undefined || !isHere(call, found)) throw invalidRequest(`Resource ${arn} is not found.`);
  return found.tags;
}

function tagResource(call: DataSyncCall): Answer {
  const { ResourceArn, Tags } = readInput(call, ON_RESOURCE.extend({ Tags: TAGS }));
  const given = tagMap(Tags);
  const tags = tagsOf(call, ResourceArn, given);
  if (new Set([...tags.keys(), ...given.keys()]).size > MAX_TAGS) {
    throw invalidRequest(`A resource has at most ${MAX_TAGS} tags.`);
  }
  for (const [key, value] of given) tags.set(key, value);
  return {};
}

function untagResource(call: DataSyncCall): Answer {
  const { ResourceArn, Keys } = readInput(call, ON_RESOURCE.extend({ Keys: TAG_KEYS }));
  const tags = tagsOf(call, ResourceArn);
  for (const key of Keys) tags.delete(key);
  return {};
}

function listTagsForResource(call: DataSyncCall): Answer {
  const { ResourceArn, ...page } = readInput(call, ON_RESOURCE.extend(PAGE));
  const tags = [...tagsOf(call, ResourceArn)].map(([Key, Value]) => ({ Key, Value }));
  return listed('Tags', tags, page);
}
