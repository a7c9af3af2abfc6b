// What S3 would refuse at apply is refused at synthesis. One line of the table for each refusal.
import { Token } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { BatchReplication } from '../../../modules';
import { KEY, type Props, refusalOf, rule, rules } from '../refused';
import { newStack } from '../synthesis';

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
    [
      'one name for two roles',
      { replicationRole: { roleName: 'Backfill' }, batchJobRole: { roleName: 'backfill' } },
      'batchJobRole.roleName: got "backfill"',
      'two services assume two roles',
    ],
    [
      'prefixes of a short form that overlap',
      { rules: undefined as never, destinationBucketName: 'replica', prefixes: ['a/b/', 'a/', 'a/'] },
      'prefixes[0]: got "a/b/"; "a/" covers it already',
      'prefixes[2]: got "a/"; "a/" covers it already',
    ],
    ['two dots in a name', { sourceBucketName: 'my..bucket' }, 'sourceBucketName: got "my..bucket"', 'no two dots'],
    ['an IP address as a name', { sourceBucketName: '10.0.0.1' }, 'sourceBucketName: got "10.0.0.1"', 'an IP address'],
    [
      'destinations of an adopted replication',
      { adoptExistingReplication: true, destinations: [{ bucketName: 'replica' }] },
      'destinations: got ["replica"]',
      'leave one of the two out',
    ],
    [
      'policies attached where no other account is named',
      { destinations: [{ bucketName: 'replica', attachPolicies: true, provider: undefined as never }] },
      'destinations[0].attachPolicies: got true',
      'set destinationAccountId on its rules',
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

  // As somebody without TypeScript, or with a variable that is not set, writes it.
  const FULL = {
    sourceBucketName: 'source',
    sourceRegion: 'eu-west-1',
    sourceAccountId: '111122223333',
    rules: [rule({ id: 'a', prefix: 'a/', metrics: true }), rule({ id: 'b', prefix: 'b/' })],
    reportBucket: { existing: 'reports' },
    prefixes: ['a/', 'b/'],
    destinations: [{ bucketName: 'replica' }],
    afterCare: { alarms: {} },
  };
  const SHORT = {
    sourceBucketName: 'source',
    destinationBucketName: 'replica',
    prefixes: ['a/', 'b/', 'c/'],
    reportBucketName: 'reports',
    destinations: [{ bucketName: 'replica' }],
  };
  const ADOPTED = {
    ...SHORT,
    destinationBucketName: undefined,
    destinations: undefined,
    adoptExistingReplication: true,
  };
  const BUCKET = 'a bucket name has 3 to 63 lower-case letters';

  it.each<[string, object, object, string]>([
    ['source bucket', FULL, { sourceBucketName: undefined }, `sourceBucketName: got nothing; ${BUCKET}`],
    ['source bucket, left empty', FULL, { sourceBucketName: '' }, `sourceBucketName: got ""; ${BUCKET}`],
    [
      'source bucket of an adopted replication',
      ADOPTED,
      { sourceBucketName: undefined },
      'sourceBucketName: got nothing',
    ],
    ['destination', FULL, { rules: undefined }, 'destinationBucketName: got nothing; exactly one of rules and'],
    [
      'rule',
      FULL,
      { rules: [], destinations: [], afterCare: undefined },
      'rules: got 0; a configuration has 1 to 1000',
    ],
    [
      'destination of one rule',
      { ...FULL, destinations: [] },
      { rules: [rule(), { prefix: 'b/', metrics: true }] },
      `rules[1].destinationBucketName: got nothing; ${BUCKET}`,
    ],
    [
      'destination in the short form',
      SHORT,
      { destinationBucketName: undefined },
      'destinationBucketName: got nothing',
    ],
    [
      'destination in the short form, left empty',
      SHORT,
      { destinationBucketName: '', destinations: [] },
      'destinationBucketName: got ""',
    ],
    [
      'report bucket',
      FULL,
      { reportBucket: undefined },
      'reportBucketName: got nothing; exactly one of reportBucket and',
    ],
    [
      'report bucket that is there',
      FULL,
      { reportBucket: { existing: undefined } },
      'reportBucket.existing: got nothing',
    ],
    [
      'report bucket that is there, left empty',
      FULL,
      { reportBucket: { existing: '' } },
      'reportBucket.existing: got ""',
    ],
    ['report bucket to make', FULL, { reportBucket: { create: {} } }, `bucketName: got nothing; ${BUCKET}`],
    ['either form of report bucket', FULL, { reportBucket: {} }, 'reportBucket.existing: got nothing'],
    ['report bucket in the short form', SHORT, { reportBucketName: undefined }, 'reportBucketName: got nothing'],
    [
      'report bucket in the short form, left empty',
      SHORT,
      { reportBucketName: '' },
      `reportBucketName: got ""; ${BUCKET}`,
    ],
    [
      'report bucket of an adopted replication',
      ADOPTED,
      { reportBucketName: undefined },
      'reportBucketName: got nothing',
    ],
    [
      'metrics for alarms',
      FULL,
      { rules: [rule({ prefix: 'a/' }), rule({ prefix: 'b/' })] },
      'afterCare.alarms.rules: got 2',
    ],
    [
      'ids for alarms on an adopted replication',
      ADOPTED,
      { afterCare: { alarms: {} } },
      'afterCare.alarms: got {}; alarms look at the metrics of each rule by its id',
    ],
    [
      'destination, but a bad name of one',
      SHORT,
      { destinationBucketName: 'A_B', destinations: [] },
      'destinationBucketName: got "A_B"',
    ],
    [
      'prefix, but one with a slash',
      SHORT,
      { prefixes: ['/a', 'b/'] },
      'prefixes[0]: got "/a"; keys do not begin with a slash',
    ],
  ])('without a %s are refused by one message', (_, full, change, message) => {
    const stack = newStack();
    const made = (props: object) => new BatchReplication(stack, 'backfill', props as Props);
    let told = 'nothing was refused';
    try {
      made({ ...full, ...change });
    } catch (error) {
      told = (error as Error).message;
    }
    expect(told.split('\n').slice(1)).toEqual([expect.stringContaining(`  ${message}`)]);
    expect(() => new BatchReplication(newStack(), 'backfill', full as Props)).not.toThrow();
  });

  it('says nothing about values that only Terraform will know', () => {
    const token = (name: string) => Token.asString({ resolve: () => `\${var.${name}}` });
    const props = (source: string, destination: string, reports: string): Partial<Props> => ({
      sourceBucketName: source,
      rules: [rule({ destinationBucketName: destination })],
      reportBucket: { existing: reports },
    });
    expect(refusalOf(props(token('a'), token('b'), token('c')))).toBe('nothing was refused');
    const one = token('one');
    // What is written alike is alike, whatever it stands for.
    const message = refusalOf(props(one, one, one));
    expect(message).toContain('the destination is another bucket than the source');
    expect(message).toContain('reports in the source bucket');
  });

  it('refuses a second output of one name, and offers another', () => {
    const stack = newStack();
    const props: Props = { sourceBucketName: 'source', rules: [rule()], reportBucket: { existing: 'reports' } };
    new BatchReplication(stack, 'one', props);
    expect(() => new BatchReplication(stack, 'my-second', props)).toThrow("for example 's3_backfill_my_second'");
  });
});
