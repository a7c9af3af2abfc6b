// An object of every kind, copied by the built program in every way, and read by the SDK: nothing is lost that a copy can keep, and what is
// lost is what the plan said.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../../e2e/setup';
import { bugs } from '../../emulator/running';
import { startProgram, type Program, type Said } from '../setup';
import { expectedCopy, type Fresh, type Way } from './kept';
import { KINDS, PARTS_ABOVE, type Kind } from './kinds';
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
