// What rclone says, line by line: its log as JSON. https://rclone.org/docs/#use-json-log
import type { ProgramEnd, Stream } from '../../../ports/programs';
import type { CopyRequest } from '../../copy/plan-copies';
import { foldersOf } from '../folders';
import type { Reads, Said, ToolEnding } from '../tool';
import { fromRclone } from './names';

interface Entry {
  readonly level?: unknown;
  readonly msg?: unknown;
  readonly object?: unknown;
  readonly stats?: unknown;
}

const COPIED = /^(?:Multi-thread )?Copied \((.*)\)/;
const ON_THE_SERVER = /^server-side copy/;
const WOULD_COPY = /^Skipped (?:server-side )?copy as --dry-run is set/;
/** As the SDK that it has says them, and as that of older versions does. */
const CODES = [/\bapi error ([A-Za-z][\w.]+)/, /(?:^|: )([A-Z][A-Za-z]+(?:\.[A-Za-z]+)?): /];
/** Of a whole attempt: each object has been told before. */
const SUMMARY = /^(?:Attempt \d+\/\d+ failed|Failed to copy with \d+ errors|Failed to copy: )/;
/** Of what it leaves out, which was found before it was started. */
const LEFT_OUT = /^Entry doesn't belong in directory/;
const ERRORS: ReadonlySet<unknown> = new Set(['error', 'critical', 'fatal']);

function entryOf(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}

function codeIn(message: string): string {
  const text = message.replace(/^Failed to copy: /, '');
  const found = CODES.map((pattern) => pattern.exec(text)?.[1]).find((code) => code !== undefined);
  return found ?? 'Unknown';
}

function bytesIn(stats: object): Said | undefined {
  const { bytes } = stats as { readonly bytes?: unknown };
  return typeof bytes === 'number' ? { says: 'bytes', copiedBytes: bytes } : undefined;
}

function ofObject(rest: string, message: string, level: unknown): Said | undefined {
  const [, how] = COPIED.exec(message) ?? [];
  if (how !== undefined) return ON_THE_SERVER.test(how) ? { says: 'copied', rest } : { says: 'through-here', rest };
  if (WOULD_COPY.test(message)) return { says: 'would-copy' };
  return ERRORS.has(level) ? { says: 'failed', rest, code: codeIn(message), message } : undefined;
}

export function reads(request: CopyRequest): Reads {
  const stem = foldersOf(request)?.stem ?? '';
  return (line: string, stream: Stream): Said | undefined => {
    if (stream !== 'stderr') return undefined;
    const { level, msg, object, stats } = entryOf(line) ?? {};
    if (typeof stats === 'object' && stats !== null) return bytesIn(stats);
    if (typeof msg !== 'string' || LEFT_OUT.test(msg)) return undefined;
    if (typeof object === 'string' && object !== '') return ofObject(fromRclone(object).slice(stem.length), msg, level);
    return ERRORS.has(level) && !SUMMARY.test(msg) ? { says: 'trouble', code: codeIn(msg), message: msg } : undefined;
  };
}

/** Something has failed, and the rest was done; 9 is that there was nothing to do. https://rclone.org/docs/#exit-code */
const SOME: ReadonlySet<number> = new Set([1, 5, 6]);

export function endingOf(end: ProgramEnd): ToolEnding {
  if (!('code' in end)) return 'broken';
  if (end.code === 0 || end.code === 9) return 'all';
  return SOME.has(end.code) ? 'some' : 'broken';
}
