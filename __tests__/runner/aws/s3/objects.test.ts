// Listings of versions that do not say whether they go on, or how: what was not listed is not known, and nothing that is not there.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import type { Aws } from '../../../../runner/ports/aws';

const VERSION =
  '<Version><Key>a</Key><VersionId>1</VersionId><IsLatest>true</IsLatest><LastModified>2026-01-31T00:00:00.000Z</LastModified>' +
  '<ETag>e</ETag><Size>7</Size><StorageClass>STANDARD</StorageClass></Version>';
const page = (inside: string, end = '</ListVersionsResult>'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inside}${end}`;

let server: Server;
let aws: Aws;
let answer = '';

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/xml' }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIA';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aws = await connect({ region: 'us-east-1', endpointUrl, signal: new AbortController().signal }, {});
});
afterAll(async () => {
  aws.close();
  await new Promise((resolve) => server.close(resolve));
});

async function versions(): Promise<number> {
  let listed = 0;
  for await (const entries of aws.objects.versions('src', { prefix: '' })) listed += entries.length;
  return listed;
}

it('of a page that is the last one ends', async () => {
  answer = page(`<IsTruncated>false</IsTruncated>${VERSION}`);
  expect(await versions()).toBe(1);
  expect(await aws.buckets.listVersions('src', '', 9)).toHaveLength(1);
});

it.each([
  ['does not say whether it goes on', page(VERSION), /whether it goes on/],
  ['has nothing in it', page(''), /whether it goes on/],
  ['goes on, and does not say where', page(`<IsTruncated>true</IsTruncated>${VERSION}`), /key of the next page/],
  [
    'goes on at no key',
    page(`<IsTruncated>true</IsTruncated><NextKeyMarker></NextKeyMarker>${VERSION}`),
    /key of the next page/,
  ],
  ['is cut off', page(`<IsTruncated>false</IsTruncated>${VERSION}`, ''), /./],
])('of a page that %s is refused', async (_, text, why) => {
  answer = text;
  await expect(versions()).rejects.toThrow(why);
  await expect(aws.buckets.listVersions('src', '', 9)).rejects.toThrow(why);
});

it.each([
  ['<ETag>e</ETag>', '', /no ETag of a version/],
  ['<StorageClass>STANDARD</StorageClass>', '', /no storage class of a version/],
  ['>7<', '>7x<', /no size of a version/],
  ['>7<', '>7.5<', /no size of a version/],
  ['>7<', '>-7<', /no size of a version/],
])('of a version with %j is refused with %j in its place', async (written, other, why) => {
  answer = page(`<IsTruncated>false</IsTruncated>${VERSION.replace(written, other)}`);
  await expect(versions()).rejects.toThrow(why);
});

it('of objects of which one does not end has not the others alone', async () => {
  const object = VERSION.replaceAll('Version>', 'Contents>');
  answer = `<ListBucketResult><IsTruncated>false</IsTruncated>${object}${object.replace('</Contents>', '')}</ListBucketResult>`;
  await expect(all(aws.copying.objects('src', { prefix: '' }))).rejects.toThrow(/end of an object/);
});

it('of the tags of a version that has none is no answer, and no version without tags', async () => {
  answer = '<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></Tagging>';
  await expect(aws.objects.tags('src', 'a')).rejects.toThrow(/does not tell the tags/);
  answer = '<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet></TagSet></Tagging>';
  expect(await aws.objects.tags('src', 'a')).toEqual({});
});

const PAGES: readonly (readonly [what: string, element: string, list: () => Promise<unknown>])[] = [
  ['versions', 'ListVersionsResult', versions],
  ['the first versions', 'ListVersionsResult', () => aws.buckets.listVersions('src', '', 9)],
  ['versions of copies', 'ListVersionsResult', () => all(aws.copying.versions('src', { prefix: '' }))],
  ['objects', 'ListBucketResult', () => all(aws.copying.objects('src', { prefix: '' }))],
  ['folders', 'ListBucketResult', () => aws.objects.below('src', '', 9)],
  ['uploads', 'ListMultipartUploadsResult', () => aws.copying.uploads('src', '')],
];

async function all(pages: AsyncIterable<readonly unknown[]>): Promise<number> {
  let listed = 0;
  for await (const entries of pages) listed += entries.length;
  return listed;
}

describe.each(PAGES)('a listing of %s', (_what, element, list) => {
  const text = (inside: string): string => `<${element}>${inside}</${element}>`;

  it.each(['', '<IsTruncated>true</IsTruncated>'])('of a page that has nothing but "%s" is refused', async (inside) => {
    answer = text(inside);
    await expect(list()).rejects.toThrow(/answer (does not tell|has no)/);
  });
});
