// Reads policy documents, and refuses those that IAM refuses.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import { parseCondition, type Condition } from './condition';
import { refuseUnfilled } from './condition-keys';
import { malformedPolicy, SYNTAX } from './policy-fault';
import { templateOf, type Template } from './policy-variables';
import { checkResource } from './resource-arn';
import { patternOf, type Pattern } from './wildcard';

/** Which policy a document is: that decides which elements it must and must not have. */
export type PolicyKind = 'identity' | 'trust' | 'resource';

/** `Action`, or `NotAction` if negated; likewise for resources and principals. */
export interface Choice<Item> {
  readonly items: readonly Item[];
  readonly negated: boolean;
}

/** For example `{ type: 'Service', value: 's3.amazonaws.com' }`; `*` is `{ type: 'AWS', value: '*' }`. */
export interface Principal {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
  readonly value: string;
}

export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** Patterns in lower case: the names of actions do not depend on case. */
  readonly actions: Choice<Pattern>;
  /** Absent in trust policies, which are about the role they belong to. */
  readonly resources?: Choice<Template>;
  /** Absent in identity policies, which are about whom they are attached to. */
  readonly principals?: Choice<Principal>;
  readonly conditions: readonly Condition[];
}

export type PolicyDocument = readonly Statement[];

type Json = Readonly<Record<string, unknown>>;

const DOCUMENT_FIELDS = ['Version', 'Id', 'Statement'];
const STATEMENT_FIELDS = [
  ...['Sid', 'Effect', 'Condition', 'Action', 'NotAction'],
  ...['Resource', 'NotResource', 'Principal', 'NotPrincipal'],
];
const PRINCIPAL_TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;

/** @throws ServiceError `MalformedPolicyDocument`, or `NotImplemented` for a condition key that the emulator does not fill */
export function parsePolicyDocument(text: string, kind: PolicyKind): PolicyDocument {
  const document = readJson(text);
  refuseUnknown(document, DOCUMENT_FIELDS);
  const { Version: version, Id: id, Statement: statement } = document;
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformedPolicy(SYNTAX, 'The policy must contain a valid version string');
  }
  if (id !== undefined && typeof id !== 'string') throw malformedPolicy(SYNTAX, 'Invalid policy syntax.');
  if (statement === undefined) throw malformedPolicy(SYNTAX, 'Missing required field Statement');
  const list = Array.isArray(statement) ? (statement as readonly unknown[]) : [statement];
  if (list.length === 0) throw malformedPolicy(SYNTAX, 'Could not parse the policy: Statement is empty!');
  const statements = list.map((one) => parseStatement(one, kind, version === '2012-10-17'));
  if (kind === 'identity' && version !== '2012-10-17') {
    throw malformedPolicy('Policy document must be version 2012-10-17 or greater.');
  }
  const sids = statements.flatMap(({ sid = '' }) => (sid === '' ? [] : [sid]));
  if (kind === 'identity' && new Set(sids).size < sids.length) {
    throw malformedPolicy('Statement IDs (SID) in a single policy must be unique.');
  }
  return statements;
}

function readJson(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformedPolicy('This policy contains invalid Json');
  }
  if (!isObject(value)) throw malformedPolicy(SYNTAX);
  return value;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseUnknown(object: Json, known: readonly string[]): void {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw malformedPolicy(
    `${SYNTAX} Unknown field ${unknown}; known are ${known.join(', ')}.`,
    `Unknown field ${unknown}`,
  );
}

function parseStatement(statement: unknown, kind: PolicyKind, withVariables: boolean): Statement {
  if (!isObject(statement)) throw malformedPolicy(SYNTAX, 'Invalid policy syntax.');
  refuseUnknown(statement, STATEMENT_FIELDS);
  const { Sid: sid, Effect: effect, Condition: condition } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw malformedPolicy(
      SYNTAX,
      effect === undefined
        ? 'Missing required field Effect'
        : `Invalid effect : ${JSON.stringify(effect).replace(/^"|"$/g, '')}`,
    );
  }
  if (sid !== undefined && typeof sid !== 'string') throw malformedPolicy(SYNTAX, 'Invalid policy syntax.');
  if (kind === 'identity' && sid !== undefined && !/^[0-9A-Za-z]*$/.test(sid)) {
    throw malformedPolicy(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  const actions = choice(statement, 'Action');
  if (actions === undefined) {
    throw malformedPolicy('Policy statement must contain actions.', 'Missing required field Action');
  }
  for (const action of actions.items) checkAction(action, kind);
  const resources = readResources(statement, kind, withVariables);
  const principals = readPrincipals(statement, kind);
  return {
    effect,
    actions: { ...actions, items: actions.items.map((action) => patternOf(action.toLowerCase())) },
    conditions: readConditions(condition, withVariables),
    ...(sid === undefined ? {} : { sid }),
    ...(resources === undefined ? {} : { resources }),
    ...(principals === undefined ? {} : { principals }),
  };
}

/** The element or its `Not` twin; having both is refused. */
function oneOf(statement: Json, name: string): { readonly value: unknown; readonly negated: boolean } | undefined {
  const { [name]: value, [`Not${name}`]: negative } = statement;
  if (value !== undefined && negative !== undefined) {
    throw malformedPolicy(`${SYNTAX} A statement has either ${name} or Not${name}.`, 'Invalid policy syntax.');
  }
  if (value !== undefined) return { value, negated: false };
  return negative === undefined ? undefined : { value: negative, negated: true };
}

function choice(statement: Json, name: string): Choice<string> | undefined {
  const found = oneOf(statement, name);
  if (found === undefined) return undefined;
  const items = stringsOf(found.value);
  return items.length === 0 ? undefined : { items, negated: found.negated };
}

function stringsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'string') throw malformedPolicy(SYNTAX, 'Invalid policy syntax.');
    return item;
  });
}

function checkAction(action: string, kind: PolicyKind): void {
  if (kind === 'trust' && !/^sts:/i.test(action)) {
    throw malformedPolicy('AssumeRole policy may only specify STS AssumeRole actions.');
  }
  if (action === '*' || /^[A-Za-z0-9.-]+:[\w*?]+$/.test(action)) return;
  const inS3 = 'Policy has invalid action';
  const [vendor = '', ...rest] = action.split(':');
  if (rest.length > 1) throw malformedPolicy('Actions/Condition can contain only one colon.', inS3);
  if (rest.length === 1 && !/^[A-Za-z0-9.-]+$/.test(vendor)) {
    throw malformedPolicy(`Vendor ${vendor} is not valid`, inS3);
  }
  throw malformedPolicy(
    `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. Given: ${action}`,
    inS3,
  );
}

function readResources(statement: Json, kind: PolicyKind, withVariables: boolean): Choice<Template> | undefined {
  if (kind === 'trust') {
    const given = ['Resource', 'NotResource'].find((name) => statement[name] !== undefined);
    if (given !== undefined) throw malformedPolicy(`Has prohibited field ${given}`);
    return undefined;
  }
  const resources = choice(statement, 'Resource');
  if (resources === undefined) {
    throw malformedPolicy('Policy statement must contain resources.', 'Missing required field Resource');
  }
  for (const resource of resources.items) checkResource(resource);
  return { ...resources, items: resources.items.map((resource) => templateOf(resource, withVariables)) };
}

function readPrincipals(statement: Json, kind: PolicyKind): Choice<Principal> | undefined {
  const found = oneOf(statement, 'Principal');
  if (kind === 'identity') {
    if (found !== undefined) throw malformedPolicy(`Policy document should not specify a principal.`);
    return undefined;
  }
  if (found === undefined) throw malformedPolicy('Missing required field Principal');
  if (kind === 'trust' && found.negated) throw malformedPolicy('Has prohibited field NotPrincipal');
  if (found.negated && statement['Effect'] === 'Allow')
    throw malformedPolicy('Allow with NotPrincipal is not allowed.');
  return { items: principalsOf(found.value), negated: found.negated };
}

const NO_PRINCIPAL = 'Missing required field Principal cannot be empty!';

function principalsOf(value: unknown): readonly Principal[] {
  if (value === '*') return [{ type: 'AWS', value }];
  if (!isObject(value)) {
    throw malformedPolicy('Invalid principal in policy', value === '' ? NO_PRINCIPAL : 'Invalid policy syntax.');
  }
  const principals = Object.entries(value).flatMap(([name, values]) => {
    const type = PRINCIPAL_TYPES.find((known) => known === name);
    if (type === undefined) {
      throw malformedPolicy(`Invalid principal in policy: "${name}"`, 'Invalid principal in policy');
    }
    return stringsOf(values).map((item) => ({ type, value: item }));
  });
  if (principals.length === 0) throw malformedPolicy('Invalid principal in policy', NO_PRINCIPAL);
  return principals;
}

function readConditions(condition: unknown, withVariables: boolean): readonly Condition[] {
  if (condition === undefined) return [];
  if (!isObject(condition)) throw malformedPolicy(SYNTAX, 'Invalid policy syntax.');
  return Object.entries(condition).flatMap(([operator, tests]) => {
    if (!isObject(tests)) throw malformedPolicy(SYNTAX, 'Invalid policy syntax.');
    return Object.entries(tests).map(([key, values]) => {
      refuseUnfilled(key);
      const parsed = parseCondition(operator, key, conditionValues(values), withVariables);
      if (typeof parsed === 'string') throw malformedPolicy(parsed, wordsOfS3(parsed));
      return parsed;
    });
  });
}

/** S3 does not end its sentences, and has one of its own for addresses. */
function wordsOfS3(fault: string): string {
  return /IpAddress/i.test(fault) && fault.startsWith('Invalid value')
    ? 'Invalid IP address in Conditions'
    : fault.replace(/\.$/, '');
}

function conditionValues(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return String(item);
    throw malformedPolicy(SYNTAX, 'Invalid policy syntax.');
  });
}
