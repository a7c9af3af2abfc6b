/** @group outside */
// The guide's examples do what the guide says, on a local AWS. Nothing here leaves this machine.
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { startBuckets, type GuideBuckets } from './guide-buckets';
import { addressOf, itWithAwsCli, listen, stop } from './guide-world';

let given: GuideBuckets;

describeWith(['aws', 'jq'], 'services that the local AWS does not have', () => {
  let server: Server;
  let calls: { readonly target: string; readonly body: unknown }[];
  let answers: Record<string, unknown[]>;

  beforeAll(async () => {
    given = await startBuckets();
    // Takes any call and gives the next prepared answer: the AWS CLI has checked the parameters before it sends them.
    server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const target = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
        calls.push({ target, body: JSON.parse(Buffer.concat(chunks).toString()) });
        outgoing.setHeader('content-type', 'application/x-amz-json-1.1');
        outgoing.end(JSON.stringify(answers[target]?.shift() ?? {}));
      });
    });
    await listen(server);
  });
  beforeEach(() => {
    calls = [];
  });
  afterAll(async () => {
    await stop(server);
    await given.end();
  });

  // Enhanced mode came in October 2024.
  const itWithEnhanced = itWithAwsCli({ v1: '1.36.0', v2: '2.19.0' });
  const TASK = 'arn:aws:datasync:us-east-1:111122223333:task/task-0123456789abcdef0';
  const EXECUTION = `${TASK}/execution/exec-0123456789abcdef0`;
  const env = () => ({
    REGION: 'us-east-1',
    POLL_SECONDS: '0.1',
    AWS_ENDPOINT_URL: addressOf(server),
    HTTP_PROXY: '',
    http_proxy: '',
    TASK,
  });
  const filter = ['--includes', 'FilterType=SIMPLE_PATTERN,Value=/2024/*|/2025/*'];

  itWithEnhanced(
    'datasync/run.sh starts the task with valid parameters and watches it to its end',
    async () => {
      answers = {
        StartTaskExecution: [{ TaskExecutionArn: EXECUTION }],
        DescribeTaskExecution: [
          { Status: 'TRANSFERRING' },
          { Status: 'SUCCESS', TaskMode: 'ENHANCED', FilesTransferred: 4 },
        ],
      };
      const said = await given.world.run('datasync/run.sh', filter, env());
      expect(said).toMatchObject({ exitCode: 0, stderr: '' });
      expect(calls.map(({ target }) => target)).toEqual([
        'StartTaskExecution',
        'DescribeTaskExecution',
        'DescribeTaskExecution',
      ]);
      expect(calls[0]?.body).toEqual({
        TaskArn: TASK,
        Includes: [{ FilterType: 'SIMPLE_PATTERN', Value: '/2024/*|/2025/*' }],
      });
    },
    60_000,
  );

  itWithEnhanced(
    'datasync/run.sh fails when objects failed, although the execution says SUCCESS',
    async () => {
      answers = { DescribeTaskExecution: [{ Status: 'SUCCESS', TaskMode: 'ENHANCED', FilesFailed: { Transfer: 2 } }] };
      expect(await given.world.run('datasync/run.sh', [], { ...env(), EXECUTION })).toMatchObject({ exitCode: 1 });
    },
    60_000,
  );

  itWithEnhanced(
    'inventory-lambda/redrive.sh starts a message move',
    async () => {
      answers = { StartMessageMoveTask: [{ TaskHandle: 'x' }] };
      const DEAD_QUEUE_ARN = 'arn:aws:sqs:us-east-1:111122223333:existing-objects-copies-dead';
      expect(await given.world.run('inventory-lambda/redrive.sh', [], { ...env(), DEAD_QUEUE_ARN })).toMatchObject({
        exitCode: 0,
      });
      expect(calls).toEqual([
        { target: 'StartMessageMoveTask', body: { SourceArn: DEAD_QUEUE_ARN, MaxNumberOfMessagesPerSecond: 50 } },
      ]);
    },
    60_000,
  );
});
