// Reads the handoff that the user named, or the one in the working directory.
import { basename, dirname, join, resolve } from 'node:path';
import { HANDOFF_OUTPUT, type Handoff } from '../../modules/handoff';
import { RunnerError } from '../ports/errors';
import { parseHandoff } from './handoff-schema';
import { findHandoffs, type FoundHandoff } from './handoff-search';
import type { World } from '../ports/world';
import { visible } from '../text/safe-text';

export interface HandoffQuestion {
  /** File, directory, or `-` for standard input. @default - the working directory is searched */
  readonly outputs?: string;
  /** Which handoff, when there are several. */
  readonly stack?: string;
}

export interface HandoffAnswer {
  readonly handoff: Handoff;
  /** The file, or `standard input`. */
  readonly origin: string;
  /** Directory that the file is in; the runner keeps its state beside it. */
  readonly directory: string;
}

type Reading = Pick<World, 'files' | 'stdin' | 'workingDirectory'>;

interface Place {
  readonly path: string;
  readonly stack?: string;
}

const STATE_FILE = /^terraform(?:\.(.+))?\.tfstate$/;

/** State files where Terraform and cdktf put them, seen from `directory`. */
async function statePlaces(directory: string, { files }: Pick<Reading, 'files'>): Promise<readonly Place[]> {
  const places: Place[] = [];
  const look = async (folder: string, stackOfFolder?: string): Promise<void> => {
    for (const name of await files.list(folder)) {
      const match = STATE_FILE.exec(name);
      const stack = match?.[1] ?? stackOfFolder;
      if (match !== null) places.push({ path: join(folder, name), ...(stack === undefined ? {} : { stack }) });
    }
  };
  await look(directory);
  const stacks = join(directory, 'cdktf.out', 'stacks');
  for (const stack of await files.list(stacks)) await look(join(stacks, stack), stack);
  return places;
}

async function search(directory: string, reading: Reading): Promise<readonly FoundHandoff[]> {
  const found: FoundHandoff[] = [];
  for (const place of await statePlaces(directory, reading)) {
    const text = await reading.files.read(place.path);
    if (text !== undefined) found.push(...findHandoffs(text, visible(place.path), place.stack));
  }
  return found;
}

/** What `--stack` may call a handoff: the stack, the output, both. */
function wordsFor({ name }: FoundHandoff): readonly string[] {
  const parts = name.split('.');
  return [...new Set([parts.slice(0, -1).join('.'), parts.at(-1) ?? name, name])].filter((word) => word !== '');
}

/** Those that are called `stack`; a whole name goes before a part of one. */
function called(found: readonly FoundHandoff[], stack: string): readonly FoundHandoff[] {
  const whole = found.filter(({ name }) => name === stack);
  return whole.length > 0 ? whole : found.filter((handoff) => wordsFor(handoff).includes(stack));
}

function listed(found: readonly FoundHandoff[]): string {
  return found.map(({ name, origin }) => `${visible(name)} (${origin})`).join(', ');
}

function pick(found: readonly FoundHandoff[], stack: string | undefined): FoundHandoff {
  const chosen = stack === undefined ? found : called(found, stack);
  const [first, ...more] = chosen;
  if (first === undefined)
    throw new RunnerError('usage', `no handoff is called '${visible(stack ?? '')}'`, `there are: ${listed(found)}`);
  if (more.length === 0) return first;
  const only = wordsFor(first).find((word) => called(found, word).length === 1);
  throw new RunnerError(
    'usage',
    `there are ${chosen.length} handoffs: ${listed(chosen)}`,
    only === undefined ? 'name one file with --outputs' : `say which one, for example: --stack ${visible(only)}`,
  );
}

function answer(found: FoundHandoff, directory: string, origin = found.origin): HandoffAnswer {
  return { handoff: parseHandoff(found.value, found.origin), origin, directory };
}

function noneIn(origin: string): RunnerError {
  return new RunnerError(
    'usage',
    `no output '${HANDOFF_OUTPUT}' in ${origin}`,
    'run terraform apply with the s3-backfill constructs, then: terraform output -json > outputs.json; or give the flags --source-bucket, --role-arn and --report-bucket',
  );
}

async function readNamed(outputs: string, stack: string | undefined, reading: Reading): Promise<HandoffAnswer> {
  if (outputs === '-') {
    const found = findHandoffs(await reading.stdin(), 'standard input');
    if (found.length === 0) throw noneIn('standard input');
    return answer(pick(found, stack), reading.workingDirectory);
  }
  const path = resolve(reading.workingDirectory, outputs);
  const inside = await search(path, reading);
  if (inside.length > 0) return answer(pick(inside, stack), path);
  const text = await reading.files.read(path);
  if (text === undefined) {
    throw new RunnerError(
      'usage',
      `there is no handoff at '${visible(outputs)}': no such file, or a directory without a Terraform state`,
      'write it with: terraform output -json > outputs.json',
    );
  }
  const found = findHandoffs(text, `'${visible(outputs)}'`, STATE_FILE.exec(basename(path))?.[1]);
  if (found.length === 0) throw noneIn(`'${visible(outputs)}'`);
  return answer(pick(found, stack), dirname(path), visible(outputs));
}

/**
 * The handoff that `question` asks for; undefined when nothing was named and the working directory holds none.
 * @throws RunnerError `usage`
 */
export async function readHandoff(question: HandoffQuestion, reading: Reading): Promise<HandoffAnswer | undefined> {
  if (question.outputs !== undefined) return readNamed(question.outputs, question.stack, reading);
  const found = await search(reading.workingDirectory, reading);
  if (found.length > 0) return answer(pick(found, question.stack), reading.workingDirectory);
  if (question.stack !== undefined) {
    throw new RunnerError(
      'usage',
      `no handoff is called '${visible(question.stack)}': no Terraform state with one in the working directory`,
      'name the file with --outputs',
    );
  }
  return undefined;
}
