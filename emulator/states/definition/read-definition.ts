// Amazon States Language, as far as it is emulated: Task (a function of Lambda), Choice, Wait, Pass, Succeed and Fail, with JSONPath.
// https://states-language.net/spec.html
import * as z from 'zod';
import { notEmulated } from '../../http/service';
import { checkPath, eachPath } from './paths';

const NAME = z.string().min(1).max(80);
const PATH = z.string().startsWith('$');
const PAYLOAD = z.record(z.string(), z.unknown());
const COMMON = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONPath').optional() };
const THROUGH = { InputPath: PATH.nullable().optional(), OutputPath: PATH.nullable().optional() };
const ON = { Next: NAME.optional(), End: z.boolean().optional() };
const ERRORS = z.array(z.string()).min(1);

const RETRIER = z.strictObject({
  ErrorEquals: ERRORS,
  IntervalSeconds: z.int().min(1).max(99_999_999).default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
});
const CATCHER = z.strictObject({ ErrorEquals: ERRORS, Next: NAME, ResultPath: PATH.nullable().optional() });

const TASK = z.strictObject({
  Type: z.literal('Task'),
  ...COMMON,
  ...THROUGH,
  ...ON,
  Resource: z.string(),
  Parameters: PAYLOAD,
  ResultSelector: PAYLOAD.optional(),
  ResultPath: PATH.nullable().optional(),
  Retry: z.array(RETRIER).default([]),
  Catch: z.array(CATCHER).default([]),
});
const PASS = z.strictObject({
  Type: z.literal('Pass'),
  ...COMMON,
  ...THROUGH,
  ...ON,
  Result: z.unknown().optional(),
  Parameters: PAYLOAD.optional(),
  ResultPath: PATH.nullable().optional(),
});
const WAIT = z.strictObject({
  Type: z.literal('Wait'),
  ...COMMON,
  ...THROUGH,
  ...ON,
  Seconds: z.int().min(0).max(99_999_999).optional(),
  SecondsPath: PATH.optional(),
});
const RULE = z.strictObject({
  Variable: PATH,
  StringEquals: z.string().optional(),
  NumericEquals: z.number().optional(),
  BooleanEquals: z.boolean().optional(),
  IsPresent: z.boolean().optional(),
  Next: NAME,
});
const CHOICE = z.strictObject({
  Type: z.literal('Choice'),
  ...COMMON,
  ...THROUGH,
  Choices: z.array(RULE).min(1),
  Default: NAME.optional(),
});
const SUCCEED = z.strictObject({ Type: z.literal('Succeed'), ...COMMON, ...THROUGH });
const FAIL = z.strictObject({
  Type: z.literal('Fail'),
  ...COMMON,
  Error: z.string().optional(),
  ErrorPath: PATH.optional(),
  Cause: z.string().optional(),
  CausePath: PATH.optional(),
});

const STATE = z.discriminatedUnion('Type', [TASK, PASS, WAIT, CHOICE, SUCCEED, FAIL]);
const DEFINITION = z.strictObject({
  ...COMMON,
  Version: z.literal('1.0').optional(),
  StartAt: NAME,
  TimeoutSeconds: z.int().min(1).max(99_999_999).optional(),
  States: z.record(NAME, STATE),
});

export type Definition = z.output<typeof DEFINITION>;
export type State = z.output<typeof STATE>;
export type StateOf<Type extends State['Type']> = Extract<State, { readonly Type: Type }>;
export type Rule = z.output<typeof RULE>;
export type Retrier = z.output<typeof RETRIER>;

/** What is wrong with a definition. */
export class DefinitionFault extends Error {
  constructor(
    readonly code: 'SCHEMA_VALIDATION_FAILED' | 'MISSING_TRANSITION_TARGET' | 'INVALID_JSON_DESCRIPTION',
    message: string,
    /** `/States/Run/Next` */
    readonly location: string,
  ) {
    super(message);
  }
}

/** What other machines have. */
const OTHER_TYPES: ReadonlySet<unknown> = new Set(['Parallel', 'Map']);
const INVOKE = /^arn:[\w-]+:states:::lambda:invoke$/;

/** @throws DefinitionFault, or ServiceError 501 for what is not emulated */
export function readDefinition(text: string): Definition {
  const parsed = DEFINITION.safeParse(parseJson(text));
  if (!parsed.success) {
    const unknown = parsed.error.issues.find(({ code }) => code === 'unrecognized_keys');
    if (unknown?.code === 'unrecognized_keys') {
      throw notEmulated(`${unknown.keys.join(', ')} at /${unknown.path.join('/')} of a state machine`);
    }
    const [issue] = parsed.error.issues;
    const location = `/${issue?.path.join('/') ?? ''}`;
    throw new DefinitionFault('SCHEMA_VALIDATION_FAILED', `${issue?.message ?? ''} at ${location}`, location);
  }
  const definition = parsed.data;
  for (const [name, state] of Object.entries(definition.States)) checkState(name, state, definition);
  checkTarget(definition.StartAt, '/StartAt', definition);
  return definition;
}

function parseJson(text: string): unknown {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new DefinitionFault('INVALID_JSON_DESCRIPTION', 'the definition is not JSON', '/');
  }
  const { QueryLanguage, States } = read as { QueryLanguage?: unknown; States?: Record<string, { Type?: unknown }> };
  if (QueryLanguage === 'JSONata') throw notEmulated('The query language JSONata of a state machine');
  const other = Object.values(States ?? {}).find(({ Type }) => OTHER_TYPES.has(Type));
  if (other !== undefined) throw notEmulated(`A state of type ${String(other.Type)}`);
  return read;
}

function checkTarget(name: string, location: string, { States }: Definition): void {
  if (Object.hasOwn(States, name)) return;
  throw new DefinitionFault('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${name} at ${location}`, location);
}

function checkState(name: string, state: State, definition: Definition): void {
  const at = `/States/${name}`;
  const fault = (message: string): DefinitionFault =>
    new DefinitionFault('SCHEMA_VALIDATION_FAILED', `${message} at ${at}`, at);
  for (const [field, value] of Object.entries(state)) {
    if (/Path$/.test(field) && typeof value === 'string') checkPath(value);
  }
  switch (state.Type) {
    case 'Choice':
      for (const [index, { Variable, Next }] of state.Choices.entries()) {
        checkPath(Variable);
        checkTarget(Next, `${at}/Choices[${index}]/Next`, definition);
      }
      if (state.Default !== undefined) checkTarget(state.Default, `${at}/Default`, definition);
      return;
    case 'Succeed':
    case 'Fail':
      return;
    case 'Wait':
      if ((state.Seconds === undefined) === (state.SecondsPath === undefined))
        throw fault('exactly one of Seconds and SecondsPath is needed');
      break;
    case 'Pass':
      eachPath(state.Parameters, checkPath);
      break;
    case 'Task':
      if (!INVOKE.test(state.Resource)) throw notEmulated(`The resource ${state.Resource} of a task`);
      eachPath(state.Parameters, checkPath);
      eachPath(state.ResultSelector, checkPath);
      for (const [index, { Next, ResultPath }] of state.Catch.entries()) {
        if (typeof ResultPath === 'string') checkPath(ResultPath);
        checkTarget(Next, `${at}/Catch[${index}]/Next`, definition);
      }
  }
  if ((state.Next === undefined) === (state.End !== true)) throw fault("exactly one of 'Next' and 'End' is needed");
  if (state.Next !== undefined) checkTarget(state.Next, `${at}/Next`, definition);
}
