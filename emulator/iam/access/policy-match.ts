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
  /** Whether who asks has a permissions boundary. @default false */
  readonly bounded?: boolean;
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
function matchesBesideConditions(statement: Statement, question: PolicyQuestion): Match | undefined {
  const { action, resource, context } = question;
  if (!speaksOf(statement, action)) return undefined;
  if (statement.resources !== undefined) {
    const isMatch = chosen(statement.resources, (template) => {
      const pattern = template.pattern ?? fill(template, context());
      return pattern !== undefined && matches(pattern, resource);
    });
    if (!isMatch) return undefined;
  }
  const { principals } = statement;
  if (principals === undefined) return { statement };
  const naming = principals.negated
    ? namingOfOthers(principals.items, question)
    : namingOf(principals.items, question.actor);
  return naming === undefined ? undefined : { statement, naming };
}

/** Whether the statement is about this action, whatever else it says. */
export function speaksOf({ actions }: Statement, action: string): boolean {
  const name = action.toLowerCase();
  return chosen(actions, (pattern) => matches(pattern, name));
}

function chosen<Item>({ items, negated }: Choice<Item>, isMatch: (item: Item) => boolean): boolean {
  return items.some(isMatch) !== negated;
}

/** The way in which one of the principals names the actor that has the fewest limits. */
function namingOf(items: readonly Principal[], actor: Actor): Naming | undefined {
  const namings = items.flatMap((principal) => namedAs(actor, principal) ?? []);
  return FREEST_FIRST.find((naming) => namings.includes(naming));
}

/**
 * NotPrincipal stands with Deny alone. It spares only whom it names together with the account, and for a session with the
 * role, and nobody who has a boundary.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function namingOfOthers(items: readonly Principal[], { actor, bounded = false }: PolicyQuestion): Naming | undefined {
  const namings = new Set(items.map((principal) => namedAs(actor, principal)));
  const isNamed = [...namings].some((naming) => naming !== undefined);
  if (actor.kind === 'service') return isNamed ? undefined : 'anybody';
  if (namings.has('anybody')) return undefined;
  if (bounded) return 'anybody';
  return layersOf(actor).every((layer) => namings.has(layer)) ? undefined : 'anybody';
}

/** All that has to be named so that an actor is meant: its account, and below it the role, and below that the session. */
function layersOf({ kind, arn, roleArn }: Actor): readonly Naming[] {
  if (kind === 'root') return ['account'];
  if (roleArn === undefined) return ['account', 'itself'];
  return arn === roleArn ? ['account', 'identity'] : ['account', 'identity', 'itself'];
}

/** Everybody before the role: what is granted to all, a boundary of the role does not limit. */
const FREEST_FIRST: readonly Naming[] = ['itself', 'anybody', 'identity', 'account'];
