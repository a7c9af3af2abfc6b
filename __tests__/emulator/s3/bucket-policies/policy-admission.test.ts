// Bucket policies that S3 refuses when they are put, and those that it takes.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readPolicy } from '../../../../emulator/iam/access/policy-match';
import { ACCOUNT, addRole, OTHER_ACCOUNT, policy } from '../../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

type Json = Readonly<Record<string, unknown>>;

const Bucket = 'with-policy';
const BUCKET = `arn:aws:s3:::${Bucket}`;
const OBJECTS = `${BUCKET}/*`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;

let running: Running;
let s3: S3.S3Client;

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  addRole(running.emulator.world, 'reader');
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
  await s3.send(new S3.DeletePublicAccessBlockCommand({ Bucket }));
});

afterAll(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const put = (Policy: string) => s3.send(new S3.PutBucketPolicyCommand({ Bucket, Policy }));

const GOOD: Json = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 's3:GetObject', Resource: OBJECTS };

/** The good statement with other elements; undefined takes one away. */
const changed = (change: Json): string => policy({ ...GOOD, ...change });
const when = (operator: string, key: string, value: unknown, change: Json = {}): string =>
  changed({ ...change, Condition: { [operator]: { [key]: value } } });
const whole = (change: Json): string => JSON.stringify({ Version: '2012-10-17', Statement: [GOOD], ...change });

const NOT_JSON = "Policies must be valid JSON and the first byte must be '{'";
const NO_RESOURCE = 'Policy has invalid resource';
const NO_ACTION = 'Policy has invalid action';
const NO_PRINCIPAL = 'Invalid principal in policy';
const NOT_APPLYING = 'Action does not apply to any resource(s) in statement';
const NOT_COMBINED = 'Conditions do not apply to combination of actions and resources in statement';
const NO_KEY = 'Policy has an invalid condition key';
const SYNTAX = 'Invalid policy syntax.';

const REFUSED: readonly (readonly [string, string, string])[] = [
  ['text that is not JSON', 'no json', NOT_JSON],
  ['a list', '[]', NOT_JSON],
  ['white space before the brace', ` ${changed({})}`, NOT_JSON],
  ['JSON that breaks off', '{"Version":', 'This policy contains invalid Json'],
  ['an unknown version', whole({ Version: '2025-01-01' }), 'The policy must contain a valid version string'],
  ['an unknown field', whole({ Statements: [] }), 'Unknown field Statements'],
  ['an id that is a number', whole({ Id: 1 }), SYNTAX],
  ['no statement', whole({ Statement: undefined }), 'Missing required field Statement'],
  ['an empty list of statements', whole({ Statement: [] }), 'Could not parse the policy: Statement is empty!'],
  ['a statement that is text', whole({ Statement: ['x'] }), SYNTAX],
  ['an unknown field in a statement', changed({ Actions: 's3:GetObject' }), 'Unknown field Actions'],
  ['a Sid that is a number', changed({ Sid: 1 }), SYNTAX],
  ['no effect', changed({ Effect: undefined }), 'Missing required field Effect'],
  ['another effect', changed({ Effect: 'allow' }), 'Invalid effect : allow'],

  ['no principal', changed({ Principal: undefined }), 'Missing required field Principal'],
  ['an empty principal', changed({ Principal: {} }), 'Missing required field Principal cannot be empty!'],
  [
    'an empty list of principals',
    changed({ Principal: { AWS: [] } }),
    'Missing required field Principal cannot be empty!',
  ],
  ['a principal that is text', changed({ Principal: ROLE }), SYNTAX],
  ['an unknown kind of principal', changed({ Principal: { Role: ROLE } }), NO_PRINCIPAL],
  ['a role that is not there', changed({ Principal: { AWS: `${ROLE}-2` } }), NO_PRINCIPAL],
  ['a principal with a wildcard', changed({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/*` } }), NO_PRINCIPAL],
  ['an account of eleven digits', changed({ Principal: { AWS: '11112222333' } }), NO_PRINCIPAL],
  ['the id of a role that was deleted', changed({ Principal: { AWS: 'AROAJQABLZS4A3QDU576Q' } }), NO_PRINCIPAL],
  ['a service of nobody', changed({ Principal: { Service: 'example.com' } }), NO_PRINCIPAL],
  ['a canonical user that is none', changed({ Principal: { CanonicalUser: 'me' } }), NO_PRINCIPAL],
  ['Principal and NotPrincipal', changed({ Effect: 'Deny', NotPrincipal: { AWS: ROLE } }), SYNTAX],
  [
    'Allow with NotPrincipal',
    changed({ Principal: undefined, NotPrincipal: { AWS: ROLE } }),
    'Allow with NotPrincipal is not allowed.',
  ],

  ['no action', changed({ Action: undefined }), 'Missing required field Action'],
  ['an empty list of actions', changed({ Action: [] }), 'Missing required field Action'],
  ['Action and NotAction', changed({ NotAction: 's3:PutObject' }), SYNTAX],
  ['an action that is a number', changed({ Action: 1 }), SYNTAX],
  ['an action of another service', changed({ Action: 'ec2:RunInstances' }), NO_ACTION],
  ['an action without its service', changed({ Action: 'GetObject' }), NO_ACTION],
  ['an operation that is no action', changed({ Action: 's3:HeadObject' }), NO_ACTION],
  ['an action that S3 does not have', changed({ Action: ['s3:GetObject', 's3:GetObjects'] }), NO_ACTION],
  ['a pattern that means no action', changed({ Action: 's3:Fetch*' }), NO_ACTION],
  ['an action on the account', changed({ Action: 's3:ListAllMyBuckets', Resource: [BUCKET, OBJECTS] }), NO_ACTION],
  ['CreateBucket', changed({ Action: 's3:CreateBucket', Resource: BUCKET }), NO_ACTION],
  ['an unknown action in NotAction', changed({ NotAction: 's3:GetObjects', Action: undefined }), NO_ACTION],

  ['no resource', changed({ Resource: undefined }), 'Missing required field Resource'],
  ['Resource and NotResource', changed({ NotResource: BUCKET }), SYNTAX],
  ['everything as resource', changed({ Resource: '*' }), NO_RESOURCE],
  ['another bucket', changed({ Resource: 'arn:aws:s3:::another/*' }), NO_RESOURCE],
  ['a bucket whose name goes on', changed({ Resource: `${BUCKET}-2/*` }), NO_RESOURCE],
  ['another partition', changed({ Resource: `arn:aws-cn:s3:::${Bucket}/*` }), NO_RESOURCE],
  ['the name of the bucket', changed({ Resource: Bucket }), NO_RESOURCE],
  ['a Region in the resource', changed({ Resource: `arn:aws:s3:us-east-1::${Bucket}/*` }), NO_RESOURCE],
  ['reading objects on the bucket', changed({ Resource: BUCKET }), NOT_APPLYING],
  ['listing on the objects', changed({ Action: 's3:ListBucket' }), NOT_APPLYING],
  ['listing and reading on the objects', changed({ Action: ['s3:GetObject', 's3:ListBucket'] }), NOT_APPLYING],
  [
    'a pattern of actions on objects, on the bucket',
    changed({ Action: 's3:GetObject*', Resource: BUCKET }),
    NOT_APPLYING,
  ],

  ['an unknown operator', when('StringIs', 'aws:PrincipalArn', ROLE), 'Invalid Condition type : StringIs'],
  ['Null with IfExists', when('NullIfExists', 'aws:PrincipalArn', 'true'), 'Invalid Condition type : NullIfExists'],
  [
    'an unknown set',
    when('ForSomeValues:StringLike', 'aws:TagKeys', 'a'),
    'Invalid Condition type : ForSomeValues:StringLike',
  ],
  ['conditions that are a list', changed({ Condition: [] }), SYNTAX],
  ['an operator without key', changed({ Condition: { StringLike: 'a' } }), SYNTAX],
  ['a value that is an object', when('StringLike', 'aws:PrincipalArn', {}), SYNTAX],
  ['a value that is null', when('StringLike', 'aws:PrincipalArn', null), SYNTAX],
  ['no address', when('IpAddress', 'aws:SourceIp', '123'), 'Invalid IP address in Conditions'],
  [
    'too long a prefix',
    when('NotIpAddress', 'aws:SourceIp', ['10.0.0.0/8', '10.0.0.0/33']),
    'Invalid IP address in Conditions',
  ],
  [
    'a date that is none',
    when('DateLessThan', 'aws:CurrentTime', 'tomorrow'),
    'Invalid value for Condition type DateLessThan: tomorrow',
  ],
  [
    'a day that is none',
    when('DateLessThan', 'aws:CurrentTime', '2025-02-30'),
    'Invalid value for Condition type DateLessThan: 2025-02-30',
  ],
  [
    'a number that is none',
    when('NumericLessThan', 's3:TlsVersion', 'one'),
    'Invalid value for Condition type NumericLessThan: one',
  ],
  ['yes for true', when('Bool', 'aws:SecureTransport', 'yes'), 'Invalid value for Condition type Bool: yes'],
  [
    'no boolean for Null',
    when('Null', 'aws:PrincipalArn', 'perhaps'),
    'Invalid value for Condition type Null: perhaps',
  ],
  ['a key without its service', when('StringLike', 'PrincipalArn', ROLE), NO_KEY],
  ['a key that S3 does not have', when('StringLike', 's3:x-acl', 'private'), NO_KEY],
  ['a tag without its name', when('StringLike', 's3:ExistingObjectTag/', 'a'), NO_KEY],
  ['a prefix for reading', when('StringLike', 's3:prefix', 'a/*'), NOT_COMBINED],
  [
    'a prefix for listing and where the bucket is',
    when('StringLike', 's3:prefix', 'a/*', { Action: ['s3:ListBucket', 's3:GetBucketLocation'], Resource: BUCKET }),
    NOT_COMBINED,
  ],
  [
    'tags of what is there for writing',
    when('StringLike', 's3:ExistingObjectTag/a', 'b', { Action: 's3:PutObject' }),
    NOT_COMBINED,
  ],
  [
    'an ACL for reading and writing',
    when('StringEquals', 's3:x-amz-acl', 'private', { Action: ['s3:GetObject', 's3:PutObject'] }),
    NOT_COMBINED,
  ],
  [
    'tags of the request for ACLs',
    when('StringLike', 's3:RequestObjectTag/a', 'b', { Action: ['s3:PutObjectAcl', 's3:PutObjectTagging'] }),
    NOT_COMBINED,
  ],
  [
    'more than 20 KB',
    changed({ Resource: Array.from({ length: 400 }, (_, at) => `${BUCKET}/${at}/${'x'.repeat(40)}/*`) }),
    'Policy exceeds the maximum allowed document size.',
  ],
];

const TAKEN: readonly (readonly [string, string])[] = [
  ['one statement that is not in a list', whole({ Statement: GOOD })],
  ['the version of 2008, and none', whole({ Version: '2008-10-17' })],
  ['no version', whole({ Version: undefined })],
  ['a Sid with spaces', changed({ Sid: 'what I want' })],
  ['the same Sid twice', policy({ ...GOOD, Sid: 'a' }, { ...GOOD, Sid: 'a' })],
  ['everybody', changed({ Principal: '*', Effect: 'Deny' })],
  [
    'an account, by its number and its root',
    changed({ Principal: { AWS: [OTHER_ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`] } }),
  ],
  [
    'a session beside its role',
    changed({ Principal: { AWS: [ROLE, `arn:aws:sts::${ACCOUNT}:assumed-role/reader/me`] } }),
  ],
  ['a role of an account that is not emulated', changed({ Principal: { AWS: 'arn:aws:iam::999988887777:role/x' } })],
  ['a service', changed({ Principal: { Service: 'logging.s3.amazonaws.com' } })],
  ['a canonical user', changed({ Principal: { CanonicalUser: 'a'.repeat(64) } })],
  ['Deny with NotPrincipal', changed({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: [ROLE, ACCOUNT] } })],
  ['all actions', changed({ Action: '*' })],
  ['all of S3, in any case', changed({ Action: 'S3:*' })],
  ['patterns that mean some', changed({ Action: ['s3:get*', 's3:List?ucket'], Resource: [BUCKET, OBJECTS] })],
  ['a resource more than is needed', changed({ Resource: [BUCKET, OBJECTS] })],
  [
    'a wildcard behind the name of the bucket',
    changed({ Action: ['s3:ListBucket', 's3:GetObject'], Resource: `${BUCKET}*` }),
  ],
  [
    'NotAction and NotResource',
    changed({
      Effect: 'Deny',
      Action: undefined,
      NotAction: 's3:GetObject',
      Resource: undefined,
      NotResource: `${BUCKET}/a`,
    }),
  ],
  ['a variable in the resource', changed({ Resource: `${BUCKET}/\${aws:username}/*` })],
  [
    'a prefix for listing',
    when('StringLike', 's3:prefix', 'a/*', { Action: ['s3:ListBucket', 's3:ListBucketVersions'], Resource: BUCKET }),
  ],
  [
    'tags of what is there for reading',
    when('StringEquals', 's3:ExistingObjectTag/a', 'b', { Action: ['s3:GetObject', 's3:GetObjectTagging'] }),
  ],
  ['a key that fits one of many actions', when('StringEquals', 's3:x-amz-acl', 'private', { Action: 's3:Put*' })],
  [
    'a key that fits all actions',
    when('NumericLessThan', 's3:TlsVersion', 1.2, { Action: 's3:*', Resource: [BUCKET, OBJECTS] }),
  ],
  ['a global key that the emulator has never heard of', when('StringEquals', 'aws:NewKey', 'x')],
  ['addresses of both families', when('IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32'])],
  ['a date', when('DateGreaterThan', 'aws:CurrentTime', '2025-01-31T00:00:00Z')],
  ['white space beyond 20 KB', JSON.stringify(JSON.parse(changed({})), undefined, 10) + ' '.repeat(20_480)],
];

describe('a bucket policy', () => {
  it.each(REFUSED)('is refused with %s', async (_, text, message) => {
    expect(await errorOf(put(text))).toMatchObject({ name: 'MalformedPolicy', status: 400, message });
  });

  it.each(TAKEN)('is taken with %s, and can be read afterwards', async (_, text) => {
    await put(text);
    expect(
      readPolicy(running.emulator.world.buckets.get(Bucket)?.documents.get('policy') ?? '', 'resource'),
    ).toBeDefined();
  });

  it('that is refused leaves the one before it', async () => {
    const before = changed({ Sid: 'before' });
    await put(before);
    for (const [, text] of REFUSED) await errorOf(put(text));
    expect((await s3.send(new S3.GetBucketPolicyCommand({ Bucket }))).Policy).toBe(before);
  });

  it("that denies everything to everybody can still be read, changed and deleted by the root of the owner's account", async () => {
    await put(changed({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [BUCKET, OBJECTS] }));
    expect(await errorOf(s3.send(new S3.ListObjectsV2Command({ Bucket })))).toMatchObject({ name: 'AccessDenied' });
    await s3.send(new S3.GetBucketPolicyCommand({ Bucket }));
    await put(changed({}));
    await s3.send(new S3.DeleteBucketPolicyCommand({ Bucket }));
    await s3.send(new S3.ListObjectsV2Command({ Bucket }));
  });
});
