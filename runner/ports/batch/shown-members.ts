// The members of a value from outside, as texts: two values can be held against each other member by member.

/** Undefined: it says nothing. What is switched off, or empty, says as much as what is absent. */
function saying(value: unknown): unknown {
  if (value === undefined || value === null || value === false || value === '') return undefined;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(saying);
  if (typeof value !== 'object') return value;
  const members = Object.entries(value)
    .flatMap(([name, member]: [string, unknown]) => {
      const said = saying(member);
      return said === undefined ? [] : [[name, said] as const];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/** Each member that says something: texts as they are, all else as JSON. */
export function membersOf(value: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(saying(value) ?? {}).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'string' ? member : JSON.stringify(member),
    ]),
  );
}
