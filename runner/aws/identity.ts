import { RunnerError } from '../ports/errors';
import type { Identity } from '../ports/aws';
import { guarded } from './configuration/endpoints';
import { lazy, send, type Session } from './session';
import { defined } from '../text/defined';

export function stsIdentity(session: Session): Identity & { close(): void } {
  const sts = lazy(async () => {
    const sdk = await import('@aws-sdk/client-sts');
    const endpoint = session.endpoints.of('STS');
    return {
      sdk,
      client: guarded(new sdk.STSClient({ ...session.shared, ...defined({ endpoint }) }), session.endpoints.allowsHttp),
    };
  });
  return {
    async whoAmI() {
      const { sdk, client } = await sts.get();
      const answer = await send(session, 'STS GetCallerIdentity', (abortSignal) =>
        client.send(new sdk.GetCallerIdentityCommand({}), { abortSignal }),
      );
      if (answer.Account === undefined || answer.Arn === undefined) {
        throw new RunnerError('unavailable', 'STS GetCallerIdentity: the answer names no account');
      }
      return { accountId: answer.Account, arn: answer.Arn };
    },
    close: () => sts.ifMade(({ client }) => client.destroy()),
  };
}
