// Reads the handoff that the user named, or the one in the working directory.
import { dirname, resolve } from 'node:path';
import { HANDOFF_OUTPUT, type Handoff } from '../../modules/handoff';
import { RunnerError } from '../ports/errors';
import { parseHandoff } from './handoff-schema';
import { findHandoffs, type FoundHandoff } from './handoff-search';
import { stackOfStateFile, statePlaces, type StateElsewhere } from './state-places';
import type { World } from '../ports/world';
import { visible } from '../text/safe-text';
import { quotedFlag } from '../text/shell-command';

export interface HandoffQuestion {
  /** File, directory, or `-` for standard input. @default - the working directory is searched */
  readonly outputs?: string;
  /** Which handoff, when there are several. */
  readonly stack?: string;
  /** Whether nothing else says what is to be done: a state that counts and cannot be looked into is then an error. */
  readonly isNeeded: boolean;
}

export interface HandoffAnswer {
  readonly handoff: Handoff;
  /** The file, or `standard input`. */
  readonly origin: string;
  /** Directory that the file is in; the runner keeps its state beside it. */
  readonly directory: string;
}

type Reading = Pick<World, 'files' | 'stdin' | 'workingDirectory' | 'environment'>;

interface Searched {
  readonly found: readonly FoundHandoff[];
  readonly elsewhere: readonly StateElsewhere[];
}

async function search(directory: string, reading: Reading): Promise<Searched> {
  const { places, elsewhere } = await statePlaces(directory, reading);
  const found: FoundHandoff[] = [];
  for (const { path, stack } of places) {
    const text = await reading.files.read(path, { onlyFiles: 'refuse' });
    if (text !== undefined) found.push(...findHandoffs(text, visible(path), stack));
  }
  return { found, elsewhere };
}

/** What `--stack` may call a handoff: any part of its path, and the stack with the output; the shortest first. */
function wordsFor({ path }: FoundHandoff): readonly string[] {
  const parts = path.flatMap((_, length) => path.slice(length).map((__, from) => path.slice(from, from + length + 1)));
  const ends = [path.at(0) ?? '', path.at(-1) ?? ''];
  return [...new Set([...parts, ends].map((words) => words.join('.')))].filter((word) => word !== '');
}

/** Those that are called `stack`; a whole name goes before a part of one. */
function called(found: readonly FoundHandoff[], stack: string): readonly FoundHandoff[] {
  const whole = found.filter(({ name }) => name === stack);
  return whole.length > 0 ? whole : found.filter((handoff) => wordsFor(handoff).includes(stack));
}

function listed(found: readonly FoundHandoff[]): string {
  return found.map(({ name, origin }) => `${visible(name)} (${origin})`).join(', ');
}

/** Where there are outputs of the name, those of another name count only when they are asked for. */
function inQuestion(found: readonly FoundHandoff[]): readonly FoundHandoff[] {
  const named = found.filter(({ isNamed }) => isNamed);
  return named.length > 0 ? named : found;
}

function pick(found: readonly FoundHandoff[], stack: string | undefined): FoundHandoff {
  const chosen = stack === undefined ? inQuestion(found) : called(found, stack);
  const [first, ...more] = chosen;
  if (first === undefined)
    throw new RunnerError('usage', `no handoff is called '${visible(stack ?? '')}'`, `there are: ${listed(found)}`);
  if (more.length === 0) return first;
  const only = wordsFor(first).find((word) => called(found, word).length === 1);
  throw new RunnerError(
    'usage',
    `there are ${chosen.length} handoffs: ${listed(chosen)}`,
    only === undefined ? 'name one file with --outputs' : `say which one, for example: ${quotedFlag('--stack', only)}`,
  );
}

function answer(found: FoundHandoff, directory: string, origin = found.origin): HandoffAnswer {
  return { handoff: parseHandoff(found.value, found.origin), origin, directory };
}

function noneIn(origin: string): RunnerError {
  return new RunnerError(
    'usage',
    `no output '${HANDOFF_OUTPUT}' in ${origin}`,
    `run terraform apply with the s3-backfill constructs, then: terraform output -json > outputs.json; if it is in a module, the root module has to pass it on: output "${HANDOFF_OUTPUT}"; or give the flags --source-bucket, --role-arn and --report-bucket`,
  );
}

/** The states that could not be looked into, in one message. */
function allElsewhere(elsewhere: readonly StateElsewhere[]): RunnerError {
  const hints = [...new Set(elsewhere.map(({ hint }) => hint))];
  return new RunnerError('usage', `no handoff: ${elsewhere.map(({ why }) => why).join('; ')}`, hints.join('; '));
}

async function readNamed(outputs: string, stack: string | undefined, reading: Reading): Promise<HandoffAnswer> {
  if (outputs === '-') {
    const found = findHandoffs(await reading.stdin(), 'standard input');
    if (found.length === 0) throw noneIn('standard input');
    return answer(pick(found, stack), reading.workingDirectory);
  }
  const path = resolve(reading.workingDirectory, outputs);
  const { found: inside, elsewhere } = await search(path, reading);
  if (inside.length > 0) return answer(pick(inside, stack), path);
  if (elsewhere.length > 0) throw allElsewhere(elsewhere);
  const text = await reading.files.read(path);
  if (text === undefined) {
    throw new RunnerError(
      'usage',
      `there is no handoff at '${visible(outputs)}': no such file, or a directory without a Terraform state`,
      'write it with: terraform output -json > outputs.json',
    );
  }
  const found = findHandoffs(text, `'${visible(outputs)}'`, stackOfStateFile(path));
  if (found.length === 0) throw noneIn(`'${visible(outputs)}'`);
  return answer(pick(found, stack), dirname(path), visible(outputs));
}

/**
 * The handoff that `question` asks for; undefined when nothing was named and the working directory holds none.
 * @throws RunnerError `usage`
 */
export async function readHandoff(question: HandoffQuestion, reading: Reading): Promise<HandoffAnswer | undefined> {
  if (question.outputs !== undefined) return readNamed(question.outputs, question.stack, reading);
  const { found, elsewhere } = await search(reading.workingDirectory, reading);
  if (found.length > 0) return answer(pick(found, question.stack), reading.workingDirectory);
  if (elsewhere.length > 0 && (question.isNeeded || question.stack !== undefined)) throw allElsewhere(elsewhere);
  if (question.stack !== undefined) {
    throw new RunnerError(
      'usage',
      `no handoff is called '${visible(question.stack)}': no Terraform state with one in the working directory`,
      'name the file with --outputs',
    );
  }
  return undefined;
}
