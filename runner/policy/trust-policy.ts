// Whether a trust policy lets a service of AWS assume the role.
import { readJson } from '../text/read-json';
import { visible } from '../text/safe-text';
import { holds } from './condition';
import { statementsIn, type Condition, type Statement } from './document';
import { contextOf, isAction, valueIn, type Context, type ContextValue } from './pattern';
import { every, NO, some, truth, unsure, type Truth } from './truth';

export interface TrustFault {
  /**
   * - `unmet`: allowed, under conditions that cannot hold
   * - `conditional`: allowed, under conditions of which that is not known; `detail` lists them
   */
  readonly kind: 'missing' | 'denied' | 'unreadable' | 'unmet' | 'conditional';
  readonly detail: string;
}

/** Keys of the request by which the service assumes the role, to the values that they can have. */
export type Told = Readonly<Record<string, ContextValue>>;

const ACTION = 'sts:AssumeRole';
const NOBODY_ELSE = unsure('NotPrincipal in a trust policy');

function isAbout({ principals }: Statement, service: string): Truth {
  if (principals === undefined) return NO;
  return principals.negated ? NOBODY_ELSE : truth(principals.items.some((item) => item === service || item === '*'));
}

function isAssuming({ actions }: Statement): boolean {
  return actions.items.some((item) => isAction(ACTION, item)) !== actions.negated;
}

/** Conditions aside. */
function concerns(statement: Statement, service: string): Truth {
  return every([truth(isAssuming(statement)), isAbout(statement, service)]);
}

function conditionsHold({ conditions }: Statement, context: Context): Truth {
  return every(conditions.map((condition) => holds(condition, context)));
}

function quoted(values: readonly string[]): string {
  return values.map((value) => `'${visible(value)}'`).join(' or ');
}

function keysOf(statements: readonly Statement[]): string {
  const keys = statements.flatMap(({ conditions }) => conditions.map(({ key }) => key));
  return visible([...new Set(keys)].join(', '));
}

/** `aws:SourceAccount StringEquals '444455556666', which can be '111122223333' at most` */
function unmetInWords({ operator, key, values }: Condition, context: Context): string {
  const asked = `${visible(key)} ${visible(operator)} ${quoted(values)}`;
  const known = valueIn(context, key);
  const possible = [known ?? []].flat().filter((value) => value !== null);
  if (/^aws:(currenttime|epochtime)$/i.test(key)) return `${asked}, and it is ${quoted(possible.slice(0, 1))} or later`;
  return `${asked}, ${possible.length === 0 ? 'a key that it does not send' : `and it is ${quoted(possible)}, if it is sent`}`;
}

function unmet(statements: readonly Statement[], context: Context): string {
  const all = statements.flatMap(({ conditions }) =>
    conditions
      .filter((condition) => holds(condition, context).is === 'no')
      .map((condition) => unmetInWords(condition, context)),
  );
  return [...new Set(all)].join('; ');
}

/** What stands there, where nothing lets the service assume the role. */
function missing(statements: readonly Statement[], service: string): TrustFault {
  const allowing = statements.filter(({ effect }) => effect === 'Allow');
  const about = allowing.filter((statement) => isAbout(statement, service).is === 'yes');
  if (about.length > 0) {
    const names = about.map(({ name }) => name).join(', ');
    const said = `its ${visible(names)} ${about.length === 1 ? 'is' : 'are'} about ${service}`;
    return { kind: 'missing', detail: `does not let ${service} do ${ACTION}: ${said}, and not about that action` };
  }
  const services = allowing.flatMap(({ principals }) => (principals?.negated === false ? principals.items : []));
  const named = services.filter((item) => item.endsWith('.amazonaws.com') || item.endsWith('.amazonaws.com.cn'));
  const trusted = named.length === 0 ? 'no service' : visible(named.join(', '));
  return { kind: 'missing', detail: `does not trust ${service}; it trusts ${trusted}` };
}

function parsed(trustPolicy: string): readonly Statement[] | TrustFault {
  try {
    readJson(trustPolicy);
  } catch {
    return { kind: 'unreadable', detail: 'has a trust policy that is not JSON' };
  }
  const statements = statementsIn(trustPolicy);
  return statements ?? { kind: 'unreadable', detail: 'has a trust policy that cannot be understood' };
}

/**
 * What keeps `service` from assuming a role with this trust policy (JSON); undefined when nothing does.
 * @param told - a condition on a key that is not among them decides nothing
 */
export function faultInTrust(trustPolicy: string, service: string, told: Told = {}): TrustFault | undefined {
  const statements = parsed(trustPolicy);
  if ('kind' in statements) return statements;
  const context = contextOf(told);
  const weighed = statements.map((statement) => {
    const about = concerns(statement, service);
    return { statement, about, is: every([about, conditionsHold(statement, context)]).is };
  });
  const denying = weighed.filter(({ statement, is }) => statement.effect === 'Deny' && is !== 'no');
  const denied = denying.find(({ is }) => is === 'yes')?.statement;
  if (denied !== undefined) {
    const by = denied.conditions.length === 0 ? '' : `, under a condition on ${keysOf([denied])} that holds`;
    return { kind: 'denied', detail: `denies ${service} explicitly (${visible(denied.name)}${by})` };
  }
  const allowing = weighed.filter(({ statement, about }) => statement.effect === 'Allow' && about.is !== 'no');
  if (allowing.length === 0) return missing(statements, service);
  if (allowing.every(({ is }) => is === 'no')) {
    const why = unmet(
      allowing.map(({ statement }) => statement),
      context,
    );
    return { kind: 'unmet', detail: `trusts ${service} only under a condition that does not hold: ${why}` };
  }
  const open = [
    ...denying,
    ...(allowing.some(({ is }) => is === 'yes') ? [] : allowing.filter(({ is }) => is !== 'no')),
  ];
  if (open.length === 0) return undefined;
  const keys = keysOf(open.map(({ statement }) => statement));
  const [first] = denying;
  return {
    kind: 'conditional',
    detail:
      first === undefined
        ? `conditions on ${keys} hold`
        : `${visible(first.statement.name)}, which denies it under a condition on ${keys}, does not apply`,
  };
}

/** The statements of the trust policy, as they are written, without those that deny one of the services; none if it cannot be read. */
export function statementsWithout(trustPolicy: string, services: readonly string[]): readonly unknown[] {
  let written: { readonly Version?: unknown; readonly Statement?: unknown };
  try {
    written = readJson(trustPolicy) as typeof written;
  } catch {
    return [];
  }
  return [written.Statement ?? []].flat().filter((one) => {
    const [statement] = statementsIn(JSON.stringify({ ...written, Statement: [one] })) ?? [];
    if (statement?.effect !== 'Deny') return true;
    return some(services.map((service) => concerns(statement, service))).is !== 'yes';
  });
}
