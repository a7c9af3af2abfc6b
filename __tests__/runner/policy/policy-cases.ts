// Requests of a role under policies of all kinds, drawn at random: identity policies, boundary, policy of a bucket or a key.
import fc from 'fast-check';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/replication`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/replication/s3-replication`;

type Json = Readonly<Record<string, unknown>>;
type Values = Readonly<Record<string, string>>;

export interface PolicyCase {
  readonly kind: 'bucket' | 'key';
  readonly action: string;
  readonly resource: string;
  readonly resourceAccountId: string;
  /** Policies as texts. */
  readonly identity: readonly string[];
  readonly boundary?: string;
  readonly resourcePolicy?: string;
  /** Keys of the request that both sides know; null: the request does not have it, and both know. */
  readonly context: Readonly<Record<string, string | null>>;
  /** Keys of the request that only AWS knows. */
  readonly hidden: Values;
  /** Tags of the role, of which only AWS knows. */
  readonly tags: Values;
}

/** What is drawn from. `guessable`: only what can be decided by whoever sees the policies and the request. */
export type Drawn = 'anything' | 'guessable';

const KEYS = {
  text: ['s3:x-amz-acl', 'S3:Prefix', 'aws:PrincipalAccount', 'aws:ResourceAccount'],
  arn: ['aws:PrincipalArn', 'aws:SourceArn'],
  hidden: ['aws:PrincipalOrgID', 'aws:SourceVpce', 'aws:PrincipalTag/team'],
} as const;

const TEXTS = ['private', 'pri*', 'PRIVATE', 'logs/', 'l?gs/', '', ACCOUNT, OTHER_ACCOUNT, 'o-1', 'blue', '*'] as const;
const VARIABLES = [
  '${aws:PrincipalAccount}',
  '${s3:prefix}',
  "${s3:x-amz-acl, 'private'}",
  '${*}',
  'log${?}/',
] as const;
const HIDDEN_VARIABLES = ['${aws:PrincipalTag/team}', "${aws:PrincipalTag/none, 'blue'}"] as const;
const ARNS = [
  ROLE,
  `${ROLE}*`,
  `arn:aws:iam::${ACCOUNT}:role/*`,
  'arn:aws:iam::*:role/*/replication',
  SESSION,
] as const;

const some = <T>(...items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
const few = <T>(items: fc.Arbitrary<T>, maxLength = 2): fc.Arbitrary<T | readonly T[]> =>
  fc.array(items, { minLength: 1, maxLength }).map((all) => (all.length === 1 ? (all[0] as T) : all));

/** Names of operators with and without what can be put before and behind them. */
const named = (...names: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(some('', '', '', 'ForAnyValue:', 'ForAllValues:'), some(...names), some('', '', 'IfExists'))
    .map((parts) => parts.join(''));

const test = (operator: fc.Arbitrary<string>, key: fc.Arbitrary<string>, values: fc.Arbitrary<unknown>) =>
  fc.tuple(operator, key, values).map(([name, asked, wanted]) => ({ [name]: { [asked]: wanted } }));

function conditions(drawn: Drawn): fc.Arbitrary<Json> {
  const isAnything = drawn === 'anything';
  const text = some(...KEYS.text, ...KEYS.text, ...(isAnything ? KEYS.hidden : []));
  const values = few(some<string>(...TEXTS, ...VARIABLES, ...(isAnything ? HIDDEN_VARIABLES : [])));
  const textual = named(
    ...['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'stringequals'],
    ...['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  );
  const arnLike = named('ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike');
  const numeric = named(
    ...['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals'],
    ...['NumericGreaterThan', 'NumericGreaterThanEquals'],
  );
  return fc.oneof(
    { weight: 4, arbitrary: test(textual, text, values) },
    { weight: 2, arbitrary: test(arnLike, some(...KEYS.arn), few(some(...ARNS))) },
    test(numeric, some('s3:max-keys'), few(some<unknown>('10', 10, '11.5', '-1'))),
    test(named('Bool'), some('aws:SecureTransport', 's3:flag'), some<unknown>('true', 'FALSE', true, false)),
    test(some('Null'), fc.oneof(text, some('s3:absent')), few(some<unknown>('true', 'false', true))),
    ...(isAnything
      ? [
          test(named('DateLessThan', 'DateGreaterThan'), some('aws:CurrentTime'), some('2025-01-01T00:00:00Z')),
          test(named('IpAddress', 'NotIpAddress'), some('aws:SourceIp'), few(some('10.0.0.0/8', '127.0.0.1'))),
        ]
      : []),
  );
}

const ROLES = [ROLE, SESSION, ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`] as const;
const OTHERS = [
  ...[`arn:aws:iam::${ACCOUNT}:role/other`, `arn:aws:iam::${ACCOUNT}:user/replication`, OTHER_ACCOUNT],
  ...[
    `arn:aws:sts::${ACCOUNT}:assumed-role/other/s3-replication`,
    `arn:aws:iam::${OTHER_ACCOUNT}:role/team/replication`,
  ],
] as const;
const ANOTHER_SESSION = `${SESSION}-2`;

function principals(drawn: Drawn): fc.Arbitrary<unknown> {
  const named = few(
    some<string>(...ROLES, ...ROLES, '*', ...OTHERS, ...(drawn === 'anything' ? [ANOTHER_SESSION] : [])),
    3,
  );
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ AWS: named }) },
    some('*'),
    fc.record({ Service: some('s3.amazonaws.com') }),
    fc.record({ AWS: named, Service: some(['s3.amazonaws.com', 'logging.s3.amazonaws.com']) }),
    ...(drawn === 'anything' ? [fc.record({ AWS: named, CanonicalUser: some('a'.repeat(64)) })] : []),
  );
}

const ACTIONS = {
  bucket: ['s3:ReplicateObject', 's3:GetObjectVersionAcl', 's3:ListBucket'],
  key: ['kms:Encrypt', 'kms:Decrypt'],
} as const;
const KEY = `arn:aws:kms:eu-west-1:%:key/11111111-2222-3333-4444-555555555555`;
const RESOURCES = { bucket: ['arn:aws:s3:::b', 'arn:aws:s3:::b/logs/a:b', 'arn:aws:s3:::b/*'], key: [KEY] } as const;
const RESOURCE_PATTERNS = {
  bucket: ['*', '*', 'arn:aws:s3:::b', 'arn:aws:s3:::b/*', 'arn:aws:s3:::?/l*', 'arn:aws:s3:::*', 'arn:aws:s3:::c/*'],
  key: ['*', '*', KEY, 'arn:aws:kms:*:%:key/*', 'arn:aws:kms:eu-west-1:%:alias/*'],
} as const;
const HIDDEN_RESOURCES = [
  'arn:aws:s3:::${aws:PrincipalTag/team}/*',
  'arn:aws:s3:::b/${s3:prefix}a:b',
  'arn:*:s3:::b/*',
];

function statements(kind: PolicyCase['kind'], ofResource: boolean, drawn: Drawn): fc.Arbitrary<readonly Json[]> {
  const [service] = ACTIONS[kind][0].split(':');
  const action = some<string>(...ACTIONS[kind], `${service}:*`, '*', `${service?.toUpperCase()}:*e*`, 'sns:Publish');
  const resource = some<string>(
    ...RESOURCE_PATTERNS[kind],
    ...(drawn === 'anything' && kind === 'bucket' ? HIDDEN_RESOURCES : []),
  );
  const seldom = <T>(usual: T, other: T): fc.Arbitrary<T> =>
    fc.oneof({ weight: 7, arbitrary: fc.constant(usual) }, fc.constant(other));
  const statement = fc
    .record({
      Effect: seldom('Allow', 'Deny'),
      action: fc.tuple(seldom('Action', 'NotAction'), few(action)),
      resource: fc.tuple(seldom('Resource', 'NotResource'), few(resource)),
      principal: fc.tuple(seldom('Principal', 'NotPrincipal'), principals(drawn)),
      tests: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(conditions(drawn), { maxLength: 2 })),
    })
    .map(({ Effect, action: [does, actions], resource: [on, resources], principal: [who, whom], tests }) => ({
      // Allow with NotPrincipal is refused.
      Effect: ofResource && who === 'NotPrincipal' ? 'Deny' : Effect,
      [does]: actions,
      [on]: resources,
      ...(ofResource ? { [who]: whom } : {}),
      ...(tests.length === 0 ? {} : { Condition: Object.assign({}, ...tests) as Json }),
    }));
  return fc.array(statement, { minLength: 1, maxLength: 3 });
}

function policies(
  kind: PolicyCase['kind'],
  ofResource: boolean,
  drawn: Drawn,
  accountId: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  const now = { Version: '2012-10-17' };
  // Policies of users and roles have no other.
  const version = ofResource ? some<Json>(now, now, { Version: '2008-10-17' }, {}) : fc.constant(now);
  return fc
    .tuple(version, statements(kind, ofResource, drawn), accountId)
    .map(([head, Statement, account]) => JSON.stringify({ ...head, Statement }).replaceAll('%', account));
}

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

export function policyCases(drawn: Drawn): fc.Arbitrary<PolicyCase> {
  return fc
    .record({
      kind: some('bucket' as const, 'bucket' as const, 'key' as const),
      account: some(ACCOUNT, ACCOUNT, OTHER_ACCOUNT),
    })
    .chain(({ kind, account }) => {
      const own = policies(kind, false, drawn, fc.constant(account));
      const ofResource = policies(kind, true, drawn, fc.constant(account));
      const maybe = <T>(...values: readonly T[]): fc.Arbitrary<T | null> => some<T | null>(...values, null);
      return fc.record({
        kind: fc.constant(kind),
        action: some<string>(...ACTIONS[kind]),
        resource: some<string>(...RESOURCES[kind]).map((arn) => arn.replace('%', account)),
        resourceAccountId: fc.constant(account),
        identity: fc.array(own, { maxLength: 2 }),
        boundary: optional(own),
        // A key always has a policy.
        resourcePolicy: kind === 'key' ? ofResource : optional(ofResource),
        context: fc.record({
          's3:x-amz-acl': maybe('private', 'public'),
          's3:prefix': maybe('logs/', 'l*gs/', ''),
          's3:max-keys': maybe('10', '12'),
          's3:flag': maybe('true'),
          's3:absent': fc.constant(null),
          'aws:SourceArn': maybe('arn:aws:s3:::b'),
          'aws:SecureTransport': fc.constant('true'),
        }),
        hidden: fc.dictionary(some('aws:PrincipalOrgID', 'aws:SourceVpce'), some('o-1', 'blue'), { maxKeys: 2 }),
        tags: fc.dictionary(some('team'), some('blue', 'b'), { maxKeys: 1 }),
      });
    })
    .map(({ boundary, resourcePolicy, ...rest }) => ({
      ...rest,
      ...(boundary === undefined ? {} : { boundary }),
      ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    }));
}
