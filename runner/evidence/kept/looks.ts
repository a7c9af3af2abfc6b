// What S3 has answered to looks at single versions, as rows that are kept, and answers that are given again.
import * as z from 'zod';
import type { KeptFile } from '../../events/certificate';
import { isRunnerError, RunnerError, type ErrorKind } from '../../ports/errors';
import type { HeadOptions, VersionHead } from '../../ports/s3/objects';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import type { Looking } from '../look-at-version';
import type { RowKeeper } from './keep-rows';
import type { ParquetRow } from '../parquet-rows';
import type { Column } from './write-parquet';

export const LOOK_COLUMNS: readonly Column[] = [
  { name: 'bucket', type: 'text' },
  { name: 'key', type: 'text' },
  { name: 'version_id', type: 'text' },
  /** `head`, also `head checksums` and `head part 1`; `tags`; what filters by tags say. */
  { name: 'asked', type: 'text' },
  /** JSON; `null` where there is no such version, `{"error": …}` where S3 has refused. */
  { name: 'answer', type: 'text' },
];

/** Refusals that are an answer; anything else ends the comparison. */
const ANSWERS = ['denied', 'not-found', 'refused'] as const satisfies readonly ErrorKind[];

/** That S3 has refused, as it is kept. */
export interface KeptRefusal {
  readonly kind: (typeof ANSWERS)[number];
  readonly message: string;
  /** @default - AWS gave none */
  readonly code?: string;
}

export const KEPT_REFUSAL = z.strictObject({
  kind: z.enum(ANSWERS),
  message: z.string(),
  code: z.string().exactOptional(),
}) satisfies z.ZodType<KeptRefusal>;

/** What is asked of HeadObject beside the rest has another answer. */
function headOf({ checksums = false, part }: HeadOptions = {}): string {
  return part !== undefined ? `head part ${part}` : checksums ? 'head checksums' : 'head';
}

type Answer = { readonly value: unknown } | { readonly error: KeptRefusal };

/** Hands looks on, and keeps what comes of them. */
export class LookKeeper {
  /** The first refusal of tags: after it nobody asks. */
  tagsRefused: KeptRefusal | undefined;

  constructor(
    private readonly objects: Looking,
    private readonly rows: RowKeeper,
  ) {}

  readonly looking: Looking = {
    head: (bucket, key, versionId, options) =>
      this.kept(headOf(options), bucket, key, versionId, () => this.objects.head(bucket, key, versionId, options)),
    tags: (bucket, key, versionId) =>
      this.kept('tags', bucket, key, versionId, () => this.objects.tags(bucket, key, versionId)),
  };

  end(): Promise<KeptFile> {
    return this.rows.end();
  }

  /** Asks, and keeps the answer under that word. */
  async kept<Value>(
    asked: string,
    bucket: string,
    key: string,
    versionId: string | undefined,
    ask: () => Promise<Value>,
  ): Promise<Value> {
    const keep = (answer: unknown): Promise<void> =>
      this.rows.add([[bucket, key, versionId ?? '', asked, JSON.stringify(answer ?? null)]]);
    try {
      const value = await ask();
      await keep({ value });
      return value;
    } catch (error) {
      if (!isRunnerError(error, ...ANSWERS)) throw error;
      const { message, code } = error;
      const kind = ANSWERS.find((one) => one === error.kind) ?? 'refused';
      const refusal = { kind, message, ...defined({ code }) };
      if (asked === 'tags' && kind !== 'not-found') this.tagsRefused ??= refusal;
      await keep({ error: refusal });
      throw error;
    }
  }
}

function thrown({ kind, message, code }: KeptRefusal): RunnerError {
  return new RunnerError(kind, message, undefined, code);
}

/** Gives the answers again. Memory holds those that were kept and not asked for yet: a comparison asks in nearly the same order. */
export class KeptLooks {
  readonly #rows: AsyncIterator<readonly ParquetRow[]>;
  /** One version may have been looked at more than once. */
  readonly #waiting = new Map<string, Answer[]>();
  #reading: Promise<boolean> | undefined;

  /** @param tagsRefused after the first refusal nobody has asked for tags */
  constructor(
    rows: AsyncIterable<readonly ParquetRow[]>,
    private readonly tagsRefused: KeptRefusal | undefined,
  ) {
    this.#rows = rows[Symbol.asyncIterator]();
  }

  readonly looking: Looking = {
    head: async (bucket, key, versionId, options) => {
      const answer = await this.answer(headOf(options), bucket, key, versionId);
      if (answer === undefined)
        throw new RunnerError('unavailable', `the evidence does not say how '${visible(key)}' was in '${bucket}'`);
      return (answer ?? undefined) as VersionHead | undefined;
    },
    tags: async (bucket, key, versionId) => {
      const answer = await this.answer('tags', bucket, key, versionId);
      if (answer !== undefined) return (answer ?? {}) as Readonly<Record<string, string>>;
      // Nobody had to ask: S3 counts none, or has refused them before.
      if (this.tagsRefused !== undefined) throw thrown(this.tagsRefused);
      return {};
    },
  };

  /** Undefined: it was not asked. */
  async answer(asked: string, bucket: string, key: string, versionId = ''): Promise<unknown> {
    const name = JSON.stringify([asked, bucket, key, versionId]);
    while (!this.#waiting.has(name)) {
      this.#reading ??= this.#readOn().finally(() => (this.#reading = undefined));
      if (!(await this.#reading) && !this.#waiting.has(name)) return undefined;
    }
    const [answer, ...later] = this.#waiting.get(name) ?? [];
    if (later.length === 0) this.#waiting.delete(name);
    else this.#waiting.set(name, later);
    if (answer === undefined) return undefined;
    if ('error' in answer) throw thrown(answer.error);
    return answer.value ?? null;
  }

  /** Whether there was more. */
  async #readOn(): Promise<boolean> {
    const next = await this.#rows.next();
    if (next.done === true) return false;
    for (const row of next.value) {
      const name = JSON.stringify([row['asked'], row['bucket'], row['key'], row['version_id']]);
      const answer = JSON.parse(String(row['answer'])) as Answer;
      this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), answer]);
    }
    return true;
  }
}
