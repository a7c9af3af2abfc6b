// Paths into JSON, and the payloads that are made with them.
// https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
import { notEmulated } from '../../http/service';

type Json = Readonly<Record<string, unknown>>;

/** What a path leads into: the input of the state, or the context object. */
export interface PathRoots {
  readonly input: unknown;
  readonly context: unknown;
}

const WHOLE = /^\$\$?(?:\.[A-Za-z_][\w-]*|\['[^'\]]*'\]|\[\d+\])*$/;
const STEPS = /\.([A-Za-z_][\w-]*)|\['([^'\]]*)'\]|\[(\d+)\]/g;

/** @throws ServiceError 501 for filters, slices and intrinsic functions */
export function checkPath(path: string): void {
  if (!WHOLE.test(path)) throw notEmulated(`The path or function ${path} in a state machine`);
}

function stepsOf(path: string): readonly string[] {
  return [...path.matchAll(STEPS)].map(([, name, quoted, index]) => name ?? quoted ?? index ?? '');
}

/** Undefined: nothing is there. */
export function valueAt(path: string, { input, context }: PathRoots): unknown {
  return stepsOf(path).reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Json)[step] : undefined,
    path.startsWith('$$') ? context : input,
  );
}

/** `value` put into a copy of `input`; `$` replaces all of it. */
export function placedAt(path: string, input: unknown, value: unknown): unknown {
  const place = (steps: readonly string[], into: unknown): unknown => {
    const [step, ...rest] = steps;
    if (step === undefined) return value;
    const before = typeof into === 'object' && into !== null && !Array.isArray(into) ? (into as Json) : {};
    return { ...before, [step]: place(rest, before[step]) };
  };
  return place(stepsOf(path), input);
}

/** Told of each path in a payload, by the field that it is for. */
export function eachPath(payload: unknown, told: (path: string, field: string) => void): void {
  if (Array.isArray(payload)) for (const item of payload as unknown[]) eachPath(item, told);
  else if (typeof payload === 'object' && payload !== null) {
    for (const [key, value] of Object.entries(payload)) {
      if (key.endsWith('.$')) told(String(value), key);
      else eachPath(value, told);
    }
  }
}

/** The payload, with what paths lead to. @throws NothingThere */
export function filled(payload: unknown, roots: PathRoots): unknown {
  if (Array.isArray(payload)) return payload.map((item) => filled(item, roots));
  if (typeof payload !== 'object' || payload === null) return payload;
  return Object.fromEntries(
    Object.entries(payload).map(([key, value]) =>
      key.endsWith('.$') ? [key.slice(0, -2), present(String(value), roots, key)] : [key, filled(value, roots)],
    ),
  );
}

/** A path leads nowhere. */
export class NothingThere extends Error {
  constructor(path: string, field: string) {
    super(`The JSONPath '${path}' specified for the field '${field}' could not be found in the input`);
  }
}

export function present(path: string, roots: PathRoots, field: string): unknown {
  const value = valueAt(path, roots);
  if (value === undefined) throw new NothingThere(path, field);
  return value;
}
