// A policy document of IAM, of a bucket or of a key, as far as the runner has to understand it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import * as z from 'zod';
import { readJson } from '../text/read-json';
import { defined } from '../text/defined';
import { withoutVariables } from './pattern';

/** One of `items`, or with `negated` none of them. */
export interface Choice {
  readonly items: readonly string[];
  readonly negated: boolean;
}

export interface Condition {
  /** As the policy writes it: `StringEquals`, `ForAnyValue:ArnLike`, `BoolIfExists`, … */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Sid, or its place in the document. */
  readonly name: string;
  /** Values of `Principal.AWS`, `*` for everybody, and ids of canonical users. @default - the policy is attached to whoever it is about */
  readonly principals?: Choice;
  readonly actions: Choice;
  /** @default - the resource that the policy belongs to */
  readonly resources?: Choice;
  readonly conditions: readonly Condition[];
  /** As it is written. */
  readonly written: Readonly<Record<string, unknown>>;
}

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const scalar = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);
const values = z.union([scalar.transform((value) => [value]), z.array(scalar)]);
const principal = z.union([z.literal('*').transform(() => ({ AWS: ['*'] })), z.record(z.string(), texts)]);
/** An element that is not known could change what a statement means. */
const STATEMENT = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), values)).optional(),
});
const POLICY = z.object({
  Version: z.string().optional(),
  Statement: z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]),
});

/** Policies of an older language have no variables, and one that names no language is of the oldest. */
const WITH_VARIABLES = '2012-10-17';

function choice(items: readonly string[] | undefined, others: readonly string[] | undefined): Choice | undefined {
  if (items !== undefined) return { items, negated: false };
  return others === undefined ? undefined : { items: others, negated: true };
}

/** What names federated users only names nobody who is asked about here: roles, users and services. */
function namedIn(given: Readonly<Record<string, readonly string[]>> | undefined): readonly string[] | undefined {
  if (given === undefined) return undefined;
  return ['AWS', 'CanonicalUser', 'Service'].flatMap((kind) => given[kind] ?? []);
}

/** Both of a pair, or a list of nothing, IAM takes in no policy: what it would mean nobody says. */
function isMeaningless({ data }: { readonly data: z.infer<typeof STATEMENT> }): boolean {
  const { Action, NotAction, Resource, NotResource, Principal, NotPrincipal } = data;
  const pairs = [
    [Action, NotAction],
    [Resource, NotResource],
    [Principal, NotPrincipal],
  ];
  return (
    pairs.some(([one, other]) => one !== undefined && other !== undefined) ||
    [Action, NotAction, Resource, NotResource].some((list) => list?.length === 0)
  );
}

/** @param text - a text in which variables count, as the language of the policy has it */
function statement(written: unknown, index: number, text: (value: string) => string): Statement | undefined {
  const parsed = STATEMENT.safeParse(written);
  if (!parsed.success || isMeaningless(parsed)) return undefined;
  const {
    Sid,
    Effect,
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition = {},
  } = parsed.data;
  const actions = choice(Action, NotAction);
  if (actions === undefined) return undefined;
  const principals = choice(namedIn(Principal), namedIn(NotPrincipal));
  const resources = choice(Resource?.map(text), NotResource?.map(text));
  return {
    effect: Effect,
    name: Sid === undefined || Sid === '' ? `statement ${index + 1}` : `statement '${Sid}'`,
    actions,
    conditions: Object.entries(Condition).flatMap(([operator, tests]) =>
      Object.entries(tests).map(([key, wanted]) => ({ operator, key, values: wanted.map(text) })),
    ),
    written: written as Readonly<Record<string, unknown>>,
    ...defined({ principals, resources }),
  };
}

/** The statements of a policy (JSON); undefined when it cannot be understood. */
export function statementsIn(policy: string): readonly Statement[] | undefined {
  let json: unknown;
  try {
    json = readJson(policy);
  } catch {
    return undefined;
  }
  const parsed = POLICY.safeParse(json);
  if (!parsed.success) return undefined;
  const text = parsed.data.Version === WITH_VARIABLES ? (value: string) => value : withoutVariables;
  const statements = parsed.data.Statement.map((one, index) => statement(one, index, text));
  return statements.every((one) => one !== undefined) ? statements : undefined;
}
