// What of a plan's target is held against what Terraform says, and what may differ.
import { describe, expect, it } from '@jest/globals';
import type { Handoff } from '../../../modules/handoff';
import { targetDifferences } from '../../../runner/plan/other-target';
import { targetOfHandoff, type Target } from '../../../runner/target/target';

const HANDOFF: Handoff = {
  version: 1,
  source: { bucket: 'src', region: 'us-east-1', accountId: '111122223333' },
  destinations: [{ bucket: 'dst', ruleId: 'folder' }],
  rules: [],
  roles: { batchJobArn: 'arn:aws:iam::111122223333:role/job', batchCopyArn: 'arn:aws:iam::111122223333:role/copy' },
  copy: { bucket: 'copies', prefix: 'archive' },
  report: { bucket: 'reports', prefix: 'backfill' },
  manifest: { bucket: 'reports', prefix: 'manifests' },
  prefixes: ['folder/'],
};
const TARGET = targetOfHandoff(HANDOFF);

const OTHERS: readonly (readonly [what: string, target: Target])[] = [
  ['source bucket', { ...TARGET, source: { ...TARGET.source, bucket: 'theirs' } }],
  ['Region of the source', { ...TARGET, source: { ...TARGET.source, region: 'eu-west-1' } }],
  ['account of the source', { ...TARGET, source: { ...TARGET.source, accountId: '444455556666' } }],
  ['job role', { ...TARGET, batchJob: { ...TARGET.batchJob, roleArn: 'arn:aws:iam::111122223333:role/other' } }],
  ['role of copies', { ...TARGET, batchJob: { ...TARGET.batchJob, batchCopyRoleArn: 'arn:aws:iam::1:role/other' } }],
  ['place of copies', { ...TARGET, copyTo: { bucket: 'theirs', before: 'archive/' } }],
  ['place of copies', { ...TARGET, copyTo: { bucket: 'copies', before: 'archive/2/' } }],
  ['place of the report', { ...TARGET, batchJob: { ...TARGET.batchJob, report: { bucket: 'theirs', prefix: '' } } }],
  ['place of manifests', { ...TARGET, batchJob: { ...TARGET.batchJob, manifest: { bucket: 'theirs', prefix: '' } } }],
  ['destination buckets', { ...TARGET, destinations: [{ bucket: 'theirs', ruleId: 'folder' }] }],
  ['prefix', { ...TARGET, prefixes: ['folder/', 'secret/'] }],
  ['prefix', { ...TARGET, prefixes: ['fold'] }],
];

describe('the target of a plan', () => {
  it.each(OTHERS)('is another one by its %s', (what, target) => {
    expect(targetDifferences(target, HANDOFF)).toEqual([expect.stringMatching(`^${what}: `)]);
  });

  it('is another one where it takes every key, and Terraform names prefixes', () => {
    const whole = targetOfHandoff({ ...HANDOFF, prefixes: [] });
    expect(targetDifferences(whole, HANDOFF)).toHaveLength(1);
  });

  it.each<[string, Target]>([
    ['the same', TARGET],
    ['a part of its prefixes', { ...TARGET, prefixes: ['folder/2024/'] }],
    ['one that leaves its destinations to S3', { ...TARGET, destinations: [] }],
  ])('is the same: %s', (_title, target) => {
    expect(targetDifferences(target, HANDOFF)).toEqual([]);
  });

  it('may copy somewhere of which Terraform says nothing', () => {
    const without = { ...HANDOFF };
    Reflect.deleteProperty(without, 'copy');
    expect(targetDifferences(TARGET, without)).toEqual([]);
  });

  it('may have any prefix where Terraform names none', () => {
    expect(targetDifferences(TARGET, { ...HANDOFF, prefixes: [] })).toEqual([]);
  });
});
