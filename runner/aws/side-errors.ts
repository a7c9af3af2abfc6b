// Where each side has an identity of its own, a refusal says whose it is, and which flags choose another.
import { RunnerError } from '../ports/errors';
import type { CredentialsOf, Side } from '../ports/world';
import { visible } from '../text/safe-text';

/** Identity of one side. */
export interface SideIdentity extends CredentialsOf {
  readonly side: Side;
}

/** As a sentence names it, with the flags that it was given by. */
function identityInWords({ side, profile, roleArn }: SideIdentity): string {
  const flags = [
    ...(profile === undefined ? [] : [`--${side}-profile ${profile}`]),
    ...(roleArn === undefined ? [] : [`--${side}-role-arn ${roleArn}`]),
  ];
  return visible(`the identity of the ${side}${flags.length === 0 ? '' : ` (${flags.join(', ')})`}`);
}

function hintOf(kind: RunnerError['kind'], own: SideIdentity): string {
  const { side } = own;
  const choose = `choose another with --${side}-profile or --${side}-role-arn`;
  return kind === 'credentials'
    ? `renew these credentials (aws sso login, or new keys), or ${choose}`
    : `${side === 'destination' ? 's3-backfill policy destination-identity prints what it needs' : 'docs/permissions.md lists what it needs'}; or ${choose}`;
}

/** @returns `error` as it is, unless it is about who asks */
export function namingSide(error: RunnerError, own: SideIdentity | undefined): RunnerError {
  if (own === undefined || (error.kind !== 'credentials' && error.kind !== 'denied')) return error;
  const { kind, message, code } = error;
  return new RunnerError(kind, `${message}; asked by ${identityInWords(own)}`, hintOf(kind, own), code);
}

/** A role that may not be assumed: whose credentials tried, and the two policies that decide. */
export function notAssumed(error: RunnerError, own: SideIdentity): RunnerError {
  const { kind, message, code } = error;
  const { side, externalId } = own;
  if (kind === 'credentials') return namingSide(error, own);
  if (kind !== 'denied') return error;
  const condition = externalId === undefined ? `, with --${side}-external-id where it asks for one` : '';
  return new RunnerError(
    kind,
    `${message}; ${identityInWords(own)} cannot be used`,
    `two policies have to allow sts:AssumeRole: the trust policy of the role${condition}, and one of whoever assumes it; or name another role with --${side}-role-arn`,
    code,
  );
}
