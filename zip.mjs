// An archive of the ZIP format that is the same whenever it is made of the same files: no dates, no order but that of the names.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const VERSION = 20;
const DEFLATED = 8;
/** 1 January 1980, the first day that there is. */
const DAY = 33;
const UTF_8 = 0x0800;
/** A plain file that everybody may read: Lambda runs functions as another user. */
const MODE = 0o100644;
const OF_UNIX = 3;

/**
 * @param files - content by name
 * @returns the archive, as a Buffer
 */
export function zipOf(files) {
  const locals = [];
  const entries = [];
  let at = 0;
  for (const [name, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes, { level: 9 });
    if (!inflateRawSync(packed).equals(bytes)) throw new Error(`${name} could not be packed`);
    const path = Buffer.from(name);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(VERSION, 0);
    about.writeUInt16LE(UTF_8, 2);
    about.writeUInt16LE(DEFLATED, 4);
    about.writeUInt16LE(DAY, 8);
    about.writeUInt32LE(crc32(bytes), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), about, path, packed]);
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02');
    entry.writeUInt16LE((OF_UNIX << 8) | VERSION, 4);
    about.copy(entry, 6);
    entry.writeUInt32LE((MODE << 16) >>> 0, 38);
    entry.writeUInt32LE(at, 42);
    entries.push(entry, path);
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const count = Object.keys(files).length;
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** Node 20.19 has none. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
