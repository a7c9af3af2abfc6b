// The key of KMS behind a queue: who sends and who receives uses it too, through SQS.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
import { requestKeys } from '../iam/access/request-keys';
import { findKey } from '../kms/access/find-key';
import { keyAccess, type KeyAccess, type KeyQuestion } from '../kms/access/key-access';
import type { Queue } from '../world/serverless/sqs-queue';
import type { World } from '../world/world';
import { sqsFault, type SqsCall } from './sqs-call';

const NEEDED = { send: ['kms:GenerateDataKey', 'kms:Decrypt'], receive: ['kms:Decrypt'] } as const;

export type QueueUse = keyof typeof NEEDED;

/** ARN of the key that was set; undefined for the queue's own encryption, and for the managed key `alias/aws/sqs`, open to all of its account. */
function keyArnOf(world: World, { attributes, region, accountId }: Queue): string | undefined {
  const id = attributes.get('KmsMasterKeyId');
  if (id === undefined || id.endsWith('alias/aws/sqs')) return undefined;
  if (id.startsWith('arn:')) return id;
  return `arn:${world.partition}:kms:${region}:${accountId}:${id.startsWith('alias/') ? id : `key/${id}`}`;
}

/** The first answer that is no permission. @param who - and the condition keys of its request */
export function queueKeyAccess(
  world: World,
  queue: Queue,
  use: QueueUse,
  who: Pick<KeyQuestion, 'principalArn' | 'principalAccountId' | 'session' | 'context'>,
): { readonly access: KeyAccess; readonly keyArn: string; readonly action: string } | undefined {
  const keyArn = keyArnOf(world, queue);
  // Of a key that the emulator cannot know, nothing is asked.
  if (keyArn === undefined || findKey(world, keyArn) === 'unknown') return undefined;
  const context = { ...who.context, 'kms:ViaService': `sqs.${queue.region}.amazonaws.com` };
  const encryptionContext = { 'aws:sqs:arn': queue.arn };
  for (const action of NEEDED[use]) {
    const access = keyAccess(world, keyArn, { ...who, action, encryptionContext, context });
    if (access !== 'allowed') return { access, keyArn, action };
  }
  return undefined;
}

/** @throws ServiceError `KmsAccessDenied` and the like */
export function checkQueueKey({ world, request }: SqsCall, queue: Queue, use: QueueUse): void {
  const { caller } = request;
  const refused = queueKeyAccess(world, queue, use, {
    principalArn: caller.arn,
    principalAccountId: caller.accountId,
    context: { ...requestKeys(world, request), 'aws:ViaAWSService': 'true' },
  });
  if (refused === undefined) return;
  const { access, keyArn, action } = refused;
  switch (access) {
    case 'allowed':
      return;
    case 'denied':
      throw sqsFault(
        'KmsAccessDenied',
        `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${keyArn}`,
      );
    case 'disabled':
      throw sqsFault('KmsDisabled', `${keyArn} is disabled.`);
    case 'pending deletion':
      throw sqsFault('KmsInvalidState', `${keyArn} is pending deletion.`);
    case 'of another usage':
      throw sqsFault('KmsInvalidKeyUsage', `${keyArn} is for signing; SQS takes a symmetric key for encryption.`);
    case 'not found':
      throw sqsFault('KmsNotFound', `Key '${keyArn}' does not exist`);
  }
}
