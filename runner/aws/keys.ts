import type { KMSClient } from '@aws-sdk/client-kms';
import type { Keys } from '../access-port';
import { isRunnerError } from '../errors';
import { lazy, send, type Session } from './session';

export function kmsKeys(session: Session): Keys & { close(): void } {
  const sdk = lazy(() => import('@aws-sdk/client-kms'));
  const clients = new Map<string, KMSClient>();

  /** A key answers only in its own Region. */
  async function clientFor(keyArn: string): Promise<KMSClient> {
    const { KMSClient: Client } = await sdk.get();
    const region = keyArn.split(':')[3] ?? session.region;
    const known = clients.get(region);
    if (known !== undefined) return known;
    const endpoint = session.endpointOf('KMS');
    const client = new Client({ ...session.shared, region, ...(endpoint === undefined ? {} : { endpoint }) });
    clients.set(region, client);
    return client;
  }

  return {
    async find(keyArn) {
      const { DescribeKeyCommand, GetKeyPolicyCommand } = await sdk.get();
      const client = await clientFor(keyArn);
      try {
        const { KeyMetadata } = await send(session, 'KMS DescribeKey', (abortSignal) =>
          client.send(new DescribeKeyCommand({ KeyId: keyArn }), { abortSignal }),
        );
        const policy = await send(session, 'KMS GetKeyPolicy', (abortSignal) =>
          client.send(new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default' }), { abortSignal }),
        ).catch((error: unknown) => {
          if (isRunnerError(error, 'denied')) return undefined;
          throw error;
        });
        return {
          arn: KeyMetadata?.Arn ?? keyArn,
          state: KeyMetadata?.KeyState ?? 'unknown',
          multiRegion: KeyMetadata?.MultiRegion === true,
          ...(policy?.Policy === undefined ? {} : { policy: policy.Policy }),
        };
      } catch (error) {
        if (isRunnerError(error, 'not-found')) return undefined;
        throw error;
      }
    },
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
