// A page of ListObjectVersions, read without the SDK: the same as the SDK reads, or not at all.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import { readListedPage, takeEntries } from '../../../../runner/aws/s3/listed-versions';
import { patientAws } from '../../../../runner/pacing/patient-aws';
import { startTrouble } from '../../../../runner/pacing/patient-calls';
import type { VersionEntry } from '../../../../runner/ports/s3/objects';
import { startEmulator, type Running } from '../../../emulator/running';
import { control } from '../../../emulator/control/control-client';
import { fakeClock } from '../../fakes/fake-clock';
import { HOSTILE } from '../../renderers/hostile-text';

const ROOT =
  '<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">';
const VERSION =
  '<Version><Key>a%2Bb</Key><VersionId>v&amp;1</VersionId><IsLatest>true</IsLatest>' +
  '<LastModified>2026-01-31T00:00:00.000Z</LastModified><ETag>&quot;e&#34;</ETag><Size>7</Size>' +
  '<StorageClass>STANDARD_IA</StorageClass><Owner><ID>o</ID><DisplayName>&lt;Key&gt;</DisplayName></Owner></Version>';
const MARKER =
  '<DeleteMarker><Key>m</Key><IsLatest>false</IsLatest><LastModified>2026-01-30T00:00:00.000Z</LastModified></DeleteMarker>';
const page = (inside: string, end = '</ListVersionsResult>'): string => `${ROOT}${inside}${end}`;

describe('a page of versions', () => {
  it.each([
    ['<Version>', 'begins entries that do not end'],
    ['<Version><DeleteMarker>', 'begins both and ends none'],
    ['</ListVersionsResult>  ', 'ends again and again'],
    ['<Version></Version>', 'has entries with nothing in them'],
    ['&', 'is full of entities'],
    [' ', 'is white space'],
  ])('of %j for a megabyte, which %s, is read or left to the SDK at once', (part) => {
    const took = (length: number): number => {
      const xml = page(part.repeat(length / part.length));
      const began = performance.now();
      readListedPage(xml);
      return performance.now() - began;
    };
    expect(took(2_000_000)).toBeLessThan(4 * took(1_000_000) + 200);
  });

  it.each(['Size', 'LastModified', 'StorageClass', 'Key', 'ETag'])(
    'is left to the SDK where a version has no %s',
    (name) => {
      const without = VERSION.replace(new RegExp(`<${name}>.*?</${name}>`), '');
      expect(readListedPage(page(without))).toBeUndefined();
    },
  );

  it('is taken apart: versions, delete markers, and what the SDK is left with', () => {
    expect(readListedPage(page(`<IsTruncated>true</IsTruncated>${MARKER}${VERSION}`))).toEqual({
      entries: [
        {
          key: 'a+b',
          versionId: 'v&1',
          deleteMarker: false,
          latest: true,
          lastModifiedMs: Date.parse('2026-01-31'),
          sizeBytes: 7,
          etag: 'e',
          storageClass: 'STANDARD_IA',
        },
        {
          key: 'm',
          versionId: 'null',
          deleteMarker: true,
          latest: false,
          lastModifiedMs: Date.parse('2026-01-30T00:00:00.000Z'),
          sizeBytes: 0,
          etag: '',
          storageClass: '',
        },
      ],
      rest: page('<IsTruncated>true</IsTruncated>'),
    });
  });

  it.each([
    ['is cut off', page(VERSION, '')],
    ['is cut off within a version', page(VERSION.slice(0, 50))],
    ['has a version with an attribute', page(VERSION.replace('<Version>', '<Version a="b">'))],
    ['has a version without a key', page(VERSION.replace('<Key>a%2Bb</Key>', ''))],
    ['has a key that is not URL-encoded', page(VERSION.replace('%2B', '%'))],
    ['has a character that is none', page(VERSION.replace('&#34;', '&#99999999;'))],
    ['is an error', '<Error><Code>InternalError</Code></Error>'],
    ['is a page of another kind', '<html></html>'],
  ])('is left to the SDK when it %s', (_, xml) => {
    expect(readListedPage(xml)).toBeUndefined();
  });

  it.each(['constructor', 'toString', 'nbsp'])('keeps an entity that XML does not have: %s', (name) => {
    expect(readListedPage(page(VERSION.replace('v&amp;1', `&${name};`)))?.entries).toMatchObject([
      { versionId: `&${name};` },
    ]);
  });
});

describe('a version that is kept', () => {
  it('does not keep the page that it came in', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const long = VERSION.replace('a%2Bb', 'folder/a-key-of-many-letters')
      .replace('v&amp;1', 'v'.repeat(32))
      .replace('STANDARD_IA', 'INTELLIGENT_TIERING')
      .replaceAll('&quot;', '')
      .replace('&#34;', '-an-etag-without-quotes');
    const heapMib = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed / 1024 ** 2;
    };
    const before = heapMib();
    // 80 pages of about 1 MB, and one version of each.
    const kept = Array.from({ length: 80 }, (_, number) => {
      const bytes = Buffer.from(page(`<Prefix>${number}</Prefix>${long.repeat(2_500)}`));
      return readListedPage(bytes.toString('utf8'))?.entries[number];
    });
    expect(heapMib() - before).toBeLessThan(20);
    expect(kept.at(-1)).toMatchObject({ key: 'folder/a-key-of-many-letters', storageClass: 'INTELLIGENT_TIERING' });
  });
});

describe('a listing of the runner', () => {
  let running: Running;
  beforeEach(async () => {
    running = await startEmulator({});
  });
  afterEach(() => running.close());

  it('has what the SDK lists, whatever the keys hold, over pages that break and that come as errors at first', async () => {
    const s3 = running.s3();
    await s3.send(new CreateBucketCommand({ Bucket: 'src' }));
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'src', VersioningConfiguration: { Status: 'Enabled' } }));
    for (const key of HOSTILE.filter((one) => one !== '' && !/\p{Cs}/u.test(one)))
      await s3.send(new PutObjectCommand({ Bucket: 'src', Key: key, Body: key }));
    await s3.send(new DeleteObjectCommand({ Bucket: 'src', Key: '-1' }));
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'src' }));
    await control(running, 'POST', 'faults', [
      { operation: 's3:ListObjectVersions', error: 'InternalError', times: 1 },
      { operation: 's3:ListObjectVersions', reset: 'midway', after: 1, times: 1 },
    ]);
    const { accessKeyId, secretAccessKey } = running.credentials(0);
    process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
    const { endpoint, region } = running.emulator;
    const { signal } = new AbortController();
    const straight = await connect({ region, endpointUrl: endpoint, signal }, {});
    // Requests that the SDK gives up are repeated by the runner.
    const trouble = startTrouble({ clock: fakeClock(), random: () => 0.5, signal, tell: () => undefined });
    const aws = patientAws(straight, trouble);
    const listed: VersionEntry[] = [];
    for await (const entries of aws.objects.versions('src', { prefix: '' })) listed.push(...entries);
    aws.close();
    expect(
      listed
        .filter((one) => !one.deleteMarker)
        .map(({ key, versionId, etag, sizeBytes }) => [key, versionId, etag, sizeBytes]),
    ).toEqual(Versions.map(({ Key, VersionId, ETag = '', Size }) => [Key, VersionId, ETag.replaceAll('"', ''), Size]));
    expect(listed.filter((one) => one.deleteMarker).map(({ versionId }) => versionId)).toEqual(
      DeleteMarkers.map(({ VersionId }) => VersionId),
    );
  });

  it('leaves the SDK nothing of the versions to read', async () => {
    const s3 = running.s3();
    await s3.send(new CreateBucketCommand({ Bucket: 'src' }));
    for (const Key of ['a', 'b', 'c']) await s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body: Key }));
    const command = new ListObjectVersionsCommand({ Bucket: 'src', MaxKeys: 2, EncodingType: 'url' });
    const taken = takeEntries(command);
    const left = await s3.send(command);
    expect(left).toMatchObject({ IsTruncated: true, NextKeyMarker: 'b' });
    expect(left.Versions).toBeUndefined();
    expect(taken()?.map(({ key }) => key)).toEqual(['a', 'b']);
  });
});
