// Whether an event matches the pattern of a rule.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html

type Json = Readonly<Record<string, unknown>>;

/** @param pattern - one that EventBridge takes */
export function matchesPattern(pattern: string, event: Json): boolean {
  return fieldsMatch(JSON.parse(pattern) as Json, event);
}

function fieldsMatch(pattern: Json, event: Json): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or' && Array.isArray(wanted))
      return (wanted as readonly Json[]).some((one) => fieldsMatch(one, event));
    const value = event[name];
    if (!Array.isArray(wanted)) return fieldsMatch(wanted as Json, isObject(value) ? value : {});
    return choicesMatch(wanted, value);
  });
}

/** A list in an event matches if one of its values does. */
function choicesMatch(choices: readonly unknown[], value: unknown): boolean {
  const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return choices.some((choice) => {
    if (isObject(choice) && 'exists' in choice) return (value !== undefined) === choice['exists'];
    return values.some((one) => choiceMatches(choice, one));
  });
}

function choiceMatches(choice: unknown, value: unknown): boolean {
  if (!isObject(choice)) return value === choice;
  const [[comparison, wanted] = ['', undefined]] = Object.entries(choice);
  if (comparison === 'anything-but') return value !== undefined && !isExcluded(wanted, value);
  if (comparison === 'numeric') return typeof value === 'number' && numericMatches(wanted as readonly unknown[], value);
  if (comparison === 'cidr') return typeof value === 'string' && isInBlock(String(wanted), value);
  return typeof value === 'string' && textMatches(comparison, wanted, value);
}

function isExcluded(wanted: unknown, value: unknown): boolean {
  if (Array.isArray(wanted)) return wanted.includes(value);
  if (!isObject(wanted)) return wanted === value;
  const [[comparison, texts] = ['', undefined]] = Object.entries(wanted);
  const all = Array.isArray(texts) ? (texts as readonly unknown[]) : [texts];
  return typeof value === 'string' && all.some((text) => textMatches(comparison, text, value));
}

function textMatches(comparison: string, wanted: unknown, value: string): boolean {
  if (isObject(wanted)) {
    const text = wanted['equals-ignore-case'];
    return typeof text === 'string' && textMatches(comparison, text.toLowerCase(), value.toLowerCase());
  }
  const text = String(wanted);
  switch (comparison) {
    case 'prefix':
      return value.startsWith(text);
    case 'suffix':
      return value.endsWith(text);
    case 'equals-ignore-case':
      return value.toLowerCase() === text.toLowerCase();
    case 'wildcard':
      return wildcardMatches(text, value);
    default:
      return false;
  }
}

/** `*` is any text; there is no `?`. */
function wildcardMatches(pattern: string, value: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return value === pattern;
  if (!value.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

/** `[">", 0, "<=", 5]` */
function numericMatches(wanted: readonly unknown[], value: number): boolean {
  for (let index = 0; index < wanted.length; index += 2) {
    const limit = Number(wanted[index + 1]);
    const holds = {
      '=': value === limit,
      '<': value < limit,
      '<=': value <= limit,
      '>': value > limit,
      '>=': value >= limit,
    };
    if (!holds[wanted[index] as keyof typeof holds]) return false;
  }
  return true;
}

/** Of IPv4. */
function isInBlock(block: string, address: string): boolean {
  const [network = '', bits = '32'] = block.split('/');
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(network) / size) === Math.floor(number(address) / size);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
