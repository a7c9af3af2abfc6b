// One query of Athena, from its start to its end. A start whose answer was lost, or after which the program was killed, is found again by
// its token, and is not paid for twice; whoever stops the program stops the query.
import { createHash } from 'node:crypto';
import { installedPage } from '../../../docs/installed-page';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError, type ErrorKind } from '../../ports/errors';
import type { QueryExecution, QueryPlace } from '../../ports/serverless/queries';
import { defined } from '../../text/defined';
import { bytes } from '../../text/interval-figures';
import { visible } from '../../text/safe-text';

export interface AthenaQuery {
  readonly place: QueryPlace;
  readonly sql: string;
  /** What tells apart what it reads, beside its words: tables change under their names. */
  readonly of: readonly string[];
  /** @default - the workgroup says it */
  readonly resultsLocation?: string;
  /** Of the workgroup, for messages. @default - it is not known, or there is none */
  readonly cutoffBytes?: number;
}

export interface EndedQuery {
  readonly id: string;
  readonly scannedBytes: number;
}

/** Said while it is waited for. */
export interface QueryTold {
  readonly kind: 'note';
  readonly detail: string;
}

export type QueryEngine = Pick<Engine, 'clock' | 'random' | 'signal' | 'journal'> & {
  readonly aws: Pick<Engine['aws'], 'queries'>;
};

/** Of the text of one query. https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
const LONGEST_BYTES = 262_144;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** Nobody is left for longer without a word. */
const SILENCE_MS = 25_000;
/** Lists of files are long where a partition has many. */
const MOST_OF_REASON = 600;

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What is remembered of a start whose end nobody has seen. */
function tokenIn(text: string | undefined): string | undefined {
  return /^[0-9a-f]{64}$/.exec(text?.trim() ?? '')?.[0];
}

function paid({ scannedBytes }: Pick<QueryExecution, 'scannedBytes'>): string {
  return scannedBytes === 0
    ? 'nothing was scanned'
    : `${bytes(scannedBytes)} were scanned, and are paid where it was stopped`;
}

const NEEDS = `what it needs: s3-backfill policy caller --for verify --engine athena, and ${installedPage('docs/permissions.md')}`;

/** What is denied has the way to what is needed with it. */
export function withNeeds(error: RunnerError): RunnerError {
  return error.kind === 'denied' ? new RunnerError('denied', error.message, NEEDS, error.code) : error;
}

/** Why there is nothing to read, and what to do. */
function failureOf(id: string, execution: QueryExecution, { place, cutoffBytes }: AthenaQuery): RunnerError {
  const { workgroup, region } = place;
  const reason = visible(execution.reason.slice(0, MOST_OF_REASON));
  const query = `Athena's query ${visible(id)}`;
  if (/bytes scanned limit/i.test(reason))
    return new RunnerError(
      'refused',
      `${query} was stopped: it has scanned more than the workgroup '${visible(workgroup)}' lets one query scan${cutoffBytes === undefined ? '' : ` (${bytes(cutoffBytes)})`}; ${paid(execution)}`,
      'let the workgroup scan more (BytesScannedCutoffPerQuery), name another one with --athena-workgroup, or have inventories delivered in Parquet, of which fewer bytes are read',
    );
  if (/access ?denied|not authorized|permission denied|insufficient permissions|\b403\b/i.test(reason))
    return new RunnerError('denied', `${query} was denied: ${reason}`, NEEDS);
  if (/exhausted resources/i.test(reason))
    return new RunnerError(
      'unavailable',
      `${query} needs more than Athena has for one query: ${reason}`,
      'compare less at a time with --prefix, or on a machine of your own with --engine duckdb',
    );
  if (execution.state === 'cancelled')
    return new RunnerError(
      'refused',
      `${query} was cancelled${reason === '' ? '' : ` (${reason})`}; ${paid(execution)}`,
      'somebody else, or a limit of the workgroup, has stopped it: start it again when that is settled',
    );
  return new RunnerError(
    'unavailable',
    `${query} has failed: ${reason === '' ? 'Athena says no reason' : reason}`,
    `see it as a whole: aws athena get-query-execution --query-execution-id ${visible(id)} --region ${visible(region)}`,
  );
}

function hintOfStart(error: RunnerError): RunnerError {
  const { message, code } = error;
  if (/no output location/i.test(message))
    return new RunnerError('usage', message, 'name where results go: --athena-results s3://bucket/folder/', code);
  if (/output ?(?:bucket|location)|S3 location/i.test(message))
    return new RunnerError(
      error.kind,
      message,
      `results go to a bucket in the Region of the workgroup, which the caller may find (s3:GetBucketLocation) and write to; ${NEEDS}`,
      code,
    );
  return withNeeds(error);
}

/** Stops it although the program is being interrupted. @throws RunnerError `interrupted`, which says what became of it */
async function stopped(id: string, { place }: AthenaQuery, { aws }: QueryEngine): Promise<RunnerError> {
  try {
    await aws.queries.stop(place, id);
    return new RunnerError(
      'interrupted',
      `interrupted; Athena's query ${visible(id)} was stopped (StopQueryExecution): what it has scanned by now is paid`,
    );
  } catch (error) {
    const why = isRunnerError(error) ? error.message : 'unknown';
    return new RunnerError(
      'interrupted',
      `interrupted; Athena's query ${visible(id)} could not be stopped, and goes on: ${why}`,
      `aws athena stop-query-execution --query-execution-id ${visible(id)} --region ${visible(place.region)}; or run the same command again, which waits for it`,
    );
  }
}

/** Of a query, or of its results, that AWS has no more. */
const GONE: readonly ErrorKind[] = ['refused', 'not-found'];

function isGone(error: unknown): boolean {
  return isRunnerError(error) && GONE.includes(error.kind);
}

class Run {
  readonly #name: string;

  constructor(
    private readonly query: AthenaQuery,
    private readonly engine: QueryEngine,
  ) {
    const { place, sql, of, resultsLocation = '' } = query;
    this.#name = `athena-${digest(JSON.stringify([place, sql, of, resultsLocation])).slice(0, 16)}`;
  }

  async *ended(): AsyncGenerator<QueryTold, EndedQuery> {
    const { journal } = this.engine;
    const before = tokenIn(await journal.read(this.#name));
    const begun = before === undefined ? undefined : await this.#begun(before);
    if (begun === undefined) return yield* this.#wait(await this.#start(await this.#newToken()));
    yield {
      kind: 'note',
      detail: `Athena's query ${visible(begun.id)} was begun before: it is waited for, and not paid twice`,
    };
    return yield* this.#wait(begun.id, begun.first);
  }

  /** What was begun with this token; undefined: it has ended badly while nobody was looking, or nobody knows it any more. */
  async #begun(token: string): Promise<{ readonly id: string; readonly first: QueryExecution } | undefined> {
    try {
      const id = await this.#start(token);
      const first = await this.#look(id);
      return first.state === 'failed' || first.state === 'cancelled' ? undefined : { id, first };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** Remembered before it is used. Of several starts at a time each uses what was remembered last: they share one query. */
  async #newToken(): Promise<string> {
    const { clock, random, journal } = this.engine;
    const token = digest(JSON.stringify([this.#name, clock.now(), random(), random()]));
    await journal.write(this.#name, token);
    return tokenIn(await journal.read(this.#name)) ?? token;
  }

  async #start(token: string): Promise<string> {
    const { place, sql, resultsLocation } = this.query;
    const { aws, signal } = this.engine;
    try {
      return await aws.queries.start(place, { sql, token, ...defined({ resultsLocation }) });
    } catch (error) {
      if (!isRunnerError(error)) throw error;
      if (error.kind === 'interrupted' || signal.aborted)
        throw new RunnerError(
          'interrupted',
          'interrupted; whether Athena has begun the query is not known',
          'the same command waits for it where it was begun, and pays nothing twice',
        );
      throw hintOfStart(error);
    }
  }

  async #look(id: string): Promise<QueryExecution> {
    try {
      return await this.engine.aws.queries.execution(this.query.place, id);
    } catch (error) {
      throw await this.#interrupted(id, error);
    }
  }

  async #interrupted(id: string, error: unknown): Promise<unknown> {
    if (isRunnerError(error, 'interrupted') || this.engine.signal.aborted) return stopped(id, this.query, this.engine);
    if (!isRunnerError(error) || isGone(error)) return error;
    const { kind, message, hint, code } = withNeeds(error);
    const goesOn = `Athena's query ${visible(id)} goes on: the same command waits for it, and pays nothing twice`;
    return new RunnerError(kind, message, hint === undefined ? goesOn : `${hint}; ${goesOn}`, code);
  }

  async *#wait(id: string, first?: QueryExecution): AsyncGenerator<QueryTold, EndedQuery> {
    const { clock, signal, journal } = this.engine;
    let saidMs = clock.now();
    let pauseMs = FIRST_PAUSE_MS;
    for (let execution = first; ; execution = await this.#look(id)) {
      if (execution?.state === 'succeeded') {
        return { id, scannedBytes: execution.scannedBytes };
      }
      if (execution?.state === 'failed' || execution?.state === 'cancelled') {
        await journal.write(this.#name, '');
        throw failureOf(id, execution, this.query);
      }
      if (execution !== undefined && execution.state === undefined)
        throw new RunnerError(
          'unavailable',
          `Athena's query ${visible(id)} is in the state '${visible(execution.word)}', which this version does not know`,
          'update s3-backfill; the same command waits for the query, and pays nothing twice',
        );
      if (execution !== undefined && clock.now() - saidMs >= SILENCE_MS) {
        saidMs = clock.now();
        const scanned = execution.scannedBytes === 0 ? '' : `; ${bytes(execution.scannedBytes)} were scanned so far`;
        yield { kind: 'note', detail: `Athena's query ${visible(id)} is ${execution.word.toLowerCase()}${scanned}` };
      }
      try {
        await clock.sleep(pauseMs, signal);
      } catch (error) {
        throw await this.#interrupted(id, error);
      }
      pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
    }
  }

  /** Its results were read: the next start is a query of its own. */
  async forget(): Promise<void> {
    await this.engine.journal.write(this.#name, '');
  }
}

/**
 * @param read what is done with a query that has ended well; only then it is forgotten
 * @throws RunnerError that says how it has ended; `interrupted` once it was stopped
 */
export async function* runQuery<Result>(
  query: AthenaQuery,
  engine: QueryEngine,
  read: (ended: EndedQuery) => Promise<Result>,
): AsyncGenerator<QueryTold, Result> {
  const size = Buffer.byteLength(query.sql);
  if (size > LONGEST_BYTES)
    throw new RunnerError(
      'usage',
      `the query has ${size} bytes, and Athena takes ${LONGEST_BYTES}: rules or prefixes are too many for one query`,
      'compare fewer prefixes at a time with --prefix, or on this machine with --engine duckdb',
    );
  const run = new Run(query, engine);
  const ended = yield* run.ended();
  try {
    const result = await read(ended);
    await run.forget();
    return result;
  } catch (error) {
    // Whoever starts again would meet the same.
    if (isGone(error)) await run.forget();
    throw isRunnerError(error) ? withNeeds(error) : error;
  }
}
