// Somebody who may list one folder alone copies it. S3 tells such a caller of an object that is not there what it tells of one that is forbidden:
// what was deleted under way is counted as deleted, and what is forbidden has failed.
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
} from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { control } from '../../emulator/control/control-client';
import { builtProgram } from '../built';
import type { Program } from '../setup';

const built = builtProgram();

const allow = (Action: string | readonly string[], Resource: string, Condition?: object): object => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...(Condition === undefined ? {} : { Condition }),
});

/** Credentials of a user that may read one folder of `src`, list it, and write to `dst`. */
async function limited({ iam }: Program): Promise<Record<string, string>> {
  await iam.send(new CreateUserCommand({ UserName: 'limited' }));
  const reading = ['', 'Version'].flatMap((of) => [`s3:GetObject${of}`, `s3:GetObject${of}Tagging`]);
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      allow(['s3:ListBucket', 's3:ListBucketVersions'], 'arn:aws:s3:::src', {
        StringLike: { 's3:prefix': ['folder/*'] },
      }),
      allow(reading, 'arn:aws:s3:::src/folder/*'),
      { Effect: 'Deny', Action: reading, Resource: 'arn:aws:s3:::src/folder/forbidden' },
      allow('s3:*', 'arn:aws:s3:::dst*'),
    ],
  });
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'limited', PolicyDocument }));
  await iam.send(new AttachUserPolicyCommand({ UserName: 'limited', PolicyArn: Policy?.Arn ?? '' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'limited' }));
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  };
}

/** Keys and sizes, newest first. */
async function at({ s3 }: Program, Bucket: string): Promise<readonly string[]> {
  const { Versions = [] } = await s3.send(new S3.ListObjectVersionsCommand({ Bucket }));
  return Versions.map(({ Key = '', Size = 0 }) => `${Key} ${String(Size)}`);
}

describe('a caller that may list one folder alone', () => {
  it.each([
    ['the current objects', []],
    ['all versions', ['--all-versions']],
  ])('copies %s of it: what is deleted under way is no failure, and what is forbidden is one', async (_name, more) => {
    const program = await built.start([]);
    const { s3, running } = program;
    await s3.send(new S3.DeleteBucketReplicationCommand({ Bucket: 'src' }));
    const ids = new Map<string, string>();
    for (const [key, Body] of [
      ...(['first', 'forbidden', 'gone', 'last'] as const).map((one) => [one, one] as const),
      // The version before the current one is deleted under way.
      ...(more.length === 0
        ? []
        : ([
            ['last', '1'],
            ['last', '22'],
          ] as const)),
    ]) {
      const { VersionId = '' } = await s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key: `folder/${key}`, Body }));
      ids.set(`${key} ${Body}`, VersionId);
    }
    const env = await limited(program);
    const slow = [{ operation: 's3:CopyObject', latencyMs: 700 }];
    expect((await control(running, 'POST', 'faults', slow)).status).toBe(200);
    const does = async (): Promise<void> => {
      for (const [Key, VersionId] of [
        ['folder/gone', ids.get('gone gone')],
        ...(more.length === 0 ? [] : [['folder/last', ids.get('last 1')]]),
      ])
        await s3.send(new S3.DeleteObjectCommand({ Bucket: 'src', Key, VersionId }));
    };
    const words = ['copy', 's3://src/folder/', 's3://dst/copies/', '--yes', '--checks', 'basic', '--verbose'];
    const said = await program.run([...words, ...more, '--annotations', 'exclude'], {
      ...{ env, limitMs: 40_000 },
      meanwhile: { at: /^request: .*CopyObject/m, does },
    });
    const gone = more.length === 0 ? 1 : 2;
    expect([said.exitCode, said.stdout + said.stderr]).toEqual([
      1,
      expect.stringMatching(new RegExp(`1 failed.*${String(gone)} deleted from the source under way`)),
    ]);
    expect(said.stdout + said.stderr).toMatch(/AccessDenied[^]*folder\/forbidden/);
    expect(await at(program, 'dst')).toEqual([
      'copies/first 5',
      ...(more.length === 0 ? ['copies/last 4'] : ['copies/last 2', 'copies/last 4']),
    ]);
  });
});
