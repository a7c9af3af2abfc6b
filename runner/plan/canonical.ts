// Values as texts and digests that are equal when the values are.
import { createHash } from 'node:crypto';

/** JSON with its keys in order, so that equal values have equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** 64 hex digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Sixteen hex digits. */
export function shortHash(value: unknown): string {
  return sha256(canonical(value)).slice(0, 16);
}
