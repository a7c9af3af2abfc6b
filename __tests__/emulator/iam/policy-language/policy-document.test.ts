import { describe, expect, it } from '@jest/globals';
import { parsePolicyDocument, type PolicyKind } from '../../../../emulator/iam/policy-language/policy-document';
import { ServiceError } from '../../../../emulator/http/service';
import { allow, policy, trust } from '../access/small-world';

const STATEMENT = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const TRUSTING = { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' };

function fault(text: string, kind: PolicyKind): ServiceError {
  try {
    parsePolicyDocument(text, kind);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error(`was taken, a fault was expected: ${text}`);
}

describe('a policy document', () => {
  it.each<[string, PolicyKind, string]>([
    [
      'one statement that is not in a list',
      'identity',
      JSON.stringify({ Version: '2012-10-17', Statement: STATEMENT }),
    ],
    ['lists and single values', 'identity', policy({ ...STATEMENT, Action: ['s3:Get*', 's3:List?'], Resource: ['*'] })],
    [
      'NotAction and NotResource',
      'identity',
      policy({ Effect: 'Deny', NotAction: '*', NotResource: 'arn:aws:s3:::b' }),
    ],
    ['a variable in the resource', 'identity', allow('s3:GetObject', 'arn:${aws:Partition}:s3:::b/${aws:username}/*')],
    [
      'an old version in a policy of a resource',
      'resource',
      JSON.stringify({ Version: '2008-10-17', Statement: [{ ...STATEMENT, Principal: '*' }] }),
    ],
    ['no version in a trust policy', 'trust', JSON.stringify({ Statement: [TRUSTING] })],
    ['the ARN of a job, which has a Region', 'identity', allow('s3:DescribeJob', 'arn:aws:s3:eu-west-1:*:job/*')],
    ['all of an account in IAM', 'identity', allow('iam:*', 'arn:aws:iam::111122223333:*')],
    ['a role of IAM', 'identity', allow('iam:PassRole', 'arn:aws:iam::111122223333:role/${aws:username}')],
    ...['2025-01-31', '2025-01-31T10:00:00', '2025-01-31T10:00:00.5Z', '2025-01-31T10:00:00+01:00', '1735689600'].map(
      (date): [string, PolicyKind, string] => [
        `the date ${date}`,
        'identity',
        policy({ ...STATEMENT, Condition: { DateLessThan: { 'aws:CurrentTime': date } } }),
      ],
    ),
    [
      'numbers and booleans in conditions',
      'identity',
      policy({
        ...STATEMENT,
        Condition: { Bool: { 'aws:SecureTransport': true }, NumericEquals: { 's3:max-keys': 10 } },
      }),
    ],
    [
      'a service in the trust policy',
      'trust',
      trust({ Service: ['s3.amazonaws.com', 'batchoperations.s3.amazonaws.com'] }),
    ],
    ['everybody in the trust policy', 'trust', trust('*')],
    ['several sts actions', 'trust', policy({ ...TRUSTING, Action: ['sts:AssumeRole', 'sts:TagSession'] })],
    [
      'NotPrincipal in a resource policy',
      'resource',
      policy({ ...STATEMENT, Effect: 'Deny', NotPrincipal: { AWS: '*' } }),
    ],
  ])('is taken with %s', (_, kind, text) => {
    expect(parsePolicyDocument(text, kind)).toHaveLength(1);
  });

  it.each<[string, PolicyKind, string, string]>([
    ['text that is not JSON', 'identity', '{', 'invalid Json'],
    ['a list instead of an object', 'identity', '[]', 'Syntax errors'],
    [
      'an unknown version',
      'identity',
      JSON.stringify({ Version: '2025-01-01', Statement: [STATEMENT] }),
      'Syntax errors',
    ],
    ['an unknown field', 'identity', JSON.stringify({ Statement: [STATEMENT], Extra: 1 }), 'Extra'],
    ['no statement', 'identity', JSON.stringify({ Version: '2012-10-17' }), 'Syntax errors'],
    ['an empty list of statements', 'identity', policy(), 'Syntax errors'],
    ['a statement that is text', 'identity', JSON.stringify({ Statement: ['x'] }), 'Syntax errors'],
    ['an unknown field in a statement', 'identity', policy({ ...STATEMENT, Resources: '*' }), 'Resources'],
    ['an unknown effect', 'identity', policy({ ...STATEMENT, Effect: 'allow' }), 'Syntax errors'],
    ['no action', 'identity', policy({ Effect: 'Allow', Resource: '*' }), 'must contain actions'],
    ['an empty list of actions', 'identity', policy({ ...STATEMENT, Action: [] }), 'must contain actions'],
    ['Action and NotAction', 'identity', policy({ ...STATEMENT, NotAction: 's3:*' }), 'either Action or NotAction'],
    ['an action without its service', 'identity', allow('GetObject'), 'prefaced by a vendor'],
    ['an action that is a number', 'identity', policy({ ...STATEMENT, Action: 1 }), 'Syntax errors'],
    ['no resource', 'identity', policy({ Effect: 'Allow', Action: 's3:*' }), 'must contain resources'],
    ['a resource that is no ARN', 'identity', allow('s3:*', 'bucket/*'), 'must be in ARN format'],
    ['a resource that ends early', 'identity', allow('s3:*', 'arn:aws:s3'), 'must be in ARN format'],
    ['an unknown partition', 'identity', allow('s3:*', 'arn:amazon:s3:::b'), 'Partition "amazon" is not valid'],
    [
      'a principal in an identity policy',
      'identity',
      policy({ ...STATEMENT, Principal: '*' }),
      'should not specify a principal',
    ],
    ['a Sid with a space', 'identity', policy({ ...STATEMENT, Sid: 'a b' }), 'alpha-numeric'],
    [
      'the same Sid twice',
      'identity',
      policy({ ...STATEMENT, Sid: 'a' }, { ...STATEMENT, Sid: 'a' }),
      'must be unique',
    ],
    [
      'an unknown condition operator',
      'identity',
      policy({ ...STATEMENT, Condition: { Equals: { a: 'b' } } }),
      'Equals',
    ],
    [
      'the version of 2008 in an identity policy',
      'identity',
      JSON.stringify({ Version: '2008-10-17', Statement: [STATEMENT] }),
      'must be version 2012-10-17 or greater',
    ],
    [
      'no version in an identity policy',
      'identity',
      JSON.stringify({ Statement: [STATEMENT] }),
      'must be version 2012-10-17 or greater',
    ],
    [
      'an id that is a number',
      'identity',
      JSON.stringify({ Version: '2012-10-17', Id: 1, Statement: [STATEMENT] }),
      'Syntax errors',
    ],
    ['an action with two colons', 'identity', allow('s3:Get:Object'), 'only one colon'],
    ['an action of a service with a space', 'identity', allow('s 3:GetObject'), 'Vendor s 3 is not valid'],
    [
      'a bucket in a Region',
      'identity',
      allow('s3:*', 'arn:aws:s3:*:*:bucket/*'),
      'can not contain region information',
    ],
    [
      'a role in a Region',
      'identity',
      allow('iam:PassRole', 'arn:aws:iam:eu-west-1:111122223333:role/x'),
      'cannot contain region information',
    ],
    [
      'a thing of IAM that is none',
      'identity',
      allow('iam:PassRole', 'arn:aws:iam::111122223333:roles/x'),
      'must either be "*" or start with user/',
    ],
    ['any service in an ARN', 'identity', allow('s3:*', 'arn:aws:*:::b'), 'must be fully qualified'],
    [
      'Allow with NotPrincipal',
      'resource',
      policy({ ...STATEMENT, NotPrincipal: { AWS: '111122223333' } }),
      'Allow with NotPrincipal is not allowed',
    ],
    ...['tomorrow', '2025-02-30', '2025-13-01', '31/01/2025', 'Jan 1 2025'].map(
      (date): [string, PolicyKind, string, string] => [
        `the date ${date}`,
        'identity',
        policy({ ...STATEMENT, Condition: { DateLessThan: { 'aws:CurrentTime': date } } }),
        'Invalid value',
      ],
    ),
    [
      'a condition without a key',
      'identity',
      policy({ ...STATEMENT, Condition: { StringEquals: 'b' } }),
      'Syntax errors',
    ],
    [
      'a condition value that is an object',
      'identity',
      policy({ ...STATEMENT, Condition: { StringEquals: { a: {} } } }),
      'Syntax errors',
    ],
    [
      'a trust policy without principal',
      'trust',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole' }),
      'Missing required field Principal',
    ],
    ['a trust policy with a resource', 'trust', policy({ ...TRUSTING, Resource: '*' }), 'prohibited field Resource'],
    [
      'a trust policy with another action',
      'trust',
      policy({ ...TRUSTING, Action: 's3:GetObject' }),
      'STS AssumeRole actions',
    ],
    ['a trust policy for all actions', 'trust', policy({ ...TRUSTING, Action: '*' }), 'STS AssumeRole actions'],
    [
      'a trust policy with NotPrincipal',
      'trust',
      policy({ Effect: 'Allow', NotPrincipal: '*', Action: 'sts:AssumeRole' }),
      'prohibited field NotPrincipal',
    ],
    ['an unknown kind of principal', 'trust', trust({ Role: 'x' }), 'Invalid principal'],
    ['a principal that is text', 'trust', trust('s3.amazonaws.com'), 'Invalid principal'],
    ['no principal at all', 'trust', trust({}), 'Invalid principal'],
  ])('is refused with %s', (_, kind, text, message) => {
    expect(fault(text, kind)).toMatchObject({ status: 400, code: 'MalformedPolicyDocument' });
    expect(fault(text, kind).message).toContain(message);
  });
});
