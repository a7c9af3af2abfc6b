// The checksums that S3 knows: `x-amz-checksum-<name>` carries the value in base64.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { digestedBytes } from './hollow-body';

export const CHECKSUM_NAMES = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256', 'sha512', 'md5'] as const;
export type ChecksumName = (typeof CHECKSUM_NAMES)[number];

const HASH: Readonly<Record<ChecksumName, (body: Buffer) => Buffer>> = {
  crc32: (body) => bigEndian(crc32(body)),
  crc32c: (body) => bigEndian(crc32c(body)),
  crc64nvme,
  sha1: (body) => createHash('sha1').update(body).digest(),
  sha256: (body) => createHash('sha256').update(body).digest(),
  sha512: (body) => createHash('sha512').update(body).digest(),
  md5: (body) => createHash('md5').update(body).digest(),
};

const SIZE_BYTES: Readonly<Record<ChecksumName, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
  sha512: 64,
  md5: 16,
};

/** Whether the text can be such a checksum: base64 of as many bytes as it has. */
export function isChecksum(name: ChecksumName, text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === SIZE_BYTES[name] && bytes.toString('base64') === text;
}

/** The checksum in base64, as the header has it. */
export function checksumOf(name: ChecksumName, body: Buffer): string {
  return HASH[name](digestedBytes(body)).toString('base64');
}

/** `crc32` for `CRC32`; undefined for a name that is none of ours. */
export function checksumName(text: string): ChecksumName | undefined {
  const lower = text.toLowerCase();
  return CHECKSUM_NAMES.find((name) => name === lower);
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Castagnoli's polynomial, reflected. */
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

function crc32c(body: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of body) crc = (CRC32C_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc;
}

/**
 * The NVM Express polynomial, reflected; each entry in two halves, because numbers hold 53 bits and BigInt is slow. The
 * table has one part for each of the eight bytes that are taken in one step.
 */
const CRC64_HIGH = new Uint32Array(8 * 256);
const CRC64_LOW = new Uint32Array(8 * 256);
for (let index = 0; index < 256; index++) {
  let crc = BigInt(index);
  for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c9329ac4bc9b5n : crc >> 1n;
  CRC64_HIGH[index] = Number(crc >> 32n);
  CRC64_LOW[index] = Number(crc & 0xffffffffn);
}
for (let index = 256; index < CRC64_LOW.length; index++) {
  const [high, low] = [CRC64_HIGH[index - 256] ?? 0, CRC64_LOW[index - 256] ?? 0];
  CRC64_LOW[index] = (CRC64_LOW[low & 0xff] ?? 0) ^ ((low >>> 8) | (high << 24));
  CRC64_HIGH[index] = (CRC64_HIGH[low & 0xff] ?? 0) ^ (high >>> 8);
}

function crc64nvme(body: Buffer): Buffer {
  let high = 0xffffffff;
  let low = 0xffffffff;
  const whole = body.length - (body.length % 8);
  for (let at = 0; at < whole; at += 8) {
    const x = low ^ body.readInt32LE(at);
    const y = high ^ body.readInt32LE(at + 4);
    low = high = 0;
    for (let table = 7, word = x; table >= 0; table--) {
      const place = table * 256 + (word & 0xff);
      low ^= CRC64_LOW[place] ?? 0;
      high ^= CRC64_HIGH[place] ?? 0;
      word = table === 4 ? y : word >>> 8;
    }
  }
  for (const byte of body.subarray(whole)) {
    const index = (low ^ byte) & 0xff;
    low = (CRC64_LOW[index] ?? 0) ^ ((low >>> 8) | (high << 24));
    high = (CRC64_HIGH[index] ?? 0) ^ (high >>> 8);
  }
  return Buffer.concat([bigEndian(~high), bigEndian(~low)]);
}
