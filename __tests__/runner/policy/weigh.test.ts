// Policies as the doctor reads them, against IAM as the emulator has it: the same answer, or none.
import { IAMClient, SimulateCustomPolicyCommand, type ContextEntry } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contextOf } from '../../../runner/policy/pattern';
import { soon } from '../../../runner/policy/soon';
import { weigh } from '../../../runner/policy/weigh';
import { startEmulator, type Running } from '../../emulator/running';
import { policy, question, ROLE } from './question';

describe('policies as the doctor reads them', () => {
  let running: Running;
  let iam: IAMClient;

  beforeAll(async () => {
    running = await startEmulator();
    const { endpoint, region } = running.emulator;
    iam = new IAMClient({ endpoint, region, credentials: running.credentials(0), maxAttempts: 1 });
  });
  afterAll(async () => {
    iam.destroy();
    await running.close();
  });

  const action = fc.constantFrom('s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 'kms:Decrypt');
  const actionPattern = fc.constantFrom(
    's3:*',
    '*',
    's3:Get*',
    's3:GetObject',
    'S3:getobject',
    's3:Get?bject',
    'kms:De*',
    's3:PutObject',
  );
  const resource = fc.constantFrom(
    'arn:aws:s3:::b/k',
    'arn:aws:s3:::b',
    'arn:aws:s3:::b/folder/x',
    'arn:aws:s3:::other/k',
  );
  const resourcePattern = fc.constantFrom(
    '*',
    'arn:aws:s3:::b/*',
    'arn:aws:s3:::b',
    'arn:aws:s3:::b/folder/*',
    'arn:aws:s3:::?/k',
    'arn:aws:s3:::${aws:PrincipalTag/none}/*',
    'arn:aws:s3:::${s3:x-amz-acl}/k',
  );
  const values = fc.subarray(['private', 'pub*', 'b', 'B', 'arn:aws:s3:::b/*', 'true'], { minLength: 1 });
  const operator = fc.constantFrom(
    ...['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'ArnLike'],
    ...[
      'ArnNotLike',
      'ArnEquals',
      'StringEqualsIfExists',
      'StringNotLikeIfExists',
      'ForAnyValue:StringEquals',
      'ForAllValues:StringLike',
    ],
  );
  const condition = fc.record({
    operator,
    key: fc.constantFrom('s3:x-amz-acl', 'S3:X-AMZ-ACL', 's3:prefix', 'aws:PrincipalTag/none'),
    values,
  });
  const statement = fc
    .record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      not: fc.boolean(),
      actions: fc.array(actionPattern, { minLength: 1, maxLength: 2 }),
      notResource: fc.boolean(),
      resources: fc.array(resourcePattern, { minLength: 1, maxLength: 2 }),
      condition: fc.option(condition, { nil: undefined }),
    })
    .map(({ Effect, not, actions, notResource, resources, condition: one }) => ({
      Effect,
      [not ? 'NotAction' : 'Action']: actions,
      [notResource ? 'NotResource' : 'Resource']: resources,
      ...(one === undefined ? {} : { Condition: { [one.operator]: { [one.key]: one.values } } }),
    }));

  it('decide as IAM does, or say that they cannot', async () => {
    const property = fc.asyncProperty(
      fc.array(statement, { minLength: 1, maxLength: 4 }),
      action,
      resource,
      fc.option(fc.constantFrom('private', 'b', 'public', 'arn:aws:s3:::b/k'), { nil: null }),
      async (statements, ActionName, ResourceArn, acl) => {
        const document = policy(...statements);
        const given: ContextEntry[] =
          acl === null ? [] : [{ ContextKeyName: 's3:x-amz-acl', ContextKeyType: 'string', ContextKeyValues: [acl] }];
        const { EvaluationResults: [result] = [] } = await iam.send(
          new SimulateCustomPolicyCommand({
            PolicyInputList: [document],
            ActionNames: [ActionName],
            ResourceArns: [ResourceArn],
            ContextEntries: given,
          }),
        );
        const { allow, deny } = weigh(
          [document],
          question(ActionName, ResourceArn, { 's3:x-amz-acl': acl, 's3:prefix': null }),
        );
        if (deny.is === 'yes') expect(result?.EvalDecision).toBe('explicitDeny');
        if (deny.is === 'no' && allow.is === 'yes') expect(result?.EvalDecision).toBe('allowed');
        if (deny.is === 'no' && allow.is === 'no') expect(result?.EvalDecision).toBe('implicitDeny');
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it('are never unsure of statements without conditions and variables', () => {
    const plain = statement
      .map((one) => ({ ...one, Condition: undefined }))
      .filter((one) => !JSON.stringify(one).includes('${'));
    const property = fc.property(fc.array(plain, { minLength: 1, maxLength: 4 }), action, resource, (all, what, on) => {
      const { allow, deny } = weigh([policy(...all)], question(what, on));
      expect([allow.is, deny.is]).not.toContain('unsure');
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('are unsure where a key of the request is not known, and certain where it does not matter', () => {
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } };
    const allowing = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    const asked = question('s3:GetObject', 'arn:aws:s3:::b/k');
    expect(weigh([policy({ ...allowing, Condition })], asked).allow).toEqual({
      is: 'unsure',
      why: 'a condition asks for aws:PrincipalOrgID, and its value is not known here',
    });
    expect(weigh([policy({ ...allowing, Condition }, allowing)], asked).allow.is).toBe('yes');
    expect(weigh([policy({ ...allowing, Effect: 'Deny', Action: 's3:Put*', Condition })], asked).deny.is).toBe('no');
  });

  it('are unsure of an operator that is not understood, and of a document that is none', () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    const one = policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition });
    const asked = question('s3:GetObject', 'arn:aws:s3:::b/k', { 'aws:SourceIp': '10.0.0.1' });
    expect(weigh([one], asked).allow.is).toBe('unsure');
    expect(weigh(['no policy'], asked)).toMatchObject({ allow: { is: 'unsure' }, deny: { is: 'unsure' } });
  });

  it.each([
    ['DateLessThan', 'aws:CurrentTime', '2026-01-20T00:00:00Z', 'yes'],
    ['DateLessThan', 'aws:CurrentTime', '2026-01-01T00:00:00Z', 'no'],
    ['DateLessThan', 'aws:CurrentTime', '2026-01-12T00:00:00Z', 'unsure'],
    ['DateGreaterThanEquals', 'aws:CurrentTime', '2026-01-10T00:00:00Z', 'yes'],
    ['DateNotEquals', 'aws:CurrentTime', '2025-12-31', 'yes'],
    ['DateGreaterThan', 'aws:EpochTime', '1700000000', 'yes'],
    ['NumericLessThan', 'aws:EpochTime', '1700000000', 'no'],
    ['DateLessThan', 'aws:CurrentTime', 'tomorrow', 'unsure'],
  ])('hold dates to the week that begins now: %s %s %s is %s', (operator, key, wanted, is) => {
    const one = policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { [operator]: { [key]: wanted } } });
    const base = question('s3:GetObject', 'arn:aws:s3:::b/k');
    const context = contextOf(soon(Date.UTC(2026, 0, 10)));
    expect(weigh([one], { ...base, context }).allow.is).toBe(is);
  });

  it('know of a tag that is not among those of a role that it has none', () => {
    const asking = (key: string) =>
      policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringEquals: { [key]: 'data' } } });
    const context = contextOf({ 'aws:PrincipalTag/team': 'data', 'aws:PrincipalTag/*': null });
    const base = question('s3:GetObject', 'arn:aws:s3:::b/k');
    const is = (key: string) => weigh([asking(key)], { ...base, context }).allow.is;
    expect([is('aws:PrincipalTag/team'), is('aws:principaltag/stage'), is('aws:RequestTag/team')]).toEqual([
      'yes',
      'no',
      'unsure',
    ]);
  });

  it('are not slowed down by a pattern full of stars', () => {
    const Resource = `arn:aws:s3:::b/${'*a'.repeat(2_000)}b`;
    const asked = question('s3:GetObject', `arn:aws:s3:::b/${'a'.repeat(1_000)}`);
    const began = performance.now();
    expect(weigh([policy({ Effect: 'Allow', Action: 's3:*', Resource })], asked).allow.is).toBe('no');
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('who a policy of a resource names', () => {
  const weighed = (statement: object, session?: string) => {
    const base = question('s3:GetObject', 'arn:aws:s3:::b/k');
    const asked = session === undefined ? base : { ...base, principal: { ...base.principal, session } };
    return weigh([policy({ Action: 's3:*', Resource: '*', ...statement })], asked);
  };
  const allow = (Principal: unknown, session?: string) => weighed({ Effect: 'Allow', Principal }, session).allow.is;
  const spared = (NotPrincipal: unknown) => weighed({ Effect: 'Deny', NotPrincipal }).deny.is;
  const session = (name: string, role = 'replication', account = '111122223333'): string =>
    `arn:aws:sts::${account}:assumed-role/${role}/${name}`;

  it.each([
    ['the session in which it asks', session('s3-replication'), 'yes'],
    ['another session of it, by whose name S3 could assume it', session('s3-other'), 'unsure'],
    ['a session of another role', session('s3-replication', 'other'), 'no'],
    ['a session of a role in another account', session('s3-replication', 'replication', '444455556666'), 'no'],
    ['its account', '111122223333', 'yes'],
    ['another account', '444455556666', 'no'],
    ['another role', `${ROLE}-2`, 'no'],
  ])('%s', (_name, AWS, is) => {
    expect(allow({ AWS }, 's3-replication')).toBe(is);
  });

  it('is not known of a session where nobody knows by which name the role is assumed', () => {
    expect(allow({ AWS: session('s3-replication') })).toBe('unsure');
  });

  it('is not known of a canonical user, and no role is a service', () => {
    expect(allow({ CanonicalUser: 'a'.repeat(64) })).toBe('unsure');
    expect(allow({ Service: 's3.amazonaws.com' })).toBe('no');
  });

  it('finds a session of a role with a path by its name', () => {
    const base = question('s3:GetObject', 'arn:aws:s3:::b/k');
    const principal = { arn: ROLE.replace('role/', 'role/team/'), accountId: '111122223333', session: 'x' };
    const one = policy({ Effect: 'Allow', Principal: { AWS: session('x') }, Action: '*', Resource: '*' });
    expect(weigh([one], { ...base, principal }).allow.is).toBe('yes');
  });

  it('is denied by NotPrincipal where it is not named, and else nobody knows', () => {
    expect(spared({ AWS: `${ROLE}-2` })).toBe('yes');
    expect(spared({ AWS: '111122223333' })).toBe('yes');
    expect(spared({ AWS: ROLE })).toBe('unsure');
    expect(spared({ AWS: [ROLE, '111122223333'] })).toBe('unsure');
    expect(spared('*')).toBe('no');
    expect(weighed({ Effect: 'Allow', NotPrincipal: { AWS: '444455556666' } }).allow.is).toBe('unsure');
    expect(weighed({ Effect: 'Allow', NotPrincipal: { AWS: ROLE } }).allow.is).toBe('no');
  });
});

describe('what a policy says in words that can be read in two ways', () => {
  const asked = question('s3:GetObject', 'arn:aws:s3:::b/k', { 's3:prefix': 'k', 's3:n': '10', 's3:none': null });
  const allow = (more: object, head: object = { Version: '2012-10-17' }) =>
    weigh(
      [JSON.stringify({ ...head, Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', ...more }] })],
      asked,
    ).allow.is;
  const under = (operator: string, key: string, value: unknown) =>
    allow({ Condition: { [operator]: { [key]: value } } });

  it.each([
    ['a variable with a value', allow({ Resource: 'arn:aws:s3:::b/${s3:prefix}' }), 'yes'],
    ['a variable in a policy that names no language', allow({ Resource: 'arn:aws:s3:::b/${s3:prefix}' }, {}), 'no'],
    [
      'a variable in a policy of 2008',
      allow({ Resource: 'arn:aws:s3:::b/${s3:prefix}' }, { Version: '2008-10-17' }),
      'no',
    ],
    ['a variable that has no value', allow({ Resource: ['*', 'arn:aws:s3:::b/${s3:none}'] }), 'yes'],
    ['nothing but a variable that has no value', allow({ NotResource: 'arn:aws:s3:::b/${s3:none}' }), 'unsure'],
    ['a variable with a default', allow({ Resource: "arn:aws:s3:::b/${s3:none, 'k'}" }), 'yes'],
    ['a star that stands for colons', allow({ Resource: 'arn:aws:*:b/k' }), 'unsure'],
    ['both Action and NotAction', allow({ NotAction: 's3:Put*' }), 'unsure'],
    ['no action at all', allow({ Action: [] }), 'unsure'],
    ['an element that IAM does not have', allow({ Conditions: {} }), 'unsure'],
    ['a condition with nothing to compare with', under('StringNotEquals', 's3:prefix', []), 'unsure'],
    ['a number', under('NumericLessThan', 's3:n', '11'), 'yes'],
    ['a text where a number has to be', under('NumericNotEquals', 's3:n', 'ten'), 'unsure'],
    ['an operator that there is not', under('NumericNotLessThan', 's3:n', '11'), 'unsure'],
    ['a word where true or false has to be', under('Null', 's3:n', 'maybe'), 'unsure'],
    ['a set operator with Null', under('ForAnyValue:Null', 's3:n', 'false'), 'unsure'],
    ['an ARN that is none', under('ArnNotLike', 's3:prefix', 'arn:aws:s3:::*'), 'unsure'],
    ['a set operator and an empty set', under('ForAllValues:StringEquals', 's3:none', 'x'), 'yes'],
  ])('%s', (_name, is, expected) => {
    expect(is).toBe(expected);
  });
});
