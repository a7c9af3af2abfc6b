// An object of every kind, copied by the built program in every way, and read by the SDK: nothing is lost that a copy can keep, and what is
// lost is what the plan said.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../../e2e/setup';
import { control } from '../../emulator/control/control-client';
import { bugs } from '../../emulator/running';
import { startProgram, type Program, type Said } from '../setup';
import { expectedCopy, type Fresh, type Way } from './kept';
import { ARCHIVED, KINDS, PARTS_ABOVE, type Kind } from './kinds';
import { putKinds } from './put';
import { seen, type Seen } from './seen';

let folder: string;
let program: Program;
let kms: KMSClient;
let key: string;
let fresh: Fresh;
/** The emulator takes canned ACLs alone. */
const PUT = KINDS.filter(({ needs = [] }) => !needs.includes('grants'));
const COPIED = PUT.filter(({ isDeleted }) => isDeleted !== true);
/** What a copy may lose, as the plan calls it. */
const LOSABLE: Readonly<Record<string, keyof Seen>> = {
  annotations: 'annotations',
  ACLs: 'grants',
  'Object Lock': 'lock',
  'website redirects': 'redirect',
};
/** Those of which another way makes something else. */
const SPECIAL = COPIED.filter(({ key: name }) =>
  /^(?:acl|annotations|classes.GLACIER_IR|encryption|everything|lock|redirects|sizes.0)/.test(name),
);
const ALL = 'all/';
const FEW = 'few/';

async function makeBucket(Bucket: string): Promise<void> {
  const { s3 } = program;
  await s3.send(
    new S3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true, ObjectOwnership: 'BucketOwnerPreferred' }),
  );
  await s3.send(new S3.DeletePublicAccessBlockCommand({ Bucket }));
}

async function look(Bucket: string, prefix: string, kind: Kind): Promise<Seen> {
  return seen(program.s3, { Bucket, Key: prefix + kind.key });
}

beforeAll(async () => {
  folder = makeFolder();
  program = await startProgram(buildRunner(folder), []);
  const { endpoint, region } = program.running.emulator;
  kms = new KMSClient({ endpoint, region, credentials: program.running.credentials(0) });
  key = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  await makeBucket('original');
  await makeBucket('copies');
  await putKinds(program.s3, 'original', ALL, PUT, key);
  await putKinds(program.s3, 'original', FEW, SPECIAL, key);
  await program.s3.send(new S3.PutObjectCommand({ Bucket: 'copies', Key: 'none', Body: 'x' }));
  const none = await seen(program.s3, { Bucket: 'copies', Key: 'none' });
  fresh = { encryption: none.encryption, grants: none.grants };
}, 60_000);
afterAll(async () => {
  expect(bugs(program.running)).toEqual([]);
  kms.destroy();
  await program.close();
  removeFolder(folder);
});

const run = (...words: readonly string[]): Promise<Said> =>
  program.run(words, { env: { AWS_REGION: 'eu-west-1' }, limitMs: 60_000 });
const at = (from: string, to: string): readonly string[] => [`s3://original/${from}`, `s3://copies/${to}`];

const isOfVerify = (flag = ''): boolean => ['--keep', '--destination-storage-class'].includes(flag);

const WAYS: readonly (readonly [name: string, from: string, to: string, way: () => Way])[] = [
  ['without a word', ALL, 'cp0/', () => ({ flags: [] })],
  [
    'with everything that is kept on request',
    FEW,
    'cp1/',
    () => ({
      flags: ['--keep', 'lock', '--keep', 'acl', '--keep', 'redirects'],
      keep: ['lock', 'acl', 'redirects'],
    }),
  ],
  ['without annotations', FEW, 'cp2/', () => ({ flags: ['--annotations', 'exclude'], annotations: 'exclude' })],
  [
    'encrypted otherwise, in another class',
    FEW,
    'cp3/',
    () => ({
      flags: ['--destination-kms-key', key, '--destination-storage-class', 'STANDARD_IA'],
      encryption: { algorithm: 'aws:kms', key, bucketKey: false },
      storageClass: 'STANDARD_IA',
    }),
  ],
];

describe.each(WAYS)('an object of every kind, copied %s', (_name, from, to, wayOf) => {
  const kinds = from === ALL ? COPIED : SPECIAL;
  const certificateFile = `certificate-${to.slice(0, -1)}.json`;
  const pairs: { readonly key: string; readonly original: Seen; readonly copy: Seen }[] = [];
  let planned: Said;
  let said: Said;
  let way: Way;
  beforeAll(async () => {
    way = wayOf();
    planned = await run('copy', ...at(from, to), '--dry-run', ...way.flags);
    const flags = ['--yes', '--parts-above', String(PARTS_ABOVE), '--certificate', certificateFile, ...way.flags];
    said = await run('copy', ...at(from, to), ...flags);
    for (const kind of kinds) {
      const [original, copy] = await Promise.all([look('original', from, kind), look('copies', to, kind)]);
      pairs.push({ key: kind.key, original, copy });
    }
  }, 90_000);

  it('is at the destination with all that a copy keeps, and nothing else is', async () => {
    expect(said).toMatchObject({ exitCode: 0 });
    for (const { key: name, original, copy } of pairs) {
      const { checksums = {}, ...rest } = expectedCopy(original, way, fresh);
      const expected = { ...rest, checksums: expect.objectContaining(checksums) };
      expect([name, copy]).toEqual([name, expect.objectContaining(expected)]);
    }
    const { Versions = [], DeleteMarkers = [] } = await program.s3.send(
      new S3.ListObjectVersionsCommand({ Bucket: 'copies', Prefix: to }),
    );
    expect(DeleteMarkers).toEqual([]);
    expect(Versions.map(({ Key }) => Key).sort()).toEqual(kinds.map(({ key: name }) => to + name).sort());
  });

  it('has lost what the plan names, and nothing else', () => {
    const [, words] = /what they lose: ([^(;\n]*)/.exec(planned.stdout + planned.stderr) ?? [];
    const lost = Object.entries(LOSABLE).filter(([, trait]) =>
      pairs.some(({ original, copy }) => JSON.stringify(original[trait]) !== JSON.stringify(copy[trait])),
    );
    expect(words?.trim().split(', ') ?? []).toEqual(lost.map(([name]) => name));
  });

  it('is certified by the run and by verify', async () => {
    const certificate: unknown = JSON.parse(readFileSync(path.join(program.folder, certificateFile), 'utf8'));
    expect(certificate).toMatchObject({
      answer: 'complete',
      comparisons: [{ versions: { compared: kinds.length, same: kinds.length } }],
    });
    const verified = await run(
      ...['verify', '--method', 'copy', '--source-bucket', 'original', '--prefix', from],
      ...['--destination-bucket', 'copies', '--destination-prefix', to],
      ...way.flags.filter((flag, index) => isOfVerify(flag) || isOfVerify(way.flags[index - 1])),
    );
    expect(verified).toMatchObject({ exitCode: 0 });
  });
});

describe('versions of every kind in one history, copied with all that is kept on request', () => {
  const keep = ['lock', 'acl', 'redirects'] as const;
  /** Among them, and between delete markers: what is older is copied as the newest is. */
  const versions = COPIED.filter(({ key: name }) =>
    /^(?:acl|annotations|classes.GLACIER_IR|encryption|everything|headers.all|lock|metadata$|redirects|sizes|tags.ten)/.test(
      name,
    ),
  );

  /** Ids of the versions, oldest first; empty for a delete marker. */
  async function history(Bucket: string, Key: string): Promise<readonly string[]> {
    const { Versions = [], DeleteMarkers = [] } = await program.s3.send(
      new S3.ListObjectVersionsCommand({ Bucket, Prefix: Key }),
    );
    expect(DeleteMarkers).toHaveLength(1);
    return Versions.map(({ VersionId = '' }) => VersionId).reverse();
  }

  it('are each at the destination with all that a copy keeps, and proven', async () => {
    for (const [index, kind] of versions.entries()) {
      if (index === 3) await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'original', Key: 'chain/history' }));
      await putKinds(program.s3, 'original', 'chain/', [{ ...kind, at: 'history', earlier: 0 }], key);
    }
    const way: Way = { flags: keep.flatMap((one) => ['--keep', one]), keep };
    const flags = ['--all-versions', '--yes', '--parts-above', String(PARTS_ABOVE), ...way.flags];
    const said = await run('copy', ...at('chain/', 'chained/'), ...flags);
    expect(said).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`all ${versions.length} object versions`),
    });
    const [originals, copies] = [
      await history('original', 'chain/history'),
      await history('copies', 'chained/history'),
    ];
    expect([originals.length, copies.length]).toEqual([versions.length, versions.length]);
    for (const [index, VersionId] of originals.entries()) {
      const original = await seen(program.s3, { Bucket: 'original', Key: 'chain/history', VersionId });
      const there = { Bucket: 'copies', Key: 'chained/history', VersionId: copies[index] ?? '' };
      const { checksums = {}, ...rest } = expectedCopy(original, way, fresh);
      const expected = { ...rest, checksums: expect.objectContaining(checksums) };
      const { key: name = '' } = versions[index] ?? {};
      expect([name, await seen(program.s3, there)]).toEqual([name, expect.objectContaining(expected)]);
    }
  }, 60_000);
});

describe('archived objects', () => {
  it('are told until they are restored, and then are copied with all that a copy keeps', async () => {
    const { s3, running } = program;
    await putKinds(s3, 'original', 'cold/', ARCHIVED);
    const way: Way = { flags: ['--destination-storage-class', 'STANDARD'], storageClass: 'STANDARD' };
    const copy = ['copy', ...at('cold/', 'thawed/'), '--yes', '--parts-above', String(PARTS_ABOVE), ...way.flags];
    for (const more of [[], ['--restored']]) {
      const told = await run(...copy, ...more);
      expect(told).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('InvalidObjectState') });
      expect(told.stdout).toContain(`${ARCHIVED.length} failed`);
    }
    for (const { key: name } of ARCHIVED) {
      const RestoreRequest = { Days: 1, GlacierJobParameters: { Tier: 'Standard' } } as const;
      await s3.send(new S3.RestoreObjectCommand({ Bucket: 'original', Key: `cold/${name}`, RestoreRequest }));
    }
    await control(running, 'POST', 'clock', { advanceMs: 13 * 3_600_000 });
    expect(await run(...copy, '--restored')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`all ${ARCHIVED.length} objects are in`),
    });
    for (const kind of ARCHIVED) {
      const original = await look('original', 'cold/', kind);
      const { checksums = {}, ...rest } = expectedCopy(original, way, fresh);
      const expected = { ...rest, checksums: expect.objectContaining(checksums) };
      expect([kind.key, await look('copies', 'thawed/', kind)]).toEqual([kind.key, expect.objectContaining(expected)]);
    }
  }, 60_000);
});
