// What later steps, and people, get of a run: the outputs of action.yml, and the summary of the job.
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Story } from '../runner/renderers/story';
import { eventsOf } from '../runner/renderers/story';

/** GitHub refuses a summary of more than 1 MiB, all of it. */
const LARGEST_SUMMARY = 1_000_000;

/** Everything that action.yml names. */
export interface Results {
  readonly outcome: string;
  readonly 'exit-code': string;
  readonly summary: string;
  readonly jobs: string;
  readonly region: string;
  readonly 'account-id': string;
  readonly compared: string;
  readonly 'come-back': string;
  readonly report: string;
}

export function resultsOf(story: Story, exitCode: number, report: string): Results {
  const verdict = eventsOf(story, 'verdict').at(-1);
  const error = eventsOf(story, 'error').at(-1);
  const source = eventsOf(story, 'target').at(-1)?.source;
  return {
    outcome: verdict?.outcome ?? 'error',
    'exit-code': String(exitCode),
    summary: verdict?.summary ?? error?.message ?? '',
    jobs: (verdict?.transferIds ?? []).join('\n'),
    region: source?.region ?? '',
    'account-id': source?.accountId ?? '',
    compared: eventsOf(story, 'certificate').at(-1)?.answer ?? '',
    'come-back': verdict?.comeBack ?? '',
    report,
  };
}

/** Values end at a word that nobody can guess: what stands in one sets no other output. */
export function writeOutputs(file: string, results: Results): void {
  const end = `end-${randomUUID()}`;
  const entries = Object.entries(results).map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`);
  appendFileSync(file, entries.join(''));
}

/** @param whole where all of it is */
export function writeSummary(file: string, markdown: string, whole: string): void {
  appendFileSync(file, shortened(markdown, whole));
}

function shortened(markdown: string, whole: string): string {
  if (Buffer.byteLength(markdown) <= LARGEST_SUMMARY) return markdown;
  const bytes = Buffer.from(markdown).subarray(0, LARGEST_SUMMARY);
  const lines = bytes.subarray(0, bytes.lastIndexOf('\n') + 1).toString();
  return `${lines}\n**The rest is left out**, since GitHub takes no more: all of it is in the output \`report\`, ${whole}\n`;
}
