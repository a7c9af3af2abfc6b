import { RunnerError } from '../ports/errors';
import type { Identity } from '../ports/aws';
import { guarded } from './configuration/endpoints';
import { passingOver, type Link, type Place } from './lean/link';
import { element } from './s3/answer-xml';
import { lazy, send, type Session } from './session';
import { defined } from '../text/defined';

const WHAT = 'STS GetCallerIdentity';
const WHO_AM_I = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
  isRead: (body: string): boolean => /<\/GetCallerIdentityResponse>\s*$/.test(body),
} as const;

/** @param link asks for it, if it can. @default - the SDK does */
export function stsIdentity(session: Session, link?: Pick<Link, 'sts'>): Identity & { close(): void } {
  const sts = lazy(async () => {
    const sdk = await import('@aws-sdk/client-sts');
    const endpoint = session.endpoints.of('STS');
    return {
      sdk,
      client: guarded(new sdk.STSClient({ ...session.shared, ...defined({ endpoint }) }), session.endpoints.allowsHttp),
    };
  });

  async function bySdk(): Promise<{ Account?: string | undefined; Arn?: string | undefined }> {
    const { sdk, client } = await sts.get();
    return send(session, WHAT, (abortSignal) => client.send(new sdk.GetCallerIdentityCommand({}), { abortSignal }));
  }

  async function byUs(place: Place): Promise<{ Account?: string | undefined; Arn?: string | undefined }> {
    const { body } = await passingOver(() => place.ask(WHAT, WHO_AM_I));
    return { Account: element(body, 'Account'), Arn: element(body, 'Arn') };
  }

  /** By what has signed the question. */
  async function isSession(): Promise<boolean> {
    const { keys } = session;
    const { sessionToken } = await (keys === undefined ? (await sts.get()).client.config.credentials() : keys());
    return sessionToken !== undefined && sessionToken !== '';
  }

  return {
    async whoAmI() {
      const place = link?.sts();
      const { Account, Arn } = await (place === undefined ? bySdk() : byUs(place));
      if (Account === undefined || Arn === undefined) {
        throw new RunnerError('unavailable', `${WHAT}: the answer names no account`);
      }
      return { accountId: Account, arn: Arn, isSession: await isSession() };
    },
    close: () => sts.ifMade(({ client }) => client.destroy()),
  };
}
