// Functions of Lambda as they are made, changed and told. They run in tests of their own.
import * as L from '@aws-sdk/client-lambda';
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, addRole, allow, OTHER_ACCOUNT, trust } from '../iam/access/small-world';
import { destroyClients, sessionKeys } from '../iam/iam-client';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyQueueClients, queueClients } from '../sqs/queue-clients';
import { zipOf } from './archive';

const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:worker`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
const CODE = zipOf({ 'index.mjs': 'export const handler = async () => 1;' });

let running: Running;
let lambda: L.LambdaClient;

beforeEach(async () => {
  running = await startEmulator({ runFunctions: true });
  ({ lambda } = queueClients(running));
  addRole(running.emulator.world, 'worker', { trustPolicy: trust({ Service: 'lambda.amazonaws.com' }) });
});
afterEach(async () => {
  destroyQueueClients();
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const create = (more: Partial<L.CreateFunctionCommandInput> = {}, client = lambda) =>
  client.send(
    new L.CreateFunctionCommand({
      FunctionName: 'worker',
      Role: ROLE,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: CODE },
      ...more,
    }),
  );
const named = { FunctionName: 'worker' };
const get = () => lambda.send(new L.GetFunctionCommand(named));

describe('a function', () => {
  it('is told as it was made', async () => {
    const made = await create({ Environment: { Variables: { QUEUE: 'x' } }, Tags: { team: 'storage' }, Timeout: 900 });
    expect(made).toMatchObject({
      FunctionArn: ARN,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: ROLE,
      Timeout: 900,
      MemorySize: 128,
      State: 'Active',
      LastUpdateStatus: 'Successful',
      Version: '$LATEST',
      CodeSize: CODE.length,
      Architectures: ['x86_64'],
      Environment: { Variables: { QUEUE: 'x' } },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/worker' },
    });
    const configuration = { ...made, $metadata: undefined };
    delete (configuration as Partial<typeof configuration>).$metadata;
    expect(await get()).toMatchObject({ Configuration: configuration, Tags: { team: 'storage' } });
    const byArn = await lambda.send(new L.GetFunctionConfigurationCommand({ FunctionName: ARN }));
    expect(byArn).toMatchObject(configuration);
    const { Versions } = await lambda.send(new L.ListVersionsByFunctionCommand(named));
    expect(Versions).toMatchObject([{ FunctionArn: `${ARN}:$LATEST`, Version: '$LATEST' }]);
    const signing = await lambda.send(new L.GetFunctionCodeSigningConfigCommand(named));
    expect(signing.CodeSigningConfigArn).toBeUndefined();
  });

  it('is made of an object that its maker may read', async () => {
    const s3 = running.s3();
    await s3.send(new S3.CreateBucketCommand({ Bucket: 'code' }));
    await s3.send(new S3.PutObjectCommand({ Bucket: 'code', Key: 'worker.zip', Body: CODE }));
    const Code = { S3Bucket: 'code', S3Key: 'worker.zip' };
    const missing = create({ Code: { ...Code, S3Key: 'none.zip' } });
    expect(await errorOf(missing)).toMatchObject({ name: 'InvalidParameterValueException' });
    const may = [allow(['lambda:*', 'iam:PassRole'])];
    addRole(running.emulator.world, 'maker', { trustPolicy: trust({ AWS: ACCOUNT }), inline: may });
    const maker = queueClients(running, await sessionKeys(running, `arn:aws:iam::${ACCOUNT}:role/maker`)).lambda;
    const refused = await errorOf(create({ Code }, maker));
    expect(refused).toMatchObject({ name: 'AccessDeniedException', status: 403 });
    expect((await create({ Code })).CodeSize).toBe(CODE.length);
  });

  it('is changed, unless somebody else has changed it meanwhile', async () => {
    const { RevisionId, CodeSha256 } = await create();
    const update = (more: Partial<L.UpdateFunctionConfigurationCommandInput>) =>
      lambda.send(new L.UpdateFunctionConfigurationCommand({ ...named, ...more }));
    expect(await update({ MemorySize: 512, RevisionId })).toMatchObject({ MemorySize: 512, Timeout: 3 });
    expect(await errorOf(update({ Timeout: 5, RevisionId }))).toMatchObject({
      name: 'PreconditionFailedException',
      status: 412,
    });
    const code = { ZipFile: zipOf({ 'index.mjs': 'export const handler = 2;' }) };
    const updated = await lambda.send(new L.UpdateFunctionCodeCommand({ ...named, ...code }));
    expect(updated.CodeSha256).not.toBe(CodeSha256);
    expect(running.emulator.world.functionCode.size).toBe(1);
  });

  it('is listed, tagged and deleted; there is one of a name', async () => {
    await create();
    expect(await errorOf(create())).toMatchObject({ name: 'ResourceConflictException', status: 409 });
    await create({ FunctionName: 'reader' });
    const { Functions } = await lambda.send(new L.ListFunctionsCommand({}));
    expect(Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['worker', 'reader']);
    await lambda.send(new L.TagResourceCommand({ Resource: ARN, Tags: { a: '1', b: 'ü' } }));
    await lambda.send(new L.UntagResourceCommand({ Resource: ARN, TagKeys: ['a'] }));
    expect((await lambda.send(new L.ListTagsCommand({ Resource: ARN }))).Tags).toEqual({ b: 'ü' });
    await lambda.send(new L.DeleteFunctionCommand(named));
    expect(await errorOf(get())).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });

  it('keeps how many at once it may, and whether loops are its intention', async () => {
    await create();
    await lambda.send(new L.PutFunctionConcurrencyCommand({ ...named, ReservedConcurrentExecutions: 5 }));
    expect(await get()).toMatchObject({ Concurrency: { ReservedConcurrentExecutions: 5 } });
    await lambda.send(new L.DeleteFunctionConcurrencyCommand(named));
    const concurrency = await lambda.send(new L.GetFunctionConcurrencyCommand(named));
    expect(concurrency.ReservedConcurrentExecutions).toBeUndefined();
    await lambda.send(new L.PutFunctionRecursionConfigCommand({ ...named, RecursiveLoop: 'Allow' }));
    const { RecursiveLoop } = await lambda.send(new L.GetFunctionRecursionConfigCommand(named));
    expect(RecursiveLoop).toBe('Allow');
  });

  it.each<{ title: string; more: Partial<L.CreateFunctionCommandInput>; name: string }>([
    { title: 'a runtime of another language', more: { Runtime: 'python3.13' }, name: 'NotImplemented' },
    { title: 'a runtime that is none', more: { Runtime: 'node' as L.Runtime }, name: 'InvalidParameterValueException' },
    { title: 'no archive', more: { Code: { ZipFile: Buffer.from('x') } }, name: 'InvalidParameterValueException' },
    {
      title: 'an archive that leads out of its folder',
      more: { Code: { ZipFile: zipOf({ '../x.js': '' }) } },
      name: 'InvalidParameterValueException',
    },
    { title: 'a role that is not there', more: { Role: `${ROLE}-2` }, name: 'InvalidParameterValueException' },
    {
      title: 'a variable that Lambda sets itself',
      more: { Environment: { Variables: { AWS_REGION: 'x' } } },
      name: 'InvalidParameterValueException',
    },
    { title: 'sixteen minutes', more: { Timeout: 960 }, name: 'ValidationException' },
    { title: 'a version to publish', more: { Publish: true }, name: 'NotImplemented' },
    { title: 'a layer', more: { Layers: ['arn:aws:lambda:us-east-1:1:layer:x:1'] }, name: 'ValidationException' },
  ])('is refused with $title', async ({ more, name }) => {
    expect(await errorOf(create(more))).toMatchObject({ name });
  });

  it('is refused with a role that Lambda may not assume, or that its maker may not pass', async () => {
    const { world } = running.emulator;
    addRole(world, 'other');
    expect(await errorOf(create({ Role: `arn:aws:iam::${ACCOUNT}:role/other` }))).toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'The role defined for the function cannot be assumed by Lambda.',
    });
    addRole(world, 'maker', { trustPolicy: trust({ AWS: ACCOUNT }), inline: [allow('lambda:*')] });
    const maker = queueClients(running, await sessionKeys(running, `arn:aws:iam::${ACCOUNT}:role/maker`)).lambda;
    expect(await errorOf(create({}, maker))).toMatchObject({ name: 'AccessDeniedException', status: 403 });
  });
});

describe('the policy of a function', () => {
  const add = (more: Partial<L.AddPermissionCommandInput> = {}) =>
    lambda.send(
      new L.AddPermissionCommand({
        ...named,
        StatementId: 'rule',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: `arn:aws:events:us-east-1:${ACCOUNT}:rule/x`,
        ...more,
      }),
    );

  it('has a statement for each permission, until it is removed', async () => {
    await create();
    expect(await errorOf(lambda.send(new L.GetPolicyCommand(named)))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await add();
    expect(await errorOf(add())).toMatchObject({ name: 'ResourceConflictException' });
    const { Policy = '' } = await lambda.send(new L.GetPolicyCommand(named));
    expect(JSON.parse(Policy)).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: 'rule',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: ARN,
          Condition: { ArnLike: { 'AWS:SourceArn': `arn:aws:events:us-east-1:${ACCOUNT}:rule/x` } },
        },
      ],
    });
    await lambda.send(new L.RemovePermissionCommand({ ...named, StatementId: 'rule' }));
    const again = lambda.send(new L.RemovePermissionCommand({ ...named, StatementId: 'rule' }));
    expect(await errorOf(again)).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('opens it to another account', async () => {
    await create();
    const other = queueClients(running, running.credentials(1)).lambda;
    const ask = () => other.send(new L.InvokeCommand({ FunctionName: ARN, InvocationType: 'DryRun' }));
    expect(await errorOf(ask())).toMatchObject({ name: 'AccessDeniedException', status: 403 });
    await lambda.send(
      new L.AddPermissionCommand({
        ...named,
        StatementId: 'other',
        Action: 'lambda:InvokeFunction',
        Principal: OTHER_ACCOUNT,
      }),
    );
    expect((await ask()).StatusCode).toBe(204);
  });
});

it('an operation that is not emulated is 501', async () => {
  await create();
  const aliases = lambda.send(new L.ListAliasesCommand(named));
  expect(await errorOf(aliases)).toMatchObject({ name: 'NotImplemented', status: 501 });
  const version = lambda.send(new L.GetFunctionCommand({ ...named, Qualifier: '1' }));
  expect(await errorOf(version)).toMatchObject({ name: 'NotImplemented', status: 501 });
});
