// Nothing that comes over the network may bring the emulator down, or be taken for something that it is not.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ServiceName } from '../../../emulator/http/service';
import { DATASYNC_OPERATIONS } from '../../../emulator/datasync/datasync-service';
import { CLOUDWATCH_OPERATIONS } from '../../../emulator/monitoring/cloudwatch-service';
import { EVENTBRIDGE_OPERATIONS } from '../../../emulator/monitoring/eventbridge-service';
import { LOGS_OPERATIONS } from '../../../emulator/monitoring/logs/logs-service';
import { SNS_OPERATIONS } from '../../../emulator/monitoring/sns-service';
import { SQS_OPERATIONS } from '../../../emulator/sqs/sqs-service';
import { bugs, startEmulator, type Running } from '../running';
import {
  BOUNDED,
  body,
  bytes,
  check,
  expectRefused,
  form,
  headers,
  json,
  method,
  query,
  s3Path,
  text,
  xml,
} from './garbage';
import { send } from './raw-request';

let running: Running;

beforeAll(async () => {
  running = await startEmulator({
    verifySignatures: false,
    seed: {
      buckets: [{ name: 'box', versioning: 'Enabled', objects: [{ key: 'key', body: 'hello', versions: 2 }] }],
    },
  });
});

afterAll(async () => {
  await running.close();
});

/** Service, prefix of its targets, operations. */
const MONITORING: readonly (readonly [ServiceName, string, readonly string[]])[] = [
  ['cloudwatch', 'GraniteServiceVersion20100801.', [...CLOUDWATCH_OPERATIONS.keys()]],
  ['sns', '', [...SNS_OPERATIONS.keys()]],
  ['eventbridge', 'AWSEvents.', [...EVENTBRIDGE_OPERATIONS.keys()]],
  ['logs', 'Logs_20140328.', [...LOGS_OPERATIONS.keys()]],
  ['datasync', 'FmrsService.', [...DATASYNC_OPERATIONS.keys()]],
];

describe('garbage', () => {
  it('in query, headers and body of requests for S3 is answered as S3 answers', async () => {
    await check(running, 's3', fc.record({ method, path: s3Path, query, headers, body }));
  });

  it('as the document of a bucket is refused: nothing of it is kept', async () => {
    const documents = ['replication', 'lifecycle', 'policy', 'versioning', 'encryption', 'tagging', 'cors', 'website'];
    const subResource = fc.constantFrom(
      ...documents,
      'object-lock',
      'publicAccessBlock',
      'ownershipControls',
      'logging',
    );
    const garbage = fc.oneof(
      bytes,
      fc.string(),
      json.filter((value) => !value.includes('"Effect"')),
      xml.map((value) => `<x>${value}</x>`),
    );
    const requests = fc
      .tuple(subResource, garbage)
      .map(([name, content]) => ({ method: 'PUT', path: '/box', query: { [name]: '' }, body: content }));
    const before = [...(running.emulator.world.buckets.get('box')?.documents ?? [])];
    await check(running, 's3', requests, expectRefused);
    expect([...(running.emulator.world.buckets.get('box')?.documents ?? [])]).toEqual(before);
  });

  it('as a job is refused', async () => {
    const path = fc.constantFrom(
      '/v20180820/jobs',
      '/v20180820/jobs/x/status',
      '/v20180820/jobs/x/tagging',
      '/v20180820/x',
    );
    const writes = fc.constantFrom('POST', 'PUT', 'DELETE');
    await check(running, 's3-control', fc.record({ method: writes, path, query, body }), expectRefused);
    expect(running.emulator.world.jobs.size).toBe(0);
  });

  it('in queries about jobs is answered', async () => {
    const names = fc.constantFrom('jobStatuses', 'maxResults', 'nextToken', 'x');
    const path = fc.constantFrom('/v20180820/jobs', '/v20180820/jobs/x', '/v20180820/jobs/%00', '/v20180820/');
    await check(
      running,
      's3-control',
      fc.record({ method: fc.constant('GET'), path, query: fc.dictionary(names, text) }),
    );
  });

  it.each<ServiceName>(['iam', 'sts', 'kms', 'cloudwatch', 'sns', 'eventbridge', 'logs', 'datasync'])(
    'in requests without an operation is refused by %s',
    async (service) => {
      await check(
        running,
        service,
        fc.record({ method, path: fc.constantFrom('/', '/x'), query, headers, body }),
        expectRefused,
      );
    },
  );

  const IAM_ACTIONS = ['CreateRole', 'PutRolePolicy', 'CreatePolicy', 'CreatePolicyVersion', 'UpdateAssumeRolePolicy'];

  it('as parameters of IAM is refused: no policy comes of it', async () => {
    const garbage = fc.tuple(
      fc.constantFrom(...IAM_ACTIONS),
      fc.oneof(
        text,
        json.filter((value) => !value.includes('"Effect"')),
      ),
      form,
    );
    const requests = garbage.map(([action, document, more]) => {
      const parameters = new URLSearchParams(more);
      for (const [name, value] of Object.entries({
        Action: action,
        PolicyDocument: document,
        AssumeRolePolicyDocument: document,
        RoleName: 'r',
        PolicyName: 'p',
      })) {
        parameters.set(name, value);
      }
      return { method: 'POST', path: '/', body: parameters.toString() };
    });
    await check(running, 'iam', requests, expectRefused);
    expect(running.emulator.world.roles.size + running.emulator.world.policies.size).toBe(0);
  });

  it('as parameters of every other action of IAM and STS is answered', async () => {
    const actions = fc.constantFrom(
      'GetRole',
      'ListRoles',
      'ListPolicies',
      'GetUser',
      'SimulatePrincipalPolicy',
      'TagRole',
      'ListAttachedRolePolicies',
    );
    const requests = fc
      .tuple(actions, form)
      .map(([action, more]) => ({ method: 'POST', path: '/', body: `Action=${action}&${more}` }));
    await check(running, 'iam', requests);
    const sts = fc.tuple(fc.constantFrom('AssumeRole', 'GetCallerIdentity'), form);
    await check(
      running,
      'sts',
      sts.map(([action, more]) => ({ method: 'POST', path: '/', body: `Action=${action}&${more}` })),
    );
  });

  it('as input of the operations of KMS is answered', async () => {
    const target = fc.constantFrom(
      'CreateKey',
      'DescribeKey',
      'Encrypt',
      'Decrypt',
      'GenerateDataKey',
      'PutKeyPolicy',
      'CreateAlias',
      'ListKeys',
      'ListAliases',
      'TagResource',
      'CreateGrant',
    );
    const input = fc.oneof(
      body,
      fc
        .dictionary(
          fc.constantFrom(
            'KeyId',
            'Policy',
            'AliasName',
            'TargetKeyId',
            'Plaintext',
            'CiphertextBlob',
            'Tags',
            'Limit',
            'Marker',
          ),
          fc.jsonValue(),
        )
        .map((value) => JSON.stringify(value)),
    );
    const requests = fc.tuple(target, input).map(([operation, content]) => ({
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': `TrentService.${operation}` },
      body: content,
    }));
    await check(running, 'kms', requests);
  });

  it('as input of the operations of CloudWatch, SNS and EventBridge is answered', async () => {
    const names = [
      ...['AlarmName', 'AlarmNames', 'Dimensions', 'Period', 'Tags', 'NextToken', 'StartTime', 'ResourceARN'],
      ...[
        'Name',
        'Attributes',
        'TopicArn',
        'AttributeName',
        'AttributeValue',
        'EventPattern',
        'Rule',
        'Targets',
        'Ids',
      ],
    ];
    const name = fc.constantFrom(...names);
    const asJson = fc.oneof(
      body,
      fc.dictionary(name, fc.oneof(fc.jsonValue(), text)).map((value) => JSON.stringify(value)),
    );
    const dotted = fc
      .tuple(name, fc.array(fc.constantFrom('member', 'entry', '1', '2', 'key', 'value', 'Name'), { maxLength: 4 }))
      .map(([first, rest]) => [first, ...rest].join('.'));
    const asForm = fc.dictionary(fc.oneof(dotted, fc.string()), fc.oneof(text, json));
    for (const [service, prefix, operations] of MONITORING) {
      const operation = fc.constantFrom(...operations);
      if (service !== 'sns') {
        const requests = fc.tuple(operation, asJson).map(([target, content]) => ({
          method: 'POST',
          path: '/',
          headers: { 'x-amz-target': prefix + target },
          body: content,
        }));
        await check(running, service, requests);
      }
      if (service !== 'cloudwatch' && service !== 'sns') continue;
      const requests = fc.tuple(operation, asForm).map(([action, values]) => ({
        method: 'POST',
        path: '/',
        body: new URLSearchParams({ ...values, Action: action }).toString(),
      }));
      await check(running, service, requests);
    }
  });

  it('as input of the operations of SQS and Lambda is answered', async () => {
    const names = [
      ...[
        'QueueUrl',
        'QueueName',
        'Attributes',
        'Entries',
        'MessageBody',
        'MessageAttributes',
        'ReceiptHandle',
        'Tags',
      ],
      ...[
        'FunctionName',
        'Role',
        'Runtime',
        'Handler',
        'Code',
        'Timeout',
        'EventSourceArn',
        'BatchSize',
        'StatementId',
      ],
    ];
    const url = fc.constant('http://localhost/111122223333/keys');
    const value = fc.oneof(fc.jsonValue(), text, url);
    const input = fc.oneof(
      body,
      fc.dictionary(fc.constantFrom(...names), value).map((values) => JSON.stringify(values)),
    );
    const create = { 'x-amz-target': 'AmazonSQS.CreateQueue' };
    await send(running, { method: 'POST', path: '/', headers: create, body: '{"QueueName":"keys"}' });
    const targets = fc.tuple(fc.constantFrom(...SQS_OPERATIONS.keys()), input);
    await check(
      running,
      'sqs',
      targets.map(([operation, content]) => ({
        method: 'POST',
        path: '/',
        headers: { 'x-amz-target': `AmazonSQS.${operation}` },
        body: content,
      })),
    );
    const paths = ['functions', 'functions/x', 'functions/x/configuration', 'functions/x/code', 'functions/x/policy'];
    const path = fc.constantFrom(
      ...[...paths, 'functions/x/invocations', 'event-source-mappings', 'event-source-mappings/x', 'x'].map(
        (name) => `/2015-03-31/${name}`,
      ),
      '/2017-03-31/tags/x',
    );
    const requests = fc
      .tuple(method, path, input)
      .map(([verb, where, content]) => ({ method: verb, path: where, body: content }));
    await check(running, 'lambda', requests);
  });

  it('on the way to the emulator itself is refused', async () => {
    const route = fc.constantFrom('faults', 'clock', 'timing', 'quirks', 'idle', 'x');
    const garbage = fc
      .oneof(bytes, fc.string(), fc.json())
      .filter((value) => !/^\s*(\{\s*\}|)\s*$/.test(String(value)));
    const property = fc.asyncProperty(route, garbage, async (name, content) => {
      const { status } = await send(running, {
        method: 'POST',
        path: `/_emulator/${name}`,
        headers: { 'x-s3-backfill-emulator': '1' },
        body: content,
      });
      expect(status === 400 || status === 404 || status === 409).toBe(true);
      expect(bugs(running)).toEqual([]);
    });
    await fc.assert(property, { ...BOUNDED, numRuns: 150 });
  });
});
