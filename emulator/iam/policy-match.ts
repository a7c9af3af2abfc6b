// Whether policies say anything about a request, and what.
import { holds } from './condition';
import type { Choice, PolicyDocument, Principal, Statement } from './policy-document';
import { parsePolicyDocument, type PolicyKind } from './policy-document';
import { fill, type RequestContext } from './policy-variables';
import { namedAs, type Actor, type Naming } from './actor';
import { matches } from './wildcard';

/** What is asked of a policy. */
export interface PolicyQuestion {
  readonly actor: Actor;
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

/** A statement that applies to a request. */
export interface Match {
  readonly statement: Statement;
  /** How the statement names who asks; undefined in a policy that is attached to them. */
  readonly naming?: Naming;
}

/** Parsed documents by kind and text: a job asks the same few policies about each of its objects. */
const parsed = new Map<string, PolicyDocument | undefined>();

const MAX_PARSED = 500;

/** The document, or undefined if it is not one that IAM would take. */
export function readPolicy(text: string, kind: PolicyKind): PolicyDocument | undefined {
  const id = `${kind} ${text}`;
  if (parsed.has(id)) return parsed.get(id);
  let document: PolicyDocument | undefined;
  try {
    document = parsePolicyDocument(text, kind);
  } catch {
    document = undefined;
  }
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(id, document);
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

function matchStatement(statement: Statement, { actor, action, resource, context }: PolicyQuestion): Match | undefined {
  const name = action.toLowerCase();
  if (!chosen(statement.actions, (pattern) => matches(pattern, name))) return undefined;
  if (statement.resources !== undefined) {
    const isMatch = chosen(statement.resources, (template) => {
      const pattern = fill(template, context);
      return pattern !== undefined && matches(pattern, resource);
    });
    if (!isMatch) return undefined;
  }
  const naming = statement.principals === undefined ? undefined : namingOf(statement.principals, actor);
  if (statement.principals !== undefined && naming === undefined) return undefined;
  if (!statement.conditions.every((condition) => holds(condition, context))) return undefined;
  return { statement, ...(naming === undefined ? {} : { naming }) };
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

const CLOSEST_FIRST: readonly Naming[] = ['session', 'identity', 'anybody', 'account'];
