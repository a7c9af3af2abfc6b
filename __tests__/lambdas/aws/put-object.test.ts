// What the function of a run in the account writes goes into a bucket of its own account, or nowhere: a bucket that was deleted may be made
// again by somebody else, who lets the function write.
import { CreateBucketCommand, ListObjectsV2Command, PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { putObject } from '../../../lambdas/aws/put-object';
import { runProgram, type Workplace } from '../../../lambdas/detached/run-program';
import { accountOf } from '../../../lambdas/system';
import { startEmulator, type Running } from '../../emulator/running';

const CONTEXT = {
  awsRequestId: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:detached',
  getRemainingTimeInMillis: () => 900_000,
};
const EVENTS = [
  '{"kind":"certificate","answer":"complete"}',
  '{"kind":"verdict","outcome":"done","summary":"all"}',
  '',
];

let running: Running;
let own: S3Client;
let other: S3Client;
const before = process.env;

beforeAll(async () => {
  running = await startEmulator();
  own = running.s3();
  other = running.s3({ credentials: running.credentials(1) });
  const { accessKeyId, secretAccessKey } = running.credentials(0);
  process.env = { ...before, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  await own.send(new CreateBucketCommand({ Bucket: 'own-reports' }));
  await other.send(new CreateBucketCommand({ Bucket: 'other-reports' }));
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { AWS: '111122223333' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::other-reports/*',
    },
  ];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await other.send(new PutBucketPolicyCommand({ Bucket: 'other-reports', Policy }));
});
afterAll(async () => {
  process.env = before;
  await running.close();
});

async function keysOf(s3: S3Client, Bucket: string): Promise<readonly (string | undefined)[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key);
}

/** A step whose program has ended well, with a report in this bucket. */
function step(bucket: string): ReturnType<typeof runProgram> {
  const { endpoint, region } = running.emulator;
  const workplace: Workplace = {
    program: () => Promise.resolve({ events: EVENTS.join('\n'), exitCode: 0, isOutOfTime: false }),
    open: () => Promise.resolve('folder'),
    write: (_folder, name) => Promise.resolve(name),
    read: (_folder, name) => Promise.resolve(`what is in ${name}`),
    remove: () => Promise.resolve(),
    put: putObject(region, accountOf(CONTEXT), endpoint),
    remainingMs: () => CONTEXT.getRemainingTimeInMillis(),
  };
  const handoff = { report: { bucket, prefix: 'r' }, source: { bucket: 'src', region } };
  return runProgram({ execution: 'night-1', handoff, flags: [] }, workplace);
}

describe('what a step of a run in the account writes', () => {
  it('goes into the report bucket of the account of the function', async () => {
    expect(await step('own-reports')).toMatchObject({
      state: 'proven',
      report: 's3://own-reports/r/detached/night-1/',
    });
    expect(await keysOf(own, 'own-reports')).toEqual([
      'r/detached/night-1/certificate.json',
      'r/detached/night-1/events.jsonl',
      'r/detached/night-1/report.html',
    ]);
  });

  it('goes into no bucket of another account, though that lets it write', async () => {
    const anyway = putObject(running.emulator.region, '444455556666', running.emulator.endpoint);
    await anyway('other-reports', 'by-the-name-of-its-owner', '1', 'text/plain');
    await expect(step('other-reports')).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await keysOf(other, 'other-reports')).toEqual(['by-the-name-of-its-owner']);
  });
});
