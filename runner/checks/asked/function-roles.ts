// Roles of the functions that copy, and what each asks S3 and SQS for.
import {
  READER_COPY_NEEDS,
  READER_INVENTORY_NEEDS,
  READER_LIST_NEEDS,
  READER_REPORT_NEEDS,
  type QueueNeed,
  WORKER_COPY_NEEDS,
  WORKER_DESTINATION_NEEDS,
  WORKER_REPORT_NEEDS,
  WORKER_SOURCE_NEEDS,
} from '../../policy/inventory/role-needs';
import { isRunnerError } from '../../ports/errors';
import type { QueueView } from '../../ports/serverless/queues';
import type { InventoryNeeds } from '../../target/target';
import type { CheckContext } from './asked-once';
import { copyingFunctions, type CopyingFunctions } from './inventory-functions';
import { roleContext } from './role-context';
import { needsAt, type NeedsPlace } from './place-needs';
import { unlessDenied, type Finding } from '../check';
import type { Need } from '../roles/judge-permissions';

export const ASKED = 'lambda:GetFunctionConfiguration and sqs:GetQueueAttributes';

export interface FunctionRole {
  readonly title: string;
  readonly arn: string;
  /** Of the function. */
  readonly name: string;
  readonly isWorker: boolean;
  readonly places: readonly NeedsPlace[];
  readonly queues: readonly NeedsQueue[];
}

/** What a role has to be allowed of a queue. */
interface NeedsQueue {
  readonly url: string;
  readonly needed: readonly QueueNeed[];
  /** What happens where one of them is not granted. */
  readonly without: string;
}

function folder({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }) {
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

function rolesOf({ reader, worker, from, to }: CopyingFunctions, needs: InventoryNeeds): readonly FunctionRole[] {
  const { listQueueUrl, copyQueueUrl } = needs;
  const waiting = 'its messages would wait, or be worked off again and again';
  const failing = 'objects would fail, and their messages be given up';
  return [
    {
      title: 'role of the reader',
      arn: reader.roleArn,
      name: reader.name,
      isWorker: false,
      places: [
        { ...folder(needs.inventories), needed: READER_INVENTORY_NEEDS, without: 'no inventory could be read' },
        { ...folder(needs.outcomes), needed: READER_REPORT_NEEDS, without: 'no inventory could be read' },
      ],
      queues: [
        { url: listQueueUrl, needed: READER_LIST_NEEDS, without: waiting },
        { url: copyQueueUrl, needed: READER_COPY_NEEDS, without: 'no object would reach the worker' },
      ],
    },
    {
      title: 'role of the worker',
      arn: worker.roleArn,
      name: worker.name,
      isWorker: true,
      places: [
        { ...from, needed: WORKER_SOURCE_NEEDS, without: failing },
        { ...to, needed: WORKER_DESTINATION_NEEDS, without: failing },
        { ...folder(needs.outcomes), needed: WORKER_REPORT_NEEDS, without: 'messages would be given up' },
      ],
      queues: [{ url: copyQueueUrl, needed: WORKER_COPY_NEEDS, without: waiting }],
    },
  ];
}

export async function needsOf({ places, queues, arn }: FunctionRole, context: CheckContext): Promise<readonly Need[]> {
  const needs = [
    ...places.map((place) => needsAt(place, arn, context)),
    ...queues.map((queue) => needsOfQueue(queue, arn, context)),
  ];
  return (await Promise.all(needs)).flat();
}

async function needsOfQueue(
  { url, needed, without }: NeedsQueue,
  roleArn: string,
  context: CheckContext,
): Promise<readonly Need[]> {
  const queue = await queueAt(url, context);
  if (queue === undefined) return [];
  const { arn, policy } = queue;
  const accountId = arn.split(':')[4] ?? '';
  const ofRole = await roleContext(roleArn, context);
  return needed.map(({ action, doubt }): Need => ({
    action,
    resource: arn,
    pattern: arn,
    context: { ...ofRole, 'aws:ResourceAccount': accountId },
    without,
    ...(doubt === undefined ? {} : { doubt }),
    resourcePolicy: { place: { policy: 'queue', of: arn }, text: { value: policy }, accountId },
  }));
}

/** Undefined: there is none, as the check of the queues says. */
export async function queueAt(url: string, { aws }: CheckContext): Promise<QueueView | undefined> {
  try {
    return await aws.queues.queue(url);
  } catch (error) {
    if (isRunnerError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** What both roles have to be found for. */
export async function ofRoles(
  context: CheckContext,
  look: (role: FunctionRole) => Promise<readonly Finding[]>,
  permission: string,
): Promise<readonly Finding[]> {
  const { inventory } = context.target;
  if (inventory === undefined) return [];
  return unlessDenied(async () => {
    let functions: CopyingFunctions;
    try {
      functions = await copyingFunctions(inventory, context.aws);
    } catch (error) {
      // That they are not there the check of the functions says.
      if (isRunnerError(error, 'not-found')) return [];
      throw error;
    }
    return (await Promise.all(rolesOf(functions, inventory).map(look))).flat();
  }, permission);
}
