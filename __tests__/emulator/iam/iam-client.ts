// Real SDK clients of IAM and STS for a running emulator.
import { IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Running } from '../running';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface QueryClients {
  readonly iam: IAMClient;
  readonly sts: STSClient;
}

const made: QueryClients[] = [];

/** @param credentials - @default the first account's */
export function queryClients(running: Running, credentials: Keys = running.credentials(0)): QueryClients {
  const { endpoint, region } = running.emulator;
  const settings = { endpoint, region, credentials, maxAttempts: 1 };
  const clients = { iam: new IAMClient(settings), sts: new STSClient(settings) };
  made.push(clients);
  return clients;
}

/** Credentials of a session of the role, assumed with those of the first account's root. */
export async function sessionKeys(running: Running, RoleArn: string): Promise<Keys> {
  const { sts } = queryClients(running);
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'rehearsal' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** Ends the connections of all clients. */
export function destroyClients(): void {
  for (const { iam, sts } of made.splice(0)) {
    iam.destroy();
    sts.destroy();
  }
}
