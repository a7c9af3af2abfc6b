// Files that are written when it is over: --report-file of the whole run, --certificate of the comparison.
import { extname, resolve } from 'node:path';
import { defined } from '../text/defined';
import { version } from '../../package.json';
import type { Certificate } from '../events/certificate';
import { isRunnerError, RunnerError } from '../ports/errors';
import type { CertificateEvent, NoteEvent } from '../events/events';
import { textFlag, type Given } from './flag-values';
import type { World } from '../ports/world';
import { SIGNATURE_ENDING } from '../signing/signature';
import { signerOf, type OpenSigner } from './verify/signing-key';
import { escapedJson, visible } from '../text/safe-text';
import { certificatePage, storyPage } from '../renderers/html/page';
import { certificateMarkdown } from '../renderers/markdown/certificate-markdown';
import { storyMarkdown } from '../renderers/markdown/story-markdown';
import type { Renderer } from '../renderers/renderer';
import { eventsOf, storyTeller, type Story, type StoryTeller } from '../renderers/story';

type Format = 'html' | 'markdown' | 'json';

const FORMATS: Readonly<Record<string, Format>> = {
  '.html': 'html',
  '.htm': 'html',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.json': 'json',
};

interface KeptFile {
  readonly flag: 'report-file' | 'certificate';
  readonly path: string;
  readonly format: Format;
}

export interface Written {
  /** Where each file is, and why one is not there. */
  readonly events: readonly NoteEvent[];
  /** What went wrong, one error for each that could not be written. */
  readonly faults: readonly RunnerError[];
}

export interface KeptFiles extends Pick<Renderer, 'tell'> {
  /** Writes every file that it can. */
  write(): Promise<Written>;
}

/** @throws RunnerError `usage` when its signature cannot be written beside it */
async function checkSignature({ path }: KeptFile, world: World): Promise<void> {
  const fault = await world.files.fault(`${path}${SIGNATURE_ENDING}`);
  if (fault === undefined) return;
  throw new RunnerError(
    'usage',
    `--sign-with: '${visible(path)}${SIGNATURE_ENDING}' cannot be written (${visible(fault)})`,
    'write the certificate into an ordinary file; its signature is written beside it',
  );
}

async function fileOf(given: Given, flag: KeptFile['flag'], world: World): Promise<KeptFile | undefined> {
  const name = textFlag(given, flag);
  if (name === undefined) return undefined;
  const format = FORMATS[extname(name).toLowerCase()];
  if (format === undefined) {
    throw new RunnerError('usage', `--${flag}: got '${visible(name)}'; the name ends with .html, .md or .json`);
  }
  const path = resolve(world.workingDirectory, name);
  const fault = await world.files.fault(path);
  if (fault === undefined) return { flag, path, format };
  throw new RunnerError(
    'usage',
    `--${flag}: '${visible(path)}' cannot be written (${visible(fault)})`,
    'name another file, in a directory that is there',
  );
}

const WHAT: Readonly<Record<KeptFile['flag'], string>> = {
  'report-file': 'report',
  certificate: 'certificate',
};

/** Of one of several: `report-NAME.html` beside `report.html`. */
function beside(file: KeptFile, name: string): KeptFile {
  const ending = extname(file.path);
  return { ...file, path: `${file.path.slice(0, file.path.length - ending.length)}-${name}${ending}` };
}

/** Names of members as parts of file names, each another one. */
function fileNames(members: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const member of members) {
    const plain = member.replace(/[^\w.-]+/g, '-');
    let name = plain;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${plain}-${number}`;
    taken.add(name.toLowerCase());
    names.set(member, name);
  }
  return names;
}

/** Nothing was compared: a file from before may be there, and is no certificate of this run. */
function notMade({ path }: KeptFile): Written {
  const detail = `--certificate: '${visible(path)}' was not written, since nothing was compared`;
  return { events: [{ kind: 'note', detail }], faults: [] };
}

function jsonOf(value: unknown): string {
  return `${escapedJson(value)}\n`;
}

function storyText(story: Story, format: Format): string {
  if (format === 'html') return storyPage(story);
  if (format === 'markdown') return storyMarkdown(story);
  const { made, startedMs, endedMs, progress, events } = story;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return jsonOf({ version: 1, program: made, startedAt: iso(startedMs), endedAt: iso(endedMs), progress, events });
}

function certificateFile(event: CertificateEvent, format: Format): string {
  if (format === 'html') return certificatePage(event);
  if (format === 'markdown') return `${certificateMarkdown(event)}\n`;
  const {
    version,
    endpoints,
    source,
    prefixes,
    chosen,
    matched,
    startedAt,
    endedAt,
    listing,
    answer,
    comparisons,
    kept,
  }: Certificate = event;
  return jsonOf({
    version,
    ...defined({ endpoints }),
    source,
    prefixes,
    ...defined({ chosen, matched }),
    startedAt,
    endedAt,
    listing,
    answer,
    comparisons,
    ...defined({ kept }),
  });
}

/** Signs what was written, as it was written. */
async function sign(path: string, text: string, signer: OpenSigner, world: World): Promise<Written> {
  const beside = `${path}${SIGNATURE_ENDING}`;
  try {
    await world.files.write(beside, await signer.sign(Buffer.from(text)), { onlyFiles: true });
    const detail = `certificate signed by ${signer.name}: '${visible(beside)}'`;
    return { events: [{ kind: 'note', detail, path: beside }], faults: [] };
  } catch (error) {
    const why = error instanceof Error ? visible(error.message) : 'unknown';
    const detail = `--sign-with: '${visible(path)}' was written and is not signed: ${why}`;
    return { events: [], faults: [new RunnerError(isRunnerError(error) ? error.kind : 'unavailable', detail)] };
  }
}

/**
 * What the flags ask for; undefined: nothing.
 * @throws RunnerError `usage` when a file has an unknown ending or cannot be written: told before anything is sent
 */
export async function keepFiles(given: Given, world: World, command: string): Promise<KeptFiles | undefined> {
  const report = await fileOf(given, 'report-file', world);
  const certificate = await fileOf(given, 'certificate', world);
  if (certificate !== undefined && given['sign-with'] !== undefined) await checkSignature(certificate, world);
  const signer = await signerOf(given, world);
  if (report === undefined && certificate === undefined) return undefined;
  const teller = storyTeller(world.clock, { version, command });
  const write = async ({ flag, path, format }: KeptFile, textOf: (format: Format) => string): Promise<Written> => {
    try {
      const text = textOf(format);
      await world.files.write(path, text);
      const detail = `${WHAT[flag]} written to '${visible(path)}'`;
      const signed = flag === 'certificate' && signer !== undefined ? await sign(path, text, signer, world) : undefined;
      return { events: [{ kind: 'note', detail, path }, ...(signed?.events ?? [])], faults: signed?.faults ?? [] };
    } catch (error) {
      const why = error instanceof Error ? visible(error.message) : 'unknown';
      const fault = new RunnerError('unavailable', `--${flag}: '${visible(path)}' could not be written: ${why}`);
      return { events: [], faults: [fault] };
    }
  };
  const members = new Map<string, StoryTeller>();
  const filesOf = async (story: Story, name?: string): Promise<readonly Written[]> => {
    const last = eventsOf(story, 'certificate').at(-1);
    const own = (file: KeptFile): KeptFile => (name === undefined ? file : beside(file, name));
    return [
      ...(report === undefined ? [] : [await write(own(report), (format) => storyText(story, format))]),
      ...(certificate === undefined || (name === undefined && members.size > 0)
        ? []
        : [
            last === undefined
              ? notMade(own(certificate))
              : await write(own(certificate), (format) => certificateFile(last, format)),
          ]),
    ];
  };
  const writeAll = async (): Promise<Written> => {
    const all = [...(await filesOf(teller.story()))];
    const names = fileNames([...members.keys()]);
    for (const [member, own] of members) all.push(...(await filesOf(own.story(), names.get(member))));
    return { events: all.flatMap(({ events }) => events), faults: all.flatMap(({ faults }) => faults) };
  };
  return {
    tell(event) {
      if (event.kind !== 'member') {
        teller.add(event);
        return;
      }
      const own = members.get(event.member) ?? storyTeller(world.clock, { version, command });
      members.set(event.member, own);
      own.add(event.event);
    },
    async write() {
      try {
        return await writeAll();
      } finally {
        signer?.close();
      }
    },
  };
}
