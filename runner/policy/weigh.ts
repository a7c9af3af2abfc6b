// What policies say about one request: whether a statement allows it, and whether one denies it.
import { holds } from './condition';
import { statementsIn, type Choice, type Statement } from './document';
import { isAction, isLike, type Context } from './pattern';
import { every, NO, not, some, truth, unsure, type Truth } from './truth';

/** One request of a role or a user. */
export interface Question {
  /** For example `s3:ReplicateObject`. */
  readonly action: string;
  /** ARN, or `*` for actions that are not on a resource. */
  readonly resource: string;
  readonly context: Context;
  /** Who asks, for policies of resources. */
  readonly principal: { readonly arn: string; readonly accountId: string };
}

/** How a policy of a resource names who asks: by itself or everybody, or by leaving it to the policies of the account. */
type Naming = 'directly' | 'account';

export interface Weighed {
  readonly allow: Truth;
  /** Whether one of the statements that allow it names the principal, or everybody, and not its account alone. */
  readonly allowsDirectly: Truth;
  readonly deny: Truth;
  /** The statement that denies it, or may. */
  readonly denying?: Statement;
}

function chosen({ items, negated }: Choice, matches: (item: string) => Truth): Truth {
  const found = some(items.map(matches));
  return negated ? not(found) : found;
}

function namingOf({ principals }: Statement, { principal }: Question): Naming | undefined {
  if (principals === undefined) return 'directly';
  const names = principals.items.map((item): Naming | undefined => {
    if (item === '*' || item === principal.arn) return 'directly';
    return item === principal.accountId || item.endsWith(`::${principal.accountId}:root`) ? 'account' : undefined;
  });
  if (principals.negated) return names.every((name) => name === undefined) ? 'directly' : undefined;
  return names.includes('directly') ? 'directly' : names.find((name) => name !== undefined);
}

/** Whether the statement is about this request. */
function applies(statement: Statement, question: Question): Truth {
  const { actions, resources, conditions } = statement;
  const { action, resource, context } = question;
  if (chosen(actions, (item) => truth(isAction(action, item))).is === 'no') return NO;
  if (namingOf(statement, question) === undefined) return NO;
  return every([
    ...(resources === undefined ? [] : [chosen(resources, (item) => isLike(resource, item, context))]),
    ...conditions.map((condition) => holds(condition, context)),
  ]);
}

const UNREADABLE = unsure('a policy cannot be understood');

export function weigh(policies: readonly string[], question: Question): Weighed {
  const documents = policies.map(statementsIn);
  const statements = documents.flatMap((document) => document ?? []);
  const unread = documents.includes(undefined) ? [UNREADABLE] : [];
  const allowing = statements.filter(({ effect }) => effect === 'Allow');
  const denying = statements
    .filter(({ effect }) => effect === 'Deny')
    .map((statement) => [statement, applies(statement, question)] as const);
  const deny = some([...denying.map(([, is]) => is), ...unread]);
  const direct = allowing.filter((statement) => namingOf(statement, question) === 'directly');
  const culprit = denying.find(([, one]) => one === deny)?.[0];
  return {
    allow: some([...allowing.map((statement) => applies(statement, question)), ...unread]),
    allowsDirectly: some([...direct.map((statement) => applies(statement, question)), ...unread]),
    deny,
    ...(deny.is === 'no' || culprit === undefined ? {} : { denying: culprit }),
  };
}
