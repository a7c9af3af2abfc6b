// The checksums that S3 knows: `x-amz-checksum-<name>` carries the value in base64.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

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

/** The checksum in base64, as the header has it. */
export function checksumOf(name: ChecksumName, body: Buffer): string {
  return HASH[name](body).toString('base64');
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

/** The NVM Express polynomial, reflected; each entry in two halves, because numbers hold 53 bits and BigInt is slow. */
const CRC64_HIGH = new Uint32Array(256);
const CRC64_LOW = new Uint32Array(256);
for (let index = 0; index < 256; index++) {
  let crc = BigInt(index);
  for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c9329ac4bc9b5n : crc >> 1n;
  CRC64_HIGH[index] = Number(crc >> 32n);
  CRC64_LOW[index] = Number(crc & 0xffffffffn);
}

function crc64nvme(body: Buffer): Buffer {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of body) {
    const index = (low ^ byte) & 0xff;
    low = (CRC64_LOW[index] ?? 0) ^ ((low >>> 8) | (high << 24));
    high = (CRC64_HIGH[index] ?? 0) ^ (high >>> 8);
  }
  return Buffer.concat([bigEndian(~high), bigEndian(~low)]);
}
