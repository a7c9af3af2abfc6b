// Pieces of Terraform's language, as text that can be pasted.
import { createHash } from 'node:crypto';
import { replaceUnsafe } from '../text/safe-text';
import type { Patch } from '../events/check-events';

/** A value; an {@link Expression} where Terraform is to work it out. */
export type Hcl = null | boolean | number | string | Expression | readonly Hcl[] | { readonly [name: string]: Hcl };

export interface HclObject {
  readonly [name: string]: Hcl;
}

/** Written as it is, such as `aws_kms_key.replica.arn`. */
export class Expression {
  constructor(readonly text: string) {}
}

/** Escapes of HCL are of characters, not of their halves as those of JSON. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // Half of a pair is no character, and no key has one.
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function hclString(text: string): string {
  const quoted = replaceUnsafe(text.replace(/["\\]/g, '\\$&'), escaped);
  // A dollar or percent sign in front of a brace would begin a template.
  return `"${quoted.replace(/[$%](?=\{)/g, '$&$&')}"`;
}

function isList(value: Hcl): value is readonly Hcl[] {
  return Array.isArray(value);
}

/** Lines as `terraform fmt` has them: the equals signs of those that follow each other are below each other, but of values of several lines. */
function aligned(members: Readonly<Record<string, string>>): readonly string[] {
  const entries = Object.entries(members);
  const isLong = (at: number): boolean => entries[at]?.[1].includes('\n') !== false;
  return entries.map(([name, text], index) => {
    if (isLong(index)) return `${name} = ${text}`;
    let [first, behind] = [index, index + 1];
    while (!isLong(first - 1)) first -= 1;
    while (!isLong(behind)) behind += 1;
    const longest = Math.max(...entries.slice(first, behind).map(([one]) => one.length));
    return `${name.padEnd(longest)} = ${text}`;
  });
}

/** A value as HCL writes it. */
export function hclValue(value: Hcl, indent = ''): string {
  if (typeof value === 'string') return hclString(value);
  if (value instanceof Expression) return value.text;
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.every((item) => typeof item !== 'object' || item instanceof Expression))
      return `[${value.map((item) => hclValue(item, inner)).join(', ')}]`;
    return `[\n${value.map((item) => `${inner}${hclValue(item, inner)},\n`).join('')}${indent}]`;
  }
  const members = Object.entries(value).map(([name, member]) => [
    /^[A-Za-z_]\w*$/.test(name) ? name : hclString(name),
    hclValue(member, inner),
  ]);
  const lines = aligned(Object.fromEntries(members) as Readonly<Record<string, string>>);
  return `{\n${lines.map((line) => `${inner}${line}\n`).join('')}${indent}}`;
}

/** Lines of attributes. */
export function attributes(members: Readonly<Record<string, Hcl>>): string {
  return aligned(Object.fromEntries(Object.entries(members).map(([name, value]) => [name, hclValue(value)]))).join(
    '\n',
  );
}

/** Attributes, or text of one line or several: other blocks, comments. */
export type Part = string | HclObject;

/** A block; attributes that follow each other are formatted together. */
export function block(head: string, ...body: readonly Part[]): string {
  const texts: string[] = [];
  let together: HclObject = {};
  const flush = (): void => {
    if (Object.keys(together).length > 0) texts.push(attributes(together));
    together = {};
  };
  for (const part of body) {
    if (typeof part !== 'string') together = { ...together, ...part };
    else {
      flush();
      texts.push(part);
    }
  }
  flush();
  const lines = texts.flatMap((text) => text.split('\n')).map((line) => (line === '' ? '' : `  ${line}`));
  return [`${head} {`, ...lines, '}'].join('\n');
}

export function resource(type: string, name: string, ...body: readonly Part[]): string {
  return block(`resource "${type}" "${name}"`, ...body);
}

const DIGEST_LENGTH = 8;

/** The same for the same value, and in practice another one for another. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, DIGEST_LENGTH);
}

/** Names of which an underscore for each hyphen makes no two the same. */
const PLAIN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** A name that Terraform takes; of another word it is another one, be it by the case of a letter alone. */
export function label(word: string): string {
  const readable = word
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()
    .replace(/^_+|_+$/g, '');
  return ['s3_backfill', readable, PLAIN.test(word) ? '' : digest(word)].filter((part) => part !== '').join('_');
}

/** A policy in the words of Terraform. */
export function policyExpression(statements: readonly HclObject[]): Expression {
  return new Expression(`jsonencode(${hclValue({ Version: '2012-10-17', Statement: statements })})`);
}

/** Where a resource is; provider 5 of AWS makes everything in the Region of its provider. */
export interface InRegion {
  /** @default - that of the root */
  readonly region?: string | undefined;
  /** Region of the root: that of the source bucket. */
  readonly home: string;
}

/** What a resource says of its provider, and that provider; nothing in the Region of the root. */
export function providerOf({ region, home }: InRegion): {
  readonly own: { readonly provider?: Expression };
  readonly texts: readonly string[];
} {
  if (region === undefined || region === home) return { own: {}, texts: [] };
  const alias = label(region);
  const note = '# What else the provider of the root says, a profile or a role, belongs here, too.';
  return {
    own: { provider: new Expression(`aws.${alias}`) },
    texts: [block('provider "aws"', note, attributes({ alias, region }))],
  };
}

/** Texts that belong into the same file. */
export function hclPatch(...texts: readonly string[]): Patch {
  return { language: 'hcl', text: texts.join('\n\n') };
}
