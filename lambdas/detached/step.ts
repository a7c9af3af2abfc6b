// What the function is given by the state machine, and what it answers: the machine goes on by `state`.

/** Contract between the function and the definition that the construct writes. */
export interface RunOrder {
  /** Name of the execution: what it writes stands below it. */
  readonly execution: string;
  /** What `terraform output s3_backfill` says. */
  readonly handoff: {
    readonly report: { readonly bucket: string; readonly prefix: string };
    readonly source: { readonly bucket: string; readonly region: string };
  };
  /** Further flags of `s3-backfill run`. */
  readonly flags: readonly string[];
}

export interface Step {
  /** `proven`: done, and every version compared; `running`: look again later. */
  readonly state: 'proven' | 'running' | 'failed';
  /** The runner's word for how it went. */
  readonly outcome: string;
  /** Sentence with its numbers. */
  readonly summary: string;
  /** Ids of the jobs. */
  readonly jobs: readonly string[];
  /** Where report, certificate and events are. @default - nothing was written, since it goes on */
  readonly report?: string;
}

/** AWS's own trouble, or the network's: the machine tries again. */
export class AwsTrouble extends Error {
  override readonly name = 'AwsTrouble';
}

/** How the program ended. */
export interface ProgramEnd {
  /** JSON lines. */
  readonly events: string;
  /** Absent: it was killed. */
  readonly exitCode?: number;
  /** Whether the function ended it, since its own time was nearly over. */
  readonly isOutOfTime: boolean;
}

interface LastEvent {
  readonly kind: string;
  readonly outcome?: string;
  readonly error?: string;
  readonly summary?: string;
  readonly message?: string;
  readonly hint?: string;
  readonly next?: string;
  readonly comeBack?: string;
  readonly transferIds?: readonly string[];
}

const PASSING: ReadonlySet<string> = new Set(['throttled', 'unavailable', 'unreachable', 'expired']);
const RUNNING = 4;
const NOTHING_COMPARED =
  'nothing was compared, so that nothing is proven: see that the bucket and the prefixes are meant';

interface CertificateEvent {
  readonly kind: 'certificate';
  readonly answer: string;
}

function eventIn(line: string): LastEvent | CertificateEvent | undefined {
  try {
    return JSON.parse(line) as LastEvent | CertificateEvent;
  } catch {
    return undefined;
  }
}

function lastEvent(events: string): LastEvent | undefined {
  const event = eventIn(events.trimEnd().split('\n').at(-1) ?? '');
  return event?.kind === 'verdict' || event?.kind === 'error' ? event : undefined;
}

/** Whether both sides were compared: exit code 0 has runs, too, of which it is said that nothing was found, or that nobody has compared. */
function wasCompared(events: string): boolean {
  const isOne = (event: ReturnType<typeof eventIn>): event is CertificateEvent => event?.kind === 'certificate';
  const last = events.split('\n').map(eventIn).findLast(isOne);
  return last !== undefined && last.answer !== 'not-compared';
}

/**
 * What it comes to. Only the runner's own exit code 0 is `proven`, and only where a certificate says what was compared.
 * @throws AwsTrouble, or Error where the program did not end by itself
 */
export function stepOf({ events, exitCode, isOutOfTime }: ProgramEnd): Step {
  const event = lastEvent(events);
  const jobs = event?.transferIds ?? [];
  if (isOutOfTime) {
    const what = 'the 15 minutes of a function were not enough for this bucket, and nothing is proven';
    const todo = 'prove it from a machine, with s3-backfill verify, which can also read S3 Inventories of both sides';
    return { state: 'failed', outcome: 'out-of-time', summary: `${what}; ${todo}`, jobs };
  }
  if (event === undefined || exitCode === undefined)
    throw new Error(`s3-backfill ended without a verdict (exit code ${exitCode ?? 'none: it was killed'})`);
  const { outcome = event.error ?? event.kind, summary = event.message ?? '', hint, next, comeBack } = event;
  if (event.error !== undefined && PASSING.has(event.error)) throw new AwsTrouble(`${event.error}: ${summary}`);
  const state = exitCode === 0 && wasCompared(events) ? 'proven' : exitCode === RUNNING ? 'running' : 'failed';
  const todo =
    state === 'failed' ? (hint ?? next ?? comeBack ?? (exitCode === 0 ? NOTHING_COMPARED : undefined)) : undefined;
  return { state, outcome, summary: todo === undefined ? summary : `${summary}; to do: ${todo}`, jobs };
}
