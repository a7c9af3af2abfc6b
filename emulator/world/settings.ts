// How long things take and what S3 does now and then: the defaults, and changes of them as people write them.
import { z } from 'zod';
import type { Quirks, Timing } from './world';

export const DEFAULT_TIMING: Timing = {
  liveReplicationMs: 50,
  jobStateMs: 100,
  iamPropagationMs: 0,
  rulePropagationMs: 0,
  jobVisibleMs: 0,
  reportDelayMs: 0,
  restoreMs: 100,
};

export const DEFAULT_QUIRKS: Quirks = { unreliableFailedCount: false };

const YEAR_MS = 366 * 24 * 3_600_000;

const keysOf = <Settings extends object>(settings: Settings) =>
  z.enum(Object.keys(settings) as (keyof Settings & string)[]);

export const timingChanges = z.partialRecord(keysOf(DEFAULT_TIMING), z.number().min(0).max(YEAR_MS));
export const quirkChanges = z.partialRecord(keysOf(DEFAULT_QUIRKS), z.boolean());

/**
 * @param words - each `name=milliseconds`, for example `iamPropagationMs=5000`
 * @throws Error that names what is wrong
 */
export function parseTiming(words: readonly string[]): Partial<Timing> {
  const entries = words.map((word) => {
    const [name = '', value = '', ...more] = word.split('=');
    return [name, value === '' || more.length > 0 ? NaN : Number(value)] as const;
  });
  return changes('timing', timingChanges, DEFAULT_TIMING, Object.fromEntries(entries));
}

/**
 * @param names - of the quirks that are on
 * @throws Error that names what is wrong
 */
export function parseQuirks(names: readonly string[]): Partial<Quirks> {
  return changes('quirk', quirkChanges, DEFAULT_QUIRKS, Object.fromEntries(names.map((name) => [name, true])));
}

function changes<Changes>(what: string, schema: z.ZodType<Changes>, known: object, given: unknown): Changes {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const names = Object.keys(known).join(', ');
  throw new Error(`the ${what} is wrong; there is ${names}:\n${z.prettifyError(parsed.error)}`);
}
