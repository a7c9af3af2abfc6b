// Real SDK clients of KMS for a running emulator.
import { CreateKeyCommand, KMSClient, type CreateKeyCommandInput } from '@aws-sdk/client-kms';
import type { Keys } from '../iam/iam-client';
import type { Running } from '../running';

const made: KMSClient[] = [];

/**
 * @param credentials - @default the first account's
 * @param region - @default the emulator's
 */
export function kmsClient(
  running: Running,
  credentials: Keys = running.credentials(0),
  region = running.emulator.region,
): KMSClient {
  const client = new KMSClient({ endpoint: running.emulator.endpoint, region, credentials, maxAttempts: 1 });
  made.push(client);
  return client;
}

/** Ends the connections of all clients. */
export function destroyKmsClients(): void {
  for (const client of made.splice(0)) client.destroy();
}

/** @returns the ARN of a new key */
export async function createKey(kms: KMSClient, input: CreateKeyCommandInput = {}): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand(input));
  return KeyMetadata?.Arn ?? '';
}
