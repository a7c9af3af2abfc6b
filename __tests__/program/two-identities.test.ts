// Source and destination in two accounts, each looked at with an identity of its own, by the program as it is shipped.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketPolicyCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CERTIFICATE_SCHEMA } from '../../runner/verify/certificate-schema';
import { builtProgram } from './built';
import type { Program, Said } from './setup';

const HERE = '111122223333';
const THERE = '444455556666';
const ROLE = `arn:aws:iam::${THERE}:role/reader`;
const EXTERNAL_ID = 'backfill-7';
const AS_ROLE = ['--destination-role-arn', ROLE, '--destination-external-id', EXTERNAL_ID];

const built = builtProgram();
let program: Program;
let theirIam: IAMClient | undefined;

afterEach(() => {
  theirIam?.destroy();
  theirIam = undefined;
});

const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: readonly string[], Resource: string, more: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const trusting = (account: string): string =>
  document({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
  });
const READING = document(
  allow(
    ['s3:ListBucketVersions', 's3:ListBucket', 's3:GetBucket*', 's3:GetLifecycleConfiguration'],
    'arn:aws:s3:::dst',
  ),
  allow(['s3:GetObjectVersion', 's3:GetObject', 's3:GetObjectVersionTagging'], 'arn:aws:s3:::dst/*'),
);

/** The destination belongs to another account, which lets the replication role write, and a role of its own read. */
async function twoAccounts(reading = READING): Promise<void> {
  program = await built.start(['folder/a', 'folder/b']);
  const { running, environment } = program;
  running.emulator.world.buckets.delete('dst');
  const s3 = running.s3({ credentials: running.credentials(1) });
  await s3.send(new CreateBucketCommand({ Bucket: 'dst' }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'dst', VersioningConfiguration: { Status: 'Enabled' } }));
  const writing = ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'];
  const Principal = { AWS: `arn:aws:iam::${HERE}:role/replication` };
  const Policy = document(allow(writing, 'arn:aws:s3:::dst/*', { Principal }));
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy }));
  theirIam = new IAMClient({
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    region: 'us-east-1',
    credentials: running.credentials(1),
    maxAttempts: 1,
  });
  await theirIam.send(new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: trusting(HERE) }));
  await theirIam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'all', PolicyDocument: reading }));
}

/** AWS's configuration with a profile of the other account. */
function theirProfile(): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey } = program.running.credentials(1);
  const file = path.join(program.folder, 'aws-config');
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  writeFileSync(file, `[profile theirs]\nregion = eu-central-1\n${keys}`);
  return { AWS_CONFIG_FILE: file };
}

const on = (verb: string, ...flags: readonly string[]): readonly string[] => [
  verb,
  '--outputs',
  'outputs.json',
  ...flags,
];
const run = (...flags: readonly string[]): Promise<Said> => program.run(on('run', '--poll-seconds', '0.05', ...flags));
const verify = (flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> =>
  program.run(on('verify', '--certificate', 'c.json', ...flags), { env });
const answer = (): string =>
  CERTIFICATE_SCHEMA.parse(JSON.parse(readFileSync(path.join(program.folder, 'c.json'), 'utf8'))).answer;

describe('two accounts, and an identity for each side', () => {
  it('are verified with a role that is assumed for the destinations, which is told once', async () => {
    await twoAccounts();
    expect((await run('--verify', 'never')).exitCode).toBe(0);
    const said = await verify(AS_ROLE);
    expect([said.exitCode, answer(), said.stderr]).toEqual([0, 'complete', expect.any(String)]);
    const all = said.stdout + said.stderr;
    expect(all).toContain(
      `the destinations as arn:aws:sts::${THERE}:assumed-role/reader/s3-backfill (account ${THERE})`,
    );
    expect(all.split('assumed-role/reader')).toHaveLength(2);
  });

  it('are verified with a profile for the destinations', async () => {
    await twoAccounts();
    await run('--verify', 'never');
    const said = await verify(['--destination-profile', 'theirs'], theirProfile());
    expect([said.exitCode, answer()]).toEqual([0, 'complete']);
  });

  it('are verified from the other account, with a role that is assumed for the source', async () => {
    await twoAccounts();
    await run('--verify', 'never');
    const AssumeRolePolicyDocument = document({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${THERE}:root` },
      Action: 'sts:AssumeRole',
    });
    await program.iam.send(new CreateRoleCommand({ RoleName: 'source-reader', AssumeRolePolicyDocument }));
    const PolicyDocument = READING.replaceAll('dst', 'src').replace('s3:GetBucket*', 's3:GetReplicationConfiguration');
    await program.iam.send(new PutRolePolicyCommand({ RoleName: 'source-reader', PolicyName: 'all', PolicyDocument }));
    const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = program.running.credentials(1);
    const theirs = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
    const said = await verify(['--source-role-arn', `arn:aws:iam::${HERE}:role/source-reader`], theirs);
    expect([said.exitCode, answer()]).toEqual([0, 'complete']);
    expect(said.stdout + said.stderr).toContain(
      `'src' is looked at as arn:aws:sts::${HERE}:assumed-role/source-reader/`,
    );
  });

  it('are run, checked and compared from one command, and nothing of the destination is asked by the source', async () => {
    await twoAccounts();
    const { log } = program.running;
    const before = log.length;
    const said = await run(...AS_ROLE);
    expect([said.exitCode, said.stdout + said.stderr]).toEqual([0, expect.stringContaining("are in 'dst'")]);
    // The source would be refused everywhere. That the bucket is not of the source's account is an answer: HeadBucket with the owner that was expected.
    const refused = log.slice(before).filter((entry) => JSON.stringify(entry).includes('AccessDenied'));
    expect(refused.filter((entry) => !JSON.stringify(entry).includes('s3:HeadBucket'))).toEqual([]);
  });

  it('end verify and run with 5 with one identity that may not list the destination, and both name the flags', async () => {
    await twoAccounts();
    const said = await run();
    expect([said.exitCode, said.stdout]).toEqual([5, expect.stringContaining('--destination-role-arn')]);
    const verified = await verify([]);
    expect([verified.exitCode, answer(), verified.stdout]).toEqual([
      5,
      'not-compared',
      expect.stringContaining('--destination-role-arn'),
    ]);
  });

  it('are refused before anything is sent where the role may not be assumed: which one, and which two policies decide', async () => {
    await twoAccounts();
    const without = await run('--destination-role-arn', ROLE);
    expect([without.exitCode, without.stderr]).toEqual([
      2,
      expect.stringMatching(/AssumeRole .*role\/reader: AccessDenied/),
    ]);
    expect(without.stderr).toContain('--destination-external-id');
    expect(program.running.emulator.world.jobs.size).toBe(0);
    await theirIam?.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'reader', PolicyDocument: trusting(THERE) }));
    const said = await verify(AS_ROLE);
    expect([said.exitCode, answer(), said.stdout]).toEqual([
      5,
      'not-compared',
      expect.stringMatching(
        /the identity of the destination \(--destination-role-arn arn:aws:iam::\d+:role\/reader\) cannot be used/,
      ),
    ]);
  });

  it('end with 5 where the role may be assumed and not list, and name the role and what prints its policy', async () => {
    await twoAccounts(document(allow(['s3:ListBucket'], 'arn:aws:s3:::dst')));
    await run('--verify', 'never');
    const said = await verify(AS_ROLE);
    expect([said.exitCode, answer()]).toEqual([5, 'not-compared']);
    expect(said.stdout).toMatch(/ListObjectVersions dst: AccessDenied.*asked by the identity of the destination/);
    expect(said.stdout).toContain('s3-backfill policy destination-identity');
  });

  it('are refused with a profile that is not there, by its name and its flag', async () => {
    await twoAccounts();
    const said = await run('--destination-profile', 'nobody');
    expect([said.exitCode, said.stderr]).toEqual([2, expect.stringContaining('--destination-profile nobody')]);
    expect((await verify(['--destination-profile', 'nobody'])).exitCode).toBe(5);
  });

  it('repeat the flags in the commands that are told, and hear them from variables', async () => {
    await twoAccounts();
    const [, arn = '', , id = ''] = AS_ROLE;
    const env = { S3_BACKFILL_DESTINATION_ROLE_ARN: arn, S3_BACKFILL_DESTINATION_EXTERNAL_ID: id };
    const said = await program.run(on('run', '--poll-seconds', '0.05', '--suffix', 'a'), { env });
    expect(said.stdout + said.stderr).toContain(
      `s3-backfill verify --outputs outputs.json --destination-role-arn ${ROLE} --destination-external-id ${EXTERNAL_ID}`,
    );
  });

  it('refuse a role that is none, and an external id without one', async () => {
    await twoAccounts();
    for (const flags of [
      ['--destination-role-arn', 'reader'],
      ['--destination-external-id', 'x'],
    ]) {
      const said = await verify(flags);
      expect([said.exitCode, said.stderr]).toEqual([2, expect.stringContaining(flags[0] ?? '')]);
    }
  });
});
