// Whether a trust policy lets a service of AWS assume the role.
import * as z from 'zod';
import { visible } from '../text/safe-text';

const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const STATEMENT = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*').transform(() => ({ AWS: ['*'] })), z.record(z.string(), oneOrMore)]).optional(),
  Action: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const POLICY = z.object({ Statement: z.union([STATEMENT.transform((statement) => [statement]), z.array(STATEMENT)]) });

type Statement = z.infer<typeof STATEMENT>;

export interface TrustFault {
  /** `conditional`: allowed, under conditions that are listed in `detail`. */
  readonly kind: 'missing' | 'denied' | 'unreadable' | 'conditional';
  readonly detail: string;
}

function servicesOf({ Principal = {} }: Statement): readonly string[] {
  const principal: Readonly<Record<string, readonly string[]>> = Principal;
  return [...(principal['Service'] ?? []), ...((principal['AWS'] ?? []).includes('*') ? ['*'] : [])];
}

function concerns(statement: Statement, service: string): boolean {
  const action = (statement.Action ?? []).some((name) => /^(\*|sts:\*|sts:assume\*|sts:assumerole)$/i.test(name));
  return action && servicesOf(statement).some((name) => name === service || name === '*');
}

function hasConditions({ Condition }: Statement): boolean {
  return Condition !== undefined && Object.keys(Condition).length > 0;
}

/** What keeps `service` from assuming a role with this trust policy (JSON); undefined when nothing does. */
export function faultInTrust(trustPolicy: string, service: string): TrustFault | undefined {
  let parsed;
  try {
    parsed = POLICY.safeParse(JSON.parse(trustPolicy));
  } catch {
    return { kind: 'unreadable', detail: 'has a trust policy that is not JSON' };
  }
  if (!parsed.success) return { kind: 'unreadable', detail: 'has a trust policy that cannot be understood' };
  const statements = parsed.data.Statement;
  const concerning = statements.filter((statement) => concerns(statement, service));
  if (concerning.some((statement) => statement.Effect === 'Deny' && !hasConditions(statement))) {
    return { kind: 'denied', detail: `denies ${service} explicitly` };
  }
  const allowing = concerning.filter((statement) => statement.Effect === 'Allow');
  if (allowing.length === 0) {
    const trusted = statements.filter((statement) => statement.Effect === 'Allow').flatMap(servicesOf);
    return {
      kind: 'missing',
      detail: `does not trust ${service}; it trusts ${trusted.length === 0 ? 'no service' : visible(trusted.join(', '))}`,
    };
  }
  if (allowing.every(hasConditions)) {
    const keys = allowing.flatMap(({ Condition = {} }) =>
      Object.values(Condition).flatMap((tests) => Object.keys(tests)),
    );
    return { kind: 'conditional', detail: `conditions on ${visible([...new Set(keys)].join(', '))} hold` };
  }
  return undefined;
}

/** The statements of the trust policy, as they are written, without those that deny one of the services; none if it cannot be read. */
export function statementsWithout(trustPolicy: string, services: readonly string[]): readonly unknown[] {
  let written: { readonly Statement?: unknown };
  try {
    written = JSON.parse(trustPolicy) as typeof written;
  } catch {
    return [];
  }
  return [written.Statement ?? []].flat().filter((one) => {
    const parsed = STATEMENT.safeParse(one);
    if (!parsed.success) return true;
    return parsed.data.Effect !== 'Deny' || !services.some((service) => concerns(parsed.data, service));
  });
}
