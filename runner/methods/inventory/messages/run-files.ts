// What is written of a run beside its copies, and where. Keys of all files of a run begin with `<report prefix>/<run>/`.
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

/** What became of one object. */
export interface OutcomeLine {
  readonly key: string;
  readonly became:
    'copied' | 'same' | 'kept' | 'gone' | 'archived' | 'changed' | 'taken' | 'not-comparable' | 'too-large' | 'failed';
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
