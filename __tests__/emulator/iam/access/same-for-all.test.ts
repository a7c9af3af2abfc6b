import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { isAllowed, type AccessQuestion } from '../../../../emulator/iam/access/authorize';
import { isSameForAll } from '../../../../emulator/iam/access/same-for-all';
import { ACCOUNT, addRole, policy, smallWorld } from './small-world';

const PREFIX = 'arn:aws:s3:::bucket/';

function question(
  world: ReturnType<typeof smallWorld>,
  statements: readonly Record<string, unknown>[],
): AccessQuestion {
  const role = addRole(world, 'r', { inline: [policy(...statements)] });
  return {
    principalArn: role.arn,
    principalAccountId: ACCOUNT,
    action: 's3:GetObject',
    resource: PREFIX,
    resourceAccountId: ACCOUNT,
    context: {},
  };
}

const isSame = (...statements: readonly Record<string, unknown>[]): boolean => {
  const world = smallWorld();
  return isSameForAll(world, question(world, statements), PREFIX);
};

const get = (Resource: unknown, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource,
  ...more,
});

describe('a question about an object', () => {
  it.each([
    ['everything', get('*')],
    ['all objects of the bucket', get(`${PREFIX}*`)],
    ['all objects of all buckets', get('arn:aws:s3:::*')],
    ['another bucket', get('arn:aws:s3:::other/*')],
    ['the bucket itself', get('arn:aws:s3:::bucket')],
    ['another action, on some objects', get(`${PREFIX}a/*`, { Action: 's3:PutObject' })],
    ['everything but another bucket', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::other/*' }],
  ])('has one answer where a policy is about %s', (_what, statement) => {
    expect(isSame(statement)).toBe(true);
  });

  it.each([
    ['a folder', get(`${PREFIX}a/*`)],
    ['one object', get(`${PREFIX}a`)],
    ['keys with an ending', get(`${PREFIX}*.txt`)],
    ['buckets by a pattern', get('arn:aws:s3:::b*t/x')],
    ['a variable', get(`${PREFIX}\${aws:PrincipalAccount}/*`)],
    ['a condition', get('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } })],
    ['everything but a folder', { Effect: 'Deny', Action: '*', NotResource: `${PREFIX}a/*` }],
  ])('may have several where a policy is about %s', (_what, statement) => {
    expect(isSame(get('*'), statement)).toBe(false);
  });

  it('never gets two answers where one was promised', () => {
    const part = fc.constantFrom('arn:aws:s3:::', 'b', 'bucket', '/', '*', '?', 'a');
    const resource = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => `arn:aws:s3:::${parts.join('')}`);
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: fc.constantFrom('s3:GetObject', 's3:*', 's3:PutObject'),
      resource: fc.oneof(resource, fc.constant(`${PREFIX}*`), fc.constant('*')),
      negated: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 3 }),
        fc.array(fc.string(), { minLength: 2 }),
        (list, keys) => {
          const world = smallWorld();
          const asked = question(
            world,
            list.map(({ resource: text, negated, ...rest }) => ({
              ...rest,
              [negated ? 'NotResource' : 'Resource']: text,
            })),
          );
          if (!isSameForAll(world, asked, PREFIX)) return;
          const answers = keys.map((key) => isAllowed(world, { ...asked, resource: PREFIX + key }));
          expect(new Set(answers).size).toBe(1);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
