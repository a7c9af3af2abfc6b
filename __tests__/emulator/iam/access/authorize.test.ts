import { describe, expect, it } from '@jest/globals';
import { isAllowed, type AccessQuestion } from '../../../../emulator/iam/access/authorize';
import { ACCOUNT, addPolicy, addRole, allow, deny, OTHER_ACCOUNT, policy, sessionArn, smallWorld } from './small-world';

const BUCKET = 'arn:aws:s3:::bucket';
const OBJECT = `${BUCKET}/key`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/loader`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/loader/rehearsal`;

const question = (principalArn: string, more: Partial<AccessQuestion> = {}): AccessQuestion => ({
  principalArn,
  principalAccountId: ACCOUNT,
  action: 's3:GetObject',
  resource: OBJECT,
  resourceAccountId: ACCOUNT,
  context: {},
  ...more,
});

const bucketPolicy = (principal: unknown, more: Readonly<Record<string, unknown>> = {}): string =>
  policy({ Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: `${BUCKET}/*`, ...more });

describe("an account's root", () => {
  const world = smallWorld();

  it('may do everything in its account', () => {
    expect(isAllowed(world, question(ROOT, { action: 'iam:CreateRole', resource: '*' }))).toBe(true);
  });

  it('is stopped by a Deny of the resource', () => {
    const resourcePolicy = bucketPolicy('*', { Effect: 'Deny' });
    expect(isAllowed(world, question(ROOT, { resourcePolicy }))).toBe(false);
  });

  it('may do in another account what its resource allows, and no more', () => {
    const there = { resourceAccountId: OTHER_ACCOUNT };
    expect(isAllowed(world, question(ROOT, there))).toBe(false);
    const resourcePolicy = bucketPolicy({ AWS: ACCOUNT });
    expect(isAllowed(world, question(ROOT, { ...there, resourcePolicy }))).toBe(true);
    expect(isAllowed(world, question(ROOT, { ...there, resourcePolicy, action: 's3:PutObject' }))).toBe(false);
  });
});

describe('a role', () => {
  it.each([
    ['no policy', [], false],
    ['an inline policy that allows', [allow('s3:GetObject', `${BUCKET}/*`)], true],
    ['an action in another case', [allow('S3:getOBJECT', `${BUCKET}/*`)], true],
    ['a resource in another case', [allow('s3:GetObject', `${BUCKET}/KEY`)], false],
    ['a wildcard for the action', [allow('s3:Get*', '*')], true],
    ['a policy for the bucket alone', [allow('s3:*', BUCKET)], false],
    ['an Allow and a Deny', [allow('*'), deny('s3:GetObject', OBJECT)], false],
    ['a Deny for something else', [allow('*'), deny('s3:GetObject', `${BUCKET}/other`)], true],
    ['NotAction that leaves it out', [policy({ Effect: 'Allow', NotAction: 's3:Put*', Resource: '*' })], true],
    ['NotAction that names it', [policy({ Effect: 'Allow', NotAction: 's3:Get*', Resource: '*' })], false],
    ['NotResource that names it', [policy({ Effect: 'Allow', Action: '*', NotResource: `${BUCKET}/*` })], false],
    ['NotResource that leaves it out', [policy({ Effect: 'Allow', Action: '*', NotResource: BUCKET })], true],
  ])('with %s', (_, inline, expected) => {
    const world = smallWorld();
    addRole(world, 'loader', { inline });
    expect(isAllowed(world, question(ROLE))).toBe(expected);
    expect(isAllowed(world, question(SESSION))).toBe(expected);
  });

  it('may do what an attached policy allows', () => {
    const world = smallWorld();
    addRole(world, 'loader', { attached: [addPolicy(world, 'reading', allow('s3:GetObject'))] });
    expect(isAllowed(world, question(ROLE))).toBe(true);
  });

  it('that does not exist may do nothing, whatever the resource says', () => {
    expect(isAllowed(smallWorld(), question(ROLE, { resourcePolicy: bucketPolicy('*') }))).toBe(false);
  });

  it('with a path is found for its session, whose ARN has no path', () => {
    const world = smallWorld();
    const role = addRole(world, 'loader', { path: '/team/', inline: [allow('s3:GetObject')] });
    expect(isAllowed(world, question(sessionArn(role)))).toBe(true);
  });

  it('of another account with the same name does not lend its permissions', () => {
    const world = smallWorld();
    addRole(world, 'loader', { accountId: OTHER_ACCOUNT, inline: [allow('*')] });
    expect(isAllowed(world, question(SESSION))).toBe(false);
  });
});

describe('a permissions boundary', () => {
  const bounded = (boundary: string) => {
    const world = smallWorld();
    addRole(world, 'loader', { inline: [allow('s3:*')], boundary: addPolicy(world, 'boundary', boundary) });
    return world;
  };

  it('limits what the policies of the role allow', () => {
    expect(isAllowed(bounded(allow('s3:Get*')), question(ROLE))).toBe(true);
    expect(isAllowed(bounded(allow('s3:Put*')), question(ROLE))).toBe(false);
  });

  it('allows nothing by itself', () => {
    const world = bounded(allow('*'));
    expect(isAllowed(world, question(ROLE, { action: 'iam:GetRole', resource: ROLE }))).toBe(false);
  });

  it('denies what it denies', () => {
    const boundary = policy(
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' },
    );
    expect(isAllowed(bounded(boundary), question(ROLE))).toBe(false);
  });

  it('limits what a resource grants to the role, but not what it grants to one session', () => {
    const world = bounded(allow('s3:Put*'));
    expect(isAllowed(world, question(SESSION, { resourcePolicy: bucketPolicy({ AWS: ROLE }) }))).toBe(false);
    expect(isAllowed(world, question(SESSION, { resourcePolicy: bucketPolicy({ AWS: SESSION }) }))).toBe(true);
  });

  it('does not limit what a resource grants to everybody, though it names the role as well', () => {
    const world = bounded(allow('s3:Put*'));
    for (const AWS of ['*', [ROLE, '*']]) {
      const Condition = { ArnEquals: { 'aws:PrincipalArn': ROLE } };
      const resourcePolicy = bucketPolicy({ AWS }, { Condition });
      expect(isAllowed(world, question(SESSION, { resourcePolicy }))).toBe(true);
    }
  });

  it('that is gone allows nothing', () => {
    const world = bounded(allow('*'));
    world.policies.clear();
    expect(isAllowed(world, question(ROLE))).toBe(false);
  });
});

describe('a policy of the resource in the same account', () => {
  it.each([
    ['everybody', '*', true],
    ['everybody of AWS', { AWS: '*' }, true],
    ['the role', { AWS: [ROLE] }, true],
    ['the session', { AWS: SESSION }, true],
    ['another session', { AWS: `${SESSION}-2` }, false],
    ['another role', { AWS: `${ROLE}-2` }, false],
    ['a service', { Service: 's3.amazonaws.com' }, false],
    // Naming the account leaves it to the account's own policies.
    ['the account', { AWS: ACCOUNT }, false],
    ["the account's root", { AWS: ROOT }, false],
  ])('that allows %s', (_, principal, expected) => {
    const world = smallWorld();
    addRole(world, 'loader');
    expect(isAllowed(world, question(SESSION, { resourcePolicy: bucketPolicy(principal) }))).toBe(expected);
  });

  it('denies the account: that means all of its roles', () => {
    const world = smallWorld();
    addRole(world, 'loader', { inline: [allow('*')] });
    const resourcePolicy = bucketPolicy({ AWS: ROOT }, { Effect: 'Deny' });
    expect(isAllowed(world, question(SESSION, { resourcePolicy }))).toBe(false);
  });

  it.each([
    ['the account, the role and the session', [ROOT, ROLE, SESSION], true],
    ['everybody', ['*'], true],
    ['the role and the session, without the account', [ROLE, SESSION], false],
    ['the account and the role, without the session', [ROOT, ROLE], false],
    ['another role', [ROOT, `${ROLE}-2`], false],
  ])('denies by NotPrincipal a session, unless it names all it belongs to: %s', (_, names, expected) => {
    const world = smallWorld();
    addRole(world, 'loader', { inline: [allow('*')] });
    const resourcePolicy = policy({ Effect: 'Deny', NotPrincipal: { AWS: names }, Action: 's3:*', Resource: '*' });
    expect(isAllowed(world, question(SESSION, { resourcePolicy }))).toBe(expected);
  });

  it('denies by NotPrincipal a role that has a boundary, whatever it names', () => {
    const world = smallWorld();
    addRole(world, 'loader', { inline: [allow('*')], boundary: addPolicy(world, 'limit', allow('*')) });
    const NotPrincipal = { AWS: [ROOT, ROLE, SESSION] };
    const resourcePolicy = policy({ Effect: 'Deny', NotPrincipal, Action: 's3:*', Resource: '*' });
    expect(isAllowed(world, question(SESSION, { resourcePolicy }))).toBe(false);
  });

  it('that cannot be read allows nothing', () => {
    const world = smallWorld();
    addRole(world, 'loader', { inline: [allow('*')] });
    const resourcePolicy = bucketPolicy('*', { Condition: { Unheard: { of: 'it' } } });
    expect(isAllowed(world, question(ROLE, { resourcePolicy }))).toBe(false);
  });

  it('allows a service, with the conditions that it meets', () => {
    const resourcePolicy = bucketPolicy(
      { Service: 'logging.s3.amazonaws.com' },
      { Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } },
    );
    const ask = (principalArn: string, context: Record<string, string>) =>
      isAllowed(smallWorld(), question(principalArn, { principalAccountId: '', resourcePolicy, context }));
    expect(ask('logging.s3.amazonaws.com', { 'aws:SourceAccount': ACCOUNT })).toBe(true);
    expect(ask('logging.s3.amazonaws.com', {})).toBe(false);
    expect(ask('s3.amazonaws.com', { 'aws:SourceAccount': ACCOUNT })).toBe(false);
  });
});

describe('a service that acts as a role', () => {
  it('asks in a session with a name, which policies can name', () => {
    const world = smallWorld();
    addRole(world, 'loader', { path: '/team/' });
    const resourcePolicy = bucketPolicy({ AWS: SESSION });
    const asked = question(`arn:aws:iam::${ACCOUNT}:role/team/loader`, { resourcePolicy });
    expect(isAllowed(world, { ...asked, session: 'rehearsal' })).toBe(true);
    expect(isAllowed(world, { ...asked, session: 'another' })).toBe(false);
    expect(isAllowed(world, asked)).toBe(false);
  });
});

describe('across accounts', () => {
  it.each([
    ['both allow', allow('s3:GetObject'), bucketPolicy({ AWS: ROLE }), true],
    ['the account is allowed and the role too', allow('s3:GetObject'), bucketPolicy({ AWS: ACCOUNT }), true],
    ['only the role is allowed by its own policies', allow('s3:GetObject'), undefined, false],
    ['only the resource allows', allow('s3:PutObject'), bucketPolicy({ AWS: ROLE }), false],
    ['the resource allows everybody, the role nothing', allow('s3:PutObject'), bucketPolicy('*'), false],
    ['the role is denied by its own policies', deny('s3:GetObject'), bucketPolicy({ AWS: ROLE }), false],
  ])('it matters that %s', (_, inline, resourcePolicy, expected) => {
    const world = smallWorld();
    addRole(world, 'loader', { inline: [inline] });
    const there = { resourceAccountId: OTHER_ACCOUNT, ...(resourcePolicy === undefined ? {} : { resourcePolicy }) };
    expect(isAllowed(world, question(ROLE, there))).toBe(expected);
  });
});

describe('conditions and variables', () => {
  const withCondition = (
    condition: Readonly<Record<string, unknown>>,
    context: Record<string, string> = {},
  ): boolean => {
    const world = smallWorld();
    const inline = [policy({ Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: condition })];
    addRole(world, 'loader', { inline }).tags.set('Team', 'blue');
    return isAllowed(world, question(SESSION, { context }));
  };

  it.each([
    ["the role's ARN, not the session's", { ArnEquals: { 'aws:PrincipalArn': ROLE } }, true],
    ['the account of the caller', { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }, true],
    ['the account of the resource', { StringEquals: { 'aws:ResourceAccount': ACCOUNT } }, true],
    ['tags of the role', { StringEquals: { 'aws:PrincipalTag/Team': 'blue' } }, true],
    ['the id of the session', { StringLike: { 'aws:userid': 'AROALOADER:rehearsal' } }, true],
    ['the kind of the caller', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }, true],
    ['the time', { DateLessThan: { 'aws:CurrentTime': '2025-06-15T12:00:01Z' } }, true],
    ['seconds since 1970', { NumericGreaterThan: { 'aws:EpochTime': '1749988800' } }, false],
    ['two things at once', { Bool: { a: 'true' }, StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }, false],
  ])('can ask for %s', (_, condition, expected) => {
    expect(withCondition(condition)).toBe(expected);
  });

  it('does not believe a request that says who its caller is', () => {
    const condition = { ArnEquals: { 'aws:PrincipalArn': `${ROLE}-2` } };
    expect(withCondition(condition, { 'aws:PrincipalArn': `${ROLE}-2` })).toBe(false);
  });

  it('reads keys of the request whatever their case', () => {
    const condition = { StringEquals: { 'S3:Prefix': 'logs/' } };
    expect(withCondition(condition, { 's3:prefix': 'logs/' })).toBe(true);
    expect(withCondition(condition, { 's3:prefix': 'data/' })).toBe(false);
  });

  it('fills variables into resources, taking a star in a value for a star', () => {
    const world = smallWorld();
    addRole(world, 'loader', { inline: [allow('s3:*', `${BUCKET}/\${aws:PrincipalTag/home}/*`)] }).tags.set(
      'home',
      '*',
    );
    expect(isAllowed(world, question(ROLE, { resource: `${BUCKET}/*/key` }))).toBe(true);
    expect(isAllowed(world, question(ROLE, { resource: `${BUCKET}/anna/key` }))).toBe(false);
  });
});
