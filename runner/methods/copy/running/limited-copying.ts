// Requests of a copy, no more of them in a second than were asked for, and no more bytes that they have S3 copy.
import { Rate } from '../../../pacing/rate';
import type { CopyOptions } from '../../../plan/copy-options';
import type { Aws } from '../../../ports/aws';
import type { Clock } from '../../../ports/clock';
import type { Engine } from '../../../ports/engine';
import type { Copying } from '../../../ports/s3/copying';

/** What is begun is finished, and what is left is cleaned away: these are counted, and wait for nothing. */
const NEVER_LATE: ReadonlySet<PropertyKey> = new Set<keyof Copying>([
  'completeUpload',
  'abort',
  'putTags',
  'annotation',
  'putAnnotation',
]);

async function* limitedPages<Page>(pages: AsyncIterable<Page>, wait: () => Promise<void>): AsyncGenerator<Page> {
  await wait();
  for await (const page of pages) {
    yield page;
    await wait();
  }
}

/** A port each call of which waits for its turn. */
function limitedPort<Port extends object>(port: Port, rate: Rate, signal: AbortSignal): Port {
  const wait = (): Promise<void> => rate.take(1, signal);
  return new Proxy(port, {
    get(of, name) {
      const member: unknown = Reflect.get(of, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown => {
        const call = (): unknown => Reflect.apply(member, of, given);
        if (name === 'objects' || name === 'versions') return limitedPages(call() as AsyncIterable<unknown>, wait);
        if (!NEVER_LATE.has(name)) return wait().then(call);
        rate.spend(1);
        return call();
      };
    },
  });
}

/** The engine of copies that are counted, made and compared: all of it asks S3 no faster. */
export function limitedEngine(engine: Engine, { requestsPerSecond }: CopyOptions = {}): Engine {
  if (requestsPerSecond === undefined) return engine;
  const { aws, clock, signal } = engine;
  const rate = new Rate(requestsPerSecond, clock);
  const copying = limitedPort(aws.copying, rate, signal);
  const objects = limitedPort(aws.objects, rate, signal);
  const limited: Aws = new Proxy(aws, {
    get: (of, name): unknown => (name === 'copying' ? copying : name === 'objects' ? objects : Reflect.get(of, name)),
  });
  return { ...engine, aws: limited };
}

/** What waits before S3 is told to copy so many bytes. Undefined: nothing does. */
export function bytesLimit(
  bytesPerSecond: number | undefined,
  clock: Clock,
  signal: AbortSignal,
): ((sizeBytes: number) => Promise<void>) | undefined {
  if (bytesPerSecond === undefined) return undefined;
  const rate = new Rate(bytesPerSecond, clock);
  return (sizeBytes) => rate.take(sizeBytes, signal);
}
