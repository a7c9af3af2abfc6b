import { describe, expect, it } from '@jest/globals';
import { mayAssume, trusts } from '../../../../emulator/iam/access/trust';
import { ACCOUNT, addRole, allow, deny, OTHER_ACCOUNT, policy, smallWorld, trust } from './small-world';

const BATCH = 'batchoperations.s3.amazonaws.com';
const S3 = 's3.amazonaws.com';

describe('a trust policy', () => {
  it.each([
    ['the service', trust({ Service: BATCH }), true],
    ['several services', trust({ Service: [S3, BATCH] }), true],
    ['another service', trust({ Service: S3 }), false],
    ['everybody', trust('*'), true],
    ['only an account', trust({ AWS: ACCOUNT }), false],
    ['another action', policy({ Effect: 'Allow', Principal: { Service: BATCH }, Action: 'sts:TagSession' }), false],
    ['any action of sts', policy({ Effect: 'Allow', Principal: { Service: BATCH }, Action: 'sts:*' }), true],
    [
      'the service, and denies it',
      policy(
        { Effect: 'Allow', Principal: { Service: BATCH }, Action: 'sts:AssumeRole' },
        { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' },
      ),
      false,
    ],
  ])('names %s', (_, trustPolicy, expected) => {
    const world = smallWorld();
    const role = addRole(world, 'jobs', { trustPolicy });
    expect(trusts(world, role.arn, BATCH)).toBe(expected);
  });

  it('can ask for what the service tells of itself; a key that it does not tell is not met', () => {
    const world = smallWorld();
    const trustPolicy = trust({ Service: BATCH }, { StringEquals: { 'aws:SourceAccount': ACCOUNT } });
    const { arn } = addRole(world, 'jobs', { trustPolicy });
    expect(trusts(world, arn, BATCH)).toBe(false);
    expect(trusts(world, arn, BATCH, { 'aws:SourceAccount': OTHER_ACCOUNT })).toBe(false);
    expect(trusts(world, arn, BATCH, { 'aws:SourceAccount': ACCOUNT })).toBe(true);
  });

  it('of a role that does not exist trusts nobody', () => {
    expect(trusts(smallWorld(), `arn:aws:iam::${ACCOUNT}:role/jobs`, BATCH)).toBe(false);
  });
});

describe('a role may assume another', () => {
  const ask = (
    callerAccount: string,
    inline: readonly string[],
    trustPolicy: (callerArn: string) => string,
  ): boolean => {
    const world = smallWorld();
    const caller = addRole(world, 'caller', { accountId: callerAccount, inline });
    const target = addRole(world, 'target', { trustPolicy: trustPolicy(caller.arn) });
    return mayAssume(world, {
      roleArn: target.arn,
      callerArn: caller.arn,
      callerAccountId: callerAccount,
      context: {},
    });
  };
  const byName = (arn: string): string => trust({ AWS: arn });
  const byAccount = (arn: string): string => trust({ AWS: arn.split(':')[4] });

  it.each([
    ['in the account, if the trust policy names it', ACCOUNT, [], byName, true],
    ['in the account, not by its own policy alone', ACCOUNT, [allow('*')], () => trust({ Service: S3 }), false],
    ['in the account, if it is denied to it', ACCOUNT, [deny('sts:*')], byName, false],
    ['if the account is trusted and the role is allowed', ACCOUNT, [allow('sts:AssumeRole')], byAccount, true],
    ['if the account is trusted and the role is not allowed', ACCOUNT, [], byAccount, false],
    ['from another account, if both agree', OTHER_ACCOUNT, [allow('sts:AssumeRole')], byName, true],
    ['from another account, if only the trust policy agrees', OTHER_ACCOUNT, [], byName, false],
  ])('%s', (_, account, inline, trustPolicy, expected) => {
    expect(ask(account, inline, trustPolicy)).toBe(expected);
  });
});
