import * as Control from '@aws-sdk/client-s3-control';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf } from '../../running';
import { describeJob, generator, order } from '../../job-on-stage';
import { ACCOUNT, OTHER_ACCOUNT, put, putRules, setStage, type Stage, strike } from '../../stage';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await put(stage, 'old');
  await putRules(stage);
});
afterEach(() => expect(bugs(stage.running)).toEqual([]));
afterAll(() => strike(stage));

type Order = Control.CreateJobCommandInput;

const create = (input: Order): Promise<Control.CreateJobCommandOutput> =>
  stage.control.send(new Control.CreateJobCommand(input));

const report = (changes: Partial<Control.JobReport>): Partial<Order> => {
  const { Report = { Enabled: true } } = order();
  return { Report: { ...Report, ...changes } };
};

const filter = (Filter: Control.JobManifestGeneratorFilter): Partial<Order> => ({
  ManifestGenerator: generator(Filter),
});

const output = (changes: Partial<Control.S3ManifestOutputLocation>): Partial<Order> => ({
  ManifestGenerator: generator(undefined, {
    EnableManifestOutput: true,
    ManifestOutputLocation: {
      Bucket: 'arn:aws:s3:::reports-of-stage',
      ManifestFormat: 'S3InventoryReport_CSV_20211130',
      ...changes,
    },
  }),
});

const supplied = (
  spec: Partial<Control.JobManifestSpec>,
  location: Partial<Control.JobManifestLocation> = {},
): Partial<Order> => ({
  Manifest: {
    Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'], ...spec },
    Location: { ObjectArn: 'arn:aws:s3:::reports-of-stage/m.csv', ETag: 'x', ...location },
  },
});

describe('CreateJob', () => {
  it('takes a good order, and DescribeJob gives it back', async () => {
    const input = order({ Description: 'a backfill', Tags: [{ Key: 'team', Value: 'x' }], Priority: 7 });
    const { JobId = '' } = await create(input);
    expect(JobId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await describeJob(stage, JobId)).toMatchObject({
      JobId,
      JobArn: `arn:aws:s3:us-east-1:${ACCOUNT}:job/${JobId}`,
      Description: 'a backfill',
      Priority: 7,
      RoleArn: input.RoleArn,
      ConfirmationRequired: false,
      Operation: { S3ReplicateObject: {} },
      Report: input.Report,
      ManifestGenerator: input.ManifestGenerator,
    });
  });

  it('takes a job without a report', async () => {
    await create(order({ Report: { Enabled: false } }));
  });

  it.each<[string, Partial<Order>]>([
    ['no operation', { Operation: {} }],
    ['neither a manifest nor a generator', { ManifestGenerator: undefined }],
    ['both a manifest and a generator', { ...supplied({}), ManifestGenerator: generator() }],
    ['a priority below zero', { Priority: -1 }],
    ['a priority above 2147483647', { Priority: 2 ** 31 }],
    ['a description that is too long', { Description: 'x'.repeat(257) }],
    ['a token that is too long', { ClientRequestToken: 'x'.repeat(65) }],
    ['a role that is none', { RoleArn: `arn:aws:iam::${ACCOUNT}:user/job` }],
    ['a report of an unknown format', report({ Format: 'Report_CSV' as 'Report_CSV_20180820' })],
    ['a report of an unknown scope', report({ ReportScope: 'Some' as 'AllTasks' })],
    ['a report without a scope', report({ ReportScope: undefined })],
    ['a report with a prefix of 513 characters', report({ Prefix: 'x'.repeat(513) })],
    ['a report whose bucket is not an ARN', report({ Bucket: 'reports-of-stage' })],
    ['a status that cannot be selected', filter({ ObjectReplicationStatuses: ['PENDING' as 'NONE'] })],
    ['an unknown storage class', filter({ MatchAnyStorageClass: ['ICE' as 'GLACIER'] })],
    ['two prefixes', filter({ KeyNameConstraint: { MatchAnyPrefix: ['a/', 'b/'] } })],
    ['an empty prefix', filter({ KeyNameConstraint: { MatchAnyPrefix: [''] } })],
    ['two encryptions', filter({ MatchAnyObjectEncryption: [{ SSES3: {} }, { SSEC: {} }] })],
    ['a size below zero', filter({ ObjectSizeGreaterThanBytes: -1 })],
    ['a source bucket that is not an ARN', { ManifestGenerator: generator(undefined, { SourceBucket: 'source' }) }],
    ['a kept manifest without a place', { ManifestGenerator: generator(undefined, { EnableManifestOutput: true }) }],
    ['a kept manifest in an unknown form', output({ ManifestFormat: 'CSV' as 'S3InventoryReport_CSV_20211130' })],
    [
      'a supplied manifest in the form of generated ones',
      supplied({ Format: 'S3InventoryReport_CSV_20211130' as never }),
    ],
    ['a supplied manifest without the field Key', supplied({ Fields: ['Bucket', 'VersionId'] })],
    ['a supplied manifest with an unknown field', supplied({ Fields: ['Bucket', 'Key', 'Size' as 'Ignore'] })],
    ['a supplied manifest that is not an object', supplied({}, { ObjectArn: 'arn:aws:s3:::reports-of-stage' })],
  ])('refuses %s with 400 InvalidRequest', async (_what, changes) => {
    expect(await errorOf(create({ ...order(), ...changes }))).toMatchObject({ name: 'InvalidRequest', status: 400 });
  });

  it.each<[string, Partial<Order>]>([
    ['a tag key twice', { Tags: [1, 2].map((n) => ({ Key: 'a', Value: String(n) })) }],
    ['a tag of AWS', { Tags: [{ Key: 'aws:x', Value: '' }] }],
    ['an empty tag key', { Tags: [{ Key: '', Value: '' }] }],
  ])('refuses %s with 400 InvalidTag', async (_what, changes) => {
    expect(await errorOf(create(order(changes)))).toMatchObject({ name: 'InvalidTag', status: 400 });
  });

  it('refuses more than 50 tags', async () => {
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    expect(await errorOf(create(order({ Tags })))).toMatchObject({ name: 'TooManyTags', status: 400 });
  });

  it.each<[string, Partial<Order>]>([
    ['other operations', { Operation: { S3DeleteObjectTagging: {} } }],
    ['a generated manifest under SSE-KMS', output({ ManifestEncryption: { SSEKMS: { KeyId: 'k' } } })],
  ])('does not know %s, and says so with 501', async (_what, changes) => {
    expect(await errorOf(create(order(changes)))).toMatchObject({ name: 'NotImplemented', status: 501 });
  });

  it('refuses a role of another account, and one that is not there', async () => {
    expect(await errorOf(create(order({ RoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/job` })))).toMatchObject({
      status: 400,
      message: 'Cross-account pass role is not allowed.',
    });
    expect(await errorOf(create(order({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/missing` })))).toMatchObject({
      name: 'AccessDenied',
      status: 403,
    });
  });

  it('is refused to other accounts', async () => {
    expect(await errorOf(create(order({ AccountId: OTHER_ACCOUNT })))).toMatchObject({ name: 'AccessDenied' });
  });
});

describe('the token of a request', () => {
  it('gives the same job for the same request, also when that job has ended', async () => {
    const input = order({ ClientRequestToken: 'same' });
    const first = await create(input);
    await stage.running.emulator.idle();
    expect((await create(input)).JobId).toBe(first.JobId);
  });

  it('is refused for another request', async () => {
    await create(order({ ClientRequestToken: 'other' }));
    expect(await errorOf(create(order({ ClientRequestToken: 'other', Priority: 2 })))).toMatchObject({
      name: 'IdempotencyException',
      status: 400,
    });
  });
});
