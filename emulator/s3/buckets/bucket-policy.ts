// The bucket policy: stored as put, after the checks that S3 makes before it takes one.
import { ServiceError, type ServiceResponse } from '../../http/service';
import type { World } from '../../world/world';
import { childText, element, leaf, parseXml, xmlDocument } from '../../http/xml';
import type { Bucket } from '../../world/bucket';
import { accessDenied } from '../operation/faults';
import { NO_CONTENT, S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { refuseUnfilled } from '../../iam/policy-language/condition-keys';
import { s3Arn } from '../../world/arn';
import { notAuthorized } from '../../iam/access/caller-permission';

type Json = Readonly<Record<string, unknown>>;

const POLICY_MAX_BYTES = 20 * 1024;

function malformedPolicy(message: string, detail?: string): ServiceError {
  return new ServiceError(400, 'MalformedPolicy', message, detail === undefined ? {} : { Detail: detail });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/**
 * The statements of a policy that S3 would take.
 * @throws ServiceError `MalformedPolicy`
 */
function parsePolicy(world: World, bucket: Bucket, text: string): readonly Json[] {
  if (Buffer.byteLength(text) > POLICY_MAX_BYTES)
    throw malformedPolicy('Policy exceeds the maximum allowed document size.');
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    policy = undefined;
  }
  if (!isObject(policy) || !text.startsWith('{')) {
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  }
  const version = policy['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformedPolicy('The policy must contain a valid version string');
  }
  const statements = asList(policy['Statement']);
  if (statements.length === 0) throw malformedPolicy('Missing required field Statement');
  return statements.map((statement) => checkStatement(world, bucket, statement));
}

function checkStatement(world: World, bucket: Bucket, statement: unknown): Json {
  if (!isObject(statement)) throw malformedPolicy('Could not parse the policy: Statement is not an object');
  const effect = statement['Effect'];
  if (effect === undefined) throw malformedPolicy('Missing required field Effect');
  if (effect !== 'Allow' && effect !== 'Deny') throw malformedPolicy(`Invalid effect: ${JSON.stringify(effect)}`);
  for (const tests of isObject(statement['Condition']) ? Object.values(statement['Condition']) : []) {
    for (const key of isObject(tests) ? Object.keys(tests) : []) refuseUnfilled(key);
  }
  for (const field of ['Principal', 'Action', 'Resource']) {
    if (statement[field] === undefined && statement[`Not${field}`] === undefined) {
      throw malformedPolicy(`Missing required field ${field}`);
    }
  }
  for (const action of asList(statement['Action'] ?? statement['NotAction'])) {
    if (action === '*' || (typeof action === 'string' && /^s3:[\w*?]+$/i.test(action))) continue;
    throw malformedPolicy('Policy has invalid action', JSON.stringify(action));
  }
  const own = s3Arn(world, bucket.name);
  for (const resource of asList(statement['Resource'] ?? statement['NotResource'])) {
    if (typeof resource === 'string' && (resource === own || resource.startsWith(`${own}/`) || resource === '*'))
      continue;
    throw malformedPolicy('Policy has invalid resource', JSON.stringify(resource));
  }
  const principal = statement['Principal'] ?? statement['NotPrincipal'];
  for (const arn of isObject(principal) ? asList(principal['AWS']) : []) checkPrincipal(world, arn);
  if (!isObject(principal) && principal !== '*')
    throw malformedPolicy('Invalid principal in policy', JSON.stringify(principal));
  return statement;
}

/** S3 resolves principals when the policy is put: a role or user that is not there is refused, and a wildcard in an ARN too. */
function checkPrincipal(world: World, principal: unknown): void {
  const fault = malformedPolicy('Invalid principal in policy', `"AWS" : ${JSON.stringify(principal)}`);
  if (typeof principal !== 'string') throw fault;
  if (principal === '*' || /^\d{12}$/.test(principal)) return;
  const [, accountId = '', resource = ''] = /^arn:[\w-]+:(?:iam|sts)::(\d{12}):(.+)$/.exec(principal) ?? [];
  if (resource === '' || resource.includes('*')) throw fault;
  const isOurs = world.accounts.some((account) => account.accountId === accountId);
  const isThere = world.roles.has(principal) || world.users.has(principal);
  if (isOurs && /^(role|user)\//.test(resource) && !isThere) throw fault;
}

/** Conditions that tie a statement to somebody, so that it is not public. */
const NARROWING_KEYS = /^(aws:(principal|source|userid)|s3:(dataaccesspoint|x-amz-server-side))/i;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
function isPublic(statements: readonly Json[]): boolean {
  return statements.some((statement) => {
    if (statement['Effect'] !== 'Allow') return false;
    const principal = statement['Principal'];
    const anybody = principal === '*' || (isObject(principal) && asList(principal['AWS']).includes('*'));
    const conditions = isObject(statement['Condition']) ? Object.values(statement['Condition']) : [];
    const narrowed = conditions.some(
      (tests) => isObject(tests) && Object.keys(tests).some((key) => NARROWING_KEYS.test(key)),
    );
    return (anybody || statement['NotPrincipal'] !== undefined) && !narrowed;
  });
}

function putPolicy({ world, request, bucket }: BucketCall): ServiceResponse {
  const text = request.body.toString('utf8');
  const statements = parsePolicy(world, bucket, text);
  const block = bucket.documents.get('publicAccessBlock');
  if (block !== undefined && childText(parseXml(block), 'BlockPublicPolicy') === 'true' && isPublic(statements)) {
    throw accessDenied(
      `${notAuthorized(request, 's3:PutBucketPolicy', `"${s3Arn(world, bucket.name)}"`)} because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
    );
  }
  bucket.documents.set('policy', text);
  return NO_CONTENT;
}

function policyOf(bucket: Bucket): string {
  const policy = bucket.documents.get('policy');
  if (policy !== undefined) return policy;
  throw new ServiceError(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist', { BucketName: bucket.name });
}

function getPolicy({ bucket }: BucketCall): ServiceResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: policyOf(bucket) };
}

function getPolicyStatus({ world, bucket }: BucketCall): ServiceResponse {
  const statements = parsePolicy(world, bucket, policyOf(bucket));
  return xmlResponse(xmlDocument(element('PolicyStatus', [leaf('IsPublic', isPublic(statements))], S3_NAMESPACE)));
}

function deletePolicy({ bucket }: BucketCall): ServiceResponse {
  bucket.documents.delete('policy');
  return NO_CONTENT;
}

export const POLICY_OPERATIONS: OperationTable = {
  'GET bucket policy': { on: 'bucket', actions: ['s3:GetBucketPolicy'], handle: getPolicy },
  'PUT bucket policy': { on: 'bucket', actions: ['s3:PutBucketPolicy'], handle: putPolicy },
  'DELETE bucket policy': { on: 'bucket', actions: ['s3:DeleteBucketPolicy'], handle: deletePolicy },
  'GET bucket policyStatus': { on: 'bucket', actions: ['s3:GetBucketPolicyStatus'], handle: getPolicyStatus },
};
