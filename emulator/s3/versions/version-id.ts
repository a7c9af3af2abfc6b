// Version ids. S3 can tell one that it gave from one that it never gave, without having either: so can this.
import type { World } from '../../world/world';

/** Version id of objects that were written while versioning was off or suspended. */
export const NULL_VERSION_ID = 'null';

const ID_ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._');
/** Where an id is put together: text that grew piece by piece would keep its pieces, for each of a million versions. */
const ID_DIGITS = Buffer.alloc(32);
/** The last digits are made of those before them. */
const CHECK_START = 28;

/** 32 characters that were never given before. The time leads, so that a repeated seed of chance repeats no id. */
export function newVersionId(world: World): string {
  writeDigits(world.clock.now(), 0);
  for (let start = 8; start < CHECK_START; start += 8) writeDigits(world.random() * 2 ** 48, start);
  writeDigits(checkOf(ID_DIGITS), CHECK_START);
  return ID_DIGITS.toString('latin1');
}

/** Whether S3 may have given this id to a version, in whatever bucket. */
export function isGivenVersionId(versionId: string): boolean {
  if (versionId === NULL_VERSION_ID) return true;
  if (!/^[\w.]{32}$/.test(versionId)) return false;
  let check = checkOf(Buffer.from(versionId, 'latin1'));
  for (let index = CHECK_START; index < versionId.length; index++) {
    if (versionId.charCodeAt(index) !== ID_ALPHABET[check % 64]) return false;
    check = Math.floor(check / 64);
  }
  return true;
}

function writeDigits(value: number, start: number): void {
  let rest = Math.floor(value);
  for (let index = start; index < Math.min(start + 8, ID_DIGITS.length); index++) {
    ID_DIGITS[index] = ID_ALPHABET[rest % 64] ?? 0;
    rest = Math.floor(rest / 64);
  }
}

/** FNV-1a of the digits before the check. */
function checkOf(digits: Buffer): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < CHECK_START; index++) hash = Math.imul(hash ^ (digits[index] ?? 0), 0x01000193);
  return hash >>> 0;
}
