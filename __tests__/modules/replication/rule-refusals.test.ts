// Rules that S3 would refuse at apply are refused at synthesis. One line of the table for each refusal.
import { Token } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import { ReplicationConfiguration } from '../../../modules';
import { KEY, type Props, refusalOf, ROLE, rule, rules } from '../refused';
import { newStack } from '../synthesis';

const MULTI = 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';

describe('rules that cannot be applied', () => {
  it.each<[string, Partial<Props>, string, string]>([
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
    ['a control character in an id', rules({ id: 'a\u0001' }), 'rules[0].id: got "a\\u0001"', 'cannot hold control'],
    ['a control character in a tag', rules({ tags: { a: '\u0002' } }), 'rules[0].tags', 'cannot hold control'],
    ['a tag value that no object has', rules({ tags: { a: 'x'.repeat(257) } }), 'rules[0].tags', 'at most 256'],
    [
      'a tag key that no object has',
      rules({ tags: { ['x'.repeat(129)]: '' } }),
      'rules[0].tags',
      '1 to 128 characters',
    ],
    ['a tag without a key', rules({ tags: { '': 'x' } }), 'rules[0].tags', '1 to 128 characters'],
    ['a priority that is too high', rules({ priority: 2 ** 31 }), 'rules[0].priority: got 2147483648', 'to 2147483647'],
    [
      'a multi-Region key by its ARN in another Region',
      { ...rules({ replicaKmsKeyArn: MULTI, destinationRegion: 'us-east-1' }), sourceKmsKeyArns: [MULTI] },
      'rules[0].replicaKmsKeyArn',
      "the destination's Region us-east-1 is needed: a multi-Region key has an ARN in each of its Regions",
    ],
    [
      'a map of tags that only Terraform knows',
      rules({ tags: Token.asStringMap({ resolve: () => '${var.tags}' }) }),
      'rules[0].tags',
      'write its keys, with tokens as their values',
    ],
    [
      'an owner override in the account of the source',
      { ...rules({ ownerOverride: true, destinationAccountId: '111122223333' }), sourceAccountId: '111122223333' },
      'rules[0].ownerOverride: got true',
      'owns the replicas already: leave it out',
    ],
    [
      'one bucket in two accounts',
      rules(
        { prefix: 'a', destinationAccountId: '111122223333' },
        { prefix: 'b', destinationAccountId: '444455556666' },
      ),
      'rules[1].destinationAccountId: got "444455556666"',
      'a rule before says "111122223333" of replica',
    ],
    [
      'one bucket in two Regions',
      rules({ prefix: 'a', destinationRegion: 'eu-west-1' }, { prefix: 'b', destinationRegion: 'us-east-1' }),
      'rules[1].destinationRegion: got "us-east-1"',
      'a rule before says "eu-west-1" of replica',
    ],
    [
      'prefixes that no rule covers',
      { ...rules({ prefix: 'a/' }, { prefix: 'b/' }), prefixes: ['a/2024/', 'c/'] },
      'prefixes[1]: got "c/"',
      'no rule covers it ("a/", "b/"), so that no job would find anything',
    ],
  ])('refuses %s, and says what to do', (_, props, which, what) => {
    const message = refusalOf(props);
    expect(message).toContain('stack/backfill (BatchReplication) cannot be applied:');
    expect(message).toContain(which);
    expect(message).toContain(what);
  });

  it('refuses the rules of a configuration that stands alone, too', () => {
    const props = { sourceBucketName: 'source', replicationRoleArn: ROLE, rules: [rule({ prefix: '/' })] };
    expect(() => new ReplicationConfiguration(newStack(), 'c', props)).toThrow(
      /^stack\/c \(ReplicationConfiguration\) cannot be applied:\n {2}rules\[0\]\.prefix/,
    );
  });
});
