// Listings that were begun before a copy was, and are gone on with: what the checks look at is what the copy begins with. So both sides
// are listed while they are checked, and no page twice.
import type { Clock } from '../../../ports/clock';
import type { Engine } from '../../../ports/engine';
import type { Copying, ListedObject } from '../../../ports/s3/copying';
import type { KeysOf } from '../plan-copies';

type Page = readonly ListedObject[];

interface Begun {
  readonly atMs: number;
  readonly pages: AsyncIterator<Page>;
  readonly first: Promise<IteratorResult<Page, unknown>>;
}

/** What was read longer ago is read anew. */
const FRESH_MS = 10_000;

/** With what is written the listings are old. */
const WRITES = [
  'copy',
  'createUpload',
  'copyPart',
  'completeUpload',
  'deleteObject',
  'deleteObjects',
  'putTags',
] as const satisfies readonly (keyof Copying)[];

function keeping(copying: Copying, clock: Clock): Copying {
  const kept = new Map<string, Begun>();

  function begun(bucket: string, prefix: string): Begun {
    const name = JSON.stringify([bucket, prefix]);
    const known = kept.get(name);
    const atMs = clock.now();
    if (known !== undefined && atMs - known.atMs <= FRESH_MS) return known;
    const pages = copying.objects(bucket, { prefix })[Symbol.asyncIterator]();
    const one: Begun = { atMs, pages, first: pages.next() };
    kept.set(name, one);
    one.first.catch(() => forget(one));
    return one;
  }

  /** @returns whether it was kept */
  function forget(one: Begun): boolean {
    for (const [name, known] of kept) if (known === one) return kept.delete(name);
    return false;
  }

  async function* objects(bucket: string, prefix: string): AsyncGenerator<Page> {
    const one = begun(bucket, prefix);
    const first = await one.first;
    if (first.done === true) return;
    yield first.value;
    // Whoever reads on takes it over; others begin where the first page has ended.
    if (forget(one)) yield* { [Symbol.asyncIterator]: () => one.pages };
    else yield* copying.objects(bucket, { prefix, after: first.value.at(-1)?.key ?? prefix });
  }

  const writes: ReadonlySet<PropertyKey> = new Set(WRITES);
  return new Proxy(copying, {
    get(of, name) {
      const member: unknown = Reflect.get(of, name);
      if (typeof member !== 'function') return member;
      if (name === 'objects')
        return (bucket: string, range: Parameters<Copying['objects']>[1]) =>
          range.after === undefined && range.until === undefined
            ? objects(bucket, range.prefix)
            : copying.objects(bucket, range);
      if (!writes.has(name)) return member;
      return (...given: unknown[]): unknown => {
        kept.clear();
        return Reflect.apply(member, of, given);
      };
    },
  });
}

/** The engine of a copy, which lists nothing twice. */
export function keepingListings(engine: Engine): Engine {
  const copying = keeping(engine.aws.copying, engine.clock);
  const aws = new Proxy(engine.aws, {
    get: (of, name): unknown => (name === 'copying' ? copying : Reflect.get(of, name)),
  });
  return { ...engine, aws };
}

/** Begins to list, for whoever lists the same soon. */
export function listAhead({ aws }: Engine, places: readonly KeysOf[]): void {
  for (const { bucket, prefix } of places) {
    const pages = aws.copying.objects(bucket, { prefix })[Symbol.asyncIterator]();
    // Why it cannot be listed is told to whoever needs it.
    pages.next().catch(() => undefined);
  }
}
