// The constructs that people use alone refuse what BatchReplication would have refused for them.
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import {
  AfterCare,
  BatchJobRole,
  BatchReplication,
  DataBucket,
  DestinationAccess,
  JobEvents,
  RefusedProps,
  ReplicationConfiguration,
  ReplicationRole,
  ReportBucket,
} from '../../modules';
import { resolveRules } from '../../modules/replication/rule';
import { ROLE, rule } from './refused';
import { newStack } from './synthesis';

const RULES = resolveRules([rule({ metrics: true })]);

type Build = (stack: TerraformStack) => unknown;
const role =
  (props: object): Build =>
  (stack) =>
    new ReplicationRole(stack, 'part', { sourceBucketName: 'source', destinationBucketNames: ['replica'], ...props });
const jobRole =
  (props: object): Build =>
  (stack) =>
    new BatchJobRole(stack, 'part', { sourceBucketName: 'source', report: { bucketName: 'reports' }, ...props });
const access =
  (props: object): Build =>
  (stack) =>
    new DestinationAccess(stack, 'part', { replicationRoleArn: ROLE, bucketName: 'replica', ...props });
const care =
  (props: object): Build =>
  (stack) =>
    new AfterCare(stack, 'part', { sourceBucketName: 'source', rules: RULES, ...props });
const configuration =
  (props: object): Build =>
  (stack) =>
    new ReplicationConfiguration(stack, 'part', {
      sourceBucketName: 'source',
      replicationRoleArn: ROLE,
      rules: [rule()],
      ...props,
    });
const reports =
  (props: object): Build =>
  (stack) =>
    new ReportBucket(stack, 'part', { bucketName: 'reports', ...props });

describe('a construct that stands alone', () => {
  it.each<[string, Build, string]>([
    ['no destination', role({ destinationBucketNames: [] }), 'destinationBucketNames: got []; at least one bucket'],
    ['an ARN as source', role({ sourceBucketName: 'arn:aws:s3:::source' }), 'write "source"'],
    ['an ARN as destination', role({ destinationBucketNames: ['arn:aws:s3:::x-y'] }), 'destinationBucketNames[0]'],
    ['an alias as source key', role({ sourceKmsKeyArns: ['alias/a'] }), 'sourceKmsKeyArns[0]: got "alias/a"'],
    ['an alias as replica key', role({ replicaKmsKeyArns: ['alias/a'] }), 'replicaKmsKeyArns[0]: got "alias/a"'],
    [
      'an owner where nothing is copied to',
      role({ ownerOverrideBucketNames: ['other'] }),
      'ownerOverrideBucketNames: got ["other"]; some of destinationBucketNames',
    ],
    [
      'the name of a role for its ARN',
      role({ existingRoleArn: 'theirs' }),
      'existingRoleArn: got "theirs"; the ARN of',
    ],
    ['an ARN as source of jobs', jobRole({ sourceBucketName: 'arn:aws:s3:::source' }), 'write "source"'],
    [
      'an ARN as place of reports',
      jobRole({ report: { bucketName: 'arn:aws:s3:::x-y' } }),
      'report.bucketName: got "arn:aws:s3:::x-y"',
    ],
    [
      'a leading slash before reports',
      jobRole({ report: { bucketName: 'reports', prefix: '/r' } }),
      'report.prefix: got "/r"',
    ],
    [
      'a pattern as place of manifests',
      jobRole({ manifest: { bucketName: 'reports', prefix: 'm*' } }),
      'manifest.prefix: got "m*"',
    ],
    ['the name of a role in another account', access({ replicationRoleArn: 'r' }), 'replicationRoleArn: got "r"'],
    ['an alias as key there', access({ kmsKeyArns: ['alias/a'] }), 'kmsKeyArns[0]: got "alias/a"'],
    [
      'the name of the role',
      configuration({ replicationRoleArn: 'r' }),
      'replicationRoleArn: got "r"; the ARN of a role',
    ],
    ['a topic by its name', care({ topicArn: 'news' }), 'topicArn: got "news"; the ARN of a topic'],
    ['a topic name that SNS has not', care({ topicName: 'a b' }), 'topicName: got "a b"; at most 256 letters'],
    [
      'two topics',
      care({ topicArn: 'arn:aws:sns:eu-west-1:111122223333:a', topicName: 'a' }),
      'topicName: got "a"; topicArn names a topic that is there',
    ],
    [
      'an alarm over more than a day',
      care({ alarms: { minutes: 1441 } }),
      'alarms.minutes: got 1441; a whole number, from 1 to 1440',
    ],
    [
      'no state',
      (stack) => new JobEvents(stack, 'part', { targetArn: 'x', states: [] }),
      'states: got []; at least one',
    ],
    ['a name that no bucket has', reports({ bucketName: 'R' }), 'bucketName: got "R"'],
    ['reports for no day', reports({ expireDays: 0 }), 'expireDays: got 0; a whole number of days, at least 1'],
    ['reports for half a day', reports({ expireDays: 1.5 }), 'expireDays: got 1.5'],
    [
      'two dots in the name of a bucket',
      (stack) => new DataBucket(stack, 'part', { bucketName: 'a..b' }),
      'bucketName: got "a..b"; a bucket name has no two dots',
    ],
  ])('refuses %s', (_, build, message) => {
    expect(() => build(newStack())).toThrow(RefusedProps);
    expect(() => build(newStack())).toThrow('stack/part (');
    expect(() => build(newStack())).toThrow(message);
  });
});

describe('a second replication configuration of one bucket', () => {
  const props = { rules: [rule()], reportBucketName: 'reports', sourceBucketName: 'source' };

  it('is refused: each would replace the other at every apply', () => {
    const stack = newStack();
    new BatchReplication(stack, 'first', props);
    const second = () => new BatchReplication(stack, 'second', { ...props, handoffName: 's3_backfill_second' });
    expect(second).toThrow(
      'sourceBucketName: got "source"; stack/first/replication is its replication configuration, and a bucket has only one',
    );
  });

  it('is none if the second adopts the first', () => {
    const stack = newStack();
    new BatchReplication(stack, 'first', props);
    const second = { ...props, handoffName: 's3_backfill_second' };
    expect(() => BatchReplication.fromExistingReplication(stack, 'second', second)).not.toThrow();
  });
});

describe('the policy of the replication role', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `replica-number-${index}`);

  it('has room for a thousand rules to one bucket', () => {
    const many = names(1000).map((prefix) => rule({ prefix: `${prefix}/` }));
    const props = { sourceBucketName: 'source', rules: many, reportBucketName: 'reports' };
    expect(() => new BatchReplication(newStack(), 'part', props)).not.toThrow();
  });

  it('has no room for a thousand buckets, which IAM would say when everything else is applied', () => {
    expect(() => role({ destinationBucketNames: names(1000) })(newStack())).toThrow(
      /destinationBucketNames: got 1000; the policy would have more than \d{5} characters, .* room for 10240/,
    );
    expect(() => role({ destinationBucketNames: names(200) })(newStack())).not.toThrow();
  });
});

describe('destinations whose policies are attached', () => {
  it('are refused if their rules name the account of the source', () => {
    const stack = newStack();
    const provider = new AwsProvider(stack, 'there', { alias: 'there' });
    const rules = [rule({ destinationAccountId: '111122223333' })];
    expect(
      () =>
        new BatchReplication(stack, 'part', {
          sourceBucketName: 'source',
          sourceAccountId: '111122223333',
          rules,
          reportBucketName: 'reports',
          destinations: [{ bucketName: 'replica', provider, attachPolicies: true }],
        }),
    ).toThrow("only the policies of another account's bucket are attached");
  });
});
