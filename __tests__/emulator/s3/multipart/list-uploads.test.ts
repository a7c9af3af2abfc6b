import * as S3 from '@aws-sdk/client-s3';
import * as IAM from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3.S3Client;
let Bucket: string;
let buckets = 0;
const OWNER = '111122223333'.padStart(64, '0');

beforeAll(async () => {
  running = await startEmulator({ timing: { iamPropagationMs: 0 } });
  s3 = running.s3();
});
beforeEach(async () => {
  Bucket = `uploads-${(buckets += 1)}`;
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

async function begin(Key: string, more: Partial<S3.CreateMultipartUploadCommandInput> = {}): Promise<string> {
  return (await s3.send(new S3.CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId ?? '';
}

const list = (more: Partial<S3.ListMultipartUploadsCommandInput> = {}): Promise<S3.ListMultipartUploadsCommandOutput> =>
  s3.send(new S3.ListMultipartUploadsCommand({ Bucket, ...more }));

describe('ListMultipartUploads', () => {
  it('gives those of one key as they began, and the markers of the last one, truncated or not', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 6; count++) ids.push(await begin('a'));
    const other = await begin('b');
    const all = await list();
    expect(all.Uploads?.map(({ UploadId }) => UploadId)).toEqual([...ids, other]);
    expect(all).toMatchObject({ IsTruncated: false, NextKeyMarker: 'b', NextUploadIdMarker: other });
    const paged: (string | undefined)[] = [];
    for (let page = await list({ MaxUploads: 2 }); ;) {
      paged.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId));
      if (page.IsTruncated !== true) break;
      const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
      page = await list({ MaxUploads: 2, KeyMarker, UploadIdMarker });
    }
    expect(paged).toEqual([...ids, other]);
  });

  it('gives empty markers where no upload is, and after a prefix', async () => {
    expect(await list()).toMatchObject({ NextKeyMarker: '', NextUploadIdMarker: '' });
    await begin('folder/a');
    await begin('folder/b');
    await begin('z');
    const page = await list({ Delimiter: '/', MaxUploads: 1 });
    expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: '', CommonPrefixes: [{ Prefix: 'folder/' }] });
    for (const KeyMarker of ['folder/', 'folder/a']) {
      const rest = await list({ Delimiter: '/', KeyMarker });
      expect([rest.CommonPrefixes, rest.Uploads?.map(({ Key }) => Key)]).toEqual([undefined, ['z']]);
    }
  });

  it('refuses the id of another key as a marker, and does not look at one without a key', async () => {
    await begin('a');
    const UploadIdMarker = await begin('b');
    expect(await errorOf(list({ KeyMarker: 'a', UploadIdMarker }))).toMatchObject({
      name: 'InvalidArgument',
      message: 'Invalid uploadId marker',
    });
    expect((await list({ UploadIdMarker })).Uploads).toHaveLength(2);
  });

  it('says who began an upload, to whom the object will belong, and how it is checked', async () => {
    const iam = new IAM.IAMClient({
      endpoint: running.emulator.endpoint,
      region: 'us-east-1',
      credentials: running.credentials(0),
    });
    await iam.send(new IAM.CreateUserCommand({ UserName: 'sam' }));
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    });
    await iam.send(new IAM.PutUserPolicyCommand({ UserName: 'sam', PolicyName: 'all', PolicyDocument }));
    const { AccessKey } = await iam.send(new IAM.CreateAccessKeyCommand({ UserName: 'sam' }));
    iam.destroy();
    const sam = running.s3({
      credentials: { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' },
    });
    const create = { Bucket, Key: 'a', ChecksumAlgorithm: 'SHA256' as const };
    const { UploadId } = await sam.send(new S3.CreateMultipartUploadCommand(create));
    await begin('b');
    const bySam = {
      Initiator: { ID: 'arn:aws:iam::111122223333:user/sam', DisplayName: 'sam' },
      Owner: { ID: OWNER },
      ChecksumAlgorithm: 'SHA256',
      ChecksumType: 'COMPOSITE',
    };
    expect((await list()).Uploads).toMatchObject([bySam, { Initiator: { ID: OWNER }, Owner: { ID: OWNER } }]);
    expect(await s3.send(new S3.ListPartsCommand({ Bucket, Key: 'a', UploadId }))).toMatchObject(bySam);
  });
});

describe('ListParts', () => {
  it('begins after any part number, and from the beginning after an empty one', async () => {
    const UploadId = await begin('a');
    for (const PartNumber of [1, 1500, 9000])
      await s3.send(new S3.UploadPartCommand({ Bucket, Key: 'a', UploadId, PartNumber, Body: 'x' }));
    const after = async (PartNumberMarker: string): Promise<unknown> => {
      const { Parts, NextPartNumberMarker } = await s3.send(
        new S3.ListPartsCommand({ Bucket, Key: 'a', UploadId, PartNumberMarker }),
      );
      return [Parts?.map(({ PartNumber }) => PartNumber), NextPartNumberMarker];
    };
    expect(await after('')).toEqual([[1, 1500, 9000], '9000']);
    expect(await after('1500')).toEqual([[9000], '9000']);
    expect(await after('9000')).toEqual([undefined, '0']);
  });
});
