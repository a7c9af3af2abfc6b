import * as S3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3.S3Client;
const where = { Bucket: 'tagged', Key: 'a' };

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new S3.CreateBucketCommand(where));
  await s3.send(new S3.PutObjectCommand({ ...where, Body: 'x' }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

describe('tags', () => {
  const tag = (Key: string, Value: string): { TagSet: S3.Tag[] } => ({ TagSet: [{ Key, Value }] });
  const object = (Tagging: S3.Tagging) => s3.send(new S3.PutObjectTaggingCommand({ ...where, Tagging }));
  const bucket = (Tagging: S3.Tagging) => s3.send(new S3.PutBucketTaggingCommand({ ...where, Tagging }));

  it.each([
    ['object', object, 'Your TagKey cannot be prefixed with aws:'],
    ['bucket', bucket, 'System tags cannot be added/updated by requester'],
  ])('of an %s have letters, digits, spaces and a few marks, and no key of AWS', async (_, set, ofAws) => {
    await set(tag('Ä 1_.:/=+-@', 'Ä 1_.:/=+-@'));
    await expect(set(tag('a,b', 'x'))).rejects.toMatchObject({ name: 'InvalidTag', TagKey: 'a,b' });
    await expect(set(tag('a', 'x,y'))).rejects.toMatchObject({ name: 'InvalidTag', TagKey: 'a', TagValue: 'x,y' });
    await expect(set(tag('aws:a', 'x'))).rejects.toMatchObject({ name: 'InvalidTag', message: ofAws });
  });

  it('in a header that do not fit are an argument that is invalid', async () => {
    const put = (Tagging: string) => s3.send(new S3.PutObjectCommand({ ...where, Body: 'x', Tagging }));
    for (const Tagging of ['key1=val1,key2=val2', 'a=1&a=2'])
      await expect(put(Tagging)).rejects.toMatchObject({ name: 'InvalidArgument', ArgumentValue: Tagging });
    await put('one&two');
    const { TagSet } = await s3.send(new S3.GetObjectTaggingCommand(where));
    expect(TagSet).toEqual([
      { Key: 'one', Value: '' },
      { Key: 'two', Value: '' },
    ]);
  });
});
