// What is written of a run beside its copies, and where. Keys of all files of a run begin with `<report prefix>/<run>/`.
import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Where one file of the inventory stands. */
export interface FileProgress {
  /** Rows that were read. */
  readonly rows: number;
  /** Objects that were put into messages. */
  readonly objects: number;
  readonly messages: number;
  readonly isDone: boolean;
}

const PROGRESS = z.strictObject({
  rows: z.number().int().nonnegative(),
  objects: z.number().int().nonnegative(),
  messages: z.number().int().nonnegative(),
  isDone: z.boolean(),
});

/** What may become of an object; of two lines about one object the later word here tells what became of it in the end. */
export const BECAME = [
  'failed',
  'changed',
  'taken',
  'too-large',
  'archived',
  'not-comparable',
  'gone',
  'kept',
  'same',
  'copied',
] as const;

export type Became = (typeof BECAME)[number];

/** What became of one object. */
export interface OutcomeLine {
  readonly key: string;
  readonly became: Became;
  readonly bytes: number;
  readonly code?: string;
  readonly message?: string;
  /** Of SQS. */
  readonly messageId: string;
  /** How often the message was received, this time included. */
  readonly receives: number;
  /** Whether the message is tried again, or goes to the dead letters. @default false */
  readonly again?: true;
}

function folderOf(prefix: string, run: string): string {
  return `${prefix === '' ? '' : `${prefix}/`}${run}/`;
}

export function runKey(prefix: string, run: string): string {
  return `${folderOf(prefix, run)}run.json`;
}

/** Where a listing is written that stands for an inventory. */
export function listingFolder(prefix: string, digest: string): string {
  return `${prefix === '' ? '' : `${prefix}/`}listings/${digest}/`;
}

export function progressKey(prefix: string, run: string, number: number): string {
  return `${folderOf(prefix, run)}files/${String(number).padStart(5, '0')}.json`;
}

export function outcomesKey(prefix: string, run: string, requestId: string): string {
  return `${folderOf(prefix, run)}outcomes/${requestId}.jsonl`;
}

/** Undefined: it was cut off, or is none: the file is read from its beginning. */
export function progressOf(text: string): FileProgress | undefined {
  try {
    return PROGRESS.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const RUN = z.object({
  run: z.string(),
  manifest: z.string(),
  createdMs: z.number(),
  files: z.number().int().nonnegative(),
});

/** What the reader writes of an inventory before it sends a message for each of its files. */
export type RunStart = z.output<typeof RUN>;

/** Undefined: it is none. */
export function runStartOf(text: string): RunStart | undefined {
  try {
    return RUN.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const LINE = z.object({
  key: z.string(),
  became: z.enum(BECAME),
  bytes: z.number(),
  code: z.string().optional(),
  message: z.string().optional(),
  again: z.literal(true).optional(),
});

/** What the runner reads of an {@link OutcomeLine}. */
export type ReadOutcome = z.output<typeof LINE>;

/** Undefined: it is none, or of another version. */
export function outcomeOf(text: string): ReadOutcome | undefined {
  try {
    return LINE.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function filesFolder(prefix: string, run: string): string {
  return `${folderOf(prefix, run)}files/`;
}

export function outcomesFolder(prefix: string, run: string): string {
  return `${folderOf(prefix, run)}outcomes/`;
}

/** The same for one and the same inventory. @param manifest text of its manifest.json */
export function runIdOf(manifest: string): string {
  return `inventory-${createHash('sha256').update(manifest).digest('hex').slice(0, 16)}`;
}
