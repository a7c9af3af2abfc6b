// What another program is told to ask S3 as this one does.
import type { S3Access } from '../../ports/s3/s3-access';
import { defined } from '../../text/defined';
import { isLoopback, type ServiceName } from '../configuration/endpoints';
import { send, type Session } from '../session';
import type { S3Clients } from './s3-clients';

/** Those where jobs, executions and functions are. */
const AT_WORK: readonly ServiceName[] = ['S3_CONTROL', 'DATASYNC', 'SQS', 'LAMBDA'];

export function s3Access(session: Session, s3: S3Clients): S3Access {
  const endpoint = session.endpoints.of('S3');
  const others = AT_WORK.flatMap((service): readonly [string, string][] => {
    const other = session.endpoints.of(service);
    return other === undefined || other === endpoint ? [] : [[service, other]];
  });
  return {
    ...defined({ endpoint }),
    ...(others.length === 0 ? {} : { otherEndpoints: Object.fromEntries(others) }),
    pathStyle: endpoint !== undefined && isLoopback(endpoint),
    async credentials() {
      const { config } = await s3.client();
      const keys = await send(session, 'the credentials', () => config.credentials());
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = keys;
      return { accessKeyId, secretAccessKey, ...defined({ sessionToken, expiresMs: expiration?.getTime() }) };
    },
  };
}
