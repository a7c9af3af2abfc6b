// Ids of keys and grants, from the emulator's own source of chance.
import type { World } from '../../world/world';

export function hexDigits(world: World, count: number): string {
  return Array.from({ length: count }, () => Math.floor(world.random() * 16).toString(16)).join('');
}

/** A UUID of 32 digits; a multi-Region key has the digits alone, after `mrk-`. */
export function newKeyId(digits: string, multiRegion = false): string {
  return multiRegion ? `mrk-${digits}` : digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
