// Real SDK clients of CloudWatch, SNS and EventBridge for a running emulator.
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Keys } from '../iam/iam-client';
import type { Running } from '../running';

export interface MonitoringClients {
  readonly cloudWatch: CloudWatchClient;
  readonly sns: SNSClient;
  readonly events: EventBridgeClient;
}

const made: MonitoringClients[] = [];

/**
 * @param credentials - @default the first account's
 * @param region - @default the emulator's
 */
export function monitoringClients(
  running: Running,
  credentials: Keys = running.credentials(0),
  region = running.emulator.region,
): MonitoringClients {
  const settings = { endpoint: running.emulator.endpoint, region, credentials, maxAttempts: 1 };
  const clients = {
    cloudWatch: new CloudWatchClient(settings),
    sns: new SNSClient(settings),
    events: new EventBridgeClient(settings),
  };
  made.push(clients);
  return clients;
}

/** Ends the connections of all clients. */
export function destroyMonitoringClients(): void {
  for (const { cloudWatch, sns, events } of made.splice(0)) {
    cloudWatch.destroy();
    sns.destroy();
    events.destroy();
  }
}
