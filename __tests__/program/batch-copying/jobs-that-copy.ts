// Buckets, a role and the words for jobs that copy, for tests of the built program.
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import type { EmulatorOptions } from '../../../emulator/emulator';
import type { CopyOrder, Job } from '../../../emulator/world/batch-job';
import type { Built } from '../built';
import type { Program, RunOptions, Said } from '../setup';

export const ACCOUNT = '111122223333';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/copies`;
export const REGION = { AWS_REGION: 'us-east-1' };
export const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

const statement = (Action: readonly string[], Resource: string): object => ({ Effect: 'Allow', Action, Resource });
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    statement(['s3:PutInventoryConfiguration', 's3:ListBucket'], 'arn:aws:s3:::*'),
    statement(['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'], '*'),
    statement(['s3:PutObject', 's3:PutObjectTagging', 's3:GetObjectAnnotation', 's3:PutObjectAnnotation'], '*'),
    statement(['s3:GetObjectVersionAnnotation'], '*'),
  ],
});

/** A bucket without versions, one for its copies, and the role that copies; `src`, which has versions, is there too. */
export async function startCopying(
  built: Built,
  keys: readonly string[],
  options: EmulatorOptions = {},
): Promise<Program> {
  const program = await built.start(keys, options);
  const { s3, iam } = program;
  for (const Bucket of ['plain', 'copies']) await s3.send(new S3.CreateBucketCommand({ Bucket }));
  for (const Key of keys)
    await s3.send(
      new S3.PutObjectCommand({ Bucket: 'plain', Key, Body: Key, Tagging: 'team=a', Metadata: { of: 'it' } }),
    );
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'batchoperations.s3.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  });
  await iam.send(new CreateRoleCommand({ RoleName: 'copies', AssumeRolePolicyDocument }));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'copies', PolicyName: 'all', PolicyDocument: POLICY }));
  return program;
}

export const JOBS = ['--role-arn', ROLE, '--report-bucket', 'reports', '--manifest-bucket', 'reports'];
export const PACE = ['--yes', '--poll-seconds', '0.05'];

export const places = (from = 'plain', to = 'copies', prefix = 'folder/'): readonly string[] => [
  ...['--method', 'batch-copy', '--source-bucket', from, '--prefix', prefix, '--destination-bucket', to],
];

export const run = (program: Program, words: readonly string[], options: RunOptions = {}): Promise<Said> =>
  program.run(words, { ...options, env: REGION });

/** Exit code and all that was said. */
export const all = ({ exitCode, stdout, stderr }: Said): readonly [number | null, string] => [
  exitCode,
  stdout + stderr,
];

export async function keysIn({ s3 }: Program, Bucket: string): Promise<readonly (string | undefined)[]> {
  const { Contents = [] } = await s3.send(new S3.ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key);
}

export const jobsOf = ({ running }: Program): readonly Job[] => [...running.emulator.world.jobs.values()];

export const copiesOf = ({ order: { operation } }: Job): CopyOrder | undefined =>
  operation.kind === 'S3PutObjectCopy' ? operation.copy : undefined;
