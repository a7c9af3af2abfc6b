// Lifecycle rules as S3 writes them in XML, read through the real adapter: nothing is dropped without a word.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import type { Aws } from '../../../../runner/ports/aws';

let server: Server;
let aws: Aws;
let rules = '';
let headers: Readonly<Record<string, string>> = {};

beforeEach(async () => {
  headers = {};
  server = createServer((request, response) => {
    response.setHeaders(new Map(Object.entries({ 'x-amz-bucket-region': 'eu-west-1', ...headers })));
    const head = '<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">';
    response.end(request.method === 'HEAD' ? undefined : `${head}${rules}</LifecycleConfiguration>`);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIAIOSFODNN7EXAMPLE';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aws = await connect({ region: 'eu-west-1', endpointUrl, signal: new AbortController().signal }, {});
});
afterEach(async () => {
  aws.close();
  await new Promise((resolve) => void server.close(resolve));
});

const read = (...content: readonly string[]) => {
  rules = content.map((one) => `<Rule><ID>r</ID><Status>Enabled</Status>${one}</Rule>`).join('');
  return aws.bucketSettings.lifecycle('src');
};
const PLAIN = { id: 'r', enabled: true, filter: { prefix: '', tags: {} }, moves: [], movesNoncurrent: [] };

describe('a lifecycle rule', () => {
  it('is read with all of its filter', async () => {
    const tag = '<Tag><Key>k</Key><Value>v</Value></Tag>';
    const sizes = '<ObjectSizeGreaterThan>5</ObjectSizeGreaterThan><ObjectSizeLessThan>9</ObjectSizeLessThan>';
    const found = await read(
      '<Prefix>old/</Prefix>',
      '<Filter><Prefix>p/</Prefix></Filter>',
      `<Filter>${tag}</Filter>`,
      '<Filter><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></Filter>',
      `<Filter><And><Prefix>p/</Prefix>${tag}${sizes}</And></Filter>`,
      '<Filter/>',
    );
    expect(found.map(({ filter }) => filter)).toEqual([
      { prefix: 'old/', tags: {} },
      { prefix: 'p/', tags: {} },
      { prefix: '', tags: { k: 'v' } },
      { prefix: '', tags: {}, largerThanBytes: 5 },
      { prefix: 'p/', tags: { k: 'v' }, largerThanBytes: 5, smallerThanBytes: 9 },
      { prefix: '', tags: {} },
    ]);
  });

  it('is read with all of its actions, of which the end of uploads is none for objects', async () => {
    expect(
      await read(
        '<Filter/><Expiration><Days>3</Days></Expiration><Transition><Days>0</Days><StorageClass>GLACIER</StorageClass></Transition>',
        '<Filter/><Expiration><Date>2026-02-01T00:00:00.000Z</Date></Expiration>',
        '<Filter/><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>',
        '<Filter/><NoncurrentVersionExpiration><NoncurrentDays>4</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration>',
        '<Filter/><NoncurrentVersionTransition><NoncurrentDays>5</NoncurrentDays><StorageClass>DEEP_ARCHIVE</StorageClass></NoncurrentVersionTransition>',
        '<Filter/><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload>',
      ),
    ).toEqual([
      { ...PLAIN, expires: { days: 3 }, moves: [{ days: 0, storageClass: 'GLACIER' }] },
      { ...PLAIN, expires: { atMs: Date.UTC(2026, 1, 1) } },
      { ...PLAIN, removesLoneMarkers: true },
      { ...PLAIN, deletesNoncurrent: { days: 4, keepsNewest: 2 } },
      { ...PLAIN, movesNoncurrent: [{ days: 5, storageClass: 'DEEP_ARCHIVE' }] },
      PLAIN,
    ]);
  });

  it('that has an element which nobody knows here says so, and the others do not', async () => {
    const found = await read(
      '<Filter/><Shrink><Days>1</Days></Shrink>',
      '<Filter><Colour>red</Colour></Filter>',
      '<Filter/>',
    );
    expect(found.map(({ notUnderstood }) => notUnderstood)).toEqual([['Shrink'], ['Colour'], undefined]);
  });

  it('has the smallest size of the configuration where it names no size itself', async () => {
    headers = { 'x-amz-transition-default-minimum-object-size': 'all_storage_classes_128K' };
    const found = await read('<Filter/>', '<Filter><ObjectSizeLessThan>5</ObjectSizeLessThan></Filter>');
    expect(found.map(({ filter }) => filter.smallestMovedBytes)).toEqual([131_072, undefined]);
    headers = { 'x-amz-transition-default-minimum-object-size': 'varies_by_storage_class' };
    expect((await read('<Filter/>'))[0]?.filter.smallestMovedBytes).toBeUndefined();
  });
});
