import { commands } from '../../patches/commands';
import type { FunctionView, MappingView } from '../../ports/serverless/functions';
import { isRunnerError } from '../../ports/errors';
import type { InventoryNeeds } from '../../target/target';
import { queueInArn, queueInUrl } from '../../text/arn';
import { visible } from '../../text/safe-text';
import type { CheckContext } from '../asked/asked-once';
import { ok, unlessDenied, wrong, type Check, type Finding } from '../check';

const APPLY = 'apply the construct InventoryCopy again, in this account and Region';

function isSame(arn: string, url: string): boolean {
  const [there, here] = [queueInArn(arn), queueInUrl(url)];
  return there?.name === here?.name && there?.accountId === here?.accountId;
}

function stateOf({ name, state, lastUpdate, reason }: FunctionView): Finding | undefined {
  if (state === 'Active' && lastUpdate === 'Successful') return undefined;
  const why = reason === undefined ? '' : ` (${visible(reason)})`;
  if (state === 'Pending' || lastUpdate === 'InProgress')
    return wrong(
      `the function ${visible(name)} is not ready yet: ${state}, last update ${lastUpdate}${why}`,
      'wait a minute, and try again',
      commands(['aws', 'lambda', 'wait', 'function-active-v2', '--function-name', name]),
    );
  return wrong(
    `the function ${visible(name)} is ${state}, its last update ${lastUpdate}${why}: it works off nothing`,
    APPLY,
    commands(['aws', 'lambda', 'get-function-configuration', '--function-name', name]),
  );
}

function mappingOf(name: string, url: string, all: readonly MappingView[]): Finding {
  const mapping = all.find(({ sourceArn }) => isSame(sourceArn, url));
  if (mapping === undefined)
    return wrong(
      `nothing calls the function ${visible(name)} for the queue ${visible(url)}: it has no such event source mapping`,
      APPLY,
      commands(['aws', 'lambda', 'list-event-source-mappings', '--function-name', name]),
    );
  const { id, state, reportsItemFailures, maximumConcurrency, batchSize } = mapping;
  if (!/^(Enabled|Creating|Enabling|Updating)$/.test(state))
    return wrong(
      `the mapping ${id}, which calls the function ${visible(name)}, is ${state}: messages wait, for 14 days at most`,
      'enable it',
      commands(['aws', 'lambda', 'update-event-source-mapping', '--uuid', id, '--enabled']),
    );
  if (!reportsItemFailures)
    return wrong(
      `the mapping ${id} of the function ${visible(name)} does not heed ReportBatchItemFailures: messages that failed would be deleted`,
      APPLY,
      commands([
        ...['aws', 'lambda', 'update-event-source-mapping', '--uuid', id],
        ...['--function-response-types', 'ReportBatchItemFailures'],
      ]),
    );
  const most = maximumConcurrency === undefined ? 'as many at once as Lambda likes' : `${maximumConcurrency} at once`;
  return ok(`${name} is active, and is called with up to ${batchSize} messages, ${most}`);
}

async function look(name: string, url: string, { aws }: CheckContext): Promise<readonly Finding[]> {
  let view: FunctionView;
  try {
    view = await aws.functions.describe(name);
  } catch (error) {
    if (!isRunnerError(error, 'not-found')) throw error;
    return [
      wrong(
        `there is no function ${visible(name)} in ${aws.region}`,
        APPLY,
        commands(['aws', 'lambda', 'list-functions']),
      ),
    ];
  }
  return [stateOf(view) ?? mappingOf(name, url, await aws.functions.mappings(name))];
}

/** What the functions do with a message is of no matter where nothing calls them. */
export const inventoryFunctionsCheck: Check = {
  id: 'inventory-functions',
  title: 'functions are there, and are called for their queues',
  run: (context) => {
    const { inventory } = context.target;
    if (inventory === undefined) return Promise.resolve([]);
    const { readerName, listQueueUrl, workerName, copyQueueUrl }: InventoryNeeds = inventory;
    return unlessDenied(
      async () => [
        ...(await look(readerName, listQueueUrl, context)),
        ...(await look(workerName, copyQueueUrl, context)),
      ],
      'lambda:GetFunctionConfiguration and lambda:ListEventSourceMappings',
    );
  },
};
