// Whether a question has one answer for all objects of a bucket: a job with a million of them has to ask it only once then.
import type { World } from '../../world/world';
import { actorOf } from './actor';
import type { AccessQuestion } from './authorize';
import { visiblePolicies } from './own-policies';
import type { Statement } from '../policy-language/policy-document';
import { readPolicy, speaksOf } from './policy-match';
import type { Template } from '../policy-language/policy-variables';

/**
 * Exact in one direction: true means that the answer cannot depend on the key, nor on the time or the request. It is false
 * where a statement about the action has a condition, or a resource that some keys fit and others do not.
 * @param prefix - what all resources begin with, for example `arn:aws:s3:::bucket/`
 */
export function isSameForAll(
  world: World,
  { principalArn, principalAccountId, action, resourcePolicy }: Omit<AccessQuestion, 'resource'>,
  prefix: string,
): boolean {
  const own = visiblePolicies(world, actorOf(world, principalArn, principalAccountId));
  if (own === undefined) return true;
  const documents = own.identity.map(({ document }) => document);
  if (own.boundary !== undefined) documents.push(own.boundary.document);
  const ofResource = resourcePolicy === undefined ? undefined : readPolicy(resourcePolicy, 'resource');
  if (ofResource !== undefined) documents.push(ofResource);
  return documents.every((document) =>
    document.every((statement) => !speaksOf(statement, action) || isUniform(statement, prefix)),
  );
}

function isUniform({ conditions, resources }: Statement, prefix: string): boolean {
  if (conditions.length > 0) return false;
  return resources === undefined || resources.items.every((resource) => fitsAllOrNone(resource, prefix));
}

function fitsAllOrNone({ pattern }: Template, prefix: string): boolean {
  if (pattern === undefined) return false;
  const { literal, shape } = pattern;
  const goesOnBehind = literal.startsWith(prefix) && literal !== prefix;
  switch (shape) {
    case 'exact':
      return !literal.startsWith(prefix);
    case 'prefix':
      return !goesOnBehind;
    case 'tokens':
      return !literal.startsWith(prefix) && !prefix.startsWith(literal);
  }
}
