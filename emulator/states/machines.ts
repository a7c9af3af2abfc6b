// State machines: made, changed, removed, and their tags. Standard ones, without versions, logs, traces and keys of their own.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
import * as z from 'zod';
import { notEmulated, ServiceError } from '../http/service';
import { requestTagKeys } from '../iam/access/request-keys';
import { hexDigits, newKeyId } from '../kms/access/key-id';
import { arnHere, authorize, isHere, readInput } from '../monitoring/monitoring-call';
import { STATES_SERVICE, type StateMachine } from '../world/serverless/state-machine';
import { DefinitionFault, readDefinition } from './definition/read-definition';
import { conclude } from './run/history';
import { isMachineRole } from './run/invoke-function';
import { WAITS } from './run/waiting';
import {
  ARN,
  listed,
  NAME,
  openMachine,
  PAGE,
  seconds,
  statesFault,
  type Answer,
  type StatesCall,
  type StatesOperations,
} from './states-call';

export const MACHINE_OPERATIONS: StatesOperations = {
  CreateStateMachine: createMachine,
  DescribeStateMachine: describeMachine,
  UpdateStateMachine: updateMachine,
  DeleteStateMachine: deleteMachine,
  ListStateMachines: listMachines,
  ListStateMachineVersions: listVersions,
  ValidateStateMachineDefinition: validate,
  TagResource: tag,
  UntagResource: untag,
  ListTagsForResource: listTags,
};

const TAGS = z.array(z.strictObject({ key: z.string().min(1).max(128), value: z.string().max(256) })).max(50);
/** What a machine has that has none: only this is taken. */
const NONE = {
  loggingConfiguration: z
    .strictObject({
      level: z.literal('OFF').optional(),
      includeExecutionData: z.literal(false).optional(),
      destinations: z.array(z.never()).optional(),
    })
    .optional(),
  tracingConfiguration: z.strictObject({ enabled: z.literal(false).optional() }).optional(),
  encryptionConfiguration: z.strictObject({ type: z.literal('AWS_OWNED_KEY') }).optional(),
};
const DEFINITION = z.string().min(1).max(1_048_576);
const ROLE_ARN = z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, 'the ARN of a role is needed');

function checkDefinition(text: string): void {
  try {
    readDefinition(text);
  } catch (error) {
    if (!(error instanceof DefinitionFault)) throw error;
    throw statesFault('InvalidDefinition', `Invalid State Machine Definition: '${error.code}: ${error.message}'`);
  }
}

/** The caller may pass the role, and Step Functions may assume it. */
function checkRole(call: StatesCall, roleArn: string): void {
  authorize(call, 'iam:PassRole', roleArn, { context: { 'iam:PassedToService': STATES_SERVICE } });
  if (isMachineRole(call.world, roleArn, call.request.caller.accountId)) return;
  const why = `Neither the global service principal ${STATES_SERVICE}, nor the regional one is authorized to assume the provided role.`;
  throw call.denied(why);
}

function createMachine(call: StatesCall): Answer {
  const { world, request } = call;
  const input = readInput(
    call,
    z.strictObject({
      name: NAME,
      definition: DEFINITION,
      roleArn: ROLE_ARN,
      type: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
      publish: z.literal(false).optional(),
      tags: TAGS.default([]),
      ...NONE,
    }),
  );
  if (input.type === 'EXPRESS') throw notEmulated('A state machine of type EXPRESS');
  const arn = arnHere(call, 'states', `stateMachine:${input.name}`);
  const tags = new Map(input.tags.map(({ key, value }) => [key, value]));
  const context = requestTagKeys(tags);
  authorize(call, 'states:CreateStateMachine', arn, { context });
  if (tags.size > 0) authorize(call, 'states:TagResource', arn, { context });
  checkDefinition(input.definition);
  checkRole(call, input.roleArn);
  const before = world.stateMachines.get(arn);
  if (before !== undefined) {
    if (before.definition !== input.definition || before.roleArn !== input.roleArn)
      throw statesFault('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    return { stateMachineArn: arn, creationDate: seconds(before.createdMs) };
  }
  const createdMs = world.clock.now();
  world.stateMachines.set(arn, {
    arn,
    name: input.name,
    accountId: request.caller.accountId,
    region: request.region,
    createdMs,
    tags,
    definition: input.definition,
    roleArn: input.roleArn,
    revisionId: newKeyId(hexDigits(world, 32)),
  });
  return { stateMachineArn: arn, creationDate: seconds(createdMs) };
}

function describeMachine(call: StatesCall): Answer {
  const { stateMachineArn } = readInput(
    call,
    z.strictObject({ stateMachineArn: ARN, includedData: z.literal('ALL_DATA').optional() }),
  );
  const machine = openMachine(call, stateMachineArn);
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: machine.definition,
    roleArn: machine.roleArn,
    type: 'STANDARD',
    creationDate: seconds(machine.createdMs),
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    revisionId: machine.revisionId,
  };
}

function updateMachine(call: StatesCall): Answer {
  const input = readInput(
    call,
    z.strictObject({
      stateMachineArn: ARN,
      definition: DEFINITION.optional(),
      roleArn: ROLE_ARN.optional(),
      publish: z.literal(false).optional(),
      ...NONE,
    }),
  );
  const machine = openMachine(call, input.stateMachineArn);
  if (input.definition !== undefined) checkDefinition(input.definition);
  if (input.roleArn !== undefined) checkRole(call, input.roleArn);
  if (input.definition === undefined && input.roleArn === undefined)
    throw statesFault(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    );
  machine.definition = input.definition ?? machine.definition;
  machine.roleArn = input.roleArn ?? machine.roleArn;
  machine.revisionId = newKeyId(hexDigits(call.world, 32));
  return { updateDate: seconds(call.world.clock.now()), revisionId: machine.revisionId };
}

/** Executions end with their machine; one that is not there is no fault. */
function deleteMachine(call: StatesCall): Answer {
  const { stateMachineArn } = readInput(call, z.strictObject({ stateMachineArn: ARN }));
  const { world } = call;
  try {
    openMachine(call, stateMachineArn);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'StateMachineDoesNotExist') return {};
    throw error;
  }
  for (const execution of world.stateExecutions.values()) {
    if (execution.machineArn !== stateMachineArn) continue;
    conclude(world, execution, { status: 'ABORTED' });
    WAITS.get(execution)?.abort();
  }
  world.stateMachines.delete(stateMachineArn);
  return {};
}

function listMachines(call: StatesCall): Answer {
  const page = readInput(call, z.strictObject(PAGE));
  authorize(call, 'states:ListStateMachines', arnHere(call, 'states', 'stateMachine:*'));
  const found = [...call.world.stateMachines.values()].filter((one) => isHere(call, one));
  const told = ({ arn, name, createdMs }: StateMachine): Answer => ({
    stateMachineArn: arn,
    name,
    type: 'STANDARD',
    creationDate: seconds(createdMs),
  });
  return listed('stateMachines', found.map(told), page);
}

/** There are none. */
function listVersions(call: StatesCall): Answer {
  const { stateMachineArn } = readInput(call, z.strictObject({ stateMachineArn: ARN, ...PAGE }));
  openMachine(call, stateMachineArn);
  return { stateMachineVersions: [] };
}

function validate(call: StatesCall): Answer {
  const { definition, type } = readInput(
    call,
    z.strictObject({
      definition: DEFINITION,
      type: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
      severity: z.enum(['ERROR', 'WARNING']).optional(),
      maxResults: z.int().min(0).max(100).optional(),
    }),
  );
  if (type === 'EXPRESS') throw notEmulated('A state machine of type EXPRESS');
  authorize(call, 'states:ValidateStateMachineDefinition', '*');
  try {
    readDefinition(definition);
    return { result: 'OK', diagnostics: [], truncated: false };
  } catch (error) {
    if (!(error instanceof DefinitionFault)) throw error;
    const { code, message, location } = error;
    return { result: 'FAIL', diagnostics: [{ severity: 'ERROR', code, message, location }], truncated: false };
  }
}

const TAGGED = { resourceArn: ARN };

function openTagged(call: StatesCall, arn: string): StateMachine {
  try {
    return openMachine(call, arn);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'StateMachineDoesNotExist')
      throw statesFault('ResourceNotFound', `Resource not found: '${arn}'`);
    throw error;
  }
}

function tag(call: StatesCall): Answer {
  const { resourceArn, tags } = readInput(call, z.strictObject({ ...TAGGED, tags: TAGS }));
  const machine = openTagged(call, resourceArn);
  for (const { key, value } of tags) machine.tags.set(key, value);
  return {};
}

function untag(call: StatesCall): Answer {
  const { resourceArn, tagKeys } = readInput(call, z.strictObject({ ...TAGGED, tagKeys: z.array(z.string()) }));
  const machine = openTagged(call, resourceArn);
  for (const key of tagKeys) machine.tags.delete(key);
  return {};
}

function listTags(call: StatesCall): Answer {
  const { resourceArn } = readInput(call, z.strictObject(TAGGED));
  const { tags } = openTagged(call, resourceArn);
  return { tags: [...tags].map(([key, value]) => ({ key, value })) };
}
