// Credentials of a role that stands for one side. They end after an hour: the role is assumed again in time, once for all clients.
import { RunnerError, isRunnerError } from '../ports/errors';
import { defined } from '../text/defined';
import { visible } from '../text/safe-text';
import { guarded } from './configuration/endpoints';
import { lazy, send, type Session, type TemporaryCredentials } from './session';
import { notAssumed, type SideIdentity } from './side-errors';

/** As long before their end other credentials are asked for. */
const EARLY_MS = 6 * 60_000;
const SESSION_NAME = 's3-backfill';

interface AssumedRole {
  readonly credentials: TemporaryCredentials;
  close(): void;
}

/**
 * @param session that of whoever assumes the role
 * @param now @default - each client assumes the role
 */
export function assumedRole(
  session: Session,
  own: SideIdentity & { readonly roleArn: string },
  now: (() => number) | undefined,
): AssumedRole {
  const { roleArn, externalId } = own;
  const sts = lazy(async () => {
    const sdk = await import('@aws-sdk/client-sts');
    const endpoint = session.endpoints.of('STS');
    return {
      sdk,
      client: guarded(new sdk.STSClient({ ...session.shared, ...defined({ endpoint }) }), session.endpoints.allowsHttp),
    };
  });
  const what = `STS AssumeRole ${visible(roleArn)}`;

  const assume: TemporaryCredentials = async () => {
    const { sdk, client } = await sts.get();
    const input = { RoleArn: roleArn, RoleSessionName: SESSION_NAME, ...defined({ ExternalId: externalId }) };
    const { Credentials: given } = await send(session, what, (abortSignal) =>
      client.send(new sdk.AssumeRoleCommand(input), { abortSignal }),
    ).catch((error: unknown) => {
      throw isRunnerError(error) ? notAssumed(error, own) : error;
    });
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined)
      throw new RunnerError('unavailable', `${what}: the answer holds no credentials`);
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...defined({ sessionToken: given.SessionToken, expiration: given.Expiration }),
    };
  };

  let held: ReturnType<TemporaryCredentials> | undefined;
  return {
    async credentials() {
      if (now === undefined) return assume();
      const asked = (held ??= assume());
      const got = await asked.catch((error: unknown) => {
        // Who asks again is not given the refusal of that time.
        if (held === asked) held = undefined;
        throw error;
      });
      if (got.expiration === undefined || got.expiration.getTime() - now() > EARLY_MS) return got;
      if (held === asked) held = assume();
      return held;
    },
    close: () => sts.ifMade(({ client }) => client.destroy()),
  };
}
