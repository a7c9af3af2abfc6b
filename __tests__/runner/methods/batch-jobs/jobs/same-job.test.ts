// Whether a job that bears the mark of a plan makes the copies of that plan: anybody who may create jobs can write the mark.
import { describe, expect, it } from '@jest/globals';
import { copyJob } from '../../../../../runner/methods/batch-copy/copy-job';
import { differencesOf } from '../../../../../runner/methods/batch-jobs/jobs/same-job';
import { packedText } from '../../../../../runner/methods/batch-jobs/packed-list';
import type { JobView } from '../../../../../runner/ports/batch/batch-operations';
import type { ShownOrder } from '../../../../../runner/ports/batch/job-request';
import { membersOf } from '../../../../../runner/ports/batch/shown-members';
import type { Target } from '../../../../../runner/target/target';

const ROLE = 'arn:aws:iam::111122223333:role/copies';
const TARGET: Target = {
  source: { bucket: 'src', region: 'us-east-1', accountId: '111122223333' },
  destinations: [],
  rules: [],
  batchJob: {
    batchCopyRoleArn: ROLE,
    report: { bucket: 'reports', prefix: 'r' },
    manifest: { bucket: 'reports', prefix: 'm' },
  },
};
const PLANNED = copyJob(
  {
    request: { from: { bucket: 'src', prefix: 'a/' }, to: { bucket: 'dst', prefix: 'a/' } },
    prefix: 'a/',
    sourceClass: 'STANDARD',
    list: { rows: packedText('src,a/1\n'), objects: 1, named: false },
  },
  TARGET,
  {},
);
const COPIES = { TargetResource: 'arn:aws:s3:::dst', StorageClass: 'STANDARD' };
const LIST = {
  object: `reports/m/supplied/${'0'.repeat(32)}.csv`,
  etag: 'other',
  format: 'S3BatchOperations_CSV_20180820',
  fields: ['Bucket', 'Key'],
};

const shown = (more: Partial<ShownOrder> = {}): JobView => ({
  jobId: 'one',
  status: 'Active',
  counts: { total: 1, succeeded: 0, failed: 0 },
  reasons: [],
  createdMs: 0,
  description: PLANNED.request.Description,
  priority: 10,
  roleArn: ROLE,
  activeSeconds: 0,
  order: {
    accountId: '111122223333',
    operation: 'S3PutObjectCopy',
    copies: COPIES,
    report: { enabled: true, place: { bucket: 'reports', prefix: 'r' }, scope: 'AllTasks' },
    manifest: LIST,
    ...more,
  },
});

const generated = (filter: object): JobView => {
  const { manifest, ...order } = shown().order;
  expect(manifest).toEqual(LIST);
  return {
    ...shown(),
    order: { ...order, generator: { sourceBucket: 'src', sourceAccountId: '111122223333', filter } },
  };
};
const FILTER = {
  KeyNameConstraint: { MatchAnyPrefix: ['a/'] },
  ObjectSizeLessThanBytes: 5 * 1024 ** 3 + 1,
  MatchAnyStorageClass: ['STANDARD'],
};

describe('a job with the mark of a plan of copies', () => {
  it.each([
    ['was given a list of the same search', shown()],
    ['lists the bucket by the filter of the plan', generated(FILTER)],
    ['is shown with switches that are off', shown({ copies: membersOf({ ...COPIES, BucketKeyEnabled: false }) })],
  ])('is the one of the plan where it %s', (_name, view) => {
    expect(differencesOf(PLANNED, view)).toEqual([]);
  });

  it.each([
    ['copies to another bucket', shown({ copies: { ...COPIES, TargetResource: 'arn:aws:s3:::theirs' } })],
    ['copies into a folder', shown({ copies: { ...COPIES, TargetKeyPrefix: 'x' } })],
    ['gives others a grant', shown({ copies: { ...COPIES, AccessControlGrants: '[{}]' } })],
    ['gives another class', shown({ copies: { ...COPIES, StorageClass: 'DEEP_ARCHIVE' } })],
    ['replicates', shown({ operation: 'S3ReplicateObject' })],
    ['was given a list of somebody else', shown({ manifest: { ...LIST, object: 'theirs/list.csv' } })],
    ['lists other keys', generated({ ...FILTER, KeyNameConstraint: { MatchAnyPrefix: ['b/'] } })],
  ])('is none of it where it %s', (_name, view) => {
    expect(differencesOf(PLANNED, view)).toHaveLength(1);
  });
});
