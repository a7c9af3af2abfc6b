// What a policy can ask of the requests of whoever runs the program.
import { soon } from '../../policy/soon';
import type { WhoAmI } from '../../ports/aws';
import type { CheckContext } from '../asked/asked-once';
import type { Request } from '../asked/own-policies';

/** What keys that are of no session have not: whether a session has seen a second factor, nobody tells. */
const OF_NO_SESSION: Request['context'] = {
  'aws:MultiFactorAuthPresent': null,
  'aws:MultiFactorAuthAge': null,
  'aws:TokenIssueTime': null,
};

/** Keys of every request of the program. */
export function callerContext(
  principal: string,
  { isSession }: WhoAmI,
  { target, nowMs }: CheckContext,
): Request['context'] {
  return {
    ...(isSession === false ? OF_NO_SESSION : {}),
    'aws:PrincipalArn': principal,
    'aws:PrincipalAccount': target.source.accountId,
    'aws:PrincipalType': principal.includes(':user/') ? 'User' : 'AssumedRole',
    'aws:PrincipalIsAWSService': 'false',
    'aws:ViaAWSService': 'false',
    'aws:SecureTransport': 'true',
    'iam:PassedToService': null,
    ...soon(nowMs),
  };
}

/** Of a session nobody tells what the policy says that it was begun with. */
export function ofSession({ isSession }: WhoAmI): string {
  return isSession === true
    ? '; a policy that its session was begun with limits it further, and is shown to nobody'
    : '';
}
