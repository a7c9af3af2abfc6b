// Tags of functions and of event source mappings.
// https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html
import * as z from 'zod';
import { requestTagKeys } from '../iam/access/request-keys';
import { authorize, invalidValue, notFound, readInput, type LambdaCall, type LambdaOperations } from './lambda-call';

export const TAGS = z.record(z.string().min(1).max(128), z.string().max(256));

const MOST_TAGS = 50;
const PATH = /^\/2017-03-31\/tags\/(.+)$/;

export const TAG_OPERATIONS: LambdaOperations = {
  ListTags: { method: 'GET', path: PATH, status: 200, handle: (call) => ({ Tags: Object.fromEntries(tagsOf(call)) }) },
  TagResource: { method: 'POST', path: PATH, status: 204, handle: tagResource },
  UntagResource: { method: 'DELETE', path: PATH, status: 204, parameters: ['tagKeys'], handle: untagResource },
};

/** @throws ServiceError `InvalidParameterValueException` */
export function checkTags(tags: ReadonlyMap<string, string>): void {
  if (tags.size > MOST_TAGS) throw invalidValue(`A resource has at most ${MOST_TAGS} tags.`);
  const reserved = [...tags.keys()].find((key) => /^aws:/i.test(key));
  if (reserved !== undefined)
    throw invalidValue(`The tag key ${reserved} begins with aws:, which is reserved for AWS use.`);
}

function tagsOf(call: LambdaCall, given: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const { world, names } = call;
  const [arn = ''] = names;
  authorize(call, call.operation, arn, requestTagKeys(given));
  const mapping = [...world.eventSourceMappings.values()].find((one) => one.arn === arn);
  const found = world.functions.get(arn) ?? mapping;
  if (found === undefined) throw notFound(`The resource you requested does not exist: ${arn}`);
  return found.tags;
}

function tagResource(call: LambdaCall): undefined {
  const { Tags } = readInput(call, z.strictObject({ Tags: TAGS }));
  const given = new Map(Object.entries(Tags));
  const tags = tagsOf(call, given);
  checkTags(new Map([...tags, ...given]));
  for (const [key, value] of given) tags.set(key, value);
  return undefined;
}

function untagResource(call: LambdaCall): undefined {
  const tags = tagsOf(call);
  for (const key of call.request.query.getAll('tagKeys')) tags.delete(key);
  return undefined;
}
