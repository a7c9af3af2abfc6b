// What values from a file have to look like, without a library: a program that reads one of its own files again loads nothing for it. Who has
// to say what is wrong with a value makes a schema.

/** Whether a value is as it must be. */
export type Shape = (value: unknown) => boolean;

export const isText: Shape = (value) => typeof value === 'string';
export const isName: Shape = (value) => typeof value === 'string' && value !== '';
/** Milliseconds since 1970, or of something. */
export const isMoment: Shape = (value) => Number.isFinite(value) && Number(value) >= 0;
export const isAmount: Shape = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

export function isOneOf(those: readonly string[]): Shape {
  return (value) => typeof value === 'string' && those.includes(value);
}

export function isListOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

export type Members = Readonly<Record<string, Shape>>;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param optional members that may be missing; what is neither is in no such value */
export function isExactly(required: Members, optional: Members = {}): Shape {
  const all = new Map([...Object.entries(required), ...Object.entries(optional)]);
  return (value) =>
    isRecord(value) &&
    Object.keys(required).every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, member]) => all.get(name)?.(member) === true);
}

/** It may have other members, too. */
export function isAtLeast(required: Members): Shape {
  return (value) =>
    isRecord(value) &&
    Object.entries(required).every(([name, shape]) => Object.hasOwn(value, name) && shape(value[name]));
}
