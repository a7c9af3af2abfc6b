import { commands } from '../../patches/commands';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { CheckContext } from '../asked/asked-once';
import { queueAt } from '../asked/function-roles';
import { couldNotCheck, ok, unlessDenied, wrong, type Check, type Finding } from '../check';

const APPLY = 'apply the construct InventoryCopy again, in this account and Region';

async function look(url: string, deadUrl: string, context: CheckContext): Promise<readonly Finding[]> {
  const [queue, dead] = await Promise.all([queueAt(url, context), queueAt(deadUrl, context)]);
  const missing = queue === undefined ? url : dead === undefined ? deadUrl : undefined;
  if (queue === undefined || dead === undefined || missing !== undefined)
    return [wrong(`there is no queue ${visible(missing ?? '')}`, APPLY, commands(['aws', 'sqs', 'list-queues']))];
  if (queue.deadLetterArn !== dead.arn)
    return [
      wrong(
        `the queue ${visible(url)} gives nothing up to ${dead.arn}: messages that cannot be worked off come back until SQS forgets them, and nothing tells of them`,
        APPLY,
        commands([
          ...['aws', 'sqs', 'set-queue-attributes', '--queue-url', url, '--attributes'],
          JSON.stringify({
            RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 }),
          }),
        ]),
      ),
    ];
  const depth = await context.aws.queues.depth(deadUrl);
  const letters = depth.visible + depth.inFlight;
  const kms = queue.kmsKeyId === undefined ? '' : `, encrypted with ${visible(queue.kmsKeyId)}`;
  return [
    ok(`${queue.arn} gives up after ${queue.mostReceives ?? 0} receives${kms}`),
    ...(letters === 0
      ? []
      : [
          couldNotCheck(
            `${counted(letters, 'message')} of an earlier run ${letters === 1 ? 'is' : 'are'} with the dead letters of ${queue.arn}: report inventory-… says what they are about, retry sends them once more`,
          ),
        ]),
  ];
}

/** What is sent must be kept, and what is given up must be found. */
export const inventoryQueuesCheck: Check = {
  id: 'inventory-queues',
  title: 'queues are there, with their dead letters',
  run: (context) => {
    const { inventory } = context.target;
    if (inventory === undefined) return Promise.resolve([]);
    const { listQueueUrl, listDeadQueueUrl, copyQueueUrl, copyDeadQueueUrl } = inventory;
    return unlessDenied(
      async () => [
        ...(await look(listQueueUrl, listDeadQueueUrl, context)),
        ...(await look(copyQueueUrl, copyDeadQueueUrl, context)),
      ],
      'sqs:GetQueueAttributes',
    );
  },
};
