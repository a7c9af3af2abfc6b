// The form of the Query API for services that are written for JSON: parameters in, XML out.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
import { members, together } from '../http/query-api';
import type { ServiceError, ServiceRequest } from '../http/service';
import { element, escaped, leaf, type Markup } from '../http/xml';

/** What a parameter is that is not a text: in a form everything is one. */
export type FieldKinds = Readonly<Record<string, 'number' | 'flag' | 'time' | 'list'>>;

type Tree = Map<string, Tree | string>;

const MOST_PARTS = 8;

/**
 * `A.member.1.B=x` → `{ A: [{ B: 'x' }] }`, `A.entry.1.key=k&A.entry.1.value=v` → `{ A: { k: 'v' } }`.
 * @param malformed - what is thrown for parameters that contradict each other
 */
export function formInput(
  { query, body }: Pick<ServiceRequest, 'query' | 'body'>,
  kinds: FieldKinds,
  malformed: () => ServiceError,
): unknown {
  const root: Tree = new Map();
  const form = new URLSearchParams(body.toString('utf8'));
  for (const [name, value] of [...query, ...form]) {
    if (name === 'Action' || name === 'Version' || /^x-amz-/i.test(name)) continue;
    const path = name.split('.');
    const last = path.pop() ?? '';
    if (path.length >= MOST_PARTS) throw malformed();
    let tree = root;
    for (const part of path) {
      const branch = tree.get(part) ?? new Map<string, Tree | string>();
      if (typeof branch === 'string') throw malformed();
      tree.set(part, branch);
      tree = branch;
    }
    if (tree.has(last)) throw malformed();
    tree.set(last, value);
  }
  return objectOf(root, kinds, malformed);
}

function valueOf(name: string, value: Tree | string, kinds: FieldKinds, malformed: () => ServiceError): unknown {
  if (typeof value === 'string') return typedValue(value, kinds[name]);
  const [inner] = value.size === 1 ? value.keys() : [];
  const items = value.get(inner ?? '');
  if ((inner !== 'member' && inner !== 'entry') || items === undefined || typeof items === 'string') {
    return objectOf(value, kinds, malformed);
  }
  const numbered = [...items].sort(([a], [b]) => Number(a) - Number(b));
  if (numbered.some(([number], index) => number !== String(index + 1))) throw malformed();
  if (inner === 'member') return numbered.map(([, item]) => valueOf('', item, kinds, malformed));
  const entries = numbered.map(([, entry]) => {
    const key = typeof entry === 'string' ? undefined : entry.get('key');
    const text = typeof entry === 'string' ? undefined : entry.get('value');
    if (typeof key !== 'string' || typeof text !== 'string') throw malformed();
    return [key, text] as const;
  });
  return Object.fromEntries(entries);
}

function objectOf(tree: Tree, kinds: FieldKinds, malformed: () => ServiceError): unknown {
  return Object.fromEntries([...tree].map(([name, value]) => [name, valueOf(name, value, kinds, malformed)]));
}

/** A text that is not of its kind stays one, which the operation then refuses. */
function typedValue(text: string, kind: FieldKinds[string] | undefined): unknown {
  switch (kind) {
    case undefined:
      return text;
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : text;
    case 'flag':
      return text === 'true' || text === 'false' ? text === 'true' : text;
    case 'time': {
      const milliseconds = Date.parse(text);
      return Number.isNaN(milliseconds) ? text : milliseconds / 1000;
    }
    // How an empty list is written.
    case 'list':
      return text === '' ? [] : text;
  }
}

/** The content of a result; what ends in `Timestamp` is a time. */
export function resultMarkup(answer: Readonly<Record<string, unknown>>): Markup {
  return together(Object.entries(answer).map(([name, value]) => field(name, value)));
}

function field(name: string, value: unknown): Markup {
  if (Array.isArray(value)) return members(name, value as readonly unknown[], valueMarkup);
  if (value instanceof Map || (typeof value === 'object' && value !== null)) return element(name, valueMarkup(value));
  if (typeof value === 'number' && name.endsWith('Timestamp')) return leaf(name, new Date(value * 1000).toISOString());
  return leaf(name, value as string | number | boolean | undefined);
}

function valueMarkup(value: unknown): Markup {
  if (value instanceof Map) {
    const entries = [...(value as Map<string, string>)];
    return together(entries.map(([key, text]) => element('entry', [leaf('key', key), leaf('value', text)])));
  }
  if (typeof value === 'object' && value !== null) return resultMarkup(value as Readonly<Record<string, unknown>>);
  return escaped(String(value));
}
