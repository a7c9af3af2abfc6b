import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  type KMSClient,
  ListAliasesCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT } from '../../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../../running';
import { createKey, destroyKmsClients, kmsClient } from '../kms-client';

let running: Running;
let kms: KMSClient;
let key: string;

beforeEach(async () => {
  running = await startEmulator();
  kms = kmsClient(running);
  key = await createKey(kms);
});

afterEach(async () => {
  destroyKmsClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const create = (AliasName = 'alias/replicas', TargetKeyId = key) =>
  kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
const targetOf = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.Arn;

describe('an alias', () => {
  it('is another name of a key, and can become that of another', async () => {
    await create();
    expect(await targetOf('alias/replicas')).toBe(key);
    const arn = `arn:aws:kms:us-east-1:${ACCOUNT}:alias/replicas`;
    expect(await targetOf(arn)).toBe(key);
    const second = await createKey(kms);
    await kms.send(new UpdateAliasCommand({ AliasName: 'alias/replicas', TargetKeyId: second }));
    expect(await targetOf('alias/replicas')).toBe(second);
    const { Aliases } = await kms.send(new ListAliasesCommand({ KeyId: second }));
    expect(Aliases).toMatchObject([{ AliasName: 'alias/replicas', AliasArn: arn, TargetKeyId: second.split('/')[1] }]);
    expect((await kms.send(new ListAliasesCommand({ KeyId: key }))).Aliases).toEqual([]);
    await kms.send(new DeleteAliasCommand({ AliasName: 'alias/replicas' }));
    expect(await errorOf(targetOf('alias/replicas'))).toMatchObject({ name: 'NotFoundException' });
  });

  it('cannot be used where an operation wants the key itself', async () => {
    await create();
    const fault = await errorOf(kms.send(new EnableKeyCommand({ KeyId: 'alias/replicas' })));
    expect(fault).toMatchObject({ name: 'NotFoundException' });
  });

  it.each([
    ['without alias/', 'replicas', 'ValidationException'],
    ['with a colon', 'alias/a:b', 'InvalidAliasNameException'],
    ['of AWS', 'alias/aws/mine', 'NotAuthorizedException'],
  ])('has no name %s', async (_, name, code) => {
    expect(await errorOf(create(name))).toMatchObject({ name: code, status: 400 });
  });

  it('is there once, and not for a key that is to be deleted', async () => {
    await create();
    expect(await errorOf(create())).toMatchObject({ name: 'AlreadyExistsException' });
    const doomed = await createKey(kms);
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: doomed }));
    expect(await errorOf(create('alias/other', doomed))).toMatchObject({ name: 'KMSInvalidStateException' });
    const fault = await errorOf(kms.send(new UpdateAliasCommand({ AliasName: 'alias/none', TargetKeyId: key })));
    expect(fault).toMatchObject({ name: 'NotFoundException' });
  });
});

describe('the AWS managed key of S3', () => {
  it('is there as soon as somebody asks for it', async () => {
    expect((await kms.send(new ListAliasesCommand({}))).Aliases).toEqual([]);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/aws/s3' }));
    expect(KeyMetadata).toMatchObject({ KeyManager: 'AWS', KeyState: 'Enabled' });
    expect(await targetOf('alias/aws/s3')).toBe(KeyMetadata?.Arn);
    expect((await kms.send(new ListAliasesCommand({}))).Aliases).toMatchObject([{ AliasName: 'alias/aws/s3' }]);
  });

  it('cannot be changed by anybody', async () => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/aws/s3' }));
    const fault = await errorOf(kms.send(new ScheduleKeyDeletionCommand({ KeyId: KeyMetadata?.KeyId })));
    expect(fault).toMatchObject({ name: 'AccessDeniedException' });
  });
});
