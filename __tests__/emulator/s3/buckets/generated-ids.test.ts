import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, startEmulator, type Running } from '../../running';
import { put } from './schemas/wire-document';

const Bucket = 'with-ids';

let running: Running;

beforeAll(async () => {
  running = await startEmulator();
  await running.s3().send(new S3.CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const RULE = '<Status>Enabled</Status><Filter/><Expiration><Days>1</Days></Expiration>';

describe('ids that S3 gives', () => {
  it('are those of lifecycle rules without one, each another', async () => {
    const rules = `<!-- <Rule> --><Rule>${RULE}</Rule><Rule><ID>mine</ID>${RULE}</Rule><Rule><ID/>${RULE}</Rule><Rule><ID></ID>${RULE}</Rule>`;
    expect((await put(running, `/${Bucket}?lifecycle`, 'LifecycleConfiguration', rules)).status).toBe(200);
    const { Rules = [] } = await running.s3().send(new S3.GetBucketLifecycleConfigurationCommand({ Bucket }));
    const ids = Rules.map(({ ID }) => ID);
    expect(ids).toEqual([expect.stringMatching(/^\w{48}$/), 'mine', expect.any(String), expect.any(String)]);
    expect(new Set(ids).size).toBe(4);
    expect(Rules.every(({ Expiration }) => Expiration?.Days === 1)).toBe(true);
  });

  it('are those of notifications without one', async () => {
    const queue =
      '<QueueConfiguration><Queue>arn:aws:sqs:us-east-1:111122223333:q</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>';
    await put(running, `/${Bucket}?notification`, 'NotificationConfiguration', queue);
    const told = await running.s3().send(new S3.GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(told.QueueConfigurations).toEqual([
      expect.objectContaining({ Id: expect.stringMatching(/^\w{48}$/), Events: ['s3:ObjectCreated:*'] }),
    ]);
  });
});
