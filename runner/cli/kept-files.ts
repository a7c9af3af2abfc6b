// Files that are written when it is over: --report-file of the whole run, --certificate of the comparison.
import { extname, resolve } from 'node:path';
import { defined } from '../text/defined';
import type { Certificate } from '../events/certificate';
import { RunnerError } from '../ports/errors';
import type { CertificateEvent } from '../events/events';
import { textFlag, type Given } from './flag-values';
import type { World } from '../ports/world';
import { escapedJson, visible } from '../text/safe-text';
import { certificatePage, storyPage } from '../renderers/html/page';
import { certificateMarkdown } from '../renderers/markdown/certificate-markdown';
import { eventMarkdown } from '../renderers/markdown/event-markdown';
import type { Renderer } from '../renderers/renderer';
import { eventsOf, storyTeller, type Story } from '../renderers/story';

type Format = 'html' | 'markdown' | 'json';

const FORMATS: Readonly<Record<string, Format>> = {
  '.html': 'html',
  '.htm': 'html',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.json': 'json',
};

interface KeptFile {
  readonly flag: string;
  readonly path: string;
  readonly format: Format;
}

export interface KeptFiles extends Pick<Renderer, 'tell'> {
  /** Writes every file that it can. @returns what went wrong, one error for each that it cannot */
  write(): Promise<readonly RunnerError[]>;
}

async function fileOf(given: Given, flag: string, world: World): Promise<KeptFile | undefined> {
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
    `--${flag}: '${visible(path)}' cannot be written (${fault})`,
    'name another file, in a directory that is there',
  );
}

function jsonOf(value: unknown): string {
  return `${escapedJson(value)}\n`;
}

function storyMarkdown({ events }: Story): string {
  const parts = events.flatMap((event) => eventMarkdown(event) ?? []);
  return `${['# Backfill report', ...parts].join('\n\n')}\n`;
}

function storyText(story: Story, format: Format): string {
  if (format === 'html') return storyPage(story);
  if (format === 'markdown') return storyMarkdown(story);
  const { startedMs, endedMs, progress, events } = story;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return jsonOf({ version: 1, startedAt: iso(startedMs), endedAt: iso(endedMs), progress, events });
}

function certificateFile(event: CertificateEvent, format: Format): string {
  if (format === 'html') return certificatePage(event);
  if (format === 'markdown') return `${certificateMarkdown(event)}\n`;
  const { version, source, prefixes, chosen, startedAt, endedAt, listing, answer, comparisons }: Certificate = event;
  return jsonOf({
    version,
    source,
    prefixes,
    ...defined({ chosen }),
    startedAt,
    endedAt,
    listing,
    answer,
    comparisons,
  });
}

/**
 * What the flags ask for; undefined: nothing.
 * @throws RunnerError `usage` when a file has an unknown ending or cannot be written: told before anything is sent
 */
export async function keepFiles(given: Given, world: World): Promise<KeptFiles | undefined> {
  const report = await fileOf(given, 'report-file', world);
  const certificate = await fileOf(given, 'certificate', world);
  if (report === undefined && certificate === undefined) return undefined;
  const teller = storyTeller(world.clock);
  const write = async ({ flag, path, format }: KeptFile, text: (format: Format) => string): Promise<RunnerError[]> => {
    try {
      await world.files.write(path, text(format));
      return [];
    } catch (error) {
      const why = error instanceof Error ? visible(error.message) : 'unknown';
      return [new RunnerError('unavailable', `--${flag}: '${visible(path)}' could not be written: ${why}`)];
    }
  };
  return {
    tell: (event) => teller.add(event),
    async write() {
      const story = teller.story();
      const faults = report === undefined ? [] : await write(report, (format) => storyText(story, format));
      const last = eventsOf(story, 'certificate').at(-1);
      if (certificate === undefined || last === undefined) return faults;
      return [...faults, ...(await write(certificate, (format) => certificateFile(last, format)))];
    },
  };
}
