// Policies as the doctor reads them, against IAM as the emulator has it: the same answer, or none.
import { IAMClient, SimulateCustomPolicyCommand, type ContextEntry } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide, type OwnAnswer } from '../../../runner/policy/decide';
import { contextOf } from '../../../runner/policy/pattern';
import { weigh, type Question } from '../../../runner/policy/weigh';
import { startEmulator, type Running } from '../../emulator/running';

const ROLE = 'arn:aws:iam::111122223333:role/replication';

function question(action: string, resource: string, context: Readonly<Record<string, string | null>> = {}): Question {
  return { action, resource, context: contextOf(context), principal: { arn: ROLE, accountId: '111122223333' } };
}

const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

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
    const Condition = { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } };
    const one = policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition });
    const asked = question('s3:GetObject', 'arn:aws:s3:::b/k', { 'aws:CurrentTime': '2025-01-01T00:00:00Z' });
    expect(weigh([one], asked).allow.is).toBe('unsure');
    expect(weigh(['no policy'], asked)).toMatchObject({ allow: { is: 'unsure' }, deny: { is: 'unsure' } });
  });

  it('are not slowed down by a pattern full of stars', () => {
    const Resource = `arn:aws:s3:::b/${'*a'.repeat(2_000)}b`;
    const asked = question('s3:GetObject', `arn:aws:s3:::b/${'a'.repeat(1_000)}`);
    const began = performance.now();
    expect(weigh([policy({ Effect: 'Allow', Action: 's3:*', Resource })], asked).allow.is).toBe('no');
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('one decision of all policies', () => {
  const asked = question('s3:GetObject', 'arn:aws:s3:::b/k');
  const letting = (AWS: string, more: object = {}): string =>
    policy({ Effect: 'Allow', Principal: { AWS }, Action: 's3:*', Resource: '*', ...more });
  const resource = (text: string) => weigh([text], asked);
  const allowed: OwnAnswer = { is: 'allowed' };
  const lacking: OwnAnswer = { is: 'not-allowed', by: 'identity' };

  it.each([
    ['in one account the role alone is enough', { own: allowed, sameAccount: true }, 'allowed'],
    [
      'in one account the bucket alone is enough',
      { own: lacking, sameAccount: true, resource: resource(letting(ROLE)) },
      'allowed',
    ],
    [
      'a bucket that leaves it to the account grants nothing',
      { own: lacking, sameAccount: true, resource: resource(letting('arn:aws:iam::111122223333:root')) },
      'refused',
    ],
    ['across accounts the role alone is not enough', { own: allowed, sameAccount: false }, 'refused'],
    [
      'across accounts the bucket alone is not enough',
      { own: lacking, sameAccount: false, resource: resource(letting(ROLE)) },
      'refused',
    ],
    ['across accounts both are', { own: allowed, sameAccount: false, resource: resource(letting(ROLE)) }, 'allowed'],
    [
      'a key has to say yes',
      { own: allowed, sameAccount: true, resourceMustAllow: true, resource: resource(policy()) },
      'refused',
    ],
    [
      'a key that leaves it to the account says yes',
      { own: allowed, sameAccount: true, resourceMustAllow: true, resource: resource(letting('111122223333')) },
      'allowed',
    ],
    [
      'a boundary limits what the bucket grants',
      { own: { is: 'not-allowed', by: 'boundary' } as const, sameAccount: true, resource: resource(letting(ROLE)) },
      'refused',
    ],
    [
      'a Deny of the bucket wins',
      { own: allowed, sameAccount: true, resource: resource(letting('*', { Effect: 'Deny' })) },
      'refused',
    ],
    [
      'a bucket policy that may not be read leaves it open',
      { own: allowed, sameAccount: false, resource: { unread: 'no' } },
      'unsure',
    ],
    [
      'a role that lacks it lacks it, whatever the bucket of another account says',
      { own: lacking, sameAccount: false, resource: { unread: 'no' } },
      'refused',
    ],
  ] as const)('%s', (_name, given, is) => {
    expect(decide(given).is).toBe(is);
  });
});
