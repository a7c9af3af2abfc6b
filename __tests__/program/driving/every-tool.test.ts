/** @group outside */
// The objects of the fixture of copies, copied by each program that is driven: they differ in what the plan has announced, and in nothing else.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../../e2e/setup';
import { bugs } from '../../emulator/running';
import { KINDS, type Kind } from '../copying/kinds';
import { putKinds } from '../copying/put';
import { seen } from '../copying/seen';
import { startProgram, type Program, type Said } from '../setup';
import { NOT_CARRIED, PREFIX } from './announced';
import { describeTools, pathOf } from './tools';

let folder: string;
let program: Program;
/** The emulator takes canned ACLs alone. */
const PUT = KINDS.filter(({ needs = [], isDeleted }) => !needs.includes('grants') && isDeleted !== true);
/** Checksums of parts say nothing of a copy in one piece, and under KMS no ETag does. */
const BY_SIZE = 3;
/** What leaves the rest such that all of it can be proven, and is not copied twice. */
const UNPROVEN = [
  ...['checksums/composite-SHA1', 'everything/parts', 'encryption/kms-parts'],
  ...['encryption/dsse', 'encryption/kms', 'encryption/kms-bucket-key'],
];
beforeAll(async () => {
  folder = makeFolder();
  program = await startProgram(buildRunner(folder), []);
  const { s3, running } = program;
  const { endpoint, region } = running.emulator;
  const kms = new KMSClient({ endpoint, region, credentials: running.credentials(0) });
  const key = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  kms.destroy();
  for (const Bucket of ['original', 'copies']) {
    await s3.send(
      new S3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true, ObjectOwnership: 'BucketOwnerPreferred' }),
    );
    await s3.send(new S3.DeletePublicAccessBlockCommand({ Bucket }));
  }
  await putKinds(s3, 'original', 'all/', PUT, key);
}, 60_000);
afterAll(async () => {
  expect(bugs(program.running)).toEqual([]);
  await program.close();
  removeFolder(folder);
});

async function versionsUnder(Prefix: string): Promise<readonly string[]> {
  const { Versions = [] } = await program.s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'copies', Prefix }));
  return Versions.map(({ Key = '' }) => Key.slice(Prefix.length)).sort();
}

const lookAt = (Bucket: string, prefix: string, { key }: Kind): ReturnType<typeof seen> =>
  seen(program.s3, { Bucket, Key: prefix + key });

describe('the fixture', () => {
  describeTools('is copied with all that was announced', (tool) => {
    const to = PREFIX[tool.title] ?? '';
    const lost = NOT_CARRIED[tool.method];
    const environment = (): Record<string, string> => ({ AWS_REGION: 'us-east-1', PATH: pathOf(tool, folder) });
    const where = ['--method', tool.method, '--source-bucket', 'original', '--prefix', 'all/'];
    const whereto = ['--destination-bucket', 'copies', '--destination-prefix', to];
    const run = (verb: string, ...flags: readonly string[]): Promise<Said> =>
      program.run([verb, ...where, ...whereto, ...flags], { env: environment(), limitMs: 60_000 });
    let planned: Said;
    let said: Said;
    beforeAll(async () => {
      planned = await run('plan');
      said = await run('run', '--yes', '--certificate', `${tool.program}.json`);
    }, 60_000);

    it('names what it cannot carry before anything is sent, and how many it copies by its own dry run', () => {
      expect(planned.exitCode).toBe(0);
      const told = planned.stderr.split('\n').find((line) => line.includes('cannot copy')) ?? '';
      expect(told).toContain(`${String(lost.length)} object`);
      for (const key of lost.slice(0, 10)) expect(told).toContain(`'all/${key}'`);
      expect(planned.stderr).toContain(`it would copy ${String(PUT.length - lost.length)} objects`);
    });

    it('ends with what the comparison says: all that it can carry is there, and the rest is missing', async () => {
      expect(said).toMatchObject({ exitCode: 1 });
      const certificate = JSON.parse(readFileSync(path.join(program.folder, `${tool.program}.json`), 'utf8')) as object;
      expect(certificate).toMatchObject({
        answer: 'incomplete',
        comparisons: [
          { versions: { missing: lost.length, different: 0 }, evidence: { contentNotComparable: BY_SIZE } },
        ],
      });
      const there = PUT.map(({ key }) => key).filter((key) => !lost.includes(key));
      expect(await versionsUnder(to)).toEqual(there.sort());
    });

    it('makes copies that have lost what the plan names, and nothing else', async () => {
      for (const kind of PUT.filter(({ key }) => !lost.includes(key))) {
        const [original, copy] = await Promise.all([lookAt('original', 'all/', kind), lookAt('copies', to, kind)]);
        const { sha256, contentHeaders, metadata, tags, annotations } = original;
        const kept = { sha256, contentHeaders, metadata, tags, annotations };
        expect([kind.key, copy]).toMatchObject([kind.key, { ...kept, storageClass: 'STANDARD', redirect: undefined }]);
      }
      expect(planned.stderr).toContain('what they lose: ACLs, Object Lock, website redirects');
      expect(planned.stderr).toContain('their storage class is STANDARD');
    });

    it('is safe to run again: nothing that is there is written anew, but what no digest is known of', async () => {
      const before = await versionsUnder(to);
      const left = [...lost, ...UNPROVEN].flatMap((key) => ['--exclude', key.replace(/^\//, '[/]')]);
      const again = await run('run', '--yes', ...left);
      expect(again).toMatchObject({ exitCode: 0 });
      expect(await versionsUnder(to)).toEqual(before);
      const reported = await program.run(['list', '--output', 'json'], { env: environment() });
      expect(reported.stdout).toContain(`"transferId":"${tool.method}-`);
    });
  });
});
