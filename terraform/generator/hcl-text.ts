// HCL as text, formatted as `terraform fmt` formats it.

const EXPRESSION = Symbol('expression');

/** An expression, as it is written. */
export interface Expression {
  readonly [EXPRESSION]: string;
}

export const raw = (text: string): Expression => ({ [EXPRESSION]: text });

export type Value = string | number | boolean | Expression | readonly Value[] | { readonly [name: string]: Value };

/** What stands between two braces. */
export type Item =
  | { readonly kind: 'attribute'; readonly name: string; readonly value: Value }
  | { readonly kind: 'block'; readonly type: string; readonly labels: readonly string[]; readonly body: Body }
  | { readonly kind: 'comment'; readonly text: string };
export type Body = readonly Item[];

export const attribute = (name: string, value: Value): Item => ({ kind: 'attribute', name, value });
export const block = (type: string, labels: readonly string[], body: Body): Item => ({
  kind: 'block',
  type,
  labels,
  body,
});
export const comment = (text: string): Item => ({ kind: 'comment', text });

/** How many there are of a block stands apart. */
const META = ['count', 'for_each'];

/** A list on one line is at most as long. */
const LINE_MAX = 100;
const INDENT = '  ';

/** Blocks have an empty line before them, unless they are the first. */
export function hcl(body: Body, depth = 0): string {
  const lines: string[] = [];
  let aligned: [name: string, text: string][] = [];
  const indent = INDENT.repeat(depth);
  const flush = (): void => {
    const width = Math.max(0, ...aligned.map(([name]) => name.length));
    for (const [name, text] of aligned) lines.push(`${indent}${name.padEnd(width)} = ${text}`);
    aligned = [];
  };
  for (const [index, item] of body.entries()) {
    if (item.kind === 'attribute') {
      const before = body[index - 1];
      if (before?.kind === 'block' || (before?.kind === 'attribute' && META.includes(before.name) && depth > 0)) {
        flush();
        lines.push('');
      }
      const text = valueText(item.value, depth);
      if (!text.includes('\n')) {
        aligned.push([item.name, text]);
        continue;
      }
      flush();
      lines.push(`${indent}${item.name} = ${text}`);
      continue;
    }
    flush();
    if (index > 0 && body[index - 1]?.kind !== 'comment') lines.push('');
    if (item.kind === 'comment') lines.push(`${indent}# ${item.text}`);
    else {
      const labels = item.labels.map((label) => ` ${JSON.stringify(label)}`).join('');
      const inner = hcl(item.body, depth + 1);
      lines.push(
        inner === '' ? `${indent}${item.type}${labels} {}` : `${indent}${item.type}${labels} {\n${inner}\n${indent}}`,
      );
    }
  }
  flush();
  return lines.join('\n');
}

export function valueText(value: Value, depth = 0): string {
  if (isExpression(value)) return value[EXPRESSION].replaceAll('\n', `\n${INDENT.repeat(depth)}`);
  if (typeof value === 'string') return template(value);
  if (typeof value !== 'object') return String(value);
  const inner = INDENT.repeat(depth + 1);
  if (isList(value)) {
    const members = value.map((member) => valueText(member, depth + 1));
    const flat = `[${members.join(', ')}]`;
    if (flat.length <= LINE_MAX && !flat.includes('\n')) return flat;
    return `[\n${members.map((member) => `${inner}${member},\n`).join('')}${INDENT.repeat(depth)}]`;
  }
  const members = hcl(
    Object.entries(value).map(([name, member]) => attribute(keyText(name), member)),
    depth + 1,
  );
  return members === '' ? '{}' : `{\n${members}\n${INDENT.repeat(depth)}}`;
}

/** Names that are no identifiers are quoted. */
const keyText = (name: string): string => (/^[A-Za-z_][\w-]*$/.test(name) ? name : quoted(name));

function isExpression(value: Value): value is Expression {
  return typeof value === 'object' && EXPRESSION in value;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** A text with references in it; one that is nothing but a reference is written as that. */
function template(text: string): string {
  const [, whole] = /^\$\{((?:[^{}"]|"[^"]*")+)\}$/.exec(text) ?? [];
  if (whole !== undefined) return whole;
  return quoted(text);
}

/** Expressions inside of a template keep their quotes. */
export function quoted(text: string): string {
  const parts = text.split(/(\$\{(?:[^{}"]|"[^"]*")*\})/);
  return `"${parts.map((part, index) => (index % 2 === 1 ? part : JSON.stringify(part).slice(1, -1))).join('')}"`;
}
