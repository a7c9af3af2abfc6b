// Finds handoffs in the texts that Terraform, OpenTofu and cdktf write. docs/handoff.md lists the accepted forms.
import { readJson } from '../text/read-json';
import { HANDOFF_OUTPUT } from '../../modules/handoff';
import { RunnerError } from '../ports/errors';
import { visible } from '../text/safe-text';
import { placeWords, shellCommand } from '../text/shell-command';
import { isJson, outputsOfState, refuseSavedPlan } from './terraform-json';

/** A value that was found where a handoff belongs; not yet checked. */
export interface FoundHandoff {
  /** From the outside in: the stack, the output, and the keys of maps or the numbers in lists that it stands in. */
  readonly path: readonly string[];
  /** The path with dots between. */
  readonly name: string;
  /** Where it was read, for messages. */
  readonly origin: string;
  /** Whether its output is called `s3_backfill` or `s3_backfill_…`; another one is known by its members. */
  readonly isNamed: boolean;
  readonly value: unknown;
}

const APPLY_HINT = 'run terraform apply first, then: terraform output -json > outputs.json';
/** Deeper than any construct tree that cdktf writes into its outputs file. */
const DEEPEST = 32;

function isHandoffName(name: string): boolean {
  return name === HANDOFF_OUTPUT || name.startsWith(`${HANDOFF_OUTPUT}_`);
}

/** Whether it can only be a handoff, whatever its output is called. */
function hasItsMembers(value: unknown): boolean {
  if (!isJson(value) || !('version' in value) || !('roles' in value)) return false;
  return isJson(value['source']) && 'bucket' in value['source'];
}

/** The value inside of Terraform's wrapper `{ value, type, sensitive }`. */
function unwrapped(value: unknown): unknown {
  const inner = isJson(value) && 'value' in value && ('type' in value || 'sensitive' in value) ? value['value'] : value;
  if (typeof inner !== 'string' || !/^\s*[[{]/.test(inner)) return inner;
  try {
    return readJson(inner);
  } catch {
    return inner;
  }
}

function refuseHidden(value: unknown, name: string, origin: string): void {
  if (typeof value !== 'string' || !/^[<(]sensitive/.test(value)) return;
  throw new RunnerError(
    'usage',
    `the output '${visible(name)}' in ${origin} is marked sensitive, and its value is not there`,
    `nothing in it is secret: remove 'sensitive', or use: ${shellCommand(['terraform', 'output', '-json', ...placeWords([name])])}`,
  );
}

function parseJson(text: string, origin: string): unknown {
  refuseSavedPlan(text, origin);
  const trimmed = text.replace(/^\ufeff/, '').trim();
  if (trimmed === '') throw new RunnerError('usage', `${origin} is empty`, APPLY_HINT);
  try {
    return readJson(trimmed);
  } catch {
    const plain = new RegExp(`^${HANDOFF_OUTPUT}\\w*\\s*=`, 'm').test(trimmed);
    const hint = plain
      ? 'this is the output for people: use terraform output -json'
      : 'expected the JSON of: terraform output -json, cdktf deploy --outputs-file, or a state file';
    // JSON.parse quotes what it stumbles upon; the file may be another one than was meant, with secrets in it.
    throw new RunnerError('usage', `${origin} is not JSON`, hint);
  }
}

/** Whether what is called `s3_backfill` is a stack, a construct, a map or a list of that name, to be looked through. */
function holdsMore(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isJson(value) && Object.keys(value).length > 0 && !('version' in value) && !('source' in value);
}

type Candidate = Omit<FoundHandoff, 'name' | 'origin'>;

function searchIn(given: unknown, path: readonly string[], isInNamed: boolean, origin: string): readonly Candidate[] {
  const value = unwrapped(given);
  const name = path.at(-1) ?? '';
  const isOutput = isHandoffName(name);
  const isNamed = isInNamed || isOutput;
  if (isOutput) refuseHidden(value, name, origin);
  if ((isOutput && !holdsMore(value)) || hasItsMembers(value)) return [{ path, isNamed, value }];
  if (typeof value !== 'object' || value === null || path.length > DEEPEST) return [];
  return Object.entries(value).flatMap(([key, member]) => searchIn(member, [...path, key], isNamed, origin));
}

/** cdktf lists an output under the path of its construct as well. */
function isRepeated({ path, value }: Candidate, all: readonly Candidate[]): boolean {
  return all.some(
    (other) =>
      other.path.length === 2 &&
      path.length > 2 &&
      other.path[0] === path[0] &&
      other.path[1] === path.at(-1) &&
      JSON.stringify(other.value) === JSON.stringify(value),
  );
}

/**
 * Every handoff in `text`: what is called like one, wherever it stands, and what can be nothing else by its members.
 * @param origin where the text comes from, for messages
 * @param stack name of the stack that a state file belongs to, if its path tells
 * @throws RunnerError `usage` when the text is none of the accepted forms
 */
export function findHandoffs(text: string, origin: string, stack?: string): readonly FoundHandoff[] {
  const value = unwrapped(parseJson(text, origin));
  if (typeof value !== 'object' || value === null) {
    throw new RunnerError('usage', `${origin} holds JSON, but no object and no list (a bare value)`, APPLY_HINT);
  }
  const named = (path: readonly string[], candidate: Candidate): FoundHandoff => ({
    ...candidate,
    path,
    name: path.join('.'),
    origin,
  });
  if (isJson(value) && 'version' in value && ('source' in value || 'roles' in value))
    return [named([HANDOFF_OUTPUT], { path: [], isNamed: true, value })];
  const outputs = isJson(value) ? outputsOfState(value, origin) : undefined;
  const found = searchIn(outputs ?? value, [], false, origin);
  return found
    .filter((candidate) => !isRepeated(candidate, found))
    .map((candidate) =>
      named(outputs !== undefined && stack !== undefined ? [stack, ...candidate.path] : candidate.path, candidate),
    );
}
