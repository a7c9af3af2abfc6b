// The versions that the lists of jobs name, read as a listing goes on: both are in the order of keys.
import { decodedKey } from '../../target/manifest-csv';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { ShownManifest } from '../../ports/batch/job-request';
import { linesWithin } from '../../evidence/lines-within';
import { compareKeys } from '../../text/key-order';
import { visible } from '../../text/safe-text';

type Row = readonly [key: string, versionId: string];

/** Of a list as the runner writes it: nothing in it needs quotes. @throws RunnerError `refused` where it is not there any more */
async function* rowsOf({ object }: ShownManifest, { aws, accountId }: Engine): AsyncGenerator<Row> {
  const slash = object.indexOf('/');
  const bytes = await aws.buckets.read(object.slice(0, slash), object.slice(slash + 1), accountId);
  if (bytes === undefined)
    throw new RunnerError('refused', `the list of the job is not there any more: s3://${visible(object)}`);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of linesWithin(bytes)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, written = '', versionId] = line.split(',');
      const key = decodedKey(written);
      if (key === undefined || versionId === undefined) throw damaged(object);
      yield [key, versionId];
    }
  }
  if (rest !== '') throw damaged(object);
}

/** What a row would have named is not known, and would be taken for what no job has written. */
function damaged(object: string): RunnerError {
  return new RunnerError('refused', `the list of the job is damaged: s3://${visible(object)}`);
}

/** One list, as far as it was read. */
class Cursor {
  readonly #rows: AsyncIterator<Row>;
  #row: Row | undefined;
  #isBegun = false;

  constructor(
    private readonly list: ShownManifest,
    engine: Engine,
  ) {
    this.#rows = rowsOf(list, engine);
  }

  /** @param key none comes before those that were asked for */
  async of(key: string): Promise<string | undefined> {
    if (!this.#isBegun) await this.#next();
    while (this.#row !== undefined && compareKeys(this.#row[0], key) < 0) await this.#next();
    return this.#row?.[0] === key ? this.#row[1] : undefined;
  }

  async #next(): Promise<void> {
    this.#isBegun = true;
    const before = this.#row?.[0];
    const step = await this.#rows.next();
    this.#row = step.done === true ? undefined : step.value;
    if (this.#row === undefined || before === undefined || compareKeys(before, this.#row[0]) < 0) return;
    throw new RunnerError(
      'refused',
      `the list of the job is not in the order of keys: s3://${visible(this.list.object)}`,
    );
  }

  async close(): Promise<void> {
    await this.#rows.return?.();
  }
}

export class NamedVersions {
  readonly #lists: readonly Cursor[];

  constructor(lists: readonly ShownManifest[], engine: Engine) {
    this.#lists = lists.map((list) => new Cursor(list, engine));
  }

  /**
   * Undefined: no list has the key.
   * @param key asked for in S3's order
   */
  async of(key: string): Promise<string | undefined> {
    for (const list of this.#lists) {
      const versionId = await list.of(key);
      if (versionId !== undefined) return versionId;
    }
    return undefined;
  }

  async close(): Promise<void> {
    for (const list of this.#lists) await list.close();
  }
}
