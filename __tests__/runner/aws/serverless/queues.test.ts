// What SQS does not say is not zero.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))));

const ALL = {
  ApproximateNumberOfMessages: '3',
  ApproximateNumberOfMessagesNotVisible: '0',
  ApproximateNumberOfMessagesDelayed: '1',
};

/** The depth of a queue of which these attributes are answered. */
async function depthOf(Attributes: Readonly<Record<string, string>> | undefined): Promise<unknown> {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify({ Attributes }));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env['AWS_ACCESS_KEY_ID'] = 'a';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'b';
  const aws = await connect({ region: 'us-east-1', endpointUrl, signal: new AbortController().signal }, {});
  try {
    return await aws.queues.depth('https://sqs.us-east-1.amazonaws.com/111122223333/q');
  } finally {
    aws.close();
  }
}

it('the depth of a queue is what SQS says', async () => {
  expect(await depthOf(ALL)).toEqual({ visible: 3, inFlight: 0, delayed: 1 });
});

it.each(Object.keys(ALL))('the depth of a queue is not known where the answer has no %s', async (missing) => {
  const rest = Object.fromEntries(Object.entries(ALL).filter(([name]) => name !== missing));
  await expect(depthOf(rest)).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining(missing) });
});

it('the depth of a queue is not known where the answer has nothing', async () => {
  await expect(depthOf(undefined)).rejects.toMatchObject({ kind: 'unavailable' });
});
