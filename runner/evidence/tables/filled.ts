// A query with its values: every name in braces is given, and nothing is given that has no place.
const PLACE = /\{\{(\w+)\}\}/g;

/** Without the comments, which name the places too. */
export function filled(query: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const text = query.replaceAll(/^\s*--.*$/gm, '').replaceAll(PLACE, (_place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the query has a place for '${name}', which nobody gives`);
    used.add(name);
    return value;
  });
  const left = Object.keys(values).filter((name) => !used.has(name));
  if (left.length > 0) throw new Error(`the query has no place for '${left.join("', '")}'`);
  return text;
}
