// What policies let nobody do without a second factor (MFA), and keys that are of no session cannot show.
import { commands } from '../../patches/commands';
import { actionsInWords, type OneAllowing } from '../../patches/refusal-words';
import type { WhoAmI } from '../../ports/aws';
import type { Request } from '../asked/own-policies';
import { wrong, type Finding } from '../check';

/** The same, were it asked in a session that has seen a second factor; undefined: it is asked in a session. */
export function withSecondFactor(request: Request, { isSession }: WhoAmI): Request | undefined {
  if (isSession !== false) return undefined;
  const seen = { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' };
  return { ...request, context: { ...request.context, ...seen } };
}

export function secondFactorFinding(those: readonly OneAllowing[], principal: string): Finding {
  const [, device] = /^(.*):user\/(?:.*\/)?[^/]+$/.exec(principal) ?? [];
  const name = principal.slice(principal.lastIndexOf('/') + 1);
  const serial = `${device ?? 'arn:aws:iam::000000000000'}:mfa/${name}`;
  return wrong(
    `${principal} may do ${actionsInWords(those)} only with a second factor (aws:MultiFactorAuthPresent), which keys that are of no session never show`,
    'begin a session with the MFA device, by its serial number and the code that it shows in the place of 000000, and use the credentials that this prints',
    commands(
      ['aws', 'iam', 'list-mfa-devices', '--user-name', name],
      ['aws', 'sts', 'get-session-token', '--serial-number', serial, '--token-code', '000000'],
    ),
  );
}
