// A program that ends at a request: as if it had been killed, or by Ctrl-C.
import { RunnerError } from '../../../runner/ports/errors';
import type { Aws } from '../../../runner/ports/aws';

export interface EndingAt {
  readonly between: (aws: Aws) => Aws;
  /** Resolves when the program has come to the request; it hears nothing of AWS any more. */
  readonly reached: Promise<'reached'>;
  /** Requests so far. */
  count(): number;
}

export interface Moment {
  /** Number of the request, from 1. @default - none */
  readonly request?: number;
  /** Whether AWS gets the request; the answer is lost either way. */
  readonly arrives: boolean;
  /** Stops the program as Ctrl-C does. @default - it is killed */
  readonly interrupt?: () => void;
}

export function endingAt({ request, arrives, interrupt }: Moment): EndingAt {
  let requests = 0;
  let reach: (word: 'reached') => void = () => undefined;
  const reached = new Promise<'reached'>((resolve) => (reach = resolve));
  const atRequest = async (): Promise<void> => {
    requests += 1;
    if (request === undefined || requests < request) return;
    if (interrupt === undefined) {
      reach('reached');
      // Who is dead hears nothing.
      await new Promise(() => undefined);
    }
    interrupt?.();
    throw new RunnerError('interrupted', 'interrupted');
  };
  async function* streamed(make: () => AsyncIterable<unknown>): AsyncGenerator {
    await atRequest();
    yield* make();
  }
  const asked = async (act: () => Promise<unknown>): Promise<unknown> => {
    if (arrives && requests + 1 === request) {
      const answer = await act();
      await atRequest();
      return answer;
    }
    await atRequest();
    return act();
  };
  const port = (target: object): object =>
    new Proxy(target, {
      get(of, name) {
        const member: unknown = Reflect.get(of, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]): unknown => {
          const act = (): unknown => Reflect.apply(member, of, given);
          if (name === 'list' || name === 'versions') return streamed(() => act() as AsyncIterable<unknown>);
          return asked(() => Promise.resolve(act()));
        };
      },
    });
  return {
    reached,
    count: () => requests,
    between: (aws) =>
      new Proxy(aws, {
        get(of, name) {
          const member: unknown = Reflect.get(of, name);
          return typeof member === 'object' && member !== null ? port(member) : member;
        },
      }),
  };
}
