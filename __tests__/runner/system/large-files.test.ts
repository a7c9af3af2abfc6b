// Files that others may have put there: what is no file is never waited for.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchedTable } from '../../../runner/evidence/tables/fetched-table';
import { largeFiles } from '../../../runner/system/large-files';
import { readWithin } from '../../../runner/system/read-file';
import { workshop } from '../../../runner/system/duckdb';

let folder: string;
let socket: Server;
const at = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'files-'));
  expect(spawnSync('sh', ['-c', 'mkfifo "$0"', at('pipe')]).status).toBe(0);
  symlinkSync(at('pipe'), at('link'));
  symlinkSync('/dev/zero', at('device'));
  mkdirSync(at('directory'));
  writeFileSync(at('file'), 'text');
  socket = createServer();
  await new Promise<void>((resolve) => socket.listen(at('socket'), resolve));
});
afterAll(async () => {
  await new Promise((resolve) => socket.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

describe.each(['pipe', 'link', 'device', 'socket', 'directory'])('a %s where a file should be', (name) => {
  const why = expect.stringContaining('is no ordinary file');

  it('is no file, in words, and is not read', async () => {
    expect(await largeFiles.digest(at(name))).toEqual({ bytes: 0, sha256: '', noFile: why });
    expect(await largeFiles.check(at(name), true)).toEqual({ bytes: 0, md5: '', noFile: why });
    await expect(largeFiles.slice(at(name), 0, 4)).rejects.toMatchObject({ kind: 'usage', message: why });
  });

  it('is refused where nobody has named it', async () => {
    if (name === 'directory') expect(await largeFiles.text(at(name), 100)).toBeUndefined();
    else {
      await expect(largeFiles.text(at(name), 100)).rejects.toMatchObject({ kind: 'usage', message: why });
      await expect(readWithin(at(name), { onlyFiles: 'refuse' })).rejects.toMatchObject({ message: why });
    }
  });
});

it('files and their absence are told as they are', async () => {
  expect(await largeFiles.digest(at('file'))).toMatchObject({ bytes: 4 });
  expect(await largeFiles.text(at('file'), 100)).toBe('text');
  for (const read of [largeFiles.digest, (one: string) => largeFiles.check(one, false)])
    expect(await read(at('nothing'))).toBeUndefined();
  await expect(largeFiles.slice(at('nothing'), 0, 1)).rejects.toMatchObject({
    message: expect.stringContaining('not there'),
  });
});

it('a copy of an inventory in which a file is a pipe is not read, and the file is named', async () => {
  const manifest = {
    sourceBucket: 'src',
    destinationBucket: 'arn:aws:s3:::inventories',
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, Size',
    creationTimestamp: '1767225600000',
    files: [{ key: 'pipe', MD5checksum: 'd41d8cd98f00b204e9800998ecf8427e' }],
  };
  writeFileSync(at('manifest.json'), JSON.stringify(manifest));
  const wanted = { needed: ['Key'], configured: '', flag: 'source-inventory' } as const;
  const place = { buckets: { read: () => Promise.resolve(undefined) }, workshop, folder: at('fetched') };
  await expect(fetchedTable(at('manifest.json'), wanted, place)).rejects.toMatchObject({
    message: expect.stringMatching(/pipe: it is no ordinary file/),
  });
});
