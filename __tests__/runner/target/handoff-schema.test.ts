// Every field of the handoff: kept as it is, or refused by its name.
import { describe, expect, it } from '@jest/globals';
import type { Handoff } from '../../../modules/handoff';
import { isRunnerError, type RunnerError } from '../../../runner/ports/errors';
import { parseHandoff } from '../../../runner/target/handoff-schema';
import { ACCOUNT, handoff, JOB_ROLE } from '../fakes/fake-world';

/** With every field that there is. */
const FULL: Handoff = handoff({
  destinations: [
    {
      bucket: 'dst',
      region: 'eu-central-1',
      accountId: '444455556666',
      storageClass: 'STANDARD_IA',
      replicaKmsKeyArn: 'arn:aws:kms:eu-central-1:444455556666:key/1',
      ruleId: 'folder',
    },
  ],
  rules: [{ id: 'folder', prefix: 'folder/', tags: { a: '1' }, priority: 3, status: 'Disabled', deleteMarkers: true }],
  roles: {
    batchJobArn: JOB_ROLE,
    replicationArn: `arn:aws:iam::${ACCOUNT}:role/replication`,
    batchCopyArn: `arn:aws:iam::${ACCOUNT}:role/copy`,
  },
  copy: { bucket: 'copies', prefix: 'archive', region: 'eu-central-1', accountId: '444455556666' },
  inventory: {
    bucket: 'copies',
    prefix: 'old/',
    region: 'eu-central-1',
    accountId: '444455556666',
    storageClass: 'STANDARD_IA',
    overwrite: 'never',
    inventoryId: 's3-backfill',
    inventories: { bucket: 'reports', prefix: 'i' },
    outcomes: { bucket: 'reports', prefix: 'r' },
    listQueueUrl: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/x-lists`,
    copyQueueUrl: `http://127.0.0.1:4566/${ACCOUNT}/x-copies`,
    listDeadQueueUrl: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/x-lists-dead`,
    listDeadQueueArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:x-lists-dead`,
    copyDeadQueueUrl: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/x-copies-dead`,
    copyDeadQueueArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:x-copies-dead`,
    readerName: 'x-reader',
    workerName: 'x-worker',
    ruleName: 'x-delivered',
  },
  athena: {
    region: 'eu-west-1',
    workgroup: 's3-backfill',
    database: 's3_backfill',
    sourceTable: 'source_inventory',
    destinationTable: 'destination_inventory',
    reportTable: 'completion_reports',
    resultsLocation: 's3://reports/s3-backfill/athena/',
  },
  manifest: { bucket: 'lists', prefix: 'm' },
});

type Path = readonly (string | number)[];

function changed(value: unknown, [name, ...rest]: Path, to: unknown): unknown {
  if (name === undefined) return to;
  const copy: Record<string | number, unknown> = Object.assign(Array.isArray(value) ? [] : {}, value);
  const inner = changed(copy[name], rest, to);
  if (inner === undefined) Reflect.deleteProperty(copy, name);
  else copy[name] = inner;
  return copy;
}

const read = (path: Path, to: unknown, of: unknown = FULL): unknown => parseHandoff(changed(of, path, to), 'a test');

const OPTIONAL: readonly Path[] = [
  ['destinations'],
  ['rules'],
  ['destinations', 0, 'region'],
  ['destinations', 0, 'accountId'],
  ['destinations', 0, 'storageClass'],
  ['destinations', 0, 'replicaKmsKeyArn'],
  ['rules', 0, 'prefix'],
  ['rules', 0, 'tags'],
  ['roles', 'replicationArn'],
  ['roles', 'batchJobArn'],
  ['roles', 'batchCopyArn'],
  ['copy'],
  ['copy', 'prefix'],
  ['copy', 'region'],
  ['copy', 'accountId'],
  ['inventory'],
  ['inventory', 'prefix'],
  ['inventory', 'region'],
  ['inventory', 'accountId'],
  ['inventory', 'storageClass'],
  ['athena'],
  ['manifest'],
];

const NEEDED: readonly Path[] = [
  ['source'],
  ['source', 'bucket'],
  ['source', 'region'],
  ['source', 'accountId'],
  ['destinations', 0, 'bucket'],
  ['destinations', 0, 'ruleId'],
  ['rules', 0, 'id'],
  ['rules', 0, 'priority'],
  ['rules', 0, 'status'],
  ['rules', 0, 'deleteMarkers'],
  ['roles'],
  ['copy', 'bucket'],
  ['athena', 'region'],
  ['athena', 'workgroup'],
  ['athena', 'database'],
  ['athena', 'sourceTable'],
  ['athena', 'destinationTable'],
  ['athena', 'reportTable'],
  ['athena', 'resultsLocation'],
  ['report'],
  ['report', 'bucket'],
  ['report', 'prefix'],
  ['prefixes'],
];

const shown = (path: Path): string => path.join('.');

describe('a handoff', () => {
  it('is kept with every field', () => {
    expect(parseHandoff(FULL, 'a test')).toEqual(FULL);
  });

  it.each(OPTIONAL.map((path) => [shown(path), path] as const))('may lack %s, or say null', (_, path) => {
    expect(read(path, undefined)).toEqual(changed(FULL, path, undefined));
    expect(read(path, null)).toEqual(changed(FULL, path, undefined));
  });

  it.each(NEEDED.map((path) => [shown(path), path] as const))('may not lack %s', (_, path) => {
    expect(() => read(path, undefined)).toThrow(path.at(-1)?.toString());
  });

  const faultOf = (path: Path, to: unknown, of: unknown = FULL): RunnerError => {
    try {
      read(path, to, of);
    } catch (error) {
      if (isRunnerError(error)) return error;
      throw error;
    }
    throw new Error('nothing was refused');
  };

  it.each([...NEEDED, ['manifest', 'bucket'], ['manifest', 'prefix']].map((path) => [shown(path), path] as const))(
    'without %s is refused by one fault, which names it, and told what belongs there',
    (name, path) => {
      const { message, hint = '' } = faultOf(path, undefined);
      expect(message).toMatch(new RegExp(`^the handoff in a test is not right: ${name}: [^;]+$`));
      expect(hint).toMatch(new RegExp(`^${name}: .+; correct it where Terraform writes the output`));
    },
  );

  it.each([...NEEDED, ['rules'], ['destinations'], ['manifest']].map((path) => [shown(path), path] as const))(
    'with a %s of another kind is refused by one fault, which names it',
    (name, path) => {
      const { message, hint = '' } = faultOf(path, name.endsWith('priority') ? '7' : 7);
      expect(message).toMatch(new RegExp(`^the handoff in a test is not right: ${name}: [^;]+$`));
      expect(hint).toMatch(/^correct it where Terraform writes the output/);
    },
  );

  it.each<[Path, unknown]>([
    [['source', 'bucket'], 'Upper'],
    [['source', 'region'], 'europe'],
    [['source', 'accountId'], '123'],
    [['destinations', 0, 'bucket'], 'a_b'],
    [['destinations', 0, 'region'], 'eu'],
    [['destinations', 0, 'accountId'], 'x'],
    [['rules', 0, 'priority'], 1.5],
    [['rules', 0, 'status'], 'enabled'],
    [['roles', 'batchJobArn'], 'job'],
    [['roles', 'replicationArn'], 'arn:aws:iam::1:role/x'],
    [['roles', 'batchCopyArn'], 'copy'],
    [['copy', 'bucket'], 'arn:aws:s3:::copies'],
    [['copy', 'prefix'], 'x'.repeat(513)],
    [['copy', 'region'], 'europe'],
    [['copy', 'accountId'], '1'],
    [['inventory', 'listQueueUrl'], 'lists'],
    [['inventory', 'copyDeadQueueArn'], 'arn:aws:sns:eu-west-1:111122223333:x'],
    [['inventory', 'overwrite'], 'always'],
    [['inventory', 'outcomes'], { bucket: 'reports' }],
    [['athena', 'region'], 'europe'],
    [['athena', 'workgroup'], 'a b'],
    [['athena', 'sourceTable'], 'Source"'],
    [['athena', 'resultsLocation'], 's3://reports/no-slash'],
    [['report', 'bucket'], 'x'],
    [['report', 'prefix'], 'x'.repeat(513)],
    [['manifest', 'bucket'], 'y'],
    [['prefixes', 0], 'x'.repeat(1025)],
  ])('is refused for its %j, by that name', (path, value) => {
    expect(() => read(path, value)).toThrow(new RegExp(`the handoff in a test is not right: .*${String(path[0])}`));
  });

  it.each<[string, object]>([
    ['no role that S3 Batch Operations assumes', {}],
    ['the replication role alone', { replicationArn: `arn:aws:iam::${ACCOUNT}:role/replication` }],
  ])('with %s is refused by one fault, and told which of two it may have', (_, roles) => {
    const { message, hint = '' } = faultOf(
      ['roles'],
      roles,
      changed(changed(FULL, ['inventory'], undefined), ['athena'], undefined),
    );
    expect(message).toBe('the handoff in a test is not right: roles.batchJobArn: is missing, and batchCopyArn too');
    expect(hint).toMatch(/^roles\.batchJobArn: the ARN of the role .*; batchCopyArn where objects are only copied/);
  });

  it('may have prefixes as long as S3 takes them', () => {
    expect(() => read(['report', 'prefix'], 'x'.repeat(512))).not.toThrow();
    expect(() => read(['prefixes', 0], 'x'.repeat(1024))).not.toThrow();
  });
});
