// Queues under keys of KMS.
import { DisableKeyCommand } from '@aws-sdk/client-kms';
import * as SQS from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ACCOUNT, addRole, policy, trust } from '../iam/access/small-world';
import { destroyClients, sessionKeys } from '../iam/iam-client';
import { createKey, destroyKmsClients, kmsClient } from '../kms/kms-client';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyQueueClients, queueClients } from './queue-clients';

let running: Running;

beforeEach(async () => {
  running = await startEmulator();
});
afterEach(async () => {
  destroyQueueClients();
  destroyKmsClients();
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

it('a queue lets those send and receive who may use its key', async () => {
  const KmsMasterKeyId = await createKey(kmsClient(running));
  const { sqs } = queueClients(running);
  const create = new SQS.CreateQueueCommand({ QueueName: 'keys', Attributes: { KmsMasterKeyId } });
  const { QueueUrl } = await sqs.send(create);
  const sqsAlone = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' };
  const withKey = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KmsMasterKeyId };
  const trustPolicy = trust({ AWS: ACCOUNT });
  addRole(running.emulator.world, 'without', { trustPolicy, inline: [policy(sqsAlone)] });
  addRole(running.emulator.world, 'reader', { trustPolicy, inline: [policy(sqsAlone, withKey)] });
  const as = async (name: string) =>
    queueClients(running, await sessionKeys(running, `arn:aws:iam::${ACCOUNT}:role/${name}`)).sqs;
  const send = (client: SQS.SQSClient) => client.send(new SQS.SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  const receive = (client: SQS.SQSClient) => client.send(new SQS.ReceiveMessageCommand({ QueueUrl }));
  const [without, reader] = [await as('without'), await as('reader')];
  expect(await errorOf(send(without))).toMatchObject({ name: 'KmsAccessDenied', status: 400 });
  expect(await errorOf(receive(without))).toMatchObject({ name: 'KmsAccessDenied' });
  expect(await errorOf(send(reader))).toMatchObject({ name: 'KmsAccessDenied' });
  await send(sqs);
  expect((await receive(reader)).Messages).toHaveLength(1);
  await kmsClient(running).send(new DisableKeyCommand({ KeyId: KmsMasterKeyId }));
  expect(await errorOf(send(sqs))).toMatchObject({ name: 'KmsDisabled' });
});
