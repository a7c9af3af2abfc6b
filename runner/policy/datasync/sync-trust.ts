// Whether the conditions of a trust policy let DataSync assume a role for a task: those that AWS documents for it.
// https://docs.aws.amazon.com/datasync/latest/userguide/cross-service-confused-deputy-prevention.html
import { visible } from '../../text/safe-text';

export interface AssumedFor {
  readonly service: string;
  readonly accountId: string;
  /** Of the task. */
  readonly arn: string;
}

type Json = Readonly<Record<string, unknown>>;

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

/** Why a condition is not met; undefined: it is. */
function unmet(operator: string, key: string, value: unknown, { accountId, arn }: AssumedFor): string | undefined {
  const given = { 'aws:sourceaccount': accountId, 'aws:sourcearn': arn }[key.toLowerCase()];
  const wanted = listOf(value).map(String);
  if (given === undefined) return `asks for ${visible(key)}, which DataSync does not tell`;
  const isPattern = /^(StringLike|ArnLike|ArnEquals)(IfExists)?$/.test(operator);
  if (!isPattern && !/^StringEquals(IfExists)?$/.test(operator))
    return `compares ${visible(key)} by ${visible(operator)}`;
  // The ARN of a location is given where that is what the role is assumed for.
  const texts =
    key.toLowerCase() === 'aws:sourcearn' ? [given, `${given.split(':').slice(0, 5).join(':')}:location/x`] : [given];
  const isMet = wanted.some((one) => texts.some((text) => (isPattern ? matchesPattern(one, text) : one === text)));
  return isMet
    ? undefined
    : `trusts it for ${visible(key)} ${wanted.map((one) => `'${visible(one)}'`).join(' or ')} alone, and the task is '${visible(given)}'`;
}

/** Whether a statement lets DataSync assume the role for tasks of any account: the confused deputy. */
export function isUnguarded(trustPolicy: string, service: string): boolean {
  const { Statement } = JSON.parse(trustPolicy) as { readonly Statement?: unknown };
  return (listOf(Statement) as readonly Json[]).some(({ Effect, Principal, Condition = {} }) => {
    if (Effect !== 'Allow' || !listOf((Principal as Json | undefined)?.['Service']).includes(service)) return false;
    const keys = Object.values(Condition as Readonly<Record<string, Json>>).flatMap((tests) => Object.keys(tests));
    return !keys.some((key) => /^aws:Source(?:Account|Arn)$/i.test(key));
  });
}

/** Undefined: some statement lets it. The policy is one that can be read, and allows the service under conditions or without. */
export function syncTrustFault(trustPolicy: string, assumed: AssumedFor): string | undefined {
  let first: string | undefined;
  const { Statement } = JSON.parse(trustPolicy) as { readonly Statement?: unknown };
  for (const statement of listOf(Statement) as readonly Json[]) {
    const { Effect, Principal, Condition = {} } = statement;
    const services = listOf((Principal as Json | undefined)?.['Service']);
    if (Effect !== 'Allow' || !services.includes(assumed.service)) continue;
    const faults = Object.entries(Condition as Readonly<Record<string, Json>>).flatMap(([operator, tests]) =>
      Object.entries(tests).flatMap(([key, value]) => unmet(operator, key, value, assumed) ?? []),
    );
    if (faults.length === 0) return undefined;
    first ??= faults[0];
  }
  return first;
}
