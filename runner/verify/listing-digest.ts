// SHA-256 over a listing, so that two people can find out whether they have seen the same. docs/runner.md describes the lines, and
// how to make them with the AWS CLI and ten lines of Python.
import { createHash } from 'node:crypto';
import type { ListingDigest } from '../events/comparisons/comparison';
import type { ListedObject } from '../ports/s3/copying';
import type { VersionEntry } from '../ports/s3/objects';

/** RFC 3986: every byte but letters, digits and `-._~`. encodeURIComponent leaves a few more as they are. */
function percentEncoded(key: string): string {
  const encoded = encodeURIComponent(key);
  if (!LEFT.test(encoded)) return encoded;
  return encoded.replaceAll(LEFT_ALL, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

const LEFT = /[!'()*]/;
const LEFT_ALL = new RegExp(LEFT, 'g');

/** `key,version id,size,etag` with the key percent-encoded; a delete marker has `delete-marker` for its size, and no ETag. */
function lineOf({ key, versionId, deleteMarker, sizeBytes, etag }: VersionEntry): string {
  return `${percentEncoded(key)},${versionId},${deleteMarker ? 'delete-marker' : sizeBytes},${etag}\n`;
}

/** Letters that are hashed at once: a call for each line costs more than the line. */
const GATHERED = 32 * 1024;

export interface OpenDigest<Entry> {
  /** What one side has of a key; keys come in S3's order. */
  add(entry: Entry): void;
  end(): ListingDigest;
}

function startLines(): OpenDigest<string> {
  const hash = createHash('sha256');
  let lines = 0;
  let gathered = '';
  return {
    add(line) {
      gathered += line;
      lines += 1;
      if (gathered.length < GATHERED) return;
      hash.update(gathered);
      gathered = '';
    },
    end: () => ({ sha256: hash.update(gathered).digest('hex'), lines }),
  };
}

/** Of all versions of the keys. */
export function startDigest(): OpenDigest<readonly VersionEntry[]> {
  const lines = startLines();
  return {
    add(entries) {
      const inOrder = entries.length < 2 ? entries : [...entries].sort((a, b) => (a.versionId < b.versionId ? -1 : 1));
      for (const entry of inOrder) lines.add(lineOf(entry));
    },
    end: () => lines.end(),
  };
}

/** Of the newest objects: `key,size,etag`, where a key is what follows the prefix: it stays when a key is copied, so that both sides can have the same digest. */
export interface ObjectDigest {
  add(rest: string, object: Pick<ListedObject, 'sizeBytes' | 'etag'>): void;
  end(): ListingDigest;
}

export function startObjectDigest(): ObjectDigest {
  const lines = startLines();
  return {
    add: (rest, { sizeBytes, etag }) => lines.add(`${percentEncoded(rest)},${sizeBytes},${etag}\n`),
    end: () => lines.end(),
  };
}
