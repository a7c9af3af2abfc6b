// Finds handoffs in the texts that Terraform, OpenTofu and cdktf write. docs/handoff.md lists the accepted forms.
import { HANDOFF_OUTPUT } from '../../modules/handoff';
import { RunnerError } from '../ports/errors';
import { shownJson, visible } from '../text/safe-text';

/** A value that was found where a handoff belongs; not yet checked. */
export interface FoundHandoff {
  /** What the user calls it with --stack: the stack, the output, or `stack.output`. */
  readonly name: string;
  /** Where it was read, for messages. */
  readonly origin: string;
  readonly value: unknown;
}

type Json = Readonly<Record<string, unknown>>;

const APPLY_HINT = 'run terraform apply first, then: terraform output -json > outputs.json';
/** Deeper than any construct tree that cdktf writes into its outputs file. */
const DEEPEST = 32;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isHandoffName(name: string): boolean {
  return name === HANDOFF_OUTPUT || name.startsWith(`${HANDOFF_OUTPUT}_`);
}

/** The value inside of Terraform's wrapper `{ value, type, sensitive }`. */
function unwrapped(value: unknown, name: string, origin: string): unknown {
  const inner = isJson(value) && 'value' in value && ('type' in value || 'sensitive' in value) ? value['value'] : value;
  if (typeof inner !== 'string') return inner;
  if (/^[<(]sensitive/.test(inner)) {
    throw new RunnerError(
      'usage',
      `the output '${visible(name)}' in ${origin} is marked sensitive, and its value is not there`,
      `nothing in it is secret: remove 'sensitive', or use: terraform output -json ${visible(name)}`,
    );
  }
  try {
    return JSON.parse(inner) as unknown;
  } catch {
    return inner;
  }
}

function parseJson(text: string, origin: string): unknown {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  if (trimmed === '') throw new RunnerError('usage', `${origin} is empty`, APPLY_HINT);
  try {
    return JSON.parse(trimmed) as unknown;
  } catch (error) {
    const plain = new RegExp(`^${HANDOFF_OUTPUT}\\w*\\s*=`, 'm').test(trimmed);
    const why = error instanceof Error ? visible(error.message) : 'not readable';
    const hint = plain
      ? 'this is the output for people: use terraform output -json'
      : 'expected the JSON of: terraform output -json, cdktf deploy --outputs-file, or a state file';
    throw new RunnerError('usage', `${origin} is not JSON: ${why}`, hint);
  }
}

/** A stack or construct may be called `s3_backfill` too; what is in it is then looked through. */
function isStackNamedLikeIt(value: unknown): boolean {
  return isJson(value) && !('version' in value) && !('source' in value);
}

function searchNested(value: Json, path: readonly string[], origin: string, found: Map<string, FoundHandoff>): void {
  if (path.length > DEEPEST) return;
  for (const [key, member] of Object.entries(value)) {
    const inner = isHandoffName(key) ? unwrapped(member, key, origin) : member;
    if (isHandoffName(key) && !isStackNamedLikeIt(inner)) {
      const stack = path[0];
      const name = stack === undefined ? key : `${stack}.${key}`;
      const handoff = { name, origin, value: inner };
      // cdktf lists an output under the path of its construct as well.
      const identity = `${name} ${JSON.stringify(handoff.value)}`;
      if (!found.has(identity)) found.set(identity, handoff);
    } else if (isJson(member)) searchNested(member, [...path, key], origin, found);
  }
}

function isState(value: Json): boolean {
  return 'terraform_version' in value || ('serial' in value && 'lineage' in value);
}

function inState(state: Json, stack: string | undefined, origin: string): readonly FoundHandoff[] {
  if (state['version'] !== 4) {
    throw new RunnerError(
      'usage',
      `${origin} is a Terraform state of format version ${shownJson(state['version'])}; version 4 is read`,
      'use instead: terraform output -json > outputs.json',
    );
  }
  const outputs = isJson(state['outputs']) ? state['outputs'] : {};
  return Object.entries(outputs)
    .filter(([name]) => isHandoffName(name))
    .map(([name, output]) => ({
      name: stack === undefined ? name : `${stack}.${name}`,
      origin,
      value: unwrapped(output, name, origin),
    }));
}

/**
 * Every handoff in `text`.
 * @param origin where the text comes from, for messages
 * @param stack name of the stack that a state file belongs to, if its path tells
 * @throws RunnerError `usage` when the text is none of the accepted forms
 */
export function findHandoffs(text: string, origin: string, stack?: string): readonly FoundHandoff[] {
  const parsed = parseJson(text, origin);
  const value = typeof parsed === 'string' ? unwrapped(parsed, HANDOFF_OUTPUT, origin) : parsed;
  if (!isJson(value)) {
    throw new RunnerError('usage', `${origin} holds JSON, but no object (a list or a bare value)`, APPLY_HINT);
  }
  if (isState(value)) return inState(value, stack, origin);
  if ('version' in value && ('source' in value || 'roles' in value)) return [{ name: HANDOFF_OUTPUT, origin, value }];
  const found = new Map<string, FoundHandoff>();
  searchNested(value, [], origin, found);
  return [...found.values()];
}
