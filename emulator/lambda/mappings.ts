// Event source mappings: what reads a queue for a function. Queues of SQS only.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
import * as z from 'zod';
import { requestTagKeys } from '../iam/access/request-keys';
import { hexDigits, newKeyId } from '../kms/access/key-id';
import { numberOf } from '../sqs/queue-attributes';
import type { EventSourceMapping, LambdaFunction } from '../world/serverless/lambda-function';
import { checkTags, TAGS } from './function-tags';
import { pageOf } from './functions';
import { authorize, conflict, functionArn, invalidValue, lambdaArn, notFound, readInput } from './lambda-call';
import type { LambdaCall, LambdaOperations } from './lambda-call';
import { pollQueue, roleMayOnQueue } from './poll-queue';

type Answer = Readonly<Record<string, unknown>>;

const ALL = /^\/2015-03-31\/event-source-mappings\/?$/;
const ONE = /^\/2015-03-31\/event-source-mappings\/([^/]+)$/;
const FILTERS = ['EventSourceArn', 'FunctionName', 'Marker', 'MaxItems'];

export const MAPPING_OPERATIONS: LambdaOperations = {
  CreateEventSourceMapping: { method: 'POST', path: ALL, status: 202, handle: createMapping },
  ListEventSourceMappings: { method: 'GET', path: ALL, status: 200, parameters: FILTERS, handle: listMappings },
  GetEventSourceMapping: { method: 'GET', path: ONE, status: 200, handle: (call) => described(openMapping(call)) },
  UpdateEventSourceMapping: { method: 'PUT', path: ONE, status: 202, handle: updateMapping },
  DeleteEventSourceMapping: { method: 'DELETE', path: ONE, status: 202, handle: deleteMapping },
};

const SETTINGS = {
  Enabled: z.boolean().optional(),
  BatchSize: z.int().min(1).max(10_000).optional(),
  MaximumBatchingWindowInSeconds: z.int().min(0).max(300).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).max(1).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.int().min(2).max(1000).optional() }).optional(),
  /** None is the same as not given. */
  FilterCriteria: z.strictObject({ Filters: z.array(z.never()).optional() }).optional(),
  MetricsConfig: z.strictObject({ Metrics: z.array(z.never()).optional() }).optional(),
};

type Given = z.output<z.ZodObject<typeof SETTINGS>>;

const CREATE = z.strictObject({
  ...SETTINGS,
  FunctionName: z.string(),
  EventSourceArn: z.string().optional(),
  Tags: TAGS.optional(),
});

/** Most of a batch without a window. */
const MOST_AT_ONCE = 10;

function createMapping(call: LambdaCall): Answer {
  const { world, request } = call;
  const input = readInput(call, CREATE);
  const { EventSourceArn: queueArn = '' } = input;
  const tags = new Map(Object.entries(input.Tags ?? {}));
  checkTags(tags);
  const arn = functionArn(call, input.FunctionName);
  authorize(call, 'CreateEventSourceMapping', '*', requestTagKeys(tags));
  const one = functionAt(call, arn);
  if (!/^arn:[\w-]+:sqs:/.test(queueArn))
    throw invalidValue(`Unrecognized event source: ${queueArn}. Queues of SQS are emulated, and no other source.`);
  const before = [...world.eventSourceMappings.values()].find(
    (mapping) => mapping.queueArn === queueArn && mapping.functionArn === arn,
  );
  if (before !== undefined) {
    throw conflict(
      `An event source mapping with SQS arn (" ${queueArn} ") and function (" ${one.name} ") already exists. Please update or delete the existing mapping with UUID ${before.id}`,
    );
  }
  const id = newKeyId(hexDigits(world, 32));
  const mapping: EventSourceMapping = {
    id,
    arn: lambdaArn(call, `event-source-mapping:${id}`),
    accountId: request.caller.accountId,
    region: request.region,
    queueArn,
    tags,
    functionArn: arn,
    batchSize: 10,
    windowSeconds: 0,
    isEnabled: true,
    reportsItemFailures: false,
    modifiedMs: world.clock.now(),
    lastResult: 'No records processed',
  };
  change(call, mapping, one, input);
  world.eventSourceMappings.set(id, mapping);
  pollQueue(world, mapping);
  return described(mapping, 'Creating');
}

function functionAt({ world }: LambdaCall, arn: string): LambdaFunction {
  const one = world.functions.get(arn);
  if (one === undefined) throw notFound(`Function not found: ${arn}`);
  return one;
}

/** All checks come before the first change. */
function change(call: LambdaCall, mapping: EventSourceMapping, one: LambdaFunction, given: Given): void {
  const { world } = call;
  const batchSize = given.BatchSize ?? mapping.batchSize;
  const windowSeconds = given.MaximumBatchingWindowInSeconds ?? mapping.windowSeconds;
  if (batchSize > MOST_AT_ONCE && windowSeconds < 1) {
    throw invalidValue(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  const queue = world.queues.get(mapping.queueArn);
  if (queue === undefined) {
    throw invalidValue(
      'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
    );
  }
  for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
    if (roleMayOnQueue(world, one, `sqs:${action}`, mapping.queueArn)) continue;
    throw invalidValue(`The function execution role does not have permissions to call ${action} on SQS`);
  }
  const visibility = numberOf(queue, 'VisibilityTimeout');
  const timeout = one.settings.timeoutSeconds;
  if (visibility < timeout) {
    throw invalidValue(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`,
    );
  }
  mapping.batchSize = batchSize;
  mapping.windowSeconds = windowSeconds;
  mapping.isEnabled = given.Enabled ?? mapping.isEnabled;
  if (given.FunctionResponseTypes !== undefined) mapping.reportsItemFailures = given.FunctionResponseTypes.length > 0;
  if (given.ScalingConfig !== undefined) {
    const { MaximumConcurrency } = given.ScalingConfig;
    if (MaximumConcurrency === undefined) delete mapping.maximumConcurrency;
    else mapping.maximumConcurrency = MaximumConcurrency;
  }
  mapping.modifiedMs = world.clock.now();
}

function openMapping(call: LambdaCall): EventSourceMapping {
  const [id = ''] = call.names;
  authorize(call, call.operation, lambdaArn(call, `event-source-mapping:${id}`));
  const mapping = call.world.eventSourceMappings.get(id);
  if (mapping === undefined || !isHere(call, mapping)) throw notFound('The resource you requested does not exist.');
  return mapping;
}

function isHere({ request }: LambdaCall, { accountId, region }: EventSourceMapping): boolean {
  return accountId === request.caller.accountId && region === request.region;
}

function listMappings(call: LambdaCall): Answer {
  const { world, request } = call;
  authorize(call, 'ListEventSourceMappings', '*');
  const queueArn = request.query.get('EventSourceArn');
  const name = request.query.get('FunctionName');
  const arn = name === null ? undefined : functionArn(call, name);
  const found = [...world.eventSourceMappings.values()].filter(
    (mapping) =>
      isHere(call, mapping) &&
      (queueArn === null || mapping.queueArn === queueArn) &&
      (arn === undefined || mapping.functionArn === arn),
  );
  const { part, next } = pageOf(call, found, 100);
  return { EventSourceMappings: part.map((mapping) => described(mapping)), ...next };
}

function updateMapping(call: LambdaCall): Answer {
  const input = readInput(call, z.strictObject({ ...SETTINGS, FunctionName: z.string().optional() }));
  const mapping = openMapping(call);
  const arn = input.FunctionName === undefined ? mapping.functionArn : functionArn(call, input.FunctionName);
  change(call, mapping, functionAt(call, arn), input);
  mapping.functionArn = arn;
  return described(mapping, 'Updating');
}

function deleteMapping(call: LambdaCall): Answer {
  const mapping = openMapping(call);
  call.world.eventSourceMappings.delete(mapping.id);
  return described(mapping, 'Deleting');
}

function described(mapping: EventSourceMapping, state = mapping.isEnabled ? 'Enabled' : 'Disabled'): Answer {
  const { maximumConcurrency } = mapping;
  return {
    UUID: mapping.id,
    EventSourceMappingArn: mapping.arn,
    EventSourceArn: mapping.queueArn,
    FunctionArn: mapping.functionArn,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    FunctionResponseTypes: mapping.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(maximumConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    LastModified: mapping.modifiedMs / 1000,
    LastProcessingResult: mapping.lastResult,
    State: state,
    StateTransitionReason: 'USER_INITIATED',
  };
}
