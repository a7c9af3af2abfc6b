// What the runner remembers between two runs: `.s3-backfill/<hash>.json` beside the outputs, one file for each job of a
// plan. Losing it is never fatal: S3 knows the jobs too, and the token keeps a second one from being made.
import { join } from 'node:path';
import { z } from 'zod';
import type { Files } from '../../../ports/world';

const STATE = z.object({
  version: z.literal(1),
  prefix: z.string(),
  /** ClientRequestToken that CreateJob was, or is about to be, sent with. */
  token: z.string(),
  /** Absent: the answer to CreateJob was not seen. */
  jobId: z.string().exactOptional(),
  /** Whether the outcome of the job has been told to somebody. */
  told: z.boolean(),
});

export type JobState = z.infer<typeof STATE>;

export interface StateFiles {
  /** Undefined when there is none, or none that can be read. */
  read(hash: string): Promise<JobState | undefined>;
  /** Whether it could be written. */
  write(hash: string, state: JobState): Promise<boolean>;
  /** For messages. */
  readonly directory: string;
}

/** @param outputsDirectory where the handoff was read */
export function stateFiles(files: Files, outputsDirectory: string): StateFiles {
  const directory = join(outputsDirectory, '.s3-backfill');
  const path = (hash: string): string => join(directory, `${hash}.json`);
  return {
    directory,
    async read(hash) {
      try {
        const text = await files.read(path(hash));
        return text === undefined ? undefined : STATE.safeParse(JSON.parse(text)).data;
      } catch {
        return undefined;
      }
    },
    async write(hash, state) {
      try {
        await files.write(path(hash), `${JSON.stringify(state, undefined, 2)}\n`);
        return true;
      } catch {
        return false;
      }
    },
  };
}
