// Whether policies say anything about a request, and what.
import { ServiceError } from '../../http/service';
import { namedAs, type Actor, type Naming } from './actor';
import { holds } from '../policy-language/condition';
import {
  parsePolicyDocument,
  type Choice,
  type PolicyDocument,
  type PolicyKind,
  type Principal,
  type Statement,
} from '../policy-language/policy-document';
import { fill, type RequestContext } from '../policy-language/policy-variables';
import { matches } from '../policy-language/wildcard';

/** What is asked of a policy. */
export interface PolicyQuestion {
  readonly actor: Actor;
  readonly action: string;
  readonly resource: string;
  /** Made only when a condition or a variable asks for it, which most policies do not. */
  readonly context: () => RequestContext;
}

/** A statement that applies to a request. */
export interface Match {
  readonly statement: Statement;
  /** How the statement names who asks; undefined in a policy that is attached to them. */
  readonly naming?: Naming;
}

/** Parsed documents by text: a job asks the same few policies about each of its objects. */
type Parsed = Map<string, PolicyDocument | undefined>;

// Not one map with the kind in the key: a new key for each question would have to be hashed for each.
const parsed: Readonly<Record<PolicyKind, Parsed>> = { identity: new Map(), trust: new Map(), resource: new Map() };

const MAX_PARSED = 500;

/** The document, or undefined if it is not one that IAM would take. */
export function readPolicy(text: string, kind: PolicyKind): PolicyDocument | undefined {
  const known = parsed[kind];
  const before = known.get(text);
  if (before !== undefined || known.has(text)) return before;
  let document: PolicyDocument | undefined;
  try {
    document = parsePolicyDocument(text, kind);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
  if (known.size >= MAX_PARSED) known.clear();
  known.set(text, document);
  return document;
}

/** The statements that apply, those that deny among them. */
export function matchingStatements(document: PolicyDocument, question: PolicyQuestion): readonly Match[] {
  const found: Match[] = [];
  for (const statement of document) {
    const match = matchStatement(statement, question);
    if (match !== undefined) found.push(match);
  }
  return found;
}

/** Keys that the statements about this action and resource ask for in conditions, and that the request does not have. */
export function missingKeys(document: PolicyDocument, question: PolicyQuestion): readonly string[] {
  const context = question.context();
  const asked = document
    .filter((statement) => matchesBesideConditions(statement, question) !== undefined)
    .flatMap(({ conditions }) => conditions);
  return asked.filter(({ key }) => !context.has(key)).map(({ writtenKey }) => writtenKey);
}

function matchStatement(statement: Statement, question: PolicyQuestion): Match | undefined {
  const match = matchesBesideConditions(statement, question);
  if (match === undefined) return undefined;
  return statement.conditions.every((condition) => holds(condition, question.context())) ? match : undefined;
}

/** Whether the statement is about this actor, action and resource, whatever its conditions say. */
function matchesBesideConditions(
  statement: Statement,
  { actor, action, resource, context }: PolicyQuestion,
): Match | undefined {
  if (!speaksOf(statement, action)) return undefined;
  if (statement.resources !== undefined) {
    const isMatch = chosen(statement.resources, (template) => {
      const pattern = template.pattern ?? fill(template, context());
      return pattern !== undefined && matches(pattern, resource);
    });
    if (!isMatch) return undefined;
  }
  const naming = statement.principals === undefined ? undefined : namingOf(statement.principals, actor);
  if (statement.principals !== undefined && naming === undefined) return undefined;
  return { statement, ...(naming === undefined ? {} : { naming }) };
}

/** Whether the statement is about this action, whatever else it says. */
export function speaksOf({ actions }: Statement, action: string): boolean {
  const name = action.toLowerCase();
  return chosen(actions, (pattern) => matches(pattern, name));
}

function chosen<Item>({ items, negated }: Choice<Item>, isMatch: (item: Item) => boolean): boolean {
  return items.some(isMatch) !== negated;
}

/** The closest way in which one of the principals names the actor. */
function namingOf({ items, negated }: Choice<Principal>, actor: Actor): Naming | undefined {
  const namings = items.flatMap((principal) => namedAs(actor, principal) ?? []);
  if (negated) return namings.length === 0 ? 'anybody' : undefined;
  return CLOSEST_FIRST.find((naming) => namings.includes(naming));
}

const CLOSEST_FIRST: readonly Naming[] = ['itself', 'identity', 'anybody', 'account'];
