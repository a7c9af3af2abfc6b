// What all policies come to together, by the order in which IAM evaluates them.
import { describe, expect, it } from '@jest/globals';
import { decide, type OwnAnswer } from '../../../runner/policy/decide';
import { NO, unsure, YES } from '../../../runner/policy/truth';
import { weigh } from '../../../runner/policy/weigh';
import { policy, question, ROLE } from './question';

describe('one decision of all policies', () => {
  const known = question('s3:GetObject', 'arn:aws:s3:::b/k', { 'aws:PrincipalArn': ROLE });
  const asked = { ...known, principal: { ...known.principal, session: 's3-replication' } };
  const letting = (AWS: string, more: object = {}): string =>
    policy({ Effect: 'Allow', Principal: { AWS }, Action: 's3:*', Resource: '*', ...more });
  const resource = (text: string) => weigh([text], asked);
  const allowed: OwnAnswer = { deny: NO, identity: YES };
  const lacking: OwnAnswer = { deny: NO, identity: NO };
  const SESSION = 'arn:aws:sts::111122223333:assumed-role/replication/s3-replication';
  const BY_ARN = { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } };
  const ORGANIZATION = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } };
  const OPEN = unsure('a condition asks for something');

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
      { own: { ...lacking, boundary: NO }, sameAccount: true, resource: resource(letting(ROLE)) },
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
    [
      'a boundary that nobody can decide about leaves open what the bucket grants to the role',
      { own: { ...lacking, boundary: OPEN }, sameAccount: true, resource: resource(letting(ROLE)) },
      'unsure',
    ],
    [
      'a boundary does not limit what the bucket grants to the session',
      { own: { ...lacking, boundary: NO }, sameAccount: true, resource: resource(letting(SESSION)) },
      'allowed',
    ],
    [
      'a boundary does not limit what the bucket grants to everybody by the ARN of the role',
      { own: { ...lacking, boundary: NO }, sameAccount: true, resource: resource(letting('*', BY_ARN)) },
      'allowed',
    ],
    [
      'whether it limits what the bucket grants to everybody, nobody says',
      { own: { ...lacking, boundary: NO }, sameAccount: true, resource: resource(letting('*')) },
      'unsure',
    ],
    [
      'an organization limits what the bucket grants to the session',
      { own: { ...lacking, organization: NO }, sameAccount: true, resource: resource(letting(SESSION)) },
      'refused',
    ],
    [
      'an own Deny that nobody can decide about leaves open what the bucket grants',
      { own: { ...lacking, deny: OPEN }, sameAccount: true, resource: resource(letting(ROLE)) },
      'unsure',
    ],
    [
      'a Deny of the bucket that nobody can decide about leaves it open',
      {
        own: allowed,
        sameAccount: true,
        resource: resource(letting('*', { Effect: 'Deny', Condition: ORGANIZATION })),
      },
      'unsure',
    ],
    [
      'what nothing allows is refused, whatever a Deny comes to',
      { own: { ...lacking, deny: OPEN }, sameAccount: true },
      'refused',
    ],
    [
      'a key under a condition that nobody can decide about leaves it open, for a role without policies too',
      {
        own: lacking,
        sameAccount: true,
        resourceMustAllow: true,
        resource: resource(letting('*', { Condition: ORGANIZATION })),
      },
      'unsure',
    ],
    [
      'a grant of the key is enough',
      { own: lacking, sameAccount: false, resourceMustAllow: true, resource: resource(policy()), elsewhere: YES },
      'allowed',
    ],
    [
      'a grant of the key does not help against a Deny that nobody can decide about',
      { own: { ...lacking, deny: OPEN }, sameAccount: false, resource: resource(policy()), elsewhere: YES },
      'unsure',
    ],
  ] as const)('%s', (_name, given, is) => {
    expect(decide(given).is).toBe(is);
  });

  it.each([
    ['a boundary, where the bucket makes up for the rest', { ...lacking, boundary: NO }, letting(ROLE), ['boundary']],
    [
      'identity policies and boundary, where nothing else allows it',
      { ...lacking, boundary: NO },
      policy(),
      ['identity', 'boundary'],
    ],
    ['the boundary, where the identity policies allow it', { ...allowed, boundary: NO }, policy(), ['boundary']],
    [
      'the organization, where the bucket makes up for the rest',
      { ...lacking, organization: NO },
      letting(ROLE),
      ['organization'],
    ],
  ] as const)('names all that has to allow it, and does not: %s', (_name, own, text, where) => {
    expect(decide({ own, sameAccount: true, resource: resource(text) })).toEqual({
      is: 'refused',
      by: { kind: 'missing', where },
    });
  });
});
