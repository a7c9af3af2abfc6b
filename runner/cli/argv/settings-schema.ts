// What the settings file says to the runner. In a file of its own, since zod is larger than all that `--help` needs.
import * as z from 'zod';

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

export const runnerSettings = z.object({ runner: z.record(z.string(), value).optional() });
