// What policies say about one request: whether a statement allows it, and whether one denies it.
import { holds } from './condition';
import { statementsIn, type Choice, type Statement } from './document';
import { namingOf, type Naming, type Principal } from './naming';
import { isAction, isResource, type Context } from './pattern';
import { every, NO, not, some, truth, unsure, type Truth } from './truth';

/** One request of a role or a user. */
export interface Question {
  /** For example `s3:ReplicateObject`. */
  readonly action: string;
  /** ARN, or `*` for actions that are not on a resource. */
  readonly resource: string;
  readonly context: Context;
  /** Who asks, for policies of resources. */
  readonly principal: Principal;
}

export interface Weighed {
  readonly allow: Truth;
  /** Whether one of the statements that allow it names the principal, or everybody, and not its account alone. */
  readonly allowsDirectly: Truth;
  /** Whether one of them grants it in such a way that a permissions boundary does not limit it. */
  readonly allowsPastBoundary: Truth;
  readonly deny: Truth;
  /** The statement that denies it, or may. */
  readonly denying?: Statement;
}

function chosen({ items, negated }: Choice, matches: (item: string) => Truth): Truth {
  const found = some(items.map(matches));
  return negated ? not(found) : found;
}

/** Whether the statement is about this request. */
function applies(statement: Statement, named: Truth, { action, resource, context }: Question): Truth {
  const { actions, resources, conditions } = statement;
  if (chosen(actions, (item) => truth(isAction(action, item))).is === 'no' || named.is === 'no') return NO;
  return every([
    named,
    ...(resources === undefined ? [] : [chosen(resources, (item) => isResource(resource, item, context))]),
    ...conditions.map((condition) => holds(condition, context)),
  ]);
}

const UNREADABLE = unsure('a policy cannot be understood');

export function weigh(policies: readonly string[], question: Question): Weighed {
  const documents = policies.map(statementsIn);
  const unread = documents.includes(undefined) ? [UNREADABLE] : [];
  const statements = documents
    .flatMap((document) => document ?? [])
    .map((statement) => ({ statement, naming: namingOf(statement, question.principal) }));
  const allowing = statements.filter(({ statement }) => statement.effect === 'Allow');
  const allowedBy = (way: keyof Naming): Truth =>
    some([...allowing.map(({ statement, naming }) => applies(statement, naming[way], question)), ...unread]);
  const denying = statements
    .filter(({ statement }) => statement.effect === 'Deny')
    .map(({ statement, naming }) => [statement, applies(statement, naming.atAll, question)] as const);
  const deny = some([...denying.map(([, is]) => is), ...unread]);
  const culprit = denying.find(([, one]) => one === deny)?.[0];
  return {
    allow: allowedBy('atAll'),
    allowsDirectly: allowedBy('directly'),
    allowsPastBoundary: allowedBy('pastBoundary'),
    deny,
    ...(deny.is === 'no' || culprit === undefined ? {} : { denying: culprit }),
  };
}
