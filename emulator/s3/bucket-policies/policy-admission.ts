// What S3 asks of a bucket policy before it takes one. The reader is the one that decides about requests afterwards, so that no
// policy is stored that could not be read then.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html
import { ServiceError } from '../../http/service';
import { isKnownPrincipal } from '../../iam/identities/trust-policy';
import {
  parsePolicyDocument,
  type PolicyDocument,
  type Principal,
  type Statement,
} from '../../iam/policy-language/policy-document';
import { PolicyFault } from '../../iam/policy-language/policy-fault';
import { matches, patternOf } from '../../iam/policy-language/wildcard';
import { s3Arn } from '../../world/arn';
import type { Bucket } from '../../world/bucket';
import type { World } from '../../world/world';
import { actionsWithKey } from './condition-keys';
import { actionsBeside, actionsOf, type S3Action } from './s3-actions';

/** Of the document without white space between its parts. */
const POLICY_MAX_BYTES = 20 * 1024;

/** @throws ServiceError `MalformedPolicy` */
export function admitPolicy(world: World, bucket: Bucket, text: string): PolicyDocument {
  const document = read(text);
  if (Buffer.byteLength(JSON.stringify(JSON.parse(text))) > POLICY_MAX_BYTES) {
    throw malformedPolicy('Policy exceeds the maximum allowed document size.');
  }
  for (const statement of document) checkStatement(world, bucket, statement);
  return document;
}

function read(text: string): PolicyDocument {
  if (!text.startsWith('{')) throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  try {
    return parsePolicyDocument(text, 'resource');
  } catch (error) {
    throw error instanceof PolicyFault ? malformedPolicy(error.inS3) : error;
  }
}

function malformedPolicy(message: string, detail?: string): ServiceError {
  return new ServiceError(400, 'MalformedPolicy', message, detail === undefined ? {} : { Detail: detail });
}

function checkStatement(world: World, bucket: Bucket, statement: Statement): void {
  for (const principal of statement.principals?.items ?? []) checkPrincipal(world, principal);
  const kinds = new Set((statement.resources?.items ?? []).flatMap(({ text }) => kindsOf(world, bucket, text)));
  const { actions } = statement;
  const meant = actions.items.map(actionsOf);
  const isKnown = (at: number): boolean => (meant[at]?.length ?? 0) > 0;
  if (!actions.items.every((_, at) => isKnown(at))) throw malformedPolicy('Policy has invalid action');
  const groups = actions.negated ? [actionsBeside(actions.items)] : meant;
  for (const { key } of statement.conditions) checkKey(key, groups);
  // What is named by `Not…` is what is left out: something else always remains.
  if (actions.negated || statement.resources?.negated === true) return;
  if (groups.some((group) => !group.some(({ on }) => kinds.has(on)))) {
    throw malformedPolicy('Action does not apply to any resource(s) in statement');
  }
}

/** Each action must have the key, of those that a pattern means at least one. */
function checkKey(key: string, groups: readonly (readonly S3Action[])[]): void {
  const having = actionsWithKey(key);
  if (having === 'no such key') throw malformedPolicy('Policy has an invalid condition key');
  if (having === 'any' || groups.every((group) => group.some(({ name }) => having.includes(name)))) return;
  throw malformedPolicy('Conditions do not apply to combination of actions and resources in statement');
}

/**
 * Whether an ARN means the bucket, its objects, or both.
 * @throws ServiceError `MalformedPolicy` if it means another bucket
 */
function kindsOf(world: World, bucket: Bucket, resource: string): readonly S3Action['on'][] {
  const own = s3Arn(world, bucket.name);
  if (resource === own) return ['bucket'];
  if (resource.startsWith(`${own}/`)) return ['object'];
  // A wildcard behind the name goes on into the keys.
  const isMeant = resource.startsWith(own) && matches(patternOf(resource.split('/')[0] ?? ''), own);
  if (isMeant) return resource.includes('/') ? ['object'] : ['bucket', 'object'];
  throw malformedPolicy('Policy has invalid resource', JSON.stringify(resource));
}

/** Names of users and roles are resolved at once: one that is not there is refused. */
function checkPrincipal(world: World, { type, value }: Principal): void {
  const isKnown = type === 'CanonicalUser' ? /^[0-9a-f]{64}$/.test(value) : isKnownPrincipal(world, type, value);
  if (!isKnown) throw malformedPolicy('Invalid principal in policy', `"${type}" : ${JSON.stringify(value)}`);
}
