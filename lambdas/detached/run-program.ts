// Runs the program for one step: it finds its job or creates it, and where the job is over, reports, tries again and compares.
import type { RunOrder, ProgramEnd, Step } from './step';
import { stepOf } from './step';

/** What one step needs of the world. */
export interface Workplace {
  /** Runs `s3-backfill run` with these flags, in the folder; ends it after `mostMs`. */
  readonly program: (flags: readonly string[], folder: string, mostMs: number) => Promise<ProgramEnd>;
  /** A new folder. */
  readonly open: () => Promise<string>;
  readonly write: (folder: string, name: string, text: string) => Promise<string>;
  /** Undefined: there is no such file. */
  readonly read: (folder: string, name: string) => Promise<string | undefined>;
  readonly remove: (folder: string) => Promise<void>;
  readonly put: (bucket: string, key: string, text: string, contentType: string) => Promise<void>;
  /** Until Lambda ends the function. */
  readonly remainingMs: () => number;
}

/** In which the program ends by itself once it is told to, and what it has written is put into the bucket. */
const TO_END_MS = 60_000;
/** A second round for what can succeed then; everything compared, however much it is. */
const FLAGS = ['--timeout', '0', '--retries', '1', '--verify', 'always', '--yes', '--output', 'json'];

const FILES = {
  'report.html': 'text/html; charset=utf-8',
  'certificate.json': 'application/json',
  'events.jsonl': 'application/x-ndjson',
};

export async function runProgram({ execution, handoff, flags }: RunOrder, at: Workplace): Promise<Step> {
  const folder = await at.open();
  try {
    const outputs = JSON.stringify({ s3_backfill: { value: handoff, type: 'object' } });
    const outputsFile = await at.write(folder, 'outputs.json', outputs);
    const files = ['--report-file', 'report.html', '--certificate', 'certificate.json'];
    const all = ['--outputs', outputsFile, ...FLAGS, ...files, ...flags];
    const end = await at.program(all, folder, at.remainingMs() - TO_END_MS);
    const step = stepOf(end);
    if (step.state === 'running') return step;
    await at.write(folder, 'events.jsonl', end.events);
    const { bucket, prefix } = handoff.report;
    const place = `${prefix === '' ? '' : `${prefix}/`}detached/${execution}/`;
    for (const [name, contentType] of Object.entries(FILES)) {
      const text = await at.read(folder, name);
      if (text !== undefined) await at.put(bucket, place + name, text, contentType);
    }
    return { ...step, report: `s3://${bucket}/${place}` };
  } finally {
    await at.remove(folder);
  }
}
