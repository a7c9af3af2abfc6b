// What is remembered of a job between two runs: one file for each job of a plan, about its newest round. Losing it is never fatal: S3 knows the jobs too,
// and the token keeps a second one from being made.
import * as z from 'zod';
import type { Journal } from '../../../ports/journal';
import { indentedJson } from '../../../text/safe-text';

const STATE = z.object({
  version: z.literal(1),
  /** Absent: every key. */
  prefix: z.string().exactOptional(),
  /** ClientRequestToken that CreateJob was, or is about to be, sent with. */
  token: z.string(),
  /** Absent: the answer to CreateJob was not seen. */
  jobId: z.string().exactOptional(),
  /** Whether the outcome of the job has been told to somebody. */
  told: z.boolean(),
  /** Absent: the first. */
  round: z.number().int().min(1).exactOptional(),
  /** Ids of the jobs of the rounds before, oldest first; absent: there are none. */
  after: z.array(z.string()).exactOptional(),
});

export type JobState = z.infer<typeof STATE>;

/** Name of the file in the journal. */
export function stateName(hash: string): string {
  return `${hash}.json`;
}

/** Undefined when there is none, or none that can be read. */
export async function readState(journal: Journal, hash: string): Promise<JobState | undefined> {
  const text = await journal.read(stateName(hash));
  if (text === undefined) return undefined;
  try {
    return STATE.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Whether it could be written. */
export function writeState(journal: Journal, hash: string, state: JobState): Promise<boolean> {
  return journal.write(stateName(hash), `${indentedJson(state)}\n`);
}
