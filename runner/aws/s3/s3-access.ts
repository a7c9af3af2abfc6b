// What another program is told to ask S3 as this one does.
import type { S3Access } from '../../ports/s3/s3-access';
import { defined } from '../../text/defined';
import { isLoopback } from '../configuration/endpoints';
import { send, type Session } from '../session';
import type { S3Clients } from './s3-clients';

export function s3Access(session: Session, s3: S3Clients): S3Access {
  const endpoint = session.endpoints.of('S3');
  return {
    ...defined({ endpoint }),
    pathStyle: endpoint !== undefined && isLoopback(endpoint),
    async credentials() {
      const { config } = await s3.client();
      const keys = await send(session, 'the credentials', () => config.credentials());
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = keys;
      return { accessKeyId, secretAccessKey, ...defined({ sessionToken, expiresMs: expiration?.getTime() }) };
    },
  };
}
