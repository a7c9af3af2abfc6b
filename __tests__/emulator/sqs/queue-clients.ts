// Real SDK clients of SQS and Lambda for a running emulator.
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Keys } from '../iam/iam-client';
import type { Running } from '../running';

export interface QueueClients {
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
}

const made: QueueClients[] = [];

/**
 * @param credentials - @default the first account's
 * @param region - @default the emulator's
 */
export function queueClients(
  running: Running,
  credentials: Keys = running.credentials(0),
  region = running.emulator.region,
): QueueClients {
  const settings = { endpoint: running.emulator.endpoint, region, credentials, maxAttempts: 1 };
  const clients = { sqs: new SQSClient(settings), lambda: new LambdaClient(settings) };
  made.push(clients);
  return clients;
}

/** Ends the connections of all clients. */
export function destroyQueueClients(): void {
  for (const { sqs, lambda } of made.splice(0)) {
    sqs.destroy();
    lambda.destroy();
  }
}
