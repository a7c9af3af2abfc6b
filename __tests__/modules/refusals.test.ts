// What S3 would refuse at apply is refused at synthesis. One line of the table for each refusal.
import { Token } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import {
  BatchReplication,
  type BatchReplicationProps,
  RefusedProps,
  ReplicationConfiguration,
  type ReplicationRule,
  ReportBucket,
} from '../../modules';
import { newStack } from './synthesis';

type Props = BatchReplicationProps;
type Rule = ReplicationRule;

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const rule = (given: Partial<Rule> = {}): Rule => ({ destinationBucketName: 'replica', ...given });
const rules = (...given: Partial<Rule>[]): Partial<Props> => ({ rules: given.map(rule) });

function refusalOf(props: Partial<Props>): string {
  const stack = newStack();
  const whole: Props = { sourceBucketName: 'source', rules: [rule()], reportBucket: { existing: 'reports' }, ...props };
  try {
    new BatchReplication(stack, 'backfill', whole);
  } catch (error) {
    if (error instanceof RefusedProps) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

describe('props that cannot be applied', () => {
  it.each<[string, Partial<Props>, string, string]>([
    [
      'an ARN as the source',
      { sourceBucketName: 'arn:aws:s3:::source' },
      'sourceBucketName: got "arn:aws:s3:::source"',
      'write "source"',
    ],
    [
      'a name that no bucket has',
      { sourceBucketName: 'My_Bucket' },
      'sourceBucketName: got "My_Bucket"',
      '3 to 63 lower-case',
    ],
    ['a Region that is none', { sourceRegion: 'Ireland' }, 'sourceRegion: got "Ireland"', 'looks like eu-west-1'],
    ['an account id with eleven digits', { sourceAccountId: '11112222333' }, 'sourceAccountId: got', 'twelve digits'],
    ['a role name', { replicationRole: { roleName: 'a b' } }, 'replicationRole.roleName: got "a b"', 'at most 64'],
    [
      'a source key of another Region',
      { sourceRegion: 'us-east-1', sourceKmsKeyArns: [KEY] },
      'sourceKmsKeyArns[0]',
      "keys of the source's Region us-east-1 only",
    ],
    [
      'both forms of a destination',
      { destinationBucketName: 'replica' },
      'destinationBucketName: got "replica"',
      'exactly one of rules and destinationBucketName',
    ],
    [
      'both forms of a report bucket',
      { reportBucketName: 'reports' },
      'reportBucketName: got "reports"',
      'exactly one of reportBucket and reportBucketName',
    ],
    ['no rule', { rules: [] }, 'rules: got 0', '1 to 1000 rules'],
    [
      'too many rules',
      rules(...Array.from({ length: 1001 }, (_, i) => ({ prefix: `${i}/` }))),
      'rules: got 1001',
      '1 to 1000',
    ],
    [
      'a leading slash',
      rules({ prefix: '/folder/' }),
      'rules[0].prefix: got "/folder/"',
      'nothing would match: write "folder/"',
    ],
    ['a prefix longer than a key', rules({ prefix: 'ü'.repeat(513) }), 'rules[0].prefix', 'at most 1024 bytes'],
    [
      'a control character',
      rules({ prefix: 'a\u0001' }),
      'rules[0].prefix: got "a\\u0001"',
      'cannot hold control characters',
    ],
    ['an empty id', rules({ id: '' }), 'rules[0].id: got ""', '1 to 255 characters'],
    ['a long id', rules({ id: 'x'.repeat(256) }), 'rules[0].id', '1 to 255 characters'],
    ['one id twice', rules({ id: 'a' }, { id: 'a' }), 'rules[1].id: got "a"', 'an id of its own'],
    ['one priority twice', rules({ priority: 7 }, { priority: 7 }), 'rules[1].priority: got 7', 'leave it out'],
    ['a priority below zero', rules({ priority: -1 }), 'rules[0].priority: got -1', 'a whole number from 0'],
    ['a broken priority', rules({ priority: 1.5 }), 'rules[0].priority: got 1.5', 'a whole number from 0'],
    [
      'delete markers by tag',
      rules({ tags: { a: 'b' }, replicateDeleteMarkers: true }),
      'rules[0].replicateDeleteMarkers: got true',
      'leave one of the two out',
    ],
    [
      'Replication Time Control without metrics',
      rules({ replicationTimeControl: true, metrics: false }),
      'rules[0].metrics: got false',
      'leave metrics out',
    ],
    [
      'an owner override without an owner',
      rules({ ownerOverride: true }),
      'rules[0].ownerOverride: got true',
      'set destinationAccountId',
    ],
    [
      'a default key of another Region',
      rules({ destinationRegion: 'us-east-1', destinationDefaultKmsKeyArn: KEY }),
      'rules[0].destinationDefaultKmsKeyArn',
      "a key of the destination's Region us-east-1 is needed",
    ],
    [
      'more tags than an object has',
      rules({ tags: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, 'v'])) }),
      'rules[0].tags',
      'at most 10 tags',
    ],
    [
      'the source as destination',
      rules({ destinationBucketName: 'source' }),
      'rules[0].destinationBucketName: got "source"',
      'another bucket',
    ],
    [
      'an ARN as destination',
      rules({ destinationBucketName: 'arn:aws:s3:::x-y' }),
      'rules[0].destinationBucketName',
      'write "x-y"',
    ],
    [
      'a destination Region that is none',
      rules({ destinationRegion: 'x' }),
      'rules[0].destinationRegion: got "x"',
      'eu-west-1',
    ],
    [
      'a destination account that is none',
      rules({ destinationAccountId: '1' }),
      'rules[0].destinationAccountId: got "1"',
      'twelve digits',
    ],
    [
      'a storage class that S3 has not',
      rules({ storageClass: 'COLD' }),
      'rules[0].storageClass: got "COLD"',
      'STANDARD_IA',
    ],
    [
      'an alias as replica key',
      rules({ replicaKmsKeyArn: 'alias/mine' }),
      'rules[0].replicaKmsKeyArn: got "alias/mine"',
      'not of an alias',
    ],
    [
      'a key id as replica key',
      rules({ replicaKmsKeyArn: '1234abcd' }),
      'rules[0].replicaKmsKeyArn: got "1234abcd"',
      'arn:aws:kms:',
    ],
    [
      'a replica key of another Region',
      { ...rules({ replicaKmsKeyArn: KEY, destinationRegion: 'us-east-1' }), sourceKmsKeyArns: [KEY] },
      'rules[0].replicaKmsKeyArn',
      'the key is in eu-west-1',
    ],
    [
      'a replica key without source keys',
      rules({ replicaKmsKeyArn: KEY }),
      'sourceKmsKeyArns: got []',
      'name the keys',
    ],
    [
      'an alias as source key',
      { sourceKmsKeyArns: ['alias/aws/s3'] },
      'sourceKmsKeyArns[0]: got "alias/aws/s3"',
      'not of an alias',
    ],
    ['a leading slash in the prefixes', { prefixes: ['a', '/b'] }, 'prefixes[1]: got "/b"', 'write "b"'],
    ['a leading slash before reports', { reportPrefix: '/r' }, 'reportPrefix: got "/r"', 'write "r"'],
    ['a pattern as report prefix', { reportPrefix: 'r*' }, 'reportPrefix: got "r*"', 'letters, digits'],
    ['a pattern as manifest prefix', { manifestPrefix: 'm?' }, 'manifestPrefix: got "m?"', 'letters, digits'],
    [
      'an ARN as report bucket',
      { reportBucket: { existing: 'arn:aws:s3:::r-b' } },
      'reportBucket.existing',
      'write "r-b"',
    ],
    [
      'reports in the source',
      { reportBucket: { existing: 'source' } },
      'reportBucket: got "source"',
      'take another bucket',
    ],
    [
      'versioning of adopted buckets',
      { adoptExistingReplication: true, manageVersioning: {} },
      'manageVersioning: got {}',
      'leave one of the two out',
    ],
    [
      'a name that the runner does not look for',
      { handoffName: 'mine' },
      'handoffName: got "mine"',
      "begins with 's3_backfill_'",
    ],
  ])('refuses %s, and says what to do', (_, props, which, what) => {
    const message = refusalOf(props);
    expect(message).toContain('stack/backfill (BatchReplication) cannot be applied:');
    expect(message).toContain(which);
    expect(message).toContain(what);
  });

  it('tells all faults at once', () => {
    expect(refusalOf({ sourceBucketName: 'X', ...rules({ prefix: '/a' }, { storageClass: 'B' }) }).split('\n')).toEqual(
      [
        'stack/backfill (BatchReplication) cannot be applied:',
        expect.stringContaining('sourceBucketName'),
        expect.stringContaining('rules[0].prefix'),
        expect.stringContaining('rules[1].storageClass'),
      ],
    );
  });

  it('says nothing about values that only Terraform will know', () => {
    const token = Token.asString({ resolve: () => '${var.x}' });
    const unknown = { destinationBucketName: token, destinationRegion: token, replicaKmsKeyArn: token, prefix: token };
    expect(
      refusalOf({
        sourceBucketName: token,
        sourceRegion: token,
        sourceAccountId: token,
        sourceKmsKeyArns: [token],
        rules: [{ ...unknown, storageClass: token, id: token, destinationAccountId: token }],
        reportBucket: { existing: token },
        reportPrefix: token,
      }),
    ).toBe('nothing was refused');
  });

  it('refuses a second output of one name, and offers another', () => {
    const stack = newStack();
    const props: Props = { sourceBucketName: 'source', rules: [rule()], reportBucket: { existing: 'reports' } };
    new BatchReplication(stack, 'one', props);
    expect(() => new BatchReplication(stack, 'my-second', props)).toThrow("for example 's3_backfill_my_second'");
  });

  it('refuses the rules of a configuration that stands alone, too', () => {
    const props = { sourceBucketName: 'source', replicationRoleArn: 'r', rules: [rule({ prefix: '/' })] };
    expect(() => new ReplicationConfiguration(newStack(), 'c', props)).toThrow(
      /^stack\/c \(ReplicationConfiguration\) cannot be applied:\n {2}rules\[0\]\.prefix/,
    );
  });

  it.each([
    [{ bucketName: 'R' }, 'bucketName: got "R"'],
    [{ bucketName: 'reports', expireDays: 0 }, 'expireDays: got 0; a whole number of days, at least 1'],
    [{ bucketName: 'reports', expireDays: 1.5 }, 'expireDays: got 1.5'],
  ])('refuses a report bucket of %j', (props, which) => {
    expect(() => new ReportBucket(newStack(), 'b', props)).toThrow(which);
  });
});
