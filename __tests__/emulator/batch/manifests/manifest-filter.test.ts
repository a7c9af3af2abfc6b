import * as S3 from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { CreateJobCommand, type JobManifestGeneratorFilter } from '@aws-sdk/client-s3-control';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs } from '../../running';
import { generator, jobReaches, order, reasons, reportRows, runJob } from '../../job-on-stage';
import { passTime, put, putRules, rule, setStage, SOURCE, type Stage, strike } from '../../stage';

const KMS = 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const NO_KEYS = 'Manifest generation found no keys matching the filter criteria.';

let stage: Stage;
let middle: Date;

beforeAll(async () => {
  stage = await setStage();
  await put(stage, 'a/one', { Body: '1' });
  await put(stage, 'a/two.txt', { Body: '22' });
  await put(stage, 'b/three.txt', { Body: '333' });
  await put(stage, 'b/cool', { StorageClass: 'STANDARD_IA' });
  await put(stage, 'b/cold', { StorageClass: 'GLACIER' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  middle = new Date();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const key = Buffer.alloc(32, 7);
  await put(stage, 'c/customer', {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: key.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
  });
  await putRules(stage, rule({ Filter: { Prefix: 'done/' } }));
  await put(stage, 'done/x');
  await stage.running.emulator.idle();
  await putRules(stage);
});
afterEach(() => expect(bugs(stage.running)).toEqual([]));
afterAll(() => strike(stage));

/** Keys of the tasks that the filter leads to; what becomes of them does not matter here. */
async function keysOf(filter: JobManifestGeneratorFilter | undefined): Promise<readonly string[] | string> {
  const job = await runJob(stage, {
    ManifestGenerator: generator(filter, filter === undefined ? { Filter: undefined } : {}),
  });
  if (job.Status === 'Failed') return reasons(job).join();
  return (await reportRows(stage, job.JobId ?? '')).map(({ key }) => key).sort();
}

/** The jobs of other tests give objects a status: only the first ones see it as it was. */
describe('a manifest generator', () => {
  const ELIGIBLE = ['a/one', 'a/two.txt', 'b/cool', 'b/three.txt', 'c/customer', 'done/x'];

  it.each<[string, JobManifestGeneratorFilter | undefined, readonly string[] | string]>([
    ['without a filter', undefined, [...ELIGIBLE, 'b/cold'].sort()],
    ['for what can be replicated', { EligibleForReplication: true }, ELIGIBLE],
    ['for what cannot', { EligibleForReplication: false }, ['b/cold']],
    ['for a prefix', { KeyNameConstraint: { MatchAnyPrefix: ['a/'] } }, ['a/one', 'a/two.txt']],
    ['for a prefix with a slash in front', { KeyNameConstraint: { MatchAnyPrefix: ['/a/'] } }, NO_KEYS],
    ['for a suffix', { KeyNameConstraint: { MatchAnySuffix: ['.txt'] } }, ['a/two.txt', 'b/three.txt']],
    [
      'for a part of the key',
      { KeyNameConstraint: { MatchAnySubstring: ['t'] } },
      ['a/two.txt', 'b/three.txt', 'c/customer'],
    ],
    [
      'for a prefix and a suffix together',
      { KeyNameConstraint: { MatchAnyPrefix: ['b/'], MatchAnySuffix: ['.txt'] } },
      ['b/three.txt'],
    ],
    ['for larger objects', { ObjectSizeGreaterThanBytes: 2, KeyNameConstraint: { MatchAnyPrefix: ['a/'] } }, NO_KEYS],
    ['for smaller objects', { ObjectSizeLessThanBytes: 2 }, ['a/one']],
    ['for a storage class', { MatchAnyStorageClass: ['STANDARD_IA'] }, ['b/cool']],
    ['for one of two storage classes', { MatchAnyStorageClass: ['STANDARD_IA', 'GLACIER'] }, ['b/cold', 'b/cool']],
    ["for a customer's key", { MatchAnyObjectEncryption: [{ SSEC: {} }] }, ['c/customer']],
    [
      'for SSE-S3',
      { MatchAnyObjectEncryption: [{ SSES3: {} }] },
      ['a/one', 'a/two.txt', 'b/cold', 'b/cool', 'b/three.txt', 'done/x'],
    ],
    ['for SSE-KMS', { MatchAnyObjectEncryption: [{ SSEKMS: {} }] }, NO_KEYS],
    ['for SSE-KMS with a key', { MatchAnyObjectEncryption: [{ SSEKMS: { KmsKeyArn: KMS } }] }, NO_KEYS],
    ['for DSSE-KMS', { MatchAnyObjectEncryption: [{ DSSEKMS: {} }] }, NO_KEYS],
    ['for no encryption', { MatchAnyObjectEncryption: [{ NOTSSE: {} }] }, NO_KEYS],
    ['for replicas', { ObjectReplicationStatuses: ['REPLICA'] }, NO_KEYS],
  ])('%s takes these keys', async (_what, filter, expected) => {
    expect(await keysOf(filter)).toEqual(expected);
  });

  it('takes what was created after a time, and before it', async () => {
    expect(await keysOf({ CreatedAfter: middle })).toEqual(['c/customer', 'done/x']);
    expect(await keysOf({ CreatedBefore: middle, KeyNameConstraint: { MatchAnyPrefix: ['b/'] } })).toEqual([
      'b/cold',
      'b/cool',
      'b/three.txt',
    ]);
  });
});

describe('the statuses of a filter', () => {
  it('tell what was never tried from what has its replica, and from what waits', async () => {
    const other = await setStage({ clock: 'controlled', timing: { liveReplicationMs: 1000 } });
    await put(other, 'never');
    await putRules(other);
    await put(other, 'waits');
    const keys = async (status: 'NONE' | 'COMPLETED'): Promise<readonly string[]> => {
      const ManifestGenerator = generator({ EligibleForReplication: true, ObjectReplicationStatuses: [status] });
      const { JobId = '' } = await other.control.send(new CreateJobCommand(order({ ManifestGenerator })));
      await jobReaches(other, JobId, 'Complete');
      return (await reportRows(other, JobId)).map(({ key }) => key);
    };
    expect(await keys('NONE')).toEqual(['never']);
    expect(await keys('COMPLETED')).toEqual(['never']);
    await passTime(other, 1000);
    expect(await keys('COMPLETED')).toEqual(['never', 'waits']);
    expect(bugs(other.running)).toEqual([]);
    await strike(other);
  });
});

describe('a generated manifest', () => {
  it('takes older versions and delete markers as the rules do', async () => {
    const other = await setStage();
    await put(other, 'k', { Body: '1' });
    await put(other, 'k', { Body: '2' });
    await other.s3.send(new S3.DeleteObjectCommand({ Bucket: SOURCE, Key: 'k' }));
    const taken = async (Status: 'Enabled' | 'Disabled'): Promise<number | undefined> => {
      await putRules(other, rule({ DeleteMarkerReplication: { Status } }));
      return (await runJob(other)).ProgressSummary?.TotalNumberOfTasks;
    };
    expect([await taken('Disabled'), await taken('Enabled')]).toEqual([2, 3]);
    await strike(other);
  });

  it('finds nothing while the rule has not reached it', async () => {
    const other = await setStage({ timing: { rulePropagationMs: 60_000 } });
    await put(other, 'k');
    await putRules(other);
    expect(reasons(await runJob(other))).toEqual([NO_KEYS]);
    await strike(other);
  });
});
