import type { GrantConstraints, KeyMetadata, KMSClient } from '@aws-sdk/client-kms';
import type { KeyGrant, Keys, KeyView, SigningKeys } from '../ports/keys';
import { isRunnerError } from '../ports/errors';
import { guarded } from './configuration/endpoints';
import { lazy, send, type Session } from './session';
import { pagesOf, told } from './told';
import { defined } from '../text/defined';

/** An empty one asks for nothing. */
function constraintOf({
  EncryptionContextEquals: equal,
  EncryptionContextSubset: subset,
}: GrantConstraints = {}): KeyGrant['constraint'] {
  if (Object.keys(equal ?? {}).length > 0) return { pairs: equal ?? {}, nothingElse: true };
  return Object.keys(subset ?? {}).length > 0 ? { pairs: subset ?? {}, nothingElse: false } : undefined;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function traitsOf(key: KeyMetadata): KeyView['traits'] {
  const { KeySpec, KeyUsage, Origin, MultiRegion = false, MultiRegionConfiguration } = key;
  return {
    ...defined({ 'kms:KeySpec': KeySpec, 'kms:CustomerMasterKeySpec': KeySpec }),
    ...defined({ 'kms:KeyUsage': KeyUsage, 'kms:CustomerMasterKeyUsage': KeyUsage, 'kms:KeyOrigin': Origin }),
    'kms:MultiRegion': String(MultiRegion),
    'kms:MultiRegionKeyType': MultiRegionConfiguration?.MultiRegionKeyType ?? null,
  };
}

export function kmsKeys(session: Session): Keys & SigningKeys & { close(): void } {
  const sdk = lazy(() => import('@aws-sdk/client-kms'));
  const clients = new Map<string, KMSClient>();

  /** A key answers only in its own Region; an alias without one is of the session's. */
  async function clientFor(keyArn: string): Promise<KMSClient> {
    const { KMSClient: Client } = await sdk.get();
    const region = keyArn.split(':')[3] ?? session.region;
    const known = clients.get(region);
    if (known !== undefined) return known;
    const endpoint = session.endpoints.of('KMS');
    const client = guarded(
      new Client({ ...session.shared, region, ...defined({ endpoint }) }),
      session.endpoints.allowsHttp,
    );
    clients.set(region, client);
    return client;
  }

  /** Undefined where they may not be read. */
  async function grantsOf(client: KMSClient, KeyId: string): Promise<readonly KeyGrant[] | undefined> {
    const { ListGrantsCommand } = await sdk.get();
    const found: KeyGrant[] = [];
    const call = 'KMS ListGrants';
    const goesOn = pagesOf<string>(call);
    let Marker: string | undefined;
    try {
      do {
        const input = { KeyId, ...defined({ Marker }) };
        const page = await send(session, call, (abortSignal) =>
          client.send(new ListGrantsCommand(input), { abortSignal }),
        );
        for (const { GranteePrincipal = '', Operations = [], Constraints } of page.Grants ?? []) {
          const constraint = constraintOf(Constraints);
          found.push({ granteeArn: GranteePrincipal, operations: Operations, ...defined({ constraint }) });
        }
        Marker =
          page.Truncated === true
            ? goesOn(told(page.NextMarker || undefined, call, 'the marker of the next page'))
            : undefined;
      } while (Marker !== undefined);
      return found;
    } catch (error) {
      if (isRunnerError(error, 'denied')) return undefined;
      throw error;
    }
  }

  return {
    async find(keyArn) {
      const { DescribeKeyCommand, GetKeyPolicyCommand } = await sdk.get();
      const client = await clientFor(keyArn);
      try {
        const { KeyMetadata } = await send(session, 'KMS DescribeKey', (abortSignal) =>
          client.send(new DescribeKeyCommand({ KeyId: keyArn }), { abortSignal }),
        );
        // By an alias a key is described, and nothing else is told of it.
        const arn = KeyMetadata?.Arn ?? keyArn;
        const policy = await send(session, 'KMS GetKeyPolicy', (abortSignal) =>
          client.send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' }), { abortSignal }),
        ).catch((error: unknown) => {
          if (isRunnerError(error, 'denied')) return undefined;
          throw error;
        });
        const grants = await grantsOf(client, arn);
        return {
          arn,
          state: KeyMetadata?.KeyState ?? 'unknown',
          multiRegion: KeyMetadata?.MultiRegion === true,
          ...defined({ spec: KeyMetadata?.KeySpec, traits: KeyMetadata && traitsOf(KeyMetadata) }),
          ...(policy?.Policy === undefined ? {} : { policy: policy.Policy }),
          ...defined({ grants }),
        };
      } catch (error) {
        if (isRunnerError(error, 'not-found')) return undefined;
        throw error;
      }
    },
    async publicKey(id) {
      const { GetPublicKeyCommand } = await sdk.get();
      const client = await clientFor(id);
      const told = await send(session, 'KMS GetPublicKey', (abortSignal) =>
        client.send(new GetPublicKeyCommand({ KeyId: id }), { abortSignal }),
      );
      const { KeyId: arn = id, PublicKey: der = new Uint8Array(), KeySpec: spec = 'unknown' } = told;
      return { arn, der, spec, algorithms: told.SigningAlgorithms ?? [] };
    },
    async sign(id, SigningAlgorithm, Message) {
      const { SignCommand } = await sdk.get();
      const client = await clientFor(id);
      const { Signature } = await send(session, 'KMS Sign', (abortSignal) =>
        client.send(new SignCommand({ KeyId: id, Message, MessageType: 'DIGEST', SigningAlgorithm }), { abortSignal }),
      );
      return Signature ?? new Uint8Array();
    },
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
