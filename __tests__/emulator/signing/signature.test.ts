import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { destroyClients, queryClients } from '../iam/iam-client';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { presigned, send, signed, type RawRequest } from '../http/raw-request';

let running: Running;

const SEED = { buckets: [{ name: 'box', objects: [{ key: 'key', body: 'hello' }] }] };

beforeEach(async () => {
  running = await startEmulator({ seed: SEED });
});

afterEach(async () => {
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const KEY: RawRequest = { method: 'GET', path: '/box/key' };
const MINUTE_MS = 60_000;

describe('the signature of a request of the SDK', () => {
  it.each([
    ['a wrong secret', (keys: object) => ({ ...keys, secretAccessKey: 'guess' }), 'SignatureDoesNotMatch', 403],
    ['an unknown key', (keys: object) => ({ ...keys, accessKeyId: 'AKIAUNKNOWN' }), 'InvalidAccessKeyId', 403],
    ['a token that nobody gave out', (keys: object) => ({ ...keys, sessionToken: 'x' }), 'InvalidToken', 400],
  ])('with %s is refused', async (_, change, name, status) => {
    const credentials = change(running.credentials(0)) as ReturnType<Running['credentials']>;
    const request = running.s3({ credentials }).send(new ListBucketsCommand({}));
    expect(await errorOf(request)).toMatchObject({ name, status });
  });

  it.each([
    ['a wrong secret', { secretAccessKey: 'guess' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { accessKeyId: 'AKIAUNKNOWN' }, 'InvalidClientTokenId'],
    ['a token that nobody gave out', { sessionToken: 'x' }, 'InvalidClientTokenId'],
  ])('for STS with %s is refused in the words of STS', async (_, change, name) => {
    const { sts } = queryClients(running, { ...running.credentials(0), ...change });
    expect(await errorOf(sts.send(new GetCallerIdentityCommand({})))).toMatchObject({ name, status: 403 });
  });

  it('is right for keys with every kind of character', async () => {
    const s3 = running.s3();
    const keys = ['a b', 'ä/ö', "*~!'()", 'a//b', '+%2B=&?#', '日本', '😀', '/leading', 'tab\there'];
    for (const Key of keys) {
      await s3.send(new PutObjectCommand({ Bucket: 'box', Key, Body: Key }));
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: 'box', Key }));
      expect(await body?.transformToString()).toBe(Key);
    }
  });

  it('is right with user metadata that has spaces', async () => {
    const Metadata = { note: 'two  spaces  inside' };
    await running.s3().send(new PutObjectCommand({ Bucket: 'box', Key: 'noted', Body: 'x', Metadata }));
  });

  it('is made for the Region of the client, whichever that is', async () => {
    const CreateBucketConfiguration = { LocationConstraint: 'ap-south-1' as const };
    const s3 = running.s3({ region: 'ap-south-1' });
    await s3.send(new CreateBucketCommand({ Bucket: 'elsewhere', CreateBucketConfiguration }));
    expect(running.emulator.world.buckets.get('elsewhere')?.region).toBe('ap-south-1');
  });
});

describe('a signed request', () => {
  it('is answered', async () => {
    expect(await send(running, await signed(running, KEY))).toMatchObject({ status: 200, body: 'hello' });
  });

  it.each<[string, Partial<RawRequest>]>([
    ['method', { method: 'DELETE' }],
    ['path', { path: '/box/other' }],
    ['query', { query: { versionId: 'null' } }],
  ])('whose %s was changed afterwards is refused, with what the emulator has signed', async (_, change) => {
    const answer = await send(running, { ...(await signed(running, KEY)), ...change });
    expect(answer).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    expect(answer.body).toMatch(/<CanonicalRequest>.*<StringToSign>|<StringToSign>.*<CanonicalRequest>/s);
  });

  it('whose signed header was changed afterwards is refused', async () => {
    const request = await signed(running, { ...KEY, headers: { 'x-amz-meta-a': '1' } });
    const headers = { ...request.headers, 'x-amz-meta-a': '2' };
    expect(await send(running, { ...request, headers })).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  it('that got another x-amz header afterwards is refused', async () => {
    const request = await signed(running, KEY);
    const answer = await send(running, { ...request, headers: { ...request.headers, 'x-amz-acl': 'private' } });
    expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(answer.body).toContain('<HeadersNotSigned>x-amz-acl</HeadersNotSigned>');
  });

  it('may have other headers that nobody signed', async () => {
    const request = await signed(running, KEY);
    const headers = { ...request.headers, 'x-forwarded-for': '10.0.0.1', via: 'proxy' };
    expect(await send(running, { ...request, headers })).toMatchObject({ status: 200 });
  });

  it.each([-16, 16])('that is %i minutes off is refused, with the time of the server', async (minutes) => {
    const request = await signed(running, KEY, new Date(Date.now() + minutes * MINUTE_MS));
    const answer = await send(running, request);
    expect(answer).toMatchObject({ status: 403, code: 'RequestTimeTooSkewed' });
    expect(answer.body).toContain('<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>');
    const server = Date.parse(/<ServerTime>([^<]*)</.exec(answer.body)?.[1] ?? '');
    expect(Math.abs(server - Date.now())).toBeLessThan(MINUTE_MS);
  });

  it.each([-14, 14])('that is %i minutes off is answered', async (minutes) => {
    const request = await signed(running, KEY, new Date(Date.now() + minutes * MINUTE_MS));
    expect(await send(running, request)).toMatchObject({ status: 200 });
  });

  it('whose body was changed afterwards is refused', async () => {
    const request = await signed(running, { method: 'PUT', path: '/box/new', body: 'right' });
    const answer = await send(running, { ...request, body: 'wrong' });
    expect(answer).toMatchObject({ status: 400, code: 'XAmzContentSHA256Mismatch' });
    expect(running.emulator.world.buckets.get('box')?.versions.current('new')).toBeUndefined();
  });

  it('may leave its body unsigned', async () => {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const request = await signed(running, { method: 'PUT', path: '/box/new', headers, body: 'any' });
    expect(await send(running, { ...request, body: 'other' })).toMatchObject({ status: 200 });
  });

  it.each<[string, string, number, string]>([
    ['of another algorithm', 'AWS AKIAEMULATOR11112222:c2lnbmF0dXJl', 400, 'InvalidRequest'],
    ['without its parts', 'AWS4-HMAC-SHA256 Credential=a/b', 400, 'AuthorizationHeaderMalformed'],
    [
      'with a broken scope',
      'AWS4-HMAC-SHA256 Credential=a/b,SignedHeaders=host,Signature=c',
      400,
      'AuthorizationHeaderMalformed',
    ],
    ['that is empty', '', 400, 'InvalidRequest'],
  ])('with an Authorization header %s is refused', async (_, authorization, status, code) => {
    const request = await signed(running, KEY);
    const answer = await send(running, { ...request, headers: { ...request.headers, authorization } });
    expect(answer).toMatchObject({ status, code });
  });

  it('without a date is refused', async () => {
    const { headers = {}, ...request } = await signed(running, KEY);
    const { 'x-amz-date': date, ...rest } = headers;
    expect(date).toBeDefined();
    expect(await send(running, { ...request, headers: rest })).toMatchObject({ status: 403, code: 'AccessDenied' });
  });
});

describe('a request without a signature', () => {
  it('is refused', async () => {
    expect(await send(running, KEY)).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  it('is of the first account where signatures are not checked', async () => {
    await running.close();
    running = await startEmulator({ seed: SEED, verifySignatures: false });
    expect(await send(running, KEY)).toMatchObject({ status: 200, body: 'hello' });
  });
});

describe('a presigned URL', () => {
  it('is answered to whoever has it', async () => {
    expect(await send(running, await presigned(running, KEY))).toMatchObject({ status: 200, body: 'hello' });
  });

  it('takes a body that nobody knew when it was signed', async () => {
    const request = await presigned(running, { method: 'PUT', path: '/box/new' });
    expect(await send(running, { ...request, body: 'later' })).toMatchObject({ status: 200 });
  });

  it('has as headers what its query has of x-amz-', async () => {
    const headers = {
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-meta-origin': 'query',
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-tagging': 'a=b',
      // The SDK puts the checksum of a body into the query that it does not know yet: that of nothing.
      'x-amz-checksum-crc32': 'AAAAAA==',
    };
    const request = await presigned(running, { method: 'PUT', path: '/box/hoisted', headers });
    expect(Object.keys(request.headers ?? {})).toEqual(['host']);
    expect(await send(running, { ...request, body: 'x' })).toMatchObject({ status: 200 });
    const hoisted = { Bucket: 'box', Key: 'hoisted' };
    expect(await running.s3().send(new HeadObjectCommand(hoisted))).toMatchObject({
      StorageClass: 'STANDARD_IA',
      Metadata: { origin: 'query' },
      ServerSideEncryption: 'aws:kms',
    });
    const { TagSet } = await running.s3().send(new GetObjectTaggingCommand(hoisted));
    expect(TagSet).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  it('is what allows x-amz- in a query: of another request nobody knows what it means', async () => {
    const request = { ...KEY, query: { 'x-amz-storage-class': 'GLACIER' } };
    expect(await send(running, await signed(running, request))).toMatchObject({ status: 501, code: 'NotImplemented' });
  });

  it('that reads may have parameters that AWS has no name for', async () => {
    const request = { ...KEY, query: { team: 'x', 'x-ours': 'y' } };
    expect(await send(running, await presigned(running, request))).toMatchObject({ status: 200, body: 'hello' });
  });

  it.each(['torrent', 'select', 'uploads', 'legal-holds'])(
    'means what it says with ?%s: what is known is carried out or refused',
    async (name) => {
      const answer = await send(running, await presigned(running, { ...KEY, query: { [name]: '' } }));
      expect(answer.status).toBe(name === 'legal-holds' ? 200 : 501);
    },
  );

  it('ends after the time that it was made for', async () => {
    const signingDate = new Date(Date.now() - 61_000);
    const answer = await send(running, await presigned(running, KEY, { expiresIn: 60, signingDate }));
    expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(answer.body).toContain('Request has expired');
    const longer = await presigned(running, KEY, { expiresIn: 120, signingDate });
    expect(await send(running, longer)).toMatchObject({ status: 200 });
  });

  it('that was signed in the future is not valid yet', async () => {
    const signingDate = new Date(Date.now() + 16 * MINUTE_MS);
    const answer = await send(running, await presigned(running, KEY, { signingDate }));
    expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(answer.body).toContain('not valid yet');
  });

  it.each<[string, (query: Record<string, string>) => Record<string, string>, string]>([
    ['another signature', (query) => ({ ...query, 'X-Amz-Signature': 'f'.repeat(64) }), 'SignatureDoesNotMatch'],
    ['a longer time', (query) => ({ ...query, 'X-Amz-Expires': '7200' }), 'SignatureDoesNotMatch'],
    ['another parameter', (query) => ({ ...query, versionId: 'null' }), 'SignatureDoesNotMatch'],
    ['more than a week', (query) => ({ ...query, 'X-Amz-Expires': '604801' }), 'AuthorizationQueryParametersError'],
    ['a time that is no number', (query) => ({ ...query, 'X-Amz-Expires': 'x' }), 'AuthorizationQueryParametersError'],
    ['a time before its own', (query) => ({ ...query, 'X-Amz-Expires': '-1' }), 'AuthorizationQueryParametersError'],
    ['a date that is none', (query) => ({ ...query, 'X-Amz-Date': 'today' }), 'AuthorizationQueryParametersError'],
    ['another algorithm', (query) => ({ ...query, 'X-Amz-Algorithm': 'ROT13' }), 'AuthorizationQueryParametersError'],
    ['no credential', (query) => without(query, 'X-Amz-Credential'), 'AuthorizationQueryParametersError'],
    ['a broken credential', (query) => ({ ...query, 'X-Amz-Credential': 'a/b' }), 'AuthorizationQueryParametersError'],
  ])('that was given %s is refused', async (_, change, code) => {
    const request = await presigned(running, KEY, { expiresIn: 60 });
    const answer = await send(running, { ...request, query: change({ ...request.query }) });
    expect(answer.code).toBe(code);
    expect(answer.status).toBe(code === 'SignatureDoesNotMatch' ? 403 : 400);
  });

  it('of signature version 2 is refused', async () => {
    const query = { AWSAccessKeyId: 'AKIAEMULATOR11112222', Signature: 'x', Expires: '2000000000' };
    expect(await send(running, { ...KEY, query })).toMatchObject({ status: 400, code: 'InvalidRequest' });
  });
});

function without(query: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([key]) => key !== name));
}
