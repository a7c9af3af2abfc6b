// The SDK's IAM client, loaded and made when it is first used.
import type * as Sdk from '@aws-sdk/client-iam';
import { guarded } from './configuration/endpoints';
import { lazy, type Session } from './session';
import { defined } from '../text/defined';

interface Iam {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.IAMClient;
}

export interface LazyIam {
  get(): Promise<Iam>;
  close(): void;
}

export function iamClient(session: Session): LazyIam {
  const iam = lazy(async () => {
    const sdk = await import('@aws-sdk/client-iam');
    const endpoint = session.endpoints.of('IAM');
    return {
      sdk,
      client: guarded(new sdk.IAMClient({ ...session.shared, ...defined({ endpoint }) }), session.endpoints.allowsHttp),
    };
  });
  return { get: () => iam.get(), close: () => iam.ifMade(({ client }) => client.destroy()) };
}
