import { Agent, request } from 'node:http';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { ListJobsCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../running';

let running: Running;
let s3: S3Client;
let port: string;

beforeAll(async () => {
  running = await startEmulator();
  port = new URL(running.emulator.endpoint).port;
  s3 = running.s3();
  await s3.send(new CreateBucketCommand({ Bucket: 'hosted' }));
  await s3.send(
    new CreateBucketCommand({ Bucket: 'abroad', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

/** Resolves every name to the loopback address: not every machine does that for `*.localhost`. */
const loopback = (): NodeHttpHandler =>
  new NodeHttpHandler({
    httpAgent: new Agent({
      lookup: (_name, options, done) =>
        options.all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
    }),
  });
const hosted = (config: S3ClientConfig = {}): S3Client =>
  running.s3({
    endpoint: `http://localhost:${port}`,
    forcePathStyle: false,
    requestHandler: loopback(),
    ...config,
  });

describe('a bucket in front of the host', () => {
  it('is the one that the request is about', async () => {
    const Key = 'a/b c+d.txt';
    const client = hosted();
    await client.send(new PutObjectCommand({ Bucket: 'hosted', Key, Body: 'x' }));
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'hosted', Key }));
    expect(await Body?.transformToString()).toBe('x');
    expect((await s3.send(new ListObjectsV2Command({ Bucket: 'hosted' }))).Contents).toMatchObject([{ Key }]);
  });

  it('leads to its Region, where a signature for another is refused', async () => {
    const fault = await errorOf(hosted().send(new ListObjectsV2Command({ Bucket: 'abroad' })));
    expect(fault).toMatchObject({ name: 'AuthorizationHeaderMalformed', status: 400 });
    expect(fault.message).toContain("the region 'us-east-1' is wrong; expecting 'eu-west-1'");
  });
});

it('HeadBucket names the Region to those who may not look into the bucket, too', async () => {
  const other = running.s3({ credentials: running.credentials(1), region: 'eu-west-1' });
  const fault: unknown = await other.send(new HeadBucketCommand({ Bucket: 'abroad' })).catch((error: unknown) => error);
  expect(fault).toMatchObject({
    $metadata: { httpStatusCode: 403 },
    $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
  });
});

it('an account id in front of the host leads to S3 Control', async () => {
  const { region } = running.emulator;
  const control = new S3ControlClient({
    endpoint: `http://localhost:${port}`,
    region,
    credentials: running.credentials(0),
    requestHandler: loopback(),
  });
  expect((await control.send(new ListJobsCommand({ AccountId: '111122223333' }))).Jobs).toEqual([]);
  control.destroy();
});

it('a whole URL is read as a proxy reads it', async () => {
  const { status, text } = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    // No signature: what comes back is the error of the bucket in the URL's host, not that of the path `/http:`.
    request({
      host: '127.0.0.1',
      port,
      path: `http://hosted.127.0.0.1:${port}/key`,
      headers: { host: `hosted.127.0.0.1:${port}` },
    })
      .on('response', (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode, text }));
      })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
  expect(text).toContain('<Resource>/key</Resource>');
});
