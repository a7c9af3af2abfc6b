// Functions that really run: in processes of this machine's Node, as their roles, within their time.
import { existsSync } from 'node:fs';
import * as L from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { control } from '../control/control-client';
import { ACCOUNT, addRole, allow, trust } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyQueueClients, queueClients } from '../sqs/queue-clients';
import { zipOf } from './archive';

/** What an invocation is told to do stands in its event. */
const SOURCE = `
import { setTimeout as sleep } from 'node:timers/promises';
let calls = 0;
export const handler = async (event, context) => {
  console.log('called', event.what);
  switch (event.what) {
    case 'echo': return { event, calls: ++calls, pid: process.pid, name: context.functionName };
    case 'environment': return process.env;
    case 'folder': return import.meta.url;
    case 'remaining': return context.getRemainingTimeInMillis();
    case 'throw': throw new TypeError('it is no good');
    case 'exit': process.exit(3);
    case 'sleep': await sleep(event.milliseconds); return process.pid;
    case 'large': return 'x'.repeat(6 * 1024 * 1024);
  }
};
export const old = (event, context, callback) => callback(null, 'by callback');
`;

let running: Running;
let lambda: L.LambdaClient;
let made = 0;

beforeAll(async () => {
  running = await startEmulator({ runFunctions: true });
  ({ lambda } = queueClients(running));
  const trustPolicy = trust({ Service: 'lambda.amazonaws.com' });
  addRole(running.emulator.world, 'worker', { trustPolicy, inline: [allow('sqs:*')] });
});
afterAll(async () => {
  destroyQueueClients();
  await running.close();
});
afterEach(() => {
  expect(bugs(running)).toEqual([]);
});

async function create(more: Partial<L.CreateFunctionCommandInput> = {}): Promise<string> {
  const FunctionName = `worker-${++made}`;
  await lambda.send(
    new L.CreateFunctionCommand({
      FunctionName,
      Role: `arn:aws:iam::${ACCOUNT}:role/worker`,
      Runtime: 'nodejs22.x',
      Handler: 'src/index.handler',
      Code: { ZipFile: zipOf({ 'src/index.mjs': SOURCE }) },
      ...more,
    }),
  );
  return FunctionName;
}

async function invoke(FunctionName: string, event: object, more: Partial<L.InvokeCommandInput> = {}) {
  const command = new L.InvokeCommand({ FunctionName, Payload: JSON.stringify(event), ...more });
  const { Payload, ...answer } = await lambda.send(command);
  const text = Buffer.from(Payload ?? []).toString('utf8');
  return { ...answer, result: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) };
}

/** Resolves when it holds. */
async function until(holds: () => boolean): Promise<void> {
  const { clientClock, closing } = running.emulator.world;
  for (let times = 0; !holds(); times++) {
    if (times > 500) throw new Error('it never came true');
    await clientClock.sleep(10, closing);
  }
}

const logOf = (name: string): string =>
  [...running.emulator.world.functionLogs]
    .filter(([arn]) => arn.endsWith(`:${name}`))
    .flatMap(([, lines]) => lines.map(({ text }) => text))
    .join('\n');

describe('an invocation', () => {
  it('answers with what the function returned, in a process that is kept for the next', async () => {
    const name = await create();
    const first = await invoke(name, { what: 'echo', key: 'ä' }, { LogType: 'Tail' });
    expect(first).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      result: { event: { what: 'echo', key: 'ä' }, calls: 1, name },
    });
    expect(first.FunctionError).toBeUndefined();
    const tail = Buffer.from(first.LogResult ?? '', 'base64').toString('utf8');
    expect(tail).toMatch(
      /^START RequestId: [\s\S]*\tINFO\tcalled echo[\s\S]*\nEND RequestId: [\s\S]*\nREPORT RequestId: /,
    );
    const { result } = await invoke(name, { what: 'echo' });
    expect(result).toMatchObject({ calls: 2, pid: first.result?.['pid'] });
    expect(result?.['pid']).not.toBe(process.pid);
  });

  it('has the environment of Lambda and the function, and nothing of the emulator', async () => {
    const name = await create({ Environment: { Variables: { QUEUE: 'x' } } });
    const { result } = await invoke(name, { what: 'environment' });
    expect(result).toMatchObject({
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_ENDPOINT_URL: running.emulator.endpoint,
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      QUEUE: 'x',
    });
    const inherited = Object.keys(process.env).filter((one) => /^(npm_|JEST_|USER|PWD|SHELL|HOSTNAME)/.test(one));
    expect(Object.keys(result ?? {}).filter((one) => inherited.includes(one))).toEqual([]);
  });

  it('of a change finds the change', async () => {
    const name = await create();
    await invoke(name, { what: 'echo' });
    const Variables = { QUEUE: 'changed' };
    await lambda.send(new L.UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables } }));
    expect((await invoke(name, { what: 'environment' })).result).toMatchObject(Variables);
  });

  it.each([
    { what: 'throw', result: { errorType: 'TypeError', errorMessage: 'it is no good', trace: expect.any(Array) } },
    { what: 'exit', result: { errorType: 'Runtime.ExitError' } },
    { what: 'large', result: { errorType: 'Function.ResponseSizeTooLarge' } },
  ])('that ends with $what is an error of the function', async ({ what, result }) => {
    const name = await create();
    expect(await invoke(name, { what })).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', result });
    expect(await invoke(name, { what: 'echo' })).toMatchObject({ result: { event: { what: 'echo' } } });
  });

  it('whose process is killed is an error of the function', async () => {
    const name = await create({ Timeout: 60 });
    const slow = invoke(name, { what: 'sleep', milliseconds: 60_000 });
    await until(() => logOf(name).includes('called sleep'));
    expect((await control(running, 'DELETE', `functions/${name}`)).body).toEqual({ processes: 1 });
    expect(await slow).toMatchObject({ FunctionError: 'Unhandled', result: { errorType: 'Runtime.ExitError' } });
    const { functions } = (await control(running, 'GET', 'functions')).body;
    expect(functions).toContainEqual(
      expect.objectContaining({ arn: expect.stringMatching(`:${name}$`), processes: 0 }),
    );
    expect(await control(running, 'DELETE', 'functions/none')).toMatchObject({ status: 404 });
  });

  it('that takes longer than it may is ended', async () => {
    const name = await create({ Timeout: 1 });
    expect(await invoke(name, { what: 'sleep', milliseconds: 60_000 })).toMatchObject({
      FunctionError: 'Unhandled',
      result: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
      },
    });
    expect(logOf(name)).toContain('Task timed out after 1.00 seconds');
    const { result } = await invoke(name, { what: 'remaining' });
    expect(Number(result)).toBeGreaterThan(500);
    expect(Number(result)).toBeLessThanOrEqual(1000);
  });

  it.each([
    { title: 'a module that is not there', Handler: 'none.handler', type: 'Runtime.ImportModuleError' },
    { title: 'a handler that is not there', Handler: 'src/index.none', type: 'Runtime.HandlerNotFound' },
  ])('of $title says so', async ({ Handler, type }) => {
    const name = await create({ Handler });
    expect(await invoke(name, {})).toMatchObject({ FunctionError: 'Unhandled', result: { errorType: type } });
  });

  it('calls a handler that answers by a callback', async () => {
    expect((await invoke(await create({ Handler: 'src/index.old' }), {})).result).toBe('by callback');
  });

  it('is not waited for, if that was asked, and can be no more than a question', async () => {
    const name = await create();
    expect(await invoke(name, { what: 'echo' }, { InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
    expect(logOf(name)).toBe('');
    expect(await invoke(name, { what: 'echo' }, { InvocationType: 'Event' })).toMatchObject({ StatusCode: 202 });
    await running.emulator.idle();
    expect(logOf(name)).toContain('called echo');
  });

  it('is throttled beyond what the function may at once', async () => {
    const name = await create();
    const reserve = { FunctionName: name, ReservedConcurrentExecutions: 1 };
    await lambda.send(new L.PutFunctionConcurrencyCommand(reserve));
    const slow = invoke(name, { what: 'sleep', milliseconds: 300 });
    await until(() => logOf(name).includes('called sleep'));
    expect(await errorOf(invoke(name, { what: 'echo' }))).toMatchObject({
      name: 'TooManyRequestsException',
      status: 429,
    });
    await slow;
  });

  it('of more than 6 MiB, or 1 MiB that nobody waits for, is refused', async () => {
    const name = await create();
    const text = 'x'.repeat(1024 * 1024);
    const event = invoke(name, { text }, { InvocationType: 'Event' });
    expect(await errorOf(event)).toMatchObject({ name: 'RequestTooLargeException', status: 413 });
    const request = invoke(name, { text: text.repeat(6) });
    expect(await errorOf(request)).toMatchObject({ name: 'RequestTooLargeException', status: 413 });
  });
});

it('what runs ends with the emulator, its folder too', async () => {
  const other = await startEmulator({ runFunctions: true });
  const { world } = other.emulator;
  addRole(world, 'worker', { trustPolicy: trust({ Service: 'lambda.amazonaws.com' }) });
  const client = queueClients(other).lambda;
  await client.send(
    new L.CreateFunctionCommand({
      FunctionName: 'worker',
      Role: `arn:aws:iam::${ACCOUNT}:role/worker`,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: 900,
      Code: { ZipFile: zipOf({ 'index.mjs': SOURCE }) },
    }),
  );
  const call = async (event: object): Promise<string> => {
    const command = new L.InvokeCommand({ FunctionName: 'worker', Payload: JSON.stringify(event) });
    return JSON.parse(Buffer.from((await client.send(command)).Payload ?? []).toString()) as string;
  };
  const folder = new URL('.', await call({ what: 'folder' }));
  expect(existsSync(folder)).toBe(true);
  const slow = call({ what: 'sleep', milliseconds: 600_000 }).catch(() => 'ended');
  await other.close();
  expect(await slow).toBe('ended');
  expect(existsSync(folder)).toBe(false);
  expect(bugs(other)).toEqual([]);
});

it.each([
  { title: 'unless the emulator is told so', options: {}, says: /start it with --run-functions/ },
  {
    title: 'where signatures are not checked',
    options: { verifySignatures: false, runFunctions: true },
    says: /do not run where signatures are not checked/,
  },
])('no function is made $title', async ({ options, says }) => {
  const open = await startEmulator(options);
  addRole(open.emulator.world, 'worker', { trustPolicy: trust({ Service: 'lambda.amazonaws.com' }) });
  const client = queueClients(open).lambda;
  const refused = await errorOf(
    client.send(
      new L.CreateFunctionCommand({
        FunctionName: 'worker',
        Role: `arn:aws:iam::${ACCOUNT}:role/worker`,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: zipOf({ 'index.mjs': SOURCE }) },
      }),
    ),
  );
  expect(refused).toMatchObject({ name: 'NotImplemented', status: 501 });
  expect(refused.message).toMatch(says);
  expect(open.emulator.world.functions.size).toBe(0);
  await open.close();
});
