// Copies of the emulator, compared with what they were made of: each kind of difference is found, and nothing else.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ObjectVersion } from '../../../../emulator/world/bucket';
import { connect } from '../../../../runner/aws/connect';
import type { Certificate } from '../../../../runner/events/certificate';
import type { Comparison } from '../../../../runner/events/comparisons/comparison';
import type { Aws } from '../../../../runner/ports/aws';
import { workshop } from '../../../../runner/system/duckdb';
import { otherThanEvidence } from '../../../../runner/verbs/certificates/said-by-evidence';
import { CERTIFICATE_SCHEMA } from '../../../../runner/verify/certificate-schema';
import { verifyCopies, type VerifyCopiesOptions } from '../../../../runner/verify/copies/verify-copies';
import { verifyKeptCopies } from '../../../../runner/verify/kept/copies/verify-kept-copies';
import { EvidenceKeeper } from '../../../../runner/verify/kept/evidence-keeper';
import { openEvidence } from '../../../../runner/verify/kept/verify-kept';
import type { Verified } from '../../../../runner/verify/verify-target';
import { bugs, startEmulator, type Running } from '../../../emulator/running';
import { ACCOUNT, fakeEngine, setup } from '../../fakes/fake-world';

const MIB = 1024 ** 2;
const KMS = { ServerSideEncryption: 'aws:kms' } as const;

let running: Running;
let s3: S3.S3Client;
let aws: Aws;
let buckets = 0;

beforeAll(async () => {
  running = await startEmulator({});
  s3 = running.s3({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const { accessKeyId, secretAccessKey } = running.credentials(0);
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
  const { endpoint, region } = running.emulator;
  aws = await connect({ region, endpointUrl: endpoint, signal: new AbortController().signal }, {});
});
afterAll(async () => {
  aws.close();
  expect(bugs(running)).toEqual([]);
  await running.close();
});

interface Sides {
  readonly src: string;
  readonly dst: string;
}

async function sides(lock = false): Promise<Sides> {
  buckets += 1;
  const made = { src: `src-${buckets}`, dst: `dst-${buckets}` };
  for (const Bucket of [made.src, made.dst])
    await s3.send(new S3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: lock }));
  return made;
}

const put = (Bucket: string, Key: string, more: Partial<S3.PutObjectCommandInput> = {}) =>
  s3.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'of it', ...more }));

const copy = ({ src, dst }: Sides, from: string, to = from, more: Partial<S3.CopyObjectCommandInput> = {}) =>
  s3.send(
    new S3.CopyObjectCommand({ Bucket: dst, Key: to, CopySource: `${src}/${encodeURIComponent(from)}`, ...more }),
  );

/** Puts an object at the source and copies it. */
async function copied(both: Sides, key: string, more: Partial<S3.PutObjectCommandInput> = {}): Promise<void> {
  await put(both.src, key, more);
  await copy(both, key);
}

/** Changes the newest version of a key, as nobody can by requests. */
function change(bucket: string, key: string, changes: Partial<ObjectVersion>): void {
  const { versions } = running.emulator.world.buckets.get(bucket) ?? {};
  const [newest] = versions?.versionsOf(key) ?? [];
  if (versions === undefined || newest === undefined) throw new Error(`no ${key} in ${bucket}`);
  versions.put({ ...newest, ...changes });
}

async function inParts(Bucket: string, Key: string, parts: readonly Buffer[], more: object = {}): Promise<void> {
  const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  const ChecksumAlgorithm = (more as { ChecksumAlgorithm?: S3.ChecksumAlgorithm }).ChecksumAlgorithm;
  const Parts: S3.CompletedPart[] = [];
  for (const [index, Body] of parts.entries()) {
    const part = { Bucket, Key, UploadId, PartNumber: index + 1, Body };
    const sent = await s3.send(
      new S3.UploadPartCommand({ ...part, ...(ChecksumAlgorithm === undefined ? {} : { ChecksumAlgorithm }) }),
    );
    Parts.push({
      PartNumber: index + 1,
      ETag: sent.ETag,
      ...(sent.ChecksumSHA256 === undefined ? {} : { ChecksumSHA256: sent.ChecksumSHA256 }),
    });
  }
  await s3.send(new S3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
}

async function toldAgain(directory: string): Promise<Certificate | undefined> {
  const { of, kept } = await openEvidence(directory, workshop);
  if (of.compared !== 'copies') throw new Error('it is no evidence of copies');
  const { signal, command } = fakeEngine(setup());
  const telling = verifyKeptCopies(directory, of, kept, { signal, command }, workshop);
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return step.value.certificate;
  }
}

/** What is as frequent stands in the order in which S3 has answered, and so do examples. */
function inOrder(certificate: Certificate | undefined): unknown {
  return certificate?.comparisons.map(({ findings, ...comparison }) => ({
    ...comparison,
    findings: [...findings]
      .sort((a, b) => (a.reason < b.reason ? -1 : 1))
      .map((finding) => ({ ...finding, examples: [...finding.examples].sort((a, b) => (a.key < b.key ? -1 : 1)) })),
  }));
}

async function verify(
  { src, dst }: Sides,
  options: VerifyCopiesOptions = {},
  prefixes: { readonly from?: string; readonly to?: string } = {},
): Promise<Verified & { readonly comparison: Comparison }> {
  const { from = '', to = from } = prefixes;
  const scope = {
    source: { bucket: src, region: running.emulator.region, accountId: ACCOUNT },
    pairs: [{ from: { bucket: src, prefix: from }, to: { bucket: dst, prefix: to } }],
  };
  // Whatever is compared is kept, too, and told again without AWS.
  const directory = mkdtempSync(path.join(tmpdir(), 'copies-'));
  const evidence = new EvidenceKeeper(directory, workshop);
  const keeping = options.most === undefined ? { evidence } : {};
  const telling = verifyCopies(scope, { ...fakeEngine(setup()), aws }, { ...options, ...keeping });
  for (;;) {
    const step = await telling.next();
    if (step.done !== true) continue;
    expect(CERTIFICATE_SCHEMA.parse(JSON.parse(JSON.stringify(step.value.certificate)))).toBeTruthy();
    const [comparison] = step.value.certificate.comparisons;
    if (comparison === undefined) throw new Error('nothing was compared');
    if (options.most === undefined) {
      expect(inOrder(await toldAgain(directory))).toEqual(inOrder(step.value.certificate));
      const { signal, command } = fakeEngine(setup());
      const turned = {
        ...step.value.certificate,
        comparisons: step.value.certificate.comparisons.map((one) => ({ ...one, findings: one.findings.toReversed() })),
      };
      const none = () => Promise.reject(new Error('no database is asked'));
      expect(await otherThanEvidence(directory, turned, { signal, command }, workshop, none)).toBeUndefined();
    }
    rmSync(directory, { recursive: true });
    return { ...step.value, comparison };
  }
}

const found = ({ findings }: Comparison) =>
  Object.fromEntries(findings.map(({ reason, examples }) => [reason, examples.map(({ key }) => key).sort()]));

describe('copies', () => {
  it('with the same bytes, metadata and tags are complete, whatever their keys, sizes and prefixes are', async () => {
    const both = await sides();
    const rests = ['a', 'b/', 'empty', '//', 'plus+and space', '\u{1f600}', '\uffee', `k${'é'.repeat(500)}`];
    for (const rest of rests) {
      await put(both.src, `in/${rest}`, {
        Body: Buffer.from(rest === 'empty' ? '' : `of ${rest}`),
        Metadata: { of: 'it' },
        CacheControl: 'no-store',
        Tagging: 'a=b',
        WebsiteRedirectLocation: '/there',
        StorageClass: 'STANDARD_IA',
      });
      await copy(both, `in/${rest}`, `out/of/${rest}`, {
        StorageClass: 'STANDARD_IA',
        WebsiteRedirectLocation: '/there',
      });
    }
    await put(both.src, 'in');
    await put(both.dst, 'out/off');
    const { comparison, certificate, outcome, summary } = await verify(both, {}, { from: 'in/', to: 'out/of/' });
    expect([outcome, comparison.answer, comparison.findings]).toEqual(['done', 'complete', []]);
    expect(comparison.versions).toMatchObject({ compared: rests.length, same: rests.length, outside: 0 });
    expect(comparison.extra.versions).toBe(0);
    expect(comparison.evidence).toMatchObject({ how: 'all', looked: rests.length, tags: true, etagNotComparable: 0 });
    expect(comparison.destinationDigest).toEqual(comparison.sourceDigest);
    expect(comparison).toMatchObject({ keyPrefix: { source: 'in/', destination: 'out/of/' }, listed: ['in/'] });
    expect(certificate).toMatchObject({ matched: 'newest-with-newest', listing: 'ListObjectsV2', prefixes: ['in/'] });
    expect(summary).toBe(`all 8 objects are in '${both.dst}/out/of/'`);
  });

  it('are found to differ in what differs, and in nothing else', async () => {
    const both = await sides(true);
    const { src, dst } = both;
    for (const key of ['class', 'content', 'headers', 'metadata', 'redirect', 'same', 'size', 'tags', 'held'])
      await copied(both, key);
    change(dst, 'class', { storageClass: 'GLACIER_IR' });
    await put(dst, 'content', { Body: 'is it' });
    await put(dst, 'size', { Body: 'another one' });
    change(dst, 'headers', { systemMetadata: { 'content-type': 'text/css' } });
    change(dst, 'metadata', { metadata: { a: 'b' } });
    change(dst, 'tags', { tags: { a: 'b' } });
    await put(src, 'redirect', { WebsiteRedirectLocation: '/there' });
    await put(src, 'missing');
    await put(dst, 'extra');
    await put(src, 'archived', { StorageClass: 'DEEP_ARCHIVE' });
    await put(src, 'newer', { Body: 'of later' });
    await put(dst, 'newer');
    change(dst, 'newer', { lastModifiedMs: 0 });
    await s3.send(new S3.PutObjectLegalHoldCommand({ Bucket: src, Key: 'held', LegalHold: { Status: 'ON' } }));
    const { comparison, outcome, summary } = await verify(both, { expected: { lock: true } });
    expect(found(comparison)).toEqual({
      archived: ['archived'],
      content: ['content'],
      headers: ['headers'],
      metadata: ['metadata'],
      'not-copied': ['missing'],
      'object-lock': ['held'],
      size: ['size'],
      'source-newer': ['newer'],
      'storage-class': ['class'],
      tags: ['tags'],
      'website-redirect': ['redirect'],
    });
    expect(comparison.versions).toMatchObject({ compared: 12, same: 1, missing: 2, different: 9, pending: 0 });
    expect(comparison.extra).toMatchObject({ versions: 1, examples: [{ key: 'extra' }] });
    expect([outcome, comparison.answer]).toEqual(['differs', 'incomplete']);
    expect(summary).toBe(`1 of 12 objects is in '${dst}'; 2 missing, 9 different`);
    const kept = await verify(both, { expected: { redirects: false } });
    expect(Object.keys(found(kept.comparison))).not.toEqual(expect.arrayContaining(['website-redirect']));
    expect(Object.keys(found(kept.comparison))).not.toEqual(expect.arrayContaining(['object-lock']));
    expect(kept.comparison.evidence.neverCompared).toEqual([
      'annotations',
      'acl',
      'encryption',
      'object-lock',
      'website-redirect',
    ]);
  });

  it('have the class that was asked for', async () => {
    const both = await sides();
    await put(both.src, 'a');
    await copy(both, 'a', 'a', { StorageClass: 'STANDARD_IA' });
    await put(both.src, 'b', { StorageClass: 'STANDARD_IA' });
    await copy(both, 'b', 'b', { StorageClass: 'STANDARD' });
    expect((await verify(both, { expected: { storageClass: 'STANDARD_IA' } })).comparison).toMatchObject({
      findings: [{ reason: 'storage-class', count: 1, examples: [{ key: 'b' }] }],
    });
  });

  it('hidden by a delete marker are missing, and a source that is hidden is not expected', async () => {
    const both = await sides();
    for (const Bucket of [both.src, both.dst])
      await s3.send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    for (const key of ['here', 'there']) await copied(both, key);
    await s3.send(new S3.DeleteObjectCommand({ Bucket: both.src, Key: 'here' }));
    await s3.send(new S3.DeleteObjectCommand({ Bucket: both.dst, Key: 'there' }));
    const { comparison } = await verify(both);
    expect(found(comparison)).toEqual({ 'not-copied': ['there'] });
    expect(comparison.extra).toMatchObject({ versions: 1, examples: [{ key: 'here' }] });
  });

  it('of nothing certify nothing, and say what lies beside', async () => {
    const both = await sides();
    await put(both.dst, 'extra');
    const { comparison, extent, outcome, summary } = await verify(both);
    expect([outcome, extent, comparison.answer, comparison.extra.versions]).toEqual([
      'not-compared',
      'nothing',
      'not-compared',
      1,
    ]);
    expect(summary).toBe(`there is no object to compare with '${both.dst}'`);
    const none = await verify({ ...both, dst: both.src, src: both.dst });
    expect(found(none.comparison)).toEqual({ 'not-copied': ['extra'] });
  });
});

describe('bytes under SSE-KMS', () => {
  it('are compared by checksums of all bytes', async () => {
    const both = await sides();
    for (const key of ['same', 'other', 'replaced']) {
      await put(both.src, key);
      await copy(both, key, key, KMS);
    }
    await put(both.dst, 'other', { Body: 'is it', ...KMS });
    const { comparison } = await verify(both, { sample: 0 });
    expect(found(comparison)).toEqual({ content: ['other'] });
    expect(comparison.evidence).toMatchObject({ etagNotComparable: 2, contentNotComparable: 0, contentNotRead: 0 });
  });

  it('without a checksum on both sides are compared by size alone, and not called proven', async () => {
    const both = await sides();
    for (const key of ['a', 'b']) {
      await put(both.src, key);
      await copy(both, key, key, KMS);
    }
    change(both.src, 'a', { checksums: {} });
    const { comparison, outcome, summary } = await verify(both);
    expect([outcome, comparison.answer]).toEqual(['not-compared', 'not-compared']);
    expect(comparison.reason).toContain('1 object could be compared by size alone');
    expect(comparison.evidence).toMatchObject({ etagNotComparable: 2, contentNotComparable: 1 });
    expect(summary).toBe(
      `all 2 objects are in '${both.dst}', 1 of them compared by size alone: that the bytes are the same is not proven`,
    );
  });
});

describe('bytes in parts', () => {
  const [first, other] = [Buffer.alloc(5 * MIB, 'a'), Buffer.alloc(5 * MIB, 'b')];
  const [longer, rest, less] = [Buffer.alloc(5 * MIB + 2, 'a'), Buffer.from('end'), Buffer.from('d')];

  it('are the same by ETag, or by checksums of the same parts', async () => {
    const both = await sides();
    for (const [bucket, more] of [
      [both.src, {}],
      [both.dst, KMS],
    ] as const) {
      await inParts(bucket, 'plain', [first, rest]);
      await inParts(bucket, 'composite', [first, rest], { ChecksumAlgorithm: 'SHA256', ...more });
    }
    const { comparison } = await verify(both, { sample: 0 });
    expect(comparison).toMatchObject({ answer: 'complete', versions: { same: 2 } });
    expect(comparison.evidence).toMatchObject({ looked: 1, etagNotComparable: 1, contentNotComparable: 0 });
  });

  it('are different where parts of the same sizes are, by ETag or checksum', async () => {
    const both = await sides();
    for (const [bucket, part, more] of [
      [both.src, first, {}],
      [both.dst, other, KMS],
    ] as const) {
      await inParts(bucket, 'plain', [part, rest]);
      await inParts(bucket, 'composite', [part, rest], { ChecksumAlgorithm: 'SHA256', ...more });
    }
    expect(found((await verify(both)).comparison)).toEqual({ content: ['composite', 'plain'] });
  });

  it('of other sizes, or in one piece, are compared by the checksum of all bytes, or by size alone', async () => {
    const both = await sides();
    await inParts(both.src, 'parts', [first, rest], { ChecksumAlgorithm: 'SHA256' });
    await inParts(both.dst, 'parts', [longer, less], { ChecksumAlgorithm: 'SHA256' });
    await inParts(both.src, 'piece', [first, rest], { ChecksumAlgorithm: 'SHA256' });
    await copy(both, 'piece');
    await inParts(both.src, 'full', [first, rest]);
    await copy(both, 'full');
    const { comparison } = await verify(both);
    expect(comparison).toMatchObject({ answer: 'not-compared', versions: { compared: 3, same: 3 } });
    expect(comparison.evidence).toMatchObject({ etagNotComparable: 3, contentNotComparable: 2 });
  });
});
