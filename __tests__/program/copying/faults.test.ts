// Copies through answers that are not what they seem: an end that is told is true, and what was begun is not left behind.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { FaultOrder } from '../../../emulator/faults/fault';
import { control } from '../../emulator/control/control-client';
import { builtProgram } from '../built';
import type { Program, Said } from '../setup';

const built = builtProgram();
const MIB = 1024 ** 2;
const SMALL = Array.from({ length: 20 }, (_, number) => `folder/${String(number)}`);
const LARGE = 'folder/large';
let program: Program;

async function start(...faults: readonly FaultOrder[]): Promise<void> {
  program = await built.start(SMALL);
  await program.s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key: LARGE, Body: Buffer.alloc(6 * MIB, LARGE) }));
  await order(...faults);
}

async function order(...faults: readonly FaultOrder[]): Promise<void> {
  await control(program.running, 'DELETE', 'faults');
  if (faults.length > 0) expect((await control(program.running, 'POST', 'faults', faults)).status).toBe(200);
}

const copy = (env: Readonly<Record<string, string>> = {}): Promise<Said> =>
  program.run(
    [
      'copy',
      's3://src/folder/',
      's3://dst/copies/',
      '--yes',
      '--parts-above',
      '5MiB',
      '--max-workers',
      '4',
      '--checks',
      'basic',
    ],
    { env: { AWS_REGION: 'eu-west-1', ...env }, limitMs: 50_000 },
  );

/** How many versions each key has among the copies; whatever has happened, nobody pays for parts. */
async function versions(): Promise<Readonly<Record<string, number>>> {
  const { Uploads = [] } = await program.s3.send(new S3.ListMultipartUploadsCommand({ Bucket: 'dst' }));
  expect(Uploads).toEqual([]);
  const at = { Bucket: 'dst', Prefix: 'copies/' };
  const { Versions = [] } = await program.s3.send(new S3.ListObjectVersionsCommand(at));
  const counts: Record<string, number> = {};
  for (const { Key = '' } of Versions) counts[Key] = (counts[Key] ?? 0) + 1;
  return counts;
}

const ONCE = Object.fromEntries([...SMALL, LARGE].map((key) => [key.replace('folder/', 'copies/'), 1]));

const COPY = 's3:CopyObject';
const PART = 's3:UploadPartCopy';
const COMPLETE = 's3:CompleteMultipartUpload';

describe('a fault that passes', () => {
  it.each<[string, FaultOrder]>([
    [
      'an error in a copy that began well',
      { operation: COPY, error: 'InternalError', errorStatus: 200, probability: 0.3 },
    ],
    ['SlowDown in a copy that began well', { operation: COPY, error: 'SlowDown', errorStatus: 200, times: 6 }],
    ['a conflict of a copy', { operation: COPY, error: 'ConditionalRequestConflict', times: 4 }],
    ['a request for which S3 waited in vain', { operation: COPY, error: 'RequestTimeout', times: 4 }],
    ['a condition that did not hold', { operation: COPY, error: 'PreconditionFailed', times: 4 }],
    ['an error in a part that began well', { operation: PART, error: 'InternalError', errorStatus: 200, times: 2 }],
    ['a part whose answer breaks off', { operation: PART, truncateToBytes: 40, times: 2 }],
    [
      'an error in a completion that began well',
      { operation: COMPLETE, error: 'InternalError', errorStatus: 200, times: 2 },
    ],
    ['a completion whose answer is lost', { operation: COMPLETE, reset: 'after', times: 1 }],
    [
      'a conflict of a completion, after which all begins anew',
      { operation: COMPLETE, error: 'ConditionalRequestConflict', times: 1 },
    ],
    ['a storm of SlowDown', { operation: COPY, perSecond: 6 }],
  ])(
    '%s leaves each object copied once, and proven',
    async (_name, fault) => {
      await start(fault);
      const said = await copy();
      expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('all 21 objects are in') });
      expect(await versions()).toEqual(ONCE);
      expect(said.stderr).not.toContain('Warning:');
    },
    60_000,
  );
});

describe('a fault that stays', () => {
  it.each<[string, FaultOrder, RegExp]>([
    [
      'a condition that never holds',
      { operation: COPY, keyPrefix: 'copies/7', error: 'PreconditionFailed' },
      /1 failed/,
    ],
    [
      'conflicts of every completion',
      { operation: COMPLETE, error: 'ConditionalRequestConflict' },
      /ConditionalRequestConflict/,
    ],
    [
      'a part that is denied after it began well',
      { operation: PART, error: 'AccessDenied', errorStatus: 200 },
      /AccessDenied/,
    ],
  ])(
    '%s is told of the object that it meets, the others are copied, and the next run copies it',
    async (_name, fault, says) => {
      await start(fault);
      const said = await copy();
      expect(said).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(says) });
      expect(said.stdout).toContain('20 objects copied');
      await order();
      expect(await copy()).toMatchObject({ exitCode: 0 });
      expect(await versions()).toEqual(ONCE);
    },
    60_000,
  );
});

describe('credentials that end under way', () => {
  it('leave what was copied, say how to go on, and the same command does', async () => {
    await start({ operation: COPY, error: 'ExpiredToken', after: 8 });
    const said = await copy();
    expect(said.exitCode).toBe(5);
    expect(said.stdout + said.stderr).toContain('the same command goes on from there');
    const before = Object.keys(await versions()).length;
    expect(before).toBeGreaterThan(4);
    await order();
    expect(await copy()).toMatchObject({ exitCode: 0 });
    expect(await versions()).toEqual(ONCE);
  });

  it('are taken anew from who gives them, and nobody sees it', async () => {
    await start();
    const { iam, folder } = program;
    await iam.send(new CreateUserCommand({ UserName: 'copier' }));
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });
    await iam.send(new PutUserPolicyCommand({ UserName: 'copier', PolicyName: 'all', PolicyDocument }));
    const keys = [];
    for (let number = 0; number < 2; number += 1)
      keys.push((await iam.send(new CreateAccessKeyCommand({ UserName: 'copier' }))).AccessKey);
    const answers = keys.map((key) => ({
      Version: 1,
      AccessKeyId: key?.AccessKeyId,
      SecretAccessKey: key?.SecretAccessKey,
    }));
    // Gives the first key once, and the second one from then on.
    const script = path.join(folder, 'credentials.js');
    writeFileSync(
      script,
      `const { existsSync, writeFileSync } = require('node:fs');
const again = existsSync(__dirname + '/given');
writeFileSync(__dirname + '/given', '');
const Expiration = new Date(Date.now() + 3600000).toISOString();
process.stdout.write(JSON.stringify({ ...${JSON.stringify(answers)}[again ? 1 : 0], Expiration }));`,
    );
    const config = path.join(folder, 'config');
    writeFileSync(config, `[default]\ncredential_process = ${process.execPath} ${script}\n`);
    const accessKeyId = keys[0]?.AccessKeyId ?? '';
    await order({ operation: COPY, error: 'ExpiredToken', after: 8, accessKeyId });
    const said = await copy({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_CONFIG_FILE: config });
    expect(said).toMatchObject({ exitCode: 0 });
    expect(await versions()).toEqual(ONCE);
  });
});
