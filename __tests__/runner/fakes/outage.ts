// AWS that is out of reach for a time, for all calls or for some.
import { RunnerError } from '../../../runner/ports/errors';
import type { Aws } from '../../../runner/ports/aws';
import type { Clock } from '../../../runner/ports/clock';

export interface Outage {
  /** Port and call, for example `buckets.regionOf`. @default - every call */
  readonly call?: string;
  /** From the first call that it meets; Infinity: for good. */
  readonly seconds: number;
  /** How the calls fail. @default - no answer */
  readonly error?: RunnerError;
}

export const NO_ANSWER = new RunnerError('unreachable', 'no answer (ENOTFOUND)', 'check the network');

export function outage(clock: Clock, { call, seconds, error = NO_ANSWER }: Outage): (aws: Aws) => Aws {
  let untilMs: number | undefined;
  const isOut = (name: string): boolean => {
    if (call !== undefined && name !== call) return false;
    untilMs ??= clock.now() + seconds * 1000;
    return clock.now() < untilMs;
  };
  const port = (of: object, portName: string): object =>
    new Proxy(of, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]): unknown => {
          if (!isOut(`${portName}.${String(name)}`)) return Reflect.apply(member, target, given);
          return name === 'list' || name === 'versions' ? broken(error) : Promise.reject(error);
        };
      },
    });
  return (aws) =>
    new Proxy(aws, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'object' && member !== null ? port(member, String(name)) : member;
      },
    });
}

/** A stream that fails before its first item. */
export function broken(error: RunnerError): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}
