// Whether a text is a pattern that EventBridge would take.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html

/** What an object in a list can ask for. */
const COMPARISONS: readonly string[] = [
  'anything-but',
  'cidr',
  'equals-ignore-case',
  'exists',
  'numeric',
  'prefix',
  'suffix',
  'wildcard',
];

const MAX_LENGTH = 4096;

/** @returns what is wrong; undefined for a pattern */
export function patternFault(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  return isObject(pattern) ? fieldsFault(pattern) : 'Filter is not an object';
}

function fieldsFault(fields: Readonly<Record<string, unknown>>): string | undefined {
  const entries = Object.entries(fields);
  if (entries.length === 0) return 'Empty objects are not allowed';
  for (const [name, value] of entries) {
    const fault = fieldFault(name, value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function fieldFault(name: string, value: unknown): string | undefined {
  if (isObject(value)) return fieldsFault(value);
  if (!Array.isArray(value)) return `"${name}" must be an object or an array`;
  if (value.length === 0) return 'Empty arrays are not allowed';
  for (const choice of value as readonly unknown[]) {
    if (name === '$or' && isObject(choice)) {
      const fault = fieldsFault(choice);
      if (fault !== undefined) return fault;
    } else if (Array.isArray(choice)) {
      return `Match value of "${name}" must be String, number, true, false, or null`;
    } else if (isObject(choice)) {
      const [comparison = '', ...more] = Object.keys(choice);
      if (more.length > 0) return `Only one key allowed in match expression of "${name}"`;
      if (!COMPARISONS.includes(comparison)) return `Unrecognized match type ${comparison}`;
    }
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
