import {
  READER_KEY_NEEDS,
  READER_QUEUE_KEY_ACTIONS,
  WORKER_KEY_NEEDS,
  WORKER_QUEUE_KEY_ACTIONS,
} from '../../policy/inventory/role-needs';
import type { NeededPermission } from '../../policy/role-needs';
import { isAliasArn, viaSqs } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';
import { copyKeysInUse } from '../asked/copy-keys-in-use';
import { ASKED, ofRoles, queueAt, type FunctionRole } from '../asked/function-roles';
import { isCustomerKey, type KeyUse } from '../asked/keys-in-use';
import { roleContext } from '../asked/role-context';
import { unlessDenied, type Check, type Finding } from '../check';
import { keyPolicy, needsWithKey } from '../keys/kms-permissions';
import { judgeNeeds, type Need } from '../roles/judge-permissions';

/** By which S3 encrypts inventories. */
async function inventoryKey(context: CheckContext): Promise<readonly KeyUse[]> {
  const { inventory, source } = context.target;
  if (inventory === undefined) return [];
  const { bucket, prefix } = inventory.inventories;
  const found = await context.aws.bucketSettings.inventory(source.bucket, inventory.inventoryId);
  const arn = found?.kmsKeyArn;
  if (!isCustomerKey(arn)) return [];
  const read = await context.encryption(bucket);
  const bucketKey = 'value' in read ? (read.value?.bucketKey ?? false) : ('unknown' as const);
  return [{ arn, side: 'source', bucket, region: source.region, prefix: prefix === '' ? '' : `${prefix}/`, bucketKey }];
}

/** Through S3. What is said of an alias, or of a key that is missing, the check of the keys says. */
async function throughS3(
  uses: readonly KeyUse[],
  needed: readonly NeededPermission[],
  roleArn: string,
  context: CheckContext,
): Promise<readonly Need[]> {
  const known = uses.filter((use) => !isAliasArn(use.arn));
  const needs = known.map(async (use) => {
    const key = await context.key(use.arn);
    const isMissing = 'value' in key && key.value === undefined;
    return isMissing ? [] : needsWithKey(use, key, roleArn, needed, context);
  });
  return (await Promise.all(needs)).flat();
}

/** Through SQS, which takes a key by its id, its alias or its ARN: of the first two nothing can be told. */
async function throughSqs({ queues, isWorker, arn: roleArn }: FunctionRole, context: CheckContext): Promise<Need[]> {
  const views = await Promise.all(queues.map(({ url }) => queueAt(url, context)));
  const keys = views.flatMap((view) => {
    const key = view?.kmsKeyId;
    return view === undefined || !isCustomerKey(key) || isAliasArn(key) ? [] : [{ key, queueArn: view.arn }];
  });
  const needs = keys.map(async ({ key, queueArn }): Promise<readonly Need[]> => {
    const [, , , region = '', accountId = ''] = key.split(':');
    const view = await context.key(key);
    if ('value' in view && view.value === undefined) return [];
    const ofRole = await roleContext(roleArn, context);
    const use: KeyUse = { arn: key, side: 'source', bucket: '', region, prefix: '', bucketKey: false };
    return (isWorker ? WORKER_QUEUE_KEY_ACTIONS : READER_QUEUE_KEY_ACTIONS).map((action) => ({
      action,
      resource: key,
      pattern: key,
      context: {
        ...ofRole,
        'aws:ResourceAccount': accountId,
        'kms:CallerAccount': roleArn.split(':')[4] ?? '',
        'kms:ViaService': viaSqs(region),
        'kms:EncryptionContext:aws:sqs:arn': queueArn,
        'kms:GrantIsForAWSResource': null,
      },
      condition: { StringEquals: { 'kms:ViaService': viaSqs(region) } },
      without: `messages of ${queueArn} could not be read or sent`,
      resourcePolicy: keyPolicy(use, view, roleArn),
    }));
  });
  return (await Promise.all(needs)).flat();
}

async function keysOf(role: FunctionRole, context: CheckContext): Promise<readonly Finding[]> {
  const { title, arn, isWorker } = role;
  if (!(await context.mayExist(arn))) return [];
  const objects = isWorker
    ? throughS3(await copyKeysInUse(context), WORKER_KEY_NEEDS, arn, context)
    : throughS3(await inventoryKey(context), READER_KEY_NEEDS, arn, context);
  const needs = [...(await objects), ...(await throughSqs(role, context))];
  return needs.length === 0 ? [] : judgeNeeds(needs, { title, own: context.own(arn) });
}

/** S3 and SQS ask KMS in the name of the functions. */
export const inventoryRoleKeysCheck: Check = {
  id: 'inventory-role-keys',
  title: 'roles of the functions may use the KMS keys of buckets, inventories and queues',
  run: (context) =>
    ofRoles(context, (role) => unlessDenied(() => keysOf(role, context), 's3:GetInventoryConfiguration'), ASKED),
};
