import { commands } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import type { InventoryNeeds } from '../../target/target';
import { EVENTS_SERVICE, letsEventsSend } from '../../policy/inventory/queue-policy';
import { visible } from '../../text/safe-text';
import type { CheckContext } from '../asked/asked-once';
import { couldNotCheck, ok, unlessDenied, wrong, type Check, type Finding } from '../check';

const APPLY = 'apply the construct InventoryCopy again';

async function bucketTells({ inventories }: InventoryNeeds, { aws }: CheckContext): Promise<Finding> {
  const { bucket } = inventories;
  if (await aws.bucketSettings.tellsEventBridge(bucket)) return ok(`'${bucket}' tells EventBridge`);
  return wrong(
    `the bucket '${bucket}' tells EventBridge nothing: an inventory that is delivered begins nothing by itself`,
    'switch EventBridge on for the bucket, beside the notifications that it has',
    commands(['aws', 's3api', 'get-bucket-notification-configuration', '--bucket', bucket]),
  );
}

async function ruleSends(needs: InventoryNeeds, { aws }: CheckContext): Promise<readonly Finding[]> {
  const { ruleName, listQueueUrl } = needs;
  const describe = commands(['aws', 'events', 'describe-rule', '--name', ruleName]);
  const begins = 'an inventory that is delivered begins nothing by itself';
  try {
    const [rule, queue] = await Promise.all([aws.functions.rule(ruleName), aws.queues.queue(listQueueUrl)]);
    if (rule.state !== 'ENABLED')
      return [
        wrong(
          `the rule ${visible(ruleName)} of EventBridge is ${rule.state}: ${begins}`,
          'enable it',
          commands(['aws', 'events', 'enable-rule', '--name', ruleName]),
        ),
      ];
    if (!rule.targets.includes(queue.arn))
      return [wrong(`the rule ${visible(ruleName)} does not send to ${queue.arn}: ${begins}`, APPLY, describe)];
    const ruleArn = queue.arn.replace(/:sqs:/, ':events:').replace(/[^:]+$/, `rule/${ruleName}`);
    const lets = letsEventsSend(queue.policy, ruleArn);
    if (lets.is === 'unsure')
      return [couldNotCheck(`whether the policy of the queue ${queue.arn} lets ${EVENTS_SERVICE} send: ${lets.why}`)];
    if (lets.is === 'no')
      return [
        wrong(
          `the policy of the queue ${queue.arn} does not let ${EVENTS_SERVICE} send: ${begins}, and nothing says so`,
          APPLY,
          commands([
            ...['aws', 'sqs', 'get-queue-attributes', '--queue-url', listQueueUrl, '--attribute-names', 'Policy'],
          ]),
        ),
      ];
    if (queue.kmsKeyId !== undefined)
      return [
        couldNotCheck(
          `whether the key ${visible(queue.kmsKeyId)} of the queue ${queue.arn} lets ${EVENTS_SERVICE} use it is not asked: it needs kms:GenerateDataKey and kms:Decrypt, or nothing arrives`,
        ),
      ];
    return [ok(`the rule ${ruleName} sends to ${queue.arn}, which takes it`)];
  } catch (error) {
    if (!isRunnerError(error, 'not-found')) throw error;
    return [wrong(`${error.message}: ${begins}`, APPLY, describe)];
  }
}

/** Without it only `run` begins with an inventory. */
export const inventoryDeliveryCheck: Check = {
  id: 'inventory-delivery',
  title: 'an inventory that is delivered begins its copies',
  run: (context) => {
    const { inventory } = context.target;
    if (inventory === undefined) return Promise.resolve([]);
    return unlessDenied(
      async () => [await bucketTells(inventory, context), ...(await ruleSends(inventory, context))],
      's3:GetBucketNotification, events:DescribeRule, events:ListTargetsByRule and sqs:GetQueueAttributes',
    );
  },
};
