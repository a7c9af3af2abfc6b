// The file of a fleet: which backfills there are, each by its handoff, and what is said of each besides.
import { basename, dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import { findHandoffs } from '../../target/handoff-search';
import { isJson } from '../../target/terraform-json';
import { readJson } from '../../text/read-json';
import { shownJson, visible } from '../../text/safe-text';

/** Flags of one backfill, by their names, as texts. */
export type Words = ReadonlyMap<string, readonly string[]>;

export interface FleetEntry {
  readonly name: string;
  readonly words: Words;
}

const SHAPE =
  'a list of file names, of objects like {"outputs": "logs.json", "prefix": "2024/"}, or a file name on each line';

type Reading = Pick<World, 'files' | 'workingDirectory'>;

function wrong(file: string, what: string): RunnerError {
  return new RunnerError('usage', `--fleet: '${visible(file)}' ${what}`, `allowed is ${SHAPE}`);
}

function textsOf(value: unknown, where: string): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  // An empty list of keys would mean every key, and one of prefixes those of the command line.
  if (all.length === 0) throw new RunnerError('usage', `${where}: the list is empty`, 'leave it out, or say which');
  return all.map((one) => {
    if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') return String(one);
    throw new RunnerError(
      'usage',
      `${where}: got ${shownJson(one)}; a text, a number, true, false or a list is allowed`,
    );
  });
}

/** `logs` of `outputs/logs.json` */
function plainName(outputs: string): string {
  const name = basename(outputs);
  return name.slice(0, name.length - extname(name).length) || name;
}

interface Listed {
  readonly name?: string;
  readonly words: Map<string, readonly string[]>;
}

function listedOf(value: unknown, index: number, file: string): Listed {
  const where = `--fleet: entry ${index + 1} of '${visible(file)}'`;
  if (typeof value === 'string') return { words: new Map([['outputs', [value]]]) };
  if (!isJson(value)) throw new RunnerError('usage', `${where} is ${shownJson(value)}`, `allowed is ${SHAPE}`);
  const { name, ...said } = value;
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    throw new RunnerError('usage', `${where}: name is ${shownJson(name)}; a text is allowed`);
  const words = new Map(Object.entries(said).map(([flag, one]) => [flag, textsOf(one, `${where}: ${visible(flag)}`)]));
  const places = words.get('outputs') ?? [];
  if (places.length > 1)
    throw new RunnerError(
      'usage',
      `${where}: outputs names ${places.length} files, and an entry is of one`,
      'make an entry of each',
    );
  if (!words.has('outputs') && !words.has('source-bucket'))
    throw new RunnerError(
      'usage',
      `${where} names no handoff`,
      'say outputs, the file that terraform output -json has written; or source-bucket',
    );
  return { words, ...(name === undefined ? {} : { name }) };
}

function isMap(text: string): boolean {
  return /^\s*[[{]/.test(text.replace(/^\ufeff/, ''));
}

/** What the text lists; undefined: it is no list, and holds handoffs itself. */
function listIn(text: string, file: string): readonly Listed[] | undefined {
  if (!isMap(text)) {
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => listedOf(line, 0, file));
  }
  let value: unknown;
  try {
    value = readJson(text.replace(/^\ufeff/, ''));
  } catch {
    throw wrong(file, 'is not JSON');
  }
  return Array.isArray(value) ? value.map((one, index) => listedOf(one, index, file)) : undefined;
}

async function textOrDirectory(path: string, file: string, { files }: Reading): Promise<string | readonly Listed[]> {
  const names = (await files.list(path)).filter((name) => extname(name).toLowerCase() === '.json');
  for (const name of names)
    // One that is too large, or may not be read, says so itself.
    if ((await files.read(resolve(path, name), { onlyFiles: true }).catch(() => '')) === undefined)
      throw wrong(file, `has '${visible(name)}', which is no ordinary file`);
  if (names.length > 0) return names.map((name) => ({ words: new Map([['outputs', [resolve(path, name)]]]) }));
  const text = await files.read(path);
  if (text === undefined) throw wrong(file, 'is no file, and no directory with files that end with .json');
  return text;
}

/** As it is typed in the working directory, where it lies below it. */
function fromHere(path: string, workingDirectory: string): string {
  const below = relative(workingDirectory, path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}

/** One for each handoff in the file that it names; one, where that cannot be told yet. */
async function each(
  listed: Listed,
  directory: string,
  { files, workingDirectory }: Reading,
): Promise<readonly Listed[]> {
  const [outputs] = listed.words.get('outputs') ?? [];
  if (outputs === undefined) return [listed];
  if (outputs === '-')
    throw new RunnerError(
      'usage',
      "--fleet: outputs is '-', and standard input is not read for one of several",
      'name a file',
    );
  const path = resolve(directory, outputs);
  const words = new Map(listed.words).set('outputs', [fromHere(path, workingDirectory)]);
  const one = { ...listed, words };
  if (words.has('stack')) return [one];
  try {
    const text = (await files.list(path)).length > 0 ? undefined : await files.read(path);
    const stacks = text === undefined ? [] : findHandoffs(text, visible(outputs)).map(({ name }) => name);
    if (stacks.length < 2) return [one];
    return stacks.map((stack) => ({
      name: `${listed.name ?? plainName(outputs)}.${stack}`,
      words: new Map(words).set('stack', [stack]),
    }));
  } catch {
    // It says itself what is wrong with it, and stops no other.
    return [one];
  }
}

function named({ name, words }: Listed): FleetEntry {
  const [place = ''] = words.get('outputs') ?? words.get('source-bucket') ?? [];
  return { name: name ?? plainName(place), words };
}

/** Names are told apart by the whole of what they are of, where the short ones are the same. */
function toldApart(entries: readonly FleetEntry[], file: string): readonly FleetEntry[] {
  const isShared = (name: string): boolean => entries.filter((entry) => entry.name === name).length > 1;
  const all = entries.map((entry) => {
    const [place = entry.name] = entry.words.get('outputs') ?? [];
    return isShared(entry.name) ? { ...entry, name: place } : entry;
  });
  const twice = all.find(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
  if (twice === undefined) return all;
  throw new RunnerError(
    'usage',
    `--fleet: '${visible(file)}' lists '${visible(twice.name)}' twice`,
    'list each once, or give each a name of its own: {"name": …}',
  );
}

/**
 * What the file lists: a list in JSON, a file on each line, a directory with outputs, or outputs with several handoffs.
 * @throws RunnerError `usage`
 */
export async function readFleet(file: string, reading: Reading): Promise<readonly FleetEntry[]> {
  if (file === '')
    throw new RunnerError(
      'usage',
      "--fleet is '': it names no file, and the working directory is not meant by it",
      `allowed is ${SHAPE}`,
    );
  const path = resolve(reading.workingDirectory, file);
  const found = await textOrDirectory(path, file, reading);
  const listed = typeof found === 'string' ? listIn(found, file) : found;
  const itself: readonly Listed[] = [{ name: plainName(file), words: new Map([['outputs', [path]]]) }];
  const all = await Promise.all((listed ?? itself).map((one) => each(one, dirname(path), reading)));
  const entries = all.flat().map(named);
  if (entries.length === 0) throw wrong(file, 'lists nothing');
  return toldApart(entries, file);
}
