import { describe, expect, it } from '@jest/globals';
import { isAllowed } from '../../../../emulator/iam/access/authorize';
import { changeDefaultVersion, changeRole } from '../../../../emulator/iam/access/propagation';
import { trusts } from '../../../../emulator/iam/access/trust';
import type { Role } from '../../../../emulator/world/identity';
import { ACCOUNT, addPolicy, addRole, allow, smallWorld, trust, type SmallWorld } from './small-world';

const DELAY = 1000;

const may = (world: SmallWorld, { arn }: Role, action: string): boolean =>
  isAllowed(world, {
    principalArn: arn,
    principalAccountId: ACCOUNT,
    action,
    resource: 'arn:aws:s3:::bucket/key',
    resourceAccountId: ACCOUNT,
    context: {},
  });

describe('for other services', () => {
  it('a role exists only after the delay', () => {
    const world = smallWorld(DELAY);
    const role = addRole(world, 'loader', { inline: [allow('*')] });
    world.pass(DELAY - 1);
    expect([trusts(world, role.arn, 's3.amazonaws.com'), may(world, role, 's3:GetObject')]).toEqual([false, false]);
    world.pass(1);
    expect([trusts(world, role.arn, 's3.amazonaws.com'), may(world, role, 's3:GetObject')]).toEqual([true, true]);
  });

  it('a change counts only after the delay; until then what was before does', () => {
    const world = smallWorld(DELAY);
    const role = addRole(world, 'loader', { inline: [allow('s3:GetObject')] });
    world.pass(DELAY);
    changeRole(world, role, () => {
      role.inlinePolicies.set('inline-0', allow('s3:PutObject'));
      role.trustPolicy = trust({ Service: 'batchoperations.s3.amazonaws.com' });
    });
    expect([may(world, role, 's3:GetObject'), may(world, role, 's3:PutObject')]).toEqual([true, false]);
    expect(trusts(world, role.arn, 's3.amazonaws.com')).toBe(true);
    world.pass(DELAY);
    expect([may(world, role, 's3:GetObject'), may(world, role, 's3:PutObject')]).toEqual([false, true]);
    expect(trusts(world, role.arn, 's3.amazonaws.com')).toBe(false);
  });

  it('each of several changes counts in its turn', () => {
    const world = smallWorld(DELAY);
    const role = addRole(world, 'loader');
    for (const action of ['s3:A', 's3:B', 's3:C']) {
      world.pass(DELAY / 4);
      changeRole(world, role, () => role.inlinePolicies.set('only', allow(action)));
    }
    const seen = (): readonly string[] => ['s3:A', 's3:B', 's3:C'].filter((action) => may(world, role, action));
    world.pass(DELAY / 4);
    expect(seen()).toEqual([]);
    for (const expected of ['s3:A', 's3:B', 's3:C', 's3:C']) {
      world.pass(DELAY / 4);
      expect(seen()).toEqual([expected]);
    }
  });

  it('another default version of an attached policy counts only after the delay', () => {
    const world = smallWorld(DELAY);
    const policy = addPolicy(world, 'access', allow('s3:GetObject'));
    const role = addRole(world, 'loader', { attached: [policy] });
    world.pass(DELAY);
    const now = world.clock.now();
    policy.versions = [
      ...policy.versions,
      { versionId: 'v2', document: allow('s3:PutObject'), isDefault: false, createdMs: now },
    ];
    changeDefaultVersion(world, policy, 'v2');
    expect([may(world, role, 's3:GetObject'), may(world, role, 's3:PutObject')]).toEqual([true, false]);
    world.pass(DELAY);
    expect([may(world, role, 's3:GetObject'), may(world, role, 's3:PutObject')]).toEqual([false, true]);
  });

  it('what was before is forgotten when nobody can see it any more', () => {
    const world = smallWorld(DELAY);
    const role = addRole(world, 'loader');
    for (let change = 0; change < 50; change++) {
      world.pass(DELAY / 2);
      changeRole(world, role, () => role.inlinePolicies.set('only', allow('s3:GetObject')));
    }
    expect(role.past?.length).toBeLessThanOrEqual(3);
  });

  it('without a delay a change counts at once', () => {
    const world = smallWorld();
    const role = addRole(world, 'loader');
    changeRole(world, role, () => role.inlinePolicies.set('only', allow('s3:GetObject')));
    expect(may(world, role, 's3:GetObject')).toBe(true);
  });
});
