import * as S3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3.S3Client;
const Bucket = 'expiring';
const DAY_MS = 86_400_000;

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
  const rule = (
    ID: string,
    Filter: S3.LifecycleRuleFilter,
    Days: number,
    Status: 'Enabled' | 'Disabled' = 'Enabled',
  ) => ({
    ID,
    Status,
    Filter,
    Expiration: { Days },
  });
  const Rules = [
    rule('logs of all', { Prefix: 'logs/' }, 30),
    rule('sooner', { And: { Prefix: 'logs/', Tags: [{ Key: 'keep', Value: 'no' }] } }, 2),
    rule('large', { ObjectSizeGreaterThan: 3 }, 5),
    rule('off', {}, 1, 'Disabled'),
  ];
  await s3.send(new S3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

/** What all answers about the object say of its expiration. */
async function told(Key: string, more: Partial<S3.PutObjectCommandInput> = {}): Promise<string | undefined> {
  const put = await s3.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
  const head = await s3.send(new S3.HeadObjectCommand({ Bucket, Key }));
  const get = await s3.send(new S3.GetObjectCommand({ Bucket, Key }));
  const CopySource = `${Bucket}/${Key}`;
  const copy = await s3.send(new S3.CopyObjectCommand({ Bucket, Key, CopySource, StorageClass: 'STANDARD' }));
  expect([put.Expiration, get.Expiration, copy.Expiration]).toEqual([
    head.Expiration,
    head.Expiration,
    head.Expiration,
  ]);
  return head.Expiration;
}

const midnightIn = (days: number): string => new Date(Math.ceil(Date.now() / DAY_MS + days) * DAY_MS).toUTCString();

describe('an object that a lifecycle rule would delete', () => {
  it('is told with the rule that does so first, and the midnight after its days', async () => {
    expect(await told('logs/a')).toBe(`expiry-date="${midnightIn(30)}", rule-id="logs%20of%20all"`);
    expect(await told('logs/b', { Tagging: 'keep=no' })).toBe(`expiry-date="${midnightIn(2)}", rule-id="sooner"`);
    expect(await told('c', { Body: '1234' })).toBe(`expiry-date="${midnightIn(5)}", rule-id="large"`);
  });

  it('is not told of rules that are disabled, or not about it', async () => {
    expect(await told('d')).toBeUndefined();
  });
});
