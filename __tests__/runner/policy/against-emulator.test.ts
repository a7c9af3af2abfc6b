// Policies as the doctor reads them where IAM may not be asked, against IAM and KMS as the emulator has them: two readings
// that share nothing. What the doctor is certain of is so; of the rest it says that it is not.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAllowed, isForbidden, type AccessQuestion } from '../../../emulator/iam/access/authorize';
import { readPolicy } from '../../../emulator/iam/access/policy-match';
import { mayUseKey } from '../../../emulator/kms/access/key-access';
import type { Key } from '../../../emulator/world/kms-key';
import { decide, type Decision } from '../../../runner/policy/decide';
import { ownAnswer } from '../../../runner/policy/own-answer';
import { contextOf } from '../../../runner/policy/pattern';
import { REPLICATION_SESSION } from '../../../runner/policy/role-session';
import { weigh, type Question } from '../../../runner/policy/weigh';
import { addPolicy, addRole, smallWorld } from '../../emulator/iam/access/small-world';
import { ACCOUNT, policyCases, ROLE, type PolicyCase } from './policy-cases';

/** Another one with every run, so that more and more is tried; give the one of a failure to see it again. */
const SEED = Number(process.env['POLICY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const CASES = Number(process.env['POLICY_CASES'] ?? 1_000);

function asDoctor(one: PolicyCase): Decision {
  const question: Question = {
    action: one.action,
    resource: one.resource,
    context: contextOf({
      ...one.context,
      'aws:PrincipalArn': ROLE,
      'aws:PrincipalAccount': ACCOUNT,
      'aws:ResourceAccount': one.resourceAccountId,
    }),
    principal: { arn: ROLE, accountId: ACCOUNT, session: REPLICATION_SESSION },
  };
  const { identity, boundary, resourcePolicy } = one;
  return decide({
    own: ownAnswer(boundary === undefined ? { identity } : { identity, boundary }, question),
    sameAccount: one.resourceAccountId === ACCOUNT,
    resourceMustAllow: one.kind === 'key',
    ...(resourcePolicy === undefined ? {} : { resource: weigh([resourcePolicy], question) }),
  });
}

interface Emulated {
  readonly allowed: boolean;
  /** Of a key, the emulator does not say. */
  readonly forbidden?: boolean;
}

function asEmulator(one: PolicyCase): Emulated {
  const { identity, boundary, resourcePolicy, resource, resourceAccountId, action, tags, hidden } = one;
  const world = smallWorld();
  const limit = boundary === undefined ? {} : { boundary: addPolicy(world, 'limit', boundary) };
  const role = addRole(world, 'replication', { path: '/team/', inline: identity, ...limit });
  for (const [name, value] of Object.entries(tags)) role.tags.set(name, value);
  const known = Object.entries(one.context).filter((entry): entry is [string, string] => entry[1] !== null);
  const asked = {
    principalArn: ROLE,
    principalAccountId: ACCOUNT,
    session: REPLICATION_SESSION,
    action,
    context: { ...Object.fromEntries(known), ...hidden },
  };
  if (one.kind === 'key') return { allowed: mayUseKey(world, keyOf(one), asked) };
  const policy = resourcePolicy === undefined ? {} : { resourcePolicy };
  const question: AccessQuestion = { ...asked, resource, resourceAccountId, ...policy };
  return { allowed: isAllowed(world, question), forbidden: isForbidden(world, question) };
}

function keyOf({ resource, resourceAccountId, resourcePolicy = '' }: PolicyCase): Key {
  return {
    arn: resource,
    keyId: resource.slice(resource.lastIndexOf('/') + 1),
    accountId: resourceAccountId,
    region: 'eu-west-1',
    manager: 'CUSTOMER',
    createdMs: 0,
    description: '',
    policy: resourcePolicy,
    enabled: true,
    tags: new Map(),
    grants: new Map(),
  };
}

function expectTaken({ identity, boundary, resourcePolicy }: PolicyCase): void {
  for (const text of [...identity, boundary ?? []].flat()) expect(readPolicy(text, 'identity')).toBeDefined();
  if (resourcePolicy !== undefined) expect(readPolicy(resourcePolicy, 'resource')).toBeDefined();
}

/** What the doctor says of so many cases that are always the same: shares of all. */
function sharesOf(drawn: Parameters<typeof policyCases>[0]): Readonly<Record<Decision['is'], number>> {
  const cases = fc.sample(policyCases(drawn), { seed: 1, numRuns: 600 }).map((one) => asDoctor(one).is);
  const share = (wanted: Decision['is']): number => cases.filter((is) => is === wanted).length / cases.length;
  return { allowed: share('allowed'), refused: share('refused'), unsure: share('unsure') };
}

describe('the reading of policies', () => {
  it(`is right or unsure in ${CASES} cases (seed ${SEED})`, () => {
    const property = fc.property(policyCases('anything'), (one) => {
      expectTaken(one);
      const decision = asDoctor(one);
      if (decision.is === 'unsure') return;
      const { allowed, forbidden } = asEmulator(one);
      expect({ may: decision.is === 'allowed', decision }).toEqual({ may: allowed, decision });
      if (forbidden !== undefined && decision.is === 'refused' && decision.by.kind === 'denied') {
        expect(forbidden).toBe(true);
      }
    });
    fc.assert(property, { seed: SEED, numRuns: CASES });
  });

  it('decides nearly every case in which nothing is hidden from it', () => {
    const { allowed, refused, unsure } = sharesOf('guessable');
    expect(unsure).toBeLessThan(0.05);
    expect(allowed).toBeGreaterThan(0.15);
    expect(refused).toBeGreaterThan(0.15);
  });

  it('decides most cases even where conditions ask for what it cannot know', () => {
    expect(sharesOf('anything').unsure).toBeLessThan(0.2);
  });
});
