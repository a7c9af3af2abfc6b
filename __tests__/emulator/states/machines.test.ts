// State machines: made, changed, removed; their definitions, as far as they are emulated.
import * as F from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bugs, errorOf } from '../running';
import { INVOKE, MACHINE_ROLE, stage, type Stage } from './machines-on-stage';

let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterAll(async () => {
  expect(bugs(on.running)).toEqual([]);
  await on.close();
});

const PASS = { Done: { Type: 'Pass', End: true } };
const definitionOf = (states: object, more: object = {}): string =>
  JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...more });

it('is told as it was made and changed, with its tags, until it is deleted', async () => {
  const { states } = on;
  const definition = definitionOf(PASS);
  const tags = [{ key: 'team', value: 'a' }];
  const made = new F.CreateStateMachineCommand({ name: 'told', definition, roleArn: MACHINE_ROLE, tags });
  const { stateMachineArn = '' } = await states.send(made);
  expect(stateMachineArn).toBe('arn:aws:states:us-east-1:111122223333:stateMachine:told');
  const told = await states.send(new F.DescribeStateMachineCommand({ stateMachineArn }));
  expect(told).toMatchObject({ name: 'told', status: 'ACTIVE', definition, roleArn: MACHINE_ROLE, type: 'STANDARD' });
  const changed = definitionOf(PASS, { Comment: 'changed' });
  await states.send(new F.UpdateStateMachineCommand({ stateMachineArn, definition: changed }));
  const now = await states.send(new F.DescribeStateMachineCommand({ stateMachineArn }));
  expect(now.definition).toBe(changed);
  expect(now.revisionId).not.toBe(told.revisionId);
  await states.send(new F.TagResourceCommand({ resourceArn: stateMachineArn, tags: [{ key: 'b', value: 'c' }] }));
  await states.send(new F.UntagResourceCommand({ resourceArn: stateMachineArn, tagKeys: ['team'] }));
  const listed = await states.send(new F.ListTagsForResourceCommand({ resourceArn: stateMachineArn }));
  expect(listed.tags).toEqual([{ key: 'b', value: 'c' }]);
  expect((await states.send(new F.ListStateMachinesCommand())).stateMachines).toMatchObject([{ name: 'told' }]);
  const versions = await states.send(new F.ListStateMachineVersionsCommand({ stateMachineArn }));
  expect(versions.stateMachineVersions).toEqual([]);
  for (let times = 0; times < 2; times += 1) await states.send(new F.DeleteStateMachineCommand({ stateMachineArn }));
  const gone = states.send(new F.DescribeStateMachineCommand({ stateMachineArn }));
  expect(await errorOf(gone)).toMatchObject({ name: 'StateMachineDoesNotExist', status: 400 });
});

it('is refused with a role that Step Functions may not assume', async () => {
  const roleArn = 'arn:aws:iam::111122223333:role/worker';
  expect(await errorOf(on.machine(PASS, {}, roleArn))).toMatchObject({ name: 'AccessDeniedException', status: 400 });
});

it.each([
  ['a target that is not there', { Done: { Type: 'Pass', Next: 'Nowhere' } }, 'MISSING_TRANSITION_TARGET'],
  ['a state without an end', { Done: { Type: 'Pass' } }, 'SCHEMA_VALIDATION_FAILED'],
  ['a state of no type', { Done: { Type: 'Rest', End: true } }, 'SCHEMA_VALIDATION_FAILED'],
  ['a wait without a time', { Rest: { Type: 'Wait', End: true } }, 'SCHEMA_VALIDATION_FAILED'],
])('is refused with %s, of which its validation says why', async (_, states, code) => {
  const refused = await errorOf(on.machine(states));
  expect(refused).toMatchObject({ name: 'InvalidDefinition', status: 400 });
  expect(refused.message).toContain(code);
  const command = new F.ValidateStateMachineDefinitionCommand({ definition: definitionOf(states) });
  expect(await on.states.send(command)).toMatchObject({ result: 'FAIL', diagnostics: [{ severity: 'ERROR', code }] });
});

it.each([
  ['states of other types', { All: { Type: 'Map', End: true } }],
  ['tasks of other services', { Tell: { ...INVOKE, Resource: 'arn:aws:states:::sns:publish', End: true } }],
  ['intrinsic functions', { Done: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true } }],
  ['fields that are not known', { Done: { Type: 'Pass', Assign: { a: 1 }, End: true } }],
])('answers %s with 501', async (_, states) => {
  expect(await errorOf(on.machine(states))).toMatchObject({ name: 'NotImplemented', status: 501 });
});

it('answers the language JSONata with 501, and finds nothing wrong with what it can run', async () => {
  expect(await errorOf(on.machine(PASS, { QueryLanguage: 'JSONata' }))).toMatchObject({ status: 501 });
  const command = new F.ValidateStateMachineDefinitionCommand({ definition: definitionOf(PASS) });
  expect(await on.states.send(command)).toMatchObject({ result: 'OK', diagnostics: [] });
});
